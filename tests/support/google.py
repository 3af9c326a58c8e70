"""The strict server of `tests/google` for tests: its start, its key, the way there, and proof that nothing leaves."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

import gspread
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from requests import Session
from requests.adapters import HTTPAdapter

from tests.google.server import GoogleServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.readonly")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@contextmanager
def google_server(**options: Any) -> Iterator[GoogleServer]:
    """A server, and no way to any other machine while it is there."""
    with loopback_only(), GoogleServer(**options) as server:
        yield server


def key_file(server: GoogleServer, folder: Path, name: str = "sync") -> Path:
    """The key of a service account, as a file."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(server.service_account(name)), "utf-8")
    path.chmod(0o600)
    return path


@contextmanager
def loopback_only() -> Iterator[None]:
    """Nothing connects, or asks for an address, anywhere but on this machine; who tries fails, and the test too."""
    tried: list[str] = []

    def refuse(host: Any) -> None:
        if host and host not in LOOPBACK:
            tried.append(str(host))
            raise PermissionError(f"a test wants to reach {host}")

    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(way: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse(address[0])
            return way(self, address)

        return call

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        refuse(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *rest, **more)

    with (
        mock.patch.object(socket.socket, "connect", guarded(connect)),
        mock.patch.object(socket.socket, "connect_ex", guarded(connect_ex)),
        mock.patch.object(socket, "getaddrinfo", guarded_look_up),
    ):
        yield
    if tried:
        raise AssertionError(f"a test wanted to reach {', '.join(sorted(set(tried)))}")


class Waiting:
    """The clock of a client that does not wait: the time of the server moves on instead, for all threads alike.

    As in reality, threads wait side by side: time goes on to the earliest moment that one of them waits for, once
    nobody has anything else to do.
    """

    _TICK = 0.003  # seconds in which whoever is at work is noticed

    def __init__(self, server: GoogleServer) -> None:
        self._server, self._clock = server, server.clock
        self._asleep: list[float] = []
        self._turn = 0
        self._change = threading.Condition()

    def monotonic(self) -> float:
        """The time of the server."""
        self._turn += 1
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Returns when it is that much later."""
        until = self._clock.now() + seconds
        with self._change:
            self._asleep.append(until)
            while self._clock.now() < until:
                turn = self._turn
                self._change.wait(self._TICK)
                if turn == self._turn and until == min(self._asleep) and self._is_quiet():
                    self._clock.advance(max(until - self._clock.now(), 0))
                    self._change.notify_all()
            self._asleep.remove(until)
            self._turn += 1

    def _is_quiet(self) -> bool:
        """Whether no request is being answered."""
        lock = self._server.world.lock
        if not lock.acquire(blocking=False):
            return False
        lock.release()
        return True


class ToServer(HTTPAdapter):
    """Leads every address of Google to the server; google-auth copies it for a look-up in the background."""

    __attrs__ = (*HTTPAdapter.__attrs__, "endpoint")

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self.endpoint = endpoint

    def send(self, request: Any, *args: Any, **options: Any) -> Any:
        parts = urlsplit(request.url)
        if parts.hostname not in LOOPBACK:
            request.url = request.url.replace(f"{parts.scheme}://{parts.netloc}", self.endpoint, 1)
        return super().send(request, *args, **options)


def session(server: GoogleServer, *, name: str = "sync", scopes: tuple[str, ...] = SCOPES) -> AuthorizedSession:
    """A session of google-auth that believes to talk to Google."""
    credentials = Credentials.from_service_account_info(server.service_account(name), scopes=scopes)
    inner = _routed(Session(), server)
    return _routed(AuthorizedSession(credentials, auth_request=Request(inner)), server)


@contextmanager
def gspread_client(server: GoogleServer, **options: Any) -> Iterator[gspread.Client]:
    """The real gspread, over such a session."""
    with session(server, **options) as open_session:
        yield gspread.Client(auth=None, session=open_session)


def _routed(made: Any, server: GoogleServer) -> Any:
    made.trust_env = False
    made.mount("https://", ToServer(server.endpoint))
    return made
