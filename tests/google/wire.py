"""The line itself: HTTP/1.1 on loopback, one write for each answer, nothing left behind at the end."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any

from tests.google.dispatch import respond
from tests.google.rendering import on_the_line
from tests.google.route import Asked

if TYPE_CHECKING:
    from tests.google.world import World


class Line(ThreadingHTTPServer):
    """Listens on loopback; closing it ends the connections that callers keep open, and waits for their threads."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        """Without the look-up of a name that http.server makes, for which it would ask the network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        for request in list(self.open):
            end(request)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  (http.server gives it)
        """A caller that went away is no fault; anything else is one of ours."""
        error = sys.exception()
        if not isinstance(error, ConnectionError):
            self.world.bugs.append(f"{client_address}: {error!r}")


class Handler(BaseHTTPRequestHandler):
    """Reads a request, and writes its answer in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Line

    def answer(self) -> None:
        """The same for every verb."""
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.send_error(411)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = respond(self.server.world, Asked(self.command, self.path, self.headers, body))
        if answer is None:
            self.close_connection = True
            end(self.connection)
        else:
            date = formatdate(self.server.world.clock.now(), usegmt=True)
            dated = replace(answer, headers={**answer.headers, "Date": date})
            self.wfile.write(on_the_line(dated, self.headers.get("Accept-Encoding", "")))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815  (the names that http.server looks for)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name that http.server gives it)
        """Nothing: the journal has it all."""


def end(connection: socket.socket) -> None:
    """Ends a connection on both sides; whoever waits on it is told."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
