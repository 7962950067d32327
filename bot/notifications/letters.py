"""From a row of the outbox to an email: the force's words (`data/mail/letters.yml`) as plain text and HTML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.casework.code_store import derived_code
from bot.force import InvalidForceFile, load_force, load_rulebook, read_document
from bot.keyring import Keyring
from bot.mailbox import InvalidMailbox, parse_mailbox
from bot.notifications.errors import Unsendable
from bot.settings import Settings

COMPLAINANT, STAFF = "complainant", "staff"
_FRAME = {
    COMPLAINANT: ("greeting", "greeting_without_name", "reference", "signature"),
    STAFF: ("greeting", "reference", "signature"),
}
_LETTER = {"to", "subject", "text", "link"}
# A name is greeted if it can be one and nothing else: no address, no lines, nothing that becomes a link by itself.
_GREETABLE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ’'-]|\. ){0,58}[^\W\d_]\.?")


@dataclass(frozen=True)
class Mail:
    """What the outbox holds of one email; `name` is the complainant's, if it goes to them and they gave one."""

    id: int
    key: str
    template: str
    recipient: str
    payload: Mapping[str, Any]
    attempts: int
    name: str | None = None


@dataclass(frozen=True)
class _Letter:
    audience: str
    subject: jinja2.Template
    text: tuple[jinja2.Template, ...]
    link: jinja2.Template


class Letters:
    """All letters of the force, read and checked once.

    `public_url` is the page that a link leads to; `sender` the From of every email, such as
    `Complaints <complaints@example.org>`. Raises `InvalidForceFile`.
    """

    def __init__(
        self,
        path: Path,
        values: Mapping[str, object],
        *,
        public_url: str,
        sender: str,
        keyring: Keyring | None = None,
    ) -> None:
        self._path = path
        self._words = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
        self._words.globals.update(values)
        self._links = {COMPLAINANT: public_url, STAFF: f"{public_url.rstrip('/')}/staff"}
        self._sender = sender
        self._keyring = keyring
        self._layouts = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=jinja2.select_autoescape(["html.j2"]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        document = read_document(path)
        self._kinds = {kind: self._template(f"kinds.{kind}", text) for kind, text in self._map(document, "kinds")}
        self._frames = {audience: self._frame(document, audience) for audience in _FRAME}
        self._letters = {name: self._letter(name, entry) for name, entry in self._map(document, "letters")}

    @property
    def names(self) -> frozenset[str]:
        """The letters that there are."""
        return frozenset(self._letters)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of deadline that there are words for."""
        return frozenset(self._kinds)

    def is_for_complainant(self, template: str) -> bool:
        """Whether a letter goes to the public."""
        letter = self._letters.get(template)
        return letter is not None and letter.audience == COMPLAINANT

    def write(self, mail: Mail, at: datetime) -> EmailMessage:
        """The email as it is sent at that moment; of the same mail always with the same Message-ID.

        Raises `Unsendable`.
        """
        letter = self._letters.get(mail.template)
        if letter is None:
            raise Unsendable(f"there is no letter {mail.template!r} in {self._path.name}; add it and retry")
        message = EmailMessage(policy=SMTP)
        message["From"] = parse_mailbox(self._sender)
        message["To"] = _address(mail.recipient)
        message["Date"] = format_datetime(at)
        message["Message-ID"] = message_id(mail.key, self._sender)
        message["Auto-Submitted"] = "auto-generated"
        try:
            parts = self._parts(letter, mail)
            message["Subject"] = parts["subject"]
            message.set_content(self._layouts.get_template("mail.txt.j2").render(parts))
            message.add_alternative(self._layouts.get_template("mail.html.j2").render(parts), subtype="html")
        except jinja2.TemplateError as error:
            raise Unsendable(f"the letter {mail.template!r} cannot be written: {error.message}") from error
        return message

    def _parts(self, letter: _Letter, mail: Mail) -> dict[str, Any]:
        given = {key: _shown(value) for key, value in mail.payload.items()}
        if (kind := given.get("kind")) is not None:
            if kind not in self._kinds:
                raise Unsendable(f"there are no words for the deadline {kind!r} under `kinds` in {self._path.name}")
            given["kind"] = self._kinds[kind].render(given)
        frame = self._frames[letter.audience]
        greeting = frame["greeting"].render(name=mail.name) if letter.audience == STAFF else _greeting(frame, mail.name)
        return {
            "subject": _line(letter.subject.render(given)),
            "greeting": _line(greeting),
            "paragraphs": [_line(paragraph.render(given)) for paragraph in letter.text],
            "reference": _line(frame["reference"].render(given)) if "reference" in given else None,
            "link": self._link(letter, mail),
            "link_text": _line(letter.link.render(given)),
            "closing": [_line(paragraph.render()) for paragraph in frame["closing"]],
            "signature": _line(frame["signature"].render()),
        }

    def _link(self, letter: _Letter, mail: Mail) -> str:
        """Where the link leads; a one-time link carries its code after the `#`, which no server is told."""
        link, nonce = self._links[letter.audience], mail.payload.get("nonce")
        if nonce is None:
            return link
        try:
            code = derived_code(self._keyring or Keyring({}), str(mail.payload.get("key_id")), str(nonce))
        except KeyError as error:
            raise Unsendable("the key of its one-time link is gone: put it back into CANDOUR_CODE_KEY") from error
        return f"{link.rstrip('/')}/code#{code}"

    def _frame(self, document: Mapping[str, Any], audience: str) -> dict[str, Any]:
        entries = dict(self._map(document, audience))
        frame: dict[str, Any] = {
            part: self._template(f"{audience}.{part}", entries.get(part)) for part in _FRAME[audience]
        }
        frame["closing"] = self._paragraphs(f"{audience}.closing", entries.get("closing"))
        return frame

    def _letter(self, name: str, entry: object) -> _Letter:
        key = f"letters.{name}"
        if not isinstance(entry, dict) or set(entry) != _LETTER:
            raise InvalidForceFile(self._path, key, f"must have exactly these keys: {', '.join(sorted(_LETTER))}.")
        if entry["to"] not in _FRAME:
            raise InvalidForceFile(self._path, f"{key}.to", f"must be one of: {', '.join(_FRAME)}.")
        return _Letter(
            audience=entry["to"],
            subject=self._template(f"{key}.subject", entry["subject"]),
            text=self._paragraphs(f"{key}.text", entry["text"]),
            link=self._template(f"{key}.link", entry["link"]),
        )

    def _map(self, document: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
        section = document.get(key)
        if not isinstance(section, dict) or not section:
            raise InvalidForceFile(self._path, key, "must be a mapping with text keys. Add it.")
        return [(str(name), entry) for name, entry in section.items()]

    def _paragraphs(self, key: str, value: object) -> tuple[jinja2.Template, ...]:
        if not isinstance(value, list) or not value:
            raise InvalidForceFile(self._path, key, "must be a list of paragraphs.")
        return tuple(self._template(f"{key}[{number}]", text) for number, text in enumerate(value))

    def _template(self, key: str, text: object) -> jinja2.Template:
        if not isinstance(text, str) or not text.strip():
            raise InvalidForceFile(self._path, key, f"must be some text, not {text!r}.")
        try:
            return self._words.from_string(text)
        except jinja2.TemplateSyntaxError as error:
            raise InvalidForceFile(self._path, key, f"is not a template: {error.message}. Correct it there.") from error


def load_letters(settings: Settings) -> Letters:
    """The letters of the installation, with the names and limits of its force.

    Raises `InvalidForceFile` or `InvalidKeys`.
    """
    force = load_force(settings.policy_file)
    values = {
        "force": force.force,
        "standards": force.standards,
        "commission": force.commission,
        "limits": load_rulebook(settings.policy_file).limits,
    }
    return Letters(
        settings.letters_file,
        values,
        public_url=settings.web_address,
        sender=settings.smtp_from,
        keyring=settings.keyring(),
    )


def message_id(key: str, sender: str) -> str:
    """The Message-ID of the email with this key: a repeated email is known by it, and it tells nothing."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{parse_mailbox(sender).domain}>"


def _address(recipient: str) -> Address:
    try:
        return parse_mailbox(recipient)
    except InvalidMailbox as error:
        raise Unsendable("the address is not one") from error


def _greeting(frame: Mapping[str, Any], name: str | None) -> str:
    if name is None or not _GREETABLE.fullmatch(name.strip()):
        return str(frame["greeting_without_name"].render())
    return str(frame["greeting"].render(name=name.strip()))


def _shown(value: object) -> object:
    """A value as people write it: days such as 3 April 2026."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return value


def _line(text: str) -> str:
    """Text on one line: what is wrapped in the file, or was meant to break out of a header, is joined."""
    return " ".join(text.split())
