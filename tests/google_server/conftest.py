"""A server with the stand-in for spreadsheets, so that these tests are about the server alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from google_server.asking import DRIVE, SHEETS, Caller
from google_server.standin import StandIn
from support.google import google_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.google.server import GoogleServer


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server that nobody used yet."""
    with google_server(make=StandIn) as running:
        yield running


@pytest.fixture
def email(server: GoogleServer) -> str:
    """The address of the account that the tests work with."""
    return server.service_account()["client_email"]


@pytest.fixture
def book(server: GoogleServer, email: str) -> StandIn:
    """A spreadsheet of Els that the account may change."""
    made = server.create("Kosten Gent")
    server.share(made.id, email)
    return made


@pytest.fixture
def caller(server: GoogleServer) -> Iterator[Caller]:
    """A connection with the token of the account, for Sheets and for reading Drive."""
    made = Caller(server, SHEETS, DRIVE)
    yield made
    made.close()
