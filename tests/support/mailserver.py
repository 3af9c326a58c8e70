"""A real mail server on this machine, that does what a test asks of it."""

from __future__ import annotations

import socket
import subprocess
from contextlib import contextmanager
from email import message_from_bytes, policy
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import TYPE_CHECKING, Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

HOST = "127.0.0.1"
_PATIENCE = 30.0
USER, PASSWORD = "sdg", "geheim 1"


class Desk:
    """Takes messages, or answers as it is told to: by recipient an answer, or "cut" for a line that breaks."""

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        self.answers = answers or {}
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (named by aiosmtpd)
        answer = self.answers.get(envelope.rcpt_tos[0], "250 OK")
        if answer.startswith("taken, "):
            self._take(envelope)
            answer = answer.removeprefix("taken, ")
        if answer == "cut":
            server.transport.abort()
            return "250 OK"
        if answer.startswith("250"):
            self._take(envelope)
        return answer

    def _take(self, envelope: Any) -> None:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append(cast("EmailMessage", message))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))

    async def handle_RCPT(  # noqa: N802  (the same)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.answers.get(f"to {address}", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    @property
    def to(self) -> list[str]:
        """To whom messages were taken, in their order."""
        return [str(message["To"]) for message in self.taken]


def _sign_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class _Controller(Controller):
    """On a port that is free, and without a wish to be quick."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection((HOST, self.port), _PATIENCE) as line:
            line.recv(1_024)


@contextmanager
def mail_server(desk: Desk, certificate: Path | None = None, **settings: Any) -> Iterator[int]:
    """The port of a server; with a certificate it asks for STARTTLS, and for the user and the password."""
    if certificate is not None:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        settings |= {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": _sign_in,
        }
    controller = _Controller(desk, hostname=HOST, port=0, ready_timeout=_PATIENCE, **settings)
    controller.start()
    try:
        yield controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop()


def make_certificate(folder: Path) -> Path:
    """A certificate for this machine, signed by itself, with its key beside it."""
    path = folder / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", f"subjectAltName=IP:{HOST}", "-out", str(path), "-keyout", str(path.with_suffix(".key"))]
    subprocess.run(command, check=True, capture_output=True)
    return path
