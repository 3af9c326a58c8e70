"""Handing a message to a mail server, and whether it certainly took it, certainly did not, or nobody can tell."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Literal, Self

from sheets_sync.files import OTHERS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from sheets_sync.mail.letters import Letter

Security = Literal["starttls", "tls", "none"]
#: In seconds, for each step of the conversation.
TIMEOUT = 30.0
_LONGEST_PASSWORD = 1_000
_OK = 250


@dataclass(frozen=True, slots=True)
class Server:
    """Where messages are handed in, and as whom; a password stands in a file and nowhere else."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password_file: Path | None = None
    reply_to: str | None = None


class RefusedError(Exception):
    """The server certainly did not take the message; the reason is one for people who manage servers."""


class UnknownError(Exception):
    """The line broke when the message was under way: it may have been taken."""


class Post:
    """A conversation with a server, opened with the first message and again after each that failed."""

    def __init__(self, server: Server, timeout: float = TIMEOUT) -> None:
        self._server, self._timeout = server, timeout
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, letter: Letter, now: datetime) -> None:
        """Hand in one message. Raises RefusedError and UnknownError."""
        message = compose(letter, self._server, now)
        try:
            line = self._alive() or self._open()
        except (OSError, ValueError, smtplib.SMTPException) as error:  # ValueError: a password that is not ASCII
            self._hang_up()
            raise RefusedError(reason(error)) from None
        try:
            line.send_message(message, self._server.sender, [letter.to])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
            self._hang_up()
            raise RefusedError(reason(error)) from None
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise UnknownError(reason(error)) from None

    def _alive(self) -> smtplib.SMTP | None:
        """The open line, where the server still answers: many close it after some messages."""
        try:
            if self._line is not None and self._line.noop()[0] == _OK:
                return self._line
        except (OSError, smtplib.SMTPException):
            pass
        self._hang_up()
        return None

    def _open(self) -> smtplib.SMTP:
        server = self._server
        password = None if server.password_file is None else read_password(server.password_file)
        context = ssl.create_default_context()
        if server.security == "tls":
            self._line = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
        else:
            self._line = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        if server.security == "starttls":
            self._line.starttls(context=context)
        if server.user is not None and password is not None:
            self._line.login(server.user, password)
        return self._line

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()


def compose(letter: Letter, server: Server, now: datetime) -> EmailMessage:
    """The message as it goes out. The same letter has the same Message-ID, by which a reader's program knows it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = server.sender
    message["To"] = letter.to
    if server.reply_to is not None:
        message["Reply-To"] = server.reply_to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.digest}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    return message


def read_password(path: Path) -> str:
    """The first line of a file that nobody but its owner may read. Raises OSError."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & OTHERS:
            raise PermissionError(0, f"chmod 600 {path}")
        return file.read(_LONGEST_PASSWORD).decode("utf-8", "replace").partition("\n")[0].strip()


def reason(error: Exception) -> str:
    """Why, in few words: an answer of the server by its number alone, for its text may quote the message."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f"{type(error).__name__} {', '.join(map(str, codes))}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
