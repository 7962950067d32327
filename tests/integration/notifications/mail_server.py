"""A real mail server (aiosmtpd) in the test's event loop, which can refuse, hang, hang up, and be down."""

from __future__ import annotations

import asyncio
import email
import socket
import ssl
from collections import Counter
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class MailServer:
    """Keeps what it has accepted. What it does next is set by its attributes:

    `answers`: the reply to RCPT for an address (`"550 5.1.1 no such user"`); `data_answer`: the reply to DATA;
    `hangs` and `hangs_up`: in the middle of DATA; `hangs_up_on`: the same, for these recipients only;
    `supports_utf8`: whether addresses may go beyond ASCII; `on_accept(message)`: called once a message is kept, before
    the reply.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None) -> None:
        self.accepted: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.data_answer: str | None = None
        self.hangs = self.hangs_up = False
        self.hangs_up_on: set[str] = set()
        self.supports_utf8 = True
        self.on_accept: Any = None
        self.connections = 0
        self.recipients: list[str] = []
        self._tls, self._login = tls, login
        self._server: asyncio.Server | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    async def start(self) -> None:
        """Listen, always at the same port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._make, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Be down: the port refuses."""
        if self._server is not None:
            self._server.close()
        self._server = None

    def times_accepted(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(str(message["Message-ID"]) for message in self.accepted)

    def _make(self) -> SMTP:
        self.connections += 1
        return _Protocol(
            self,
            hostname="mail.test",
            tls_context=self._tls,
            authenticator=self._authenticate if self._login else None,
            auth_required=self._login is not None,
            auth_require_tls=False,
            enable_SMTPUTF8=self.supports_utf8,
        )

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        assert self._login is not None
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._login, handled=False)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address, or say what `answers` has for it."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a message, or say `data_answer`."""
        if self.data_answer:
            return self.data_answer
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.accepted.append(message)
        if self.on_accept:
            await self.on_accept(message)
        return "250 OK"


class _Protocol(SMTP):
    def __init__(self, mail_server: MailServer, **options: Any) -> None:
        self._mail_server = mail_server
        super().__init__(mail_server, **options)

    async def smtp_DATA(self, arg: str) -> None:
        """As the parent, unless it is to fail after the first line of the message."""
        poisoned = self.envelope is not None and set(self.envelope.rcpt_tos) & self._mail_server.hangs_up_on
        if not (poisoned or self._mail_server.hangs or self._mail_server.hangs_up):
            await super().smtp_DATA(arg)
            return
        await self.push("354 Go on")
        await self._reader.readline()
        if self._mail_server.hangs:
            await asyncio.sleep(3600)
        assert self.transport is not None
        self.transport.close()
