"""Letters: the force's words in an email that gives nothing away and that nobody's name can bend."""

from __future__ import annotations

import shutil
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8, default
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.casework import telling
from bot.casework.code_store import derived_code
from bot.clock import LONDON
from bot.force import InvalidForceFile
from bot.keyring import load_keyring
from bot.notifications.errors import Unsendable
from bot.notifications.letters import Letters, Mail, load_letters
from bot.settings import ROOT, Settings

AT = datetime(2026, 11, 20, 9, 0, tzinfo=LONDON)
REFERENCE = "MPC-7K4D-9XTR-K"
LINK = "https://complaints.test/"
SETTINGS = Settings(
    public_url=LINK, smtp_from="Complaints <complaints@police.test>", code_key="0c" * 32, var_dir=Path("nowhere")
)
LETTERS = load_letters(SETTINGS)
PAYLOAD = {"reference": REFERENCE, "due_on": "2026-04-03", "kind": "update"}
HEADERS = {
    "From", "To", "Date", "Message-ID", "Auto-Submitted", "Subject", "MIME-Version", "Content-Type",
}  # fmt: skip


def mail(template: str = "update_waiting", **fields: Any) -> Mail:
    given = {"recipient": "ada@example.org", "payload": PAYLOAD, **fields}
    return Mail(id=1, key=f"{template}:1", template=template, attempts=1, **given)


def received(message: EmailMessage) -> EmailMessage:
    """The email as a mail program reads it."""
    read = message_from_bytes(message.as_bytes(policy=SMTPUTF8), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def parts(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return plain.get_content(), html.get_content()


@pytest.mark.parametrize("template", sorted(LETTERS.names))
def test_every_letter_says_what_kind_of_news_it_is_with_the_reference_and_the_link(template: str) -> None:
    message = received(LETTERS.write(mail(template, name="Ada Obi"), AT))

    link = LINK if LETTERS.is_for_complainant(template) else f"{LINK}staff"
    for text in parts(message):
        assert REFERENCE in text
        assert link in text
        assert "{" not in text
        assert ("Hello Ada Obi," in text) == LETTERS.is_for_complainant(template)
    assert message["Subject"]
    # What a locked telephone shows names neither the person nor the complaint.
    assert REFERENCE not in message["Subject"]
    assert "Ada" not in message["Subject"]
    assert set(message.keys()) == HEADERS
    assert message["Auto-Submitted"] == "auto-generated"


def test_there_are_words_for_everything_that_complainants_are_told() -> None:
    assert set(telling.TEMPLATES) <= LETTERS.names


def test_a_one_time_link_carries_its_code_where_no_server_is_told_it_and_follows_from_the_key() -> None:
    keyring = load_keyring("0a" * 32, Path())
    nonce = {"reference": REFERENCE, "key_id": keyring.current, "nonce": "f" * 32}
    letters = load_letters(SETTINGS.model_copy(update={"code_key": SecretStr("0a" * 32)}))

    texts = parts(received(letters.write(mail("code_link", payload=nonce), AT)))

    code = derived_code(keyring, keyring.current, "f" * 32)
    assert all(f"{LINK}code#{code}" in text for text in texts)
    assert derived_code(keyring, keyring.current, "e" * 32) != code


def test_a_one_time_link_whose_key_is_gone_is_not_sent() -> None:
    with pytest.raises(Unsendable, match="CANDOUR_CODE_KEY"):
        LETTERS.write(mail("code_link", payload={"reference": REFERENCE, "key_id": "gone", "nonce": "f" * 32}), AT)


def test_a_day_is_written_as_people_write_it_and_a_deadline_in_words() -> None:
    message = received(LETTERS.write(mail("overdue"), AT))

    assert message["Subject"] == "Overdue since 3 April 2026: an update to the complainant"


def test_the_same_email_always_has_the_same_message_id_and_another_one_another() -> None:
    first, again = LETTERS.write(mail(), AT), LETTERS.write(mail(name="Ada Obi"), AT.replace(year=2027))

    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"].endswith("@police.test>")
    assert LETTERS.write(mail("closed"), AT)["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize(
    "name", ["Ada Obi", "Zoë O’Neill-Świątek", "Dr. Obi", "J. R. Smith", "Li", "محمد علي", "ナオミ"]
)
def test_a_name_is_greeted(name: str) -> None:
    plain, html = parts(received(LETTERS.write(mail(name=name), AT)))

    assert plain.startswith(f"Hello {name},")
    assert f"<p>Hello {name},</p>" in html


@pytest.mark.parametrize(
    "name",
    [
        "Ada\r\nBcc: everybody@example.org",
        "Ada\nObi",
        "win at evil.example",
        "https://evil.example",
        "www.evil.example/now",
        "<b>Ada</b>",
        "ada@example.org",
        "Ada\u2028Obi",
        "{{ limits }}",
        "x" * 61,
        "",
        "A",
    ],
)
def test_what_is_no_name_is_not_greeted(name: str) -> None:
    plain, html = parts(received(LETTERS.write(mail(name=name), AT)))

    assert plain.startswith("Hello,\r\n")
    assert "<p>Hello,</p>" in html


@given(st.text(max_size=80))
@example("Ada\r\nBcc: everybody@example.org")
def test_no_name_adds_a_header_or_a_recipient(name: str) -> None:
    message = received(LETTERS.write(mail(name=name), AT))

    assert set(message.keys()) == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@example.org"]
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "recipient",
    [
        "ada@example.org\r\nBcc: everybody@example.org",
        "ada@example.org, everybody@example.org",
        "friends: ada@example.org;",
        "ada",
        "ada@",
        "@example.org",
        "<>",
        "",
    ],
)
def test_what_is_not_one_address_gets_no_email(recipient: str) -> None:
    with pytest.raises(Unsendable, match="not one"):
        LETTERS.write(mail(recipient=recipient), AT)


@given(st.text(max_size=60))
def test_any_text_as_recipient_is_one_address_or_refused(recipient: str) -> None:
    try:
        message = received(LETTERS.write(mail(recipient=recipient), AT))
    except Unsendable:
        return
    assert set(message.keys()) == HEADERS
    assert len(message["To"].addresses) == 1


def test_a_domain_beyond_ascii_is_written_as_mail_servers_know_it() -> None:
    assert str(LETTERS.write(mail(recipient="ada@bücher.example"), AT)["To"]) == "ada@xn--bcher-kva.example"


def test_a_letter_that_is_not_there_or_lacks_something_says_what_to_do() -> None:
    with pytest.raises(Unsendable, match=r"no letter 'postcard' in letters\.yml"):
        LETTERS.write(mail("postcard"), AT)
    with pytest.raises(Unsendable, match="'due_on' is undefined"):
        LETTERS.write(mail("overdue", payload={"kind": "update"}), AT)
    with pytest.raises(Unsendable, match="no words for the deadline 'tea'"):
        LETTERS.write(mail("overdue", payload={"kind": "tea", "due_on": "2026-04-03"}), AT)


def test_the_words_of_the_file_cannot_reach_into_the_program(tmp_path: Path) -> None:
    letters = changed(tmp_path, lambda document: document["letters"]["closed"].update(text=["{{ ''.__class__ }}"]))

    with pytest.raises(Unsendable, match="unsafe"):
        letters.write(mail("closed"), AT)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda document: document.pop("kinds"), "kinds"),
        (lambda document: document["letters"]["closed"].pop("link"), "letters.closed"),
        (lambda document: document["letters"]["closed"].update(to="mum"), "letters.closed.to"),
        (
            lambda document: document["letters"]["closed"].update(text=["{{ oops"]),
            "letters.closed.text[0]",
        ),
        (lambda document: document["letters"]["closed"].update(text="one"), "letters.closed.text"),
        (lambda document: document["complainant"].pop("greeting"), "complainant.greeting"),
        (lambda document: document["staff"].update(signature=7), "staff.signature"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place(tmp_path: Path, change: Any, key: str) -> None:
    with pytest.raises(InvalidForceFile) as fault:
        changed(tmp_path, change)

    assert fault.value.key == key


def changed(folder: Path, change: Any) -> Letters:
    """The letters of a file in which something is different."""
    path = folder / "letters.yml"
    shutil.copy(ROOT / "data" / "mail" / "letters.yml", path)
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return load_letters(SETTINGS.model_copy(update={"letters_file": path}))
