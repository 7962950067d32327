"""Settings: read once from the environment (prefix `CANDOUR_`), each with a default for local use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, IPvAnyNetwork, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import clock

ROOT = Path(__file__).resolve().parent.parent


class InvalidSettings(ValueError):
    """A setting cannot be used; the message names the variable, what is wrong and what it should be."""


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(env_prefix="CANDOUR_", frozen=True)

    var_dir: Path = ROOT / "var"
    database_url: str = Field(default_factory=lambda: f"sqlite:///{ROOT / 'var' / 'candour.db'}")
    redis_url: str | None = None
    clock: str | None = None
    policy_file: Path = ROOT / "data" / "policy.yml"
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=1, le=65535)
    embed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    exit_url: str = "https://www.bbc.co.uk/weather"
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    log_level: str = "INFO"
    code_key: SecretStr | None = None
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = Field(
        default=("127.0.0.0/8", "::1/128"), validate_default=True
    )

    @field_validator("clock")
    @classmethod
    def _clock_is_a_time(cls, value: str | None) -> str | None:
        if value:
            clock.parse(value)
        return value

    @field_validator("embed_origins", mode="before")
    @classmethod
    def _embed_origins_are_origins(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        """Several, apart by spaces or commas. No wildcards: a page that may show the chat is named."""
        origins = tuple(value.replace(",", " ").split() if isinstance(value, str) else value)
        for origin in origins:
            parts = urlsplit(origin)
            if f"{parts.scheme}://{parts.netloc}" != origin or not parts.hostname or "*" in origin or "@" in origin:
                raise ValueError(f"{origin!r} is not an origin; write each like https://www.police.example")
        return origins

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _trusted_proxies_are_several(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        """Addresses or networks, apart by spaces or commas."""
        return tuple(value.replace(",", " ").split() if isinstance(value, str) else value)

    @field_validator("exit_url")
    @classmethod
    def _exit_url_is_a_page(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
            raise ValueError("write the whole address of a harmless page, like https://www.bbc.co.uk/weather")
        return value

    @property
    def rasa_url(self) -> str:
        """Where the gateway finds the Rasa server (loopback only)."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        """Where the Rasa server finds the action server (loopback only)."""
        return f"http://127.0.0.1:{self.actions_port}/webhook"


def load_settings() -> Settings:
    """Read the settings from the environment. Raises `InvalidSettings` with one line for each fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"CANDOUR_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise InvalidSettings("\n".join(faults)) from error
