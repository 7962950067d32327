"""The ways out: a mail server (SMTP), or a folder of files while none is set."""

from __future__ import annotations

import asyncio
import os
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Protocol

import aiosmtplib

from bot.mailbox import parse_mailbox
from bot.notifications.errors import Lost, NotTaken, Refused, ServerAway, Unsendable
from bot.settings import Settings

TIMEOUT = 30.0
"""Seconds for one step of the exchange, and for one whole email, before the server counts as silent."""
TLS_FROM_THE_START = 465
_FOR_GOOD = 500
_CLOSING = 421


class Post(Protocol):
    """A way out for emails; whoever uses it closes it in the end."""

    @property
    def place(self) -> str:
        """Where emails go, as it is told to operators."""

    async def send(self, message: EmailMessage) -> None:
        """Hand an email over. Raises one of `bot.notifications.errors`."""

    async def close(self) -> None:
        """Let go of what was opened; the next `send` opens it again."""

    async def forget(self, before: datetime) -> None:
        """Delete what is kept of emails that were sent before then."""


def make_post(settings: Settings, *, timeout: float = TIMEOUT) -> Post:
    """The way out that the settings name."""
    return SmtpPost(settings, timeout) if settings.smtp_host else FolderPost(settings.mail_dir)


class SmtpPost:
    """A mail server, with one connection that is kept for as long as it is in order.

    Without `CANDOUR_SMTP_STARTTLS=false` nothing is said to a server that does not encrypt.
    """

    def __init__(self, settings: Settings, timeout: float) -> None:
        self._settings = settings
        self._timeout = timeout
        self._sender = parse_mailbox(settings.smtp_from).addr_spec
        self._client: aiosmtplib.SMTP | None = None
        self._trust: ssl.SSLContext | None = None

    @property
    def place(self) -> str:
        """Host and port of the server."""
        return f"{self._settings.smtp_host}:{self._settings.smtp_port}"

    async def send(self, message: EmailMessage) -> None:
        """Hand an email over; after anything but a plain answer of the server the connection is given up."""
        client = await self._connected()
        recipient = parse_mailbox(str(message["To"])).addr_spec
        try:
            async with asyncio.timeout(self._timeout):
                await client.send_message(message, sender=self._sender, recipients=[recipient])
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _answer(error.recipients[0]) from error
        except aiosmtplib.SMTPHeloError as error:
            self._give_up()
            raise ServerAway(f"{self.place} does not let us in: {error.code} {error.message}") from error
        except aiosmtplib.SMTPResponseException as error:
            if error.code == _CLOSING:
                self._give_up()
            raise _answer(error) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise Refused(f"the mail server cannot take this address: {error.message}") from error
        except (TimeoutError, OSError, aiosmtplib.SMTPException) as error:
            self._give_up()
            raise Lost(f"{self.place}: {_broken(error)}") from error
        except ValueError as error:
            raise Unsendable("the address is not one") from error

    async def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        try:
            async with asyncio.timeout(self._timeout):
                await client.quit()
        except (TimeoutError, OSError, aiosmtplib.SMTPException):
            client.close()

    async def forget(self, before: datetime) -> None:
        """Nothing is kept here."""

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        settings = self._settings
        use_tls = settings.smtp_port == TLS_FROM_THE_START
        encrypted = use_tls or settings.smtp_starttls
        if encrypted and self._trust is None:
            self._trust = ssl.create_default_context()
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=use_tls,
            start_tls=settings.smtp_starttls and not use_tls,
            username=settings.smtp_user,
            password=password,
            timeout=self._timeout,
            tls_context=self._trust,
        )
        try:
            async with asyncio.timeout(self._timeout):
                await client.connect()
        except aiosmtplib.SMTPAuthenticationError as error:
            client.close()
            raise ServerAway(
                f"{self.place} refuses CANDOUR_SMTP_USER and CANDOUR_SMTP_PASSWORD ({error.code} {error.message})"
            ) from error
        except aiosmtplib.SMTPResponseException as error:
            client.close()
            raise ServerAway(f"{self.place} does not let us in: {error.code} {error.message}") from error
        except (TimeoutError, OSError, aiosmtplib.SMTPException) as error:
            client.close()
            raise ServerAway(f"{self.place} cannot be used: {_broken(error)}") from error
        self._client = client
        return client

    def _give_up(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


class FolderPost:
    """A folder with one `.eml` file for each email, for development and demonstrations; mail programs open them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    async def send(self, message: EmailMessage) -> None:
        """Write the file, whole or not at all; the same email again replaces it."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = self._folder / f".{name}"
            unfinished.write_bytes(message.as_bytes(policy=SMTPUTF8))
            os.replace(unfinished, self._folder / f"{name}.eml")
        except OSError as error:
            raise ServerAway(f"the folder {self._folder} cannot be written to ({error.strerror})") from error

    async def close(self) -> None:
        """Nothing is held open."""

    async def forget(self, before: datetime) -> None:
        """Delete the files that were written before then."""
        for file in self._folder.glob("*.eml"):
            if file.stat().st_mtime < before.timestamp():
                file.unlink(missing_ok=True)


def _answer(error: aiosmtplib.SMTPResponseException) -> Refused | NotTaken:
    """What a plain answer of the server means: 5xx is for good, 4xx for now.

    A sender that is refused is our setting's fault, not the email's: it is worth another attempt.
    """
    words = f"the mail server said {error.code} {error.message}"
    if error.code >= _FOR_GOOD and not isinstance(error, aiosmtplib.SMTPSenderRefused):
        return Refused(words)
    return NotTaken(words)


def _broken(error: BaseException) -> str:
    """What happened to the connection, in words."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return "it closed the connection"
    return str(error) or type(error).__name__
