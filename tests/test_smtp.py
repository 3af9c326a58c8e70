"""Handing in a message: what the server gets, and what is known when it does not take it."""

from __future__ import annotations

import shutil
import socket
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sheets_sync.mail.letters import Letter
from sheets_sync.smtp import Post, RefusedError, Server, UnknownError, compose
from support.mailserver import HOST, PASSWORD, USER, Desk, mail_server, make_certificate

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2025, 6, 30, 2, 20, tzinfo=UTC)
LETTER = Letter(
    "een.xlsx", "sdg@een.example", "Een: 1 te verbeteren", "Één ding – zie “Controle”.\n" * 30, ("a",), ("a",)
)
PLAIN = Server(HOST, 0, "none", "tool@project.example", reply_to="coordinator@project.example")


def test_what_the_server_gets() -> None:
    """One reader, plain text in any script, marked as made by a program, with answers to the coordinator."""
    desk = Desk()

    with mail_server(desk) as port, Post(replace(PLAIN, port=port)) as post:
        post.send(LETTER, NOW)

    (message,) = desk.taken
    assert desk.envelopes == [("tool@project.example", ["sdg@een.example"])]
    assert message.get_content().replace("\r\n", "\n") == LETTER.text
    assert message.get_content_type() == "text/plain"
    assert {name: str(message[name]) for name in ("From", "To", "Reply-To", "Subject", "Auto-Submitted", "Date")} == {
        "From": "tool@project.example",
        "To": "sdg@een.example",
        "Reply-To": "coordinator@project.example",
        "Subject": "Een: 1 te verbeteren",
        "Auto-Submitted": "auto-generated",
        "Date": "Mon, 30 Jun 2025 02:20:00 +0000",
    }


def test_the_same_letter_has_the_same_id() -> None:
    """And another one has another."""
    ids = [compose(letter, PLAIN, NOW)["Message-ID"] for letter in (LETTER, LETTER, replace(LETTER, text="x"))]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@project.example>")


@pytest.mark.parametrize("field", ["subject", "to"])
def test_no_header_can_be_put_in(field: str) -> None:
    """A line break within one is refused by the library, should it ever come so far."""
    letter = replace(LETTER, **{field: "a@b.example\r\nBcc: c@d.example"})

    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|header"):
        compose(letter, PLAIN, NOW)


def test_several_letters_go_over_one_line_and_over_another_when_that_is_cut() -> None:
    """A server that closes the line between two messages costs none."""
    desk = Desk()

    with mail_server(desk) as port, Post(replace(PLAIN, port=port)) as post:
        post.send(LETTER, NOW)
        assert post._line is not None
        assert post._line.sock is not None
        post._line.sock.shutdown(socket.SHUT_RDWR)
        post.send(LETTER, NOW)

    assert len(desk.taken) == 2


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"to sdg@een.example": "550 no such user: sdg@een.example"}, "SMTPRecipientsRefused 550"),
        ({"to sdg@een.example": "450 later"}, "SMTPRecipientsRefused 450"),
        ({"sdg@een.example": "554 your text is spam"}, "SMTPDataError 554"),
    ],
)
def test_a_server_that_refuses(answers: dict[str, str], reason: str) -> None:
    """The number of its answer is told, and not its text."""
    with (
        mail_server(Desk(answers)) as port,
        Post(replace(PLAIN, port=port)) as post,
        pytest.raises(RefusedError, match=f"^{reason}$"),
    ):
        post.send(LETTER, NOW)


def test_a_line_that_breaks_under_way() -> None:
    """Nobody knows then whether the message was taken."""
    with (
        mail_server(Desk({"sdg@een.example": "cut"})) as port,
        Post(replace(PLAIN, port=port)) as post,
        pytest.raises(UnknownError),
    ):
        post.send(LETTER, NOW)


def test_a_server_that_is_not_there() -> None:
    """It certainly took nothing."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]

    with Post(replace(PLAIN, port=port)) as post, pytest.raises(RefusedError, match="Connection refused"):
        post.send(LETTER, NOW)


def test_a_server_without_tls_gets_nothing() -> None:
    """Where it was asked for: neither a letter nor a password goes in the clear."""
    desk = Desk()

    with (
        mail_server(desk) as port,
        Post(replace(PLAIN, port=port, security="starttls")) as post,
        pytest.raises(RefusedError, match="SMTPNotSupportedError"),
    ):
        post.send(LETTER, NOW)

    assert desk.taken == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here to make a certificate with")
class TestSigningIn:
    """A server as they mostly are: STARTTLS, then a user and a password."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        """That of the server."""
        return make_certificate(tmp_path)

    @pytest.fixture
    def password(self, tmp_path: Path) -> Path:
        """A file for this account alone."""
        path = tmp_path / "password"
        path.write_text(f"{PASSWORD}\n", "utf-8")
        path.chmod(0o600)
        return path

    @pytest.fixture
    def server(self, password: Path) -> Server:
        """As it is configured."""
        return replace(PLAIN, security="starttls", user=USER, password_file=password)

    def test_it_is_trusted(self, certificate: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where its certificate is known."""
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        desk = Desk()

        with mail_server(desk, certificate) as port, Post(replace(server, port=port)) as post:
            post.send(LETTER, NOW)

        assert desk.to == ["sdg@een.example"]

    def test_a_stranger_gets_no_password(self, certificate: Path, server: Server) -> None:
        """A certificate that nobody vouches for ends the conversation."""
        desk = Desk()

        with (
            mail_server(desk, certificate) as port,
            Post(replace(server, port=port)) as post,
            pytest.raises(RefusedError),
        ):
            post.send(LETTER, NOW)

        assert desk.taken == []

    def test_a_wrong_password(
        self, certificate: Path, server: Server, password: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is told by its number, and stands nowhere."""
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        password.write_text("wrong\n")

        with (
            mail_server(Desk(), certificate) as port,
            Post(replace(server, port=port)) as post,
            pytest.raises(RefusedError, match=r"^SMTPAuthenticationError 535$"),
        ):
            post.send(LETTER, NOW)

    def test_a_password_that_no_server_takes(
        self, certificate: Path, server: Server, password: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One with an accent is an error like any other."""
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        password.write_text("één\n", "utf-8")

        with (
            mail_server(Desk(), certificate) as port,
            Post(replace(server, port=port)) as post,
            pytest.raises(RefusedError, match="UnicodeEncodeError"),
        ):
            post.send(LETTER, NOW)

    @pytest.mark.parametrize(("mode", "reason"), [(0o644, "chmod 600"), (None, "No such file")])
    def test_a_password_that_is_no_secret(
        self, server: Server, password: Path, mode: int | None, reason: str
    ) -> None:
        """One that others may read, or that is not there, is not used; no line is opened for it."""
        if mode is None:
            password.unlink()
        else:
            password.chmod(mode)

        with Post(replace(server, port=1)) as post, pytest.raises(RefusedError, match=reason):
            post.send(LETTER, NOW)
