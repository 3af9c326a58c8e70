"""Quotas, and everything that can go wrong on the way."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import pytest

from google_server.asking import DRIVE, SHEETS, Caller, Reply
from google_server.standin import StandIn
from support.google import google_server
from tests.google import faults
from tests.google.clock import Clock
from tests.google.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.google.journal import RequestInfo
    from tests.google.server import GoogleServer

NEW_TAB = {"requests": [{"addSheet": {"properties": {"title": "Controle"}}}]}


@pytest.fixture
def still() -> Iterator[GoogleServer]:
    """A server whose clock only a test moves."""
    with google_server(make=StandIn, clock=Clock(lambda: 1_760_000_000.0)) as running:
        running.quotas.on = True
        yield running


def write(caller: Caller, book: StandIn) -> Reply:
    """A batch that adds a tab."""
    return caller.ask("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", NEW_TAB)


def read(caller: Caller, book: StandIn) -> Reply:
    """A read without cells."""
    return caller.get(f"/v4/spreadsheets/{book.id}", fields="sheets.properties.title")


def tabs(book: StandIn) -> list[str]:
    """The titles that are really there."""
    return [tab["properties"]["title"] for tab in book.tabs]


def test_sixty_reads_a_minute(still: GoogleServer) -> None:
    """The 61st within a minute is refused; it costs nothing, and room comes back as the window moves on."""
    book = still.create("Kosten")
    caller = Caller(still, SHEETS)
    still.share(book.id, caller.account["client_email"])

    first = [read(caller, book).status for _ in range(30)]
    still.clock.advance(30)
    second = [read(caller, book).status for _ in range(30)]
    refused = [read(caller, book) for _ in range(3)]
    still.clock.advance(30)
    later = [read(caller, book).status for _ in range(31)]

    caller.close()
    assert set(first + second) == {200}
    assert {one.status for one in refused} == {429}
    assert later == [200] * 30 + [429]
    limit = "'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com'"
    assert refused[0].error["message"].startswith(f"Quota exceeded for quota metric {limit}")
    assert refused[0].error["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert "Retry-After" not in refused[0].headers


def test_reads_and_writes_are_counted_apart(still: GoogleServer) -> None:
    """Used-up reads leave the writes, and another account has its own; the project as a whole has a limit too."""
    book = still.create("Kosten")
    first, other = (Caller(still, SHEETS, name=name) for name in ("sync", "other"))
    for one in (first, other):
        still.share(book.id, one.account["client_email"])
    still.quotas.per_user, still.quotas.per_project = 2, 3

    mine = [read(first, book).status for _ in range(3)]
    writing = write(first, book).status
    others = [read(other, book) for _ in range(2)]

    first.close()
    other.close()
    assert (mine, writing) == ([200, 200, 429], 200)
    assert [one.status for one in others] == [200, 429]
    assert "limit 'Read requests per minute' of" in others[1].error["message"]


def test_drive_has_a_quota_of_its_own(still: GoogleServer) -> None:
    """Drive says 403, with the reason that may be tried again."""
    caller = Caller(still, DRIVE)
    still.quotas.drive = 1

    replies = [caller.get("/drive/v3/files") for _ in range(2)]

    caller.close()
    assert [one.status for one in replies] == [200, 403]
    assert replies[1].error["errors"][0]["reason"] == "userRateLimitExceeded"


def test_no_quota_unless_asked_for(caller: Caller, book: StandIn) -> None:
    """Other tests are not slowed down by it."""
    assert {read(caller, book).status for _ in range(70)} == {200}


@pytest.mark.parametrize(
    ("fault", "status", "applied"),
    [
        (faults.too_many(), 429, False),
        (faults.broken(), 503, False),
        (faults.broken(applied=True), 503, True),
        (faults.bad_gateway(), 502, False),
        (faults.bad_gateway(applied=True), 502, True),
        (faults.refused(ApiError(500, "Internal error encountered.", "INTERNAL")), 500, False),
    ],
)
def test_an_error_in_place_of_the_answer(
    server: GoogleServer, caller: Caller, book: StandIn, fault: faults.Fault, status: int, applied: bool
) -> None:
    """The caller sees the same whether the write had its effect or not."""
    server.plan(faults.nth(1, fault, direction="write"))

    reply = write(caller, book)

    assert reply.status == status
    assert tabs(book) == ["Sheet1"] + ["Controle"] * applied
    assert server.log[-1].status == status


def test_a_bad_gateway_is_a_page(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """The 502 is HTML, for which a client must be ready."""
    server.plan(faults.nth(1, faults.bad_gateway()))

    reply = read(caller, book)

    assert reply.headers["Content-Type"].startswith("text/html")
    assert b"try again in 30 seconds" in reply.body


@pytest.mark.parametrize("applied", [False, True])
def test_a_dropped_connection(server: GoogleServer, caller: Caller, book: StandIn, applied: bool) -> None:
    """No answer at all, with or without the effect; the next connection is served."""
    server.plan(faults.nth(1, faults.dropped(applied=applied), direction="write"))

    with pytest.raises(http.client.RemoteDisconnected):
        write(caller, book)

    caller.close()
    assert tabs(book) == ["Sheet1"] + ["Controle"] * applied
    assert server.log[-1].status == 0
    assert read(caller, book).status == 200


def test_a_lapsed_token(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """The token is refused from then on, until another is fetched."""
    server.plan(faults.nth(1, faults.lapsed()))

    assert [read(caller, book).status for _ in range(2)] == [401, 401]

    token = caller.token(SHEETS).json["access_token"]
    caller.headers["Authorization"] = f"Bearer {token}"
    assert read(caller, book).status == 200


def test_the_token_endpoint_can_fail_too(server: GoogleServer, caller: Caller) -> None:
    """A plan may choose the requests for tokens."""
    server.plan(faults.nth(1, faults.broken(), kind="token"))

    assert [caller.token(SHEETS).status for _ in range(2)] == [503, 200]


def test_a_person_edits_between_read_and_write(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """An edit lands before or after the effect of a request, and never in the middle of it."""
    seen: list[list[str]] = []

    def look() -> None:
        with server.person():
            seen.append(tabs(book))

    server.plan(faults.nth(1, faults.edited(before=look, after=look), direction="write"))

    reply = write(caller, book)

    assert reply.status == 200
    assert seen == [["Sheet1"], ["Sheet1", "Controle"]]


def test_another_program_comes_between(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """What runs in between may itself talk to the server, so a second run can meet the first half-way."""
    other = Caller(server, SHEETS)
    server.plan(faults.nth(1, faults.edited(before=lambda: write(other, book)), direction="write"))

    reply = write(caller, book)

    other.close()
    assert 'A sheet with the name "Controle" already exists.' in reply.error["message"]


def test_a_fault_and_an_edit_together(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """A 503 may follow on an edit, and take its time."""
    before = server.clock.now()

    def rename() -> None:
        with server.person() as els:
            book.title = "Kosten 2026"
            book.on_change(els)

    server.plan(faults.nth(1, faults.also(faults.broken(), before=rename, wait=5)))

    assert read(caller, book).status == 503
    assert book.title == "Kosten 2026"
    assert server.clock.now() - before >= 5


def test_a_slow_answer_moves_the_clock(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """Time passes for the server without passing for the test; a real pause is possible as well."""
    before = server.clock.now()
    server.plan(faults.nth(1, faults.slow(600, pause=0.01)))

    reply = read(caller, book)

    assert reply.status == 200
    assert server.clock.now() - before >= 600.01


def test_a_fault_may_last(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """From one request on, for some requests or for good; several plans see every request."""
    plan = faults.from_nth(2, faults.broken(), times=2)
    server.plan(faults.first_of(plan, faults.from_nth(6, faults.too_many())))

    assert [read(caller, book).status for _ in range(7)] == [200, 503, 503, 200, 200, 429, 429]


def test_faults_at_random_are_the_same_in_every_run(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """A seed decides, and what happens to a request depends on nothing but its address and its turn."""
    plan = faults.at_random(7, 0.5, [faults.broken(), faults.too_many("read")])
    server.plan(plan)

    once = [read(caller, book).status for _ in range(40)]
    server.reset_log()
    other = server.create("Kosten Brugge")
    server.share(other.id, caller.account["client_email"])
    again = [(read(caller, other), read(caller, book).status)[1] for _ in range(40)]

    assert once == again
    assert set(once) == {200, 429, 503}


def test_a_plan_sees_what_is_asked(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """Its number, its kind, its direction, its account and its body are known before anything happens."""
    seen: list[Any] = []

    def plan(info: RequestInfo) -> None:
        seen.append(info)

    server.reset_log()
    server.plan(plan)
    write(caller, book)
    read(caller, book)

    account = caller.account["client_email"]
    assert [(one.n, one.turn, one.kind, one.direction) for one in seen] == [
        (1, 1, "spreadsheets.batchUpdate", "write"),
        (2, 1, "spreadsheets.get", "read"),
    ]
    assert {(one.spreadsheet_id, one.account) for one in seen} == {(book.id, account)}
    assert b"Controle" in seen[0].body
    assert [(one.n, one.status) for one in server.log] == [(1, 200), (2, 200)]
