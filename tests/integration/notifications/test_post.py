"""The ways out: a mail server with encryption and password, one that cannot be used, and the folder."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.notifications.errors import Refused, ServerAway
from bot.notifications.letters import Letters, Mail
from bot.notifications.post import FolderPost, make_post
from bot.settings import Settings
from tests.integration.notifications.conftest import NOW
from tests.integration.notifications.mail_server import MailServer


def a_mail(recipient: str = "ada@example.org") -> Mail:
    return Mail(
        id=1, key="update:1", template="update_waiting", recipient=recipient, payload={"reference": "R"}, attempts=1
    )


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file; its issuer is itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def secure_server(certificate: Path, login: tuple[str, str] | None = None) -> MailServer:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return MailServer(tls=context, login=login)


def secure(settings: Settings, server: MailServer, **more: object) -> Settings:
    return Settings(**{**settings.model_dump(), "smtp_port": server.port, "smtp_starttls": True, **more})  # type: ignore[arg-type]


async def test_a_server_that_encrypts_and_asks_for_a_password(
    letters: Letters, settings: Settings, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = secure_server(certificate, login=("candour", "s3cret"))
    await server.start()
    try:
        wrong = make_post(secure(settings, server, smtp_user="candour", smtp_password="guess"))
        with pytest.raises(ServerAway, match="refuses CANDOUR_SMTP_USER and CANDOUR_SMTP_PASSWORD") as fault:
            await wrong.send(letters.write(a_mail(), NOW))
        assert "guess" not in str(fault.value)

        post = make_post(secure(settings, server, smtp_user="candour", smtp_password="s3cret"))
        await post.send(letters.write(a_mail(), NOW))
        await post.close()
    finally:
        await server.stop()

    (message,) = server.accepted
    assert (message["From"], message["To"]) == ("Complaints <complaints@police.test>", "ada@example.org")
    assert "MPC" not in message["Subject"]


async def test_nothing_is_said_to_a_server_whose_certificate_nobody_vouches_for(
    letters: Letters, settings: Settings, certificate: Path
) -> None:
    server = secure_server(certificate)
    await server.start()
    try:
        with pytest.raises(ServerAway, match="certificate"):
            await make_post(secure(settings, server)).send(letters.write(a_mail(), NOW))
    finally:
        await server.stop()

    assert server.recipients == []


async def test_nothing_is_said_to_a_server_that_does_not_encrypt(
    letters: Letters, settings: Settings, server: MailServer
) -> None:
    with pytest.raises(ServerAway, match="STARTTLS"):
        await make_post(secure(settings, server)).send(letters.write(a_mail(), NOW))

    assert server.recipients == []


async def test_an_address_beyond_ascii_reaches_a_server_that_takes_it(
    letters: Letters, settings: Settings, server: MailServer
) -> None:
    post = make_post(settings)
    await post.send(letters.write(a_mail("pelé@example.org"), NOW))
    await post.close()

    assert server.recipients == ["pelé@example.org"]


async def test_an_address_that_the_server_cannot_take_is_refused_with_the_reason(
    letters: Letters, settings: Settings, server: MailServer
) -> None:
    server.supports_utf8 = False
    with pytest.raises(Refused, match="cannot take this address"):
        await make_post(settings).send(letters.write(a_mail("pelé@example.org"), NOW))


async def test_without_a_server_emails_become_files_once_each(
    letters: Letters, settings: Settings, tmp_path: Path
) -> None:
    post = make_post(Settings(var_dir=tmp_path))
    assert post.place == str(tmp_path / "mail")

    for _ in range(2):
        await post.send(letters.write(a_mail(), NOW))

    (file,) = (tmp_path / "mail").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert file.suffix == ".eml"
    assert message["To"] == "ada@example.org"


async def test_a_folder_that_cannot_be_written_to_is_a_server_that_is_away(letters: Letters, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")

    with pytest.raises(ServerAway, match="cannot be written to"):
        await FolderPost(tmp_path / "mail").send(letters.write(a_mail(), NOW))
