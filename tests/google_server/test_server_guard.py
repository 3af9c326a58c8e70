"""The guard that keeps tests on this machine."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest

from support.google import loopback_only


def test_an_address_elsewhere_is_refused_and_told() -> None:
    """Looking up another machine fails at once, and the test fails even where that failure was swallowed."""
    with (
        pytest.raises(AssertionError, match=r"wanted to reach sheets\.googleapis\.com"),
        loopback_only(),
        suppress(OSError),
    ):
        socket.getaddrinfo("sheets.googleapis.com", 443)


@pytest.mark.parametrize("way", ["connect", "connect_ex"])
def test_a_connection_elsewhere_is_refused(way: str) -> None:
    """So does connecting to it by number."""
    with (
        pytest.raises(AssertionError, match=r"wanted to reach 192\.0\.2\.1"),
        loopback_only(),
        socket.socket() as line,
        pytest.raises(PermissionError),
    ):
        getattr(line, way)(("192.0.2.1", 443))


def test_this_machine_may_be_reached() -> None:
    """Loopback stays open, and afterwards everything is as it was."""
    before = socket.socket.connect

    with loopback_only(), socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as line:
        line.connect(listening.getsockname())

    assert socket.socket.connect is before
