"""Settings: read once from the environment (prefix `CANDOUR_`), each with a default for local use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, IPvAnyNetwork, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import clock
from bot.keyring import Keyring, load_keyring
from bot.mailbox import parse_mailbox

ROOT = Path(__file__).resolve().parent.parent


class InvalidSettings(ValueError):
    """A setting cannot be used; the message names the variable, what is wrong and what it should be."""


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(env_prefix="CANDOUR_", frozen=True)

    var_dir: Path = ROOT / "var"
    upload_dir: Path | None = None
    clamav: str | None = None
    database_url: str = Field(default_factory=lambda: f"sqlite:///{ROOT / 'var' / 'candour.db'}")
    redis_url: str | None = None
    clock: str | None = None
    policy_file: Path = ROOT / "data" / "policy.yml"
    letters_file: Path = ROOT / "data" / "mail" / "letters.yml"
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=1, le=65535)
    embed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    exit_url: str = "https://www.bbc.co.uk/weather"
    idle_minutes: int = Field(default=24 * 60, ge=5)
    shared_idle_minutes: int = Field(default=15, ge=5)
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    public_url: str | None = None
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_starttls: bool = True
    smtp_from: str = "Candour <candour@localhost>"
    staff_mailbox: str | None = None
    log_level: str = "INFO"
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_claim: str = "preferred_username"
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

    @field_validator("public_url")
    @classmethod
    def _public_url_is_a_page(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "https://example.org")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be the address of a page, such as https://complaints.example.org/")
        return value or None

    @field_validator("smtp_from", "staff_mailbox")
    @classmethod
    def _mailbox_is_one(cls, value: str | None) -> str | None:
        if value is not None:
            parse_mailbox(value)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _oidc_issuer_is_safe(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "https://example.org")
        if not parts.hostname or not (parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost"}):
            raise ValueError("write the issuer as your provider does, such as https://login.police.example")
        return value or None

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> Self:
        given = [each is not None for each in (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)]
        if any(given) and not all(given):
            raise ValueError("CANDOUR_OIDC_ISSUER, CANDOUR_OIDC_CLIENT_ID and CANDOUR_OIDC_CLIENT_SECRET go together")
        return self

    @property
    def web_address(self) -> str:
        """Where people reach the service: what a link in an email leads to."""
        return self.public_url or f"http://{self.web_host}:{self.web_port}"

    @property
    def mail_dir(self) -> Path:
        """Where emails are put as files while no mail server is set."""
        return self.var_dir / "mail"

    def keyring(self) -> Keyring:
        """The keys of the secret codes, made if there are none. Raises `InvalidKeys`."""
        key = self.code_key.get_secret_value() if self.code_key else None
        return load_keyring(key, self.var_dir / "code.key")

    @field_validator("clamav")
    @classmethod
    def _clamav_is_a_place(cls, value: str | None) -> str | None:
        if value and not value.startswith("unix:/") and not value.rpartition(":")[2].isdigit():
            raise ValueError("write where the scanner listens, like 127.0.0.1:3310 or unix:/run/clamav/clamd.ctl")
        return value

    @property
    def uploads(self) -> Path:
        """The folder for files that people add: never one that the web serves."""
        return self.upload_dir or self.var_dir / "uploads"

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
