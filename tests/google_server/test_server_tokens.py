"""The token endpoint: what it signs off, what it refuses, and what a token then opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_server.asking import DRIVE, SHEETS, Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google_server.standin import StandIn
    from tests.google.server import GoogleServer

READ = "https://www.googleapis.com/auth/spreadsheets.readonly"
METADATA = "https://www.googleapis.com/auth/drive.metadata.readonly"
OWN_FILES = "https://www.googleapis.com/auth/drive.file"
SHORT_LIVED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


@pytest.fixture
def stranger(server: GoogleServer) -> Iterator[Caller]:
    """A connection without a token."""
    made = Caller(server)
    yield made
    made.close()


def test_a_signed_assertion_gets_a_token(stranger: Caller) -> None:
    """The answer has the three members that google-auth reads."""
    reply = stranger.token(SHEETS)

    assert reply.status == 200
    assert reply.json == {"access_token": "ya29.c.00000001", "expires_in": 3599, "token_type": "Bearer"}


@pytest.mark.parametrize(
    ("claims", "error", "said"),
    [
        ({"iss": "nobody@example.org"}, "invalid_grant", "Invalid grant: account not found"),
        ({"aud": "https://example.org"}, "invalid_grant", "Invalid JWT: Failed audience check."),
        ({"iat": 1, "exp": 3601}, "invalid_grant", SHORT_LIVED),
        ({"exp": 2**40}, "invalid_grant", SHORT_LIVED),
        ({"scope": ""}, "invalid_scope", "Invalid OAuth scope or ID token audience provided."),
        ({"scope": "https://example.org/all"}, "invalid_scope", "Invalid OAuth scope or ID token audience provided."),
    ],
)
def test_wrong_claims_are_refused(stranger: Caller, claims: dict[str, Any], error: str, said: str) -> None:
    """Issuer, audience, time and scope are all looked at."""
    reply = stranger.token(SHEETS, **claims)

    assert reply.status == 400
    assert reply.json == {"error": error, "error_description": said}


def test_a_changed_assertion_is_refused(stranger: Caller) -> None:
    """The signature belongs to what was signed."""
    head, claims, mark = stranger.signed(SHEETS).split(".")
    other = stranger.signed(DRIVE).split(".")[1]

    changed = stranger.assertion(f"{head}.{other}.{mark}")
    unsigned = stranger.assertion(f"{head}.{claims}.")

    for reply in (changed, unsigned):
        assert reply.json == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "...", "e30.e30.e30"])
def test_what_is_no_assertion_is_refused(stranger: Caller, text: str) -> None:
    """Any text gets an answer, and never a token."""
    reply = stranger.assertion(text)

    assert reply.status == 400
    assert reply.json["error"] in ("invalid_request", "invalid_grant")


def test_only_one_way_of_asking_is_known(stranger: Caller) -> None:
    """Other grants are refused by name."""
    reply = stranger.assertion(stranger.signed(SHEETS), "password")

    assert reply.json["error"] == "unsupported_grant_type"


def test_without_a_token_nobody_is_known(stranger: Caller, book: StandIn) -> None:
    """No credential is a 403, a made-up one a 401 with its challenge."""
    none = stranger.get(f"/v4/spreadsheets/{book.id}")
    wrong = stranger.ask("GET", f"/v4/spreadsheets/{book.id}", Authorization="Bearer ya29.x")

    assert (none.status, none.error["status"]) == (403, "PERMISSION_DENIED")
    assert "unregistered callers" in none.error["message"]
    assert (wrong.status, wrong.error["status"]) == (401, "UNAUTHENTICATED")
    assert "invalid_token" in wrong.headers["WWW-Authenticate"]


def test_a_token_lapses(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """After an hour by the server's clock it opens nothing; a new one does, whatever the machine's clock says."""
    server.clock.advance(3000)
    before = caller.get(f"/v4/spreadsheets/{book.id}")
    server.clock.advance(600)
    after = caller.get(f"/v4/spreadsheets/{book.id}")

    assert (before.status, after.status) == (200, 401)
    assert caller.token(SHEETS).status == 200


@pytest.mark.parametrize(
    ("scope", "reading", "writing", "listing"),
    [
        (SHEETS, 200, 200, 403),
        (READ, 200, 403, 403),
        (DRIVE, 200, 403, 200),
        (METADATA, 403, 403, 200),
        (OWN_FILES, 403, 403, 403),
    ],
)
def test_scopes_open_what_they_say(
    server: GoogleServer, book: StandIn, scope: str, reading: int, writing: int, listing: int
) -> None:
    """Each method takes the scopes that its document lists, and no file counts as the account's own."""
    caller = Caller(server, scope)

    read = caller.get(f"/v4/spreadsheets/{book.id}")
    written = caller.ask("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", {"requests": []})
    listed = caller.get("/drive/v3/files")

    caller.close()
    assert (read.status, written.status, listed.status) == (reading, writing, listing)


def test_a_narrow_token_is_told_what_it_lacks(server: GoogleServer, book: StandIn) -> None:
    """The refusal names the reason that tools look for."""
    caller = Caller(server, READ)

    error = caller.ask("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", {"requests": []}).error

    caller.close()
    assert error["message"] == "Request had insufficient authentication scopes."
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
