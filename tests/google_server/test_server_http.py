"""The line: how answers are laid out, in which order things are looked at, and that nothing is left behind."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from google_server.asking import SHEETS, Caller
from google_server.standin import StandIn
from support.google import google_server

if TYPE_CHECKING:
    from tests.google.server import GoogleServer

TITLE = {"fields": "properties.title"}


def raw(server: GoogleServer, request: bytes) -> list[bytes]:
    """What one request brings, piece by piece as it was sent."""
    host, port = server.endpoint.removeprefix("http://").split(":")
    pieces = []
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(request)
        while piece := line.recv(1 << 20):
            pieces.append(piece)
    return pieces


def test_an_answer_is_laid_out(caller: Caller, book: StandIn) -> None:
    """Two spaces for each level and a line end, unless the caller does without."""
    pretty = caller.get(f"/v4/spreadsheets/{book.id}", **TITLE)
    compact = caller.get(f"/v4/spreadsheets/{book.id}", prettyPrint="false", **TITLE)

    assert pretty.body == b'{\n  "properties": {\n    "title": "Kosten Gent"\n  }\n}\n'
    assert compact.body == b'{"properties":{"title":"Kosten Gent"}}'
    assert pretty.headers["Content-Type"] == "application/json; charset=UTF-8"


def test_an_error_is_always_laid_out(caller: Caller) -> None:
    """Whatever the caller asked for."""
    reply = caller.get("/v4/spreadsheets/1x", prettyPrint="false")

    assert reply.status == 404
    assert reply.body.startswith(b'{\n  "error": {\n    "code": 404,\n')


def test_marks_of_pages_are_escaped(server: GoogleServer, caller: Caller) -> None:
    """What a browser could take for a mark is written by its number; letters of any language are not."""
    book = server.create("<b>Gemeente Sint-Niklaas & Éé\u200b</b>")
    server.share(book.id, caller.account["client_email"])

    body = caller.get(f"/v4/spreadsheets/{book.id}", prettyPrint="false", **TITLE).body

    assert rb"\u003cb\u003eGemeente Sint-Niklaas & " + "Éé".encode() + rb"\u200b\u003c/b\u003e" in body
    assert json.loads(body)["properties"]["title"] == book.title


def test_answers_are_compressed_where_the_caller_takes_that(caller: Caller, book: StandIn) -> None:
    """The same content, in fewer bytes."""
    plain = caller.get(f"/v4/spreadsheets/{book.id}", includeGridData="true")
    packed = caller.ask("GET", f"/v4/spreadsheets/{book.id}?includeGridData=true", **{"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(plain.body) / 10
    assert packed.body == plain.body


def test_a_connection_stays_open(caller: Caller, book: StandIn) -> None:
    """Several requests go over one line, refusals among them."""
    before = caller.line.sock

    for path in (book.id, "1x", book.id):
        caller.get(f"/v4/spreadsheets/{path}")

    assert caller.line.sock is before


def test_small_answers_come_in_one_piece(server: GoogleServer) -> None:
    """Headers and body are sent together, without waiting for the other side, and the line then ends if asked to."""
    pieces = raw(server, b"GET /page/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert len(pieces) == 1
    assert pieces[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert pieces[0].endswith(b"</html>\n")


def test_nothing_stays_behind() -> None:
    """At the end of the server its threads are gone and the open connections too, though their callers kept them."""
    before = set(threading.enumerate())
    with google_server(make=StandIn) as server:
        callers = [Caller(server, SHEETS) for _ in range(5)]
        lines = [caller.line.sock for caller in callers]
        assert set(threading.enumerate()) > before

    assert set(threading.enumerate()) == before
    assert [line.recv(1) for line in lines if line] == [b""] * 5
    for caller in callers:
        caller.close()


@pytest.mark.parametrize("path", ["/", "/v4/spreadsheets", "/v4/nothing", "/drive/v2/files", "/page/1x", "/v1/x"])
def test_nothing_else_is_there(caller: Caller, path: str) -> None:
    """An address of no method is a page that says so."""
    reply = caller.get(path)

    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"requests": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_json(caller: Caller, book: StandIn, body: bytes) -> None:
    """Any bytes get a refusal."""
    reply = caller.ask("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", body)

    assert reply.status == 400
    assert reply.error["message"].startswith("Invalid JSON payload received.")


def test_the_order_of_checks(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """alt, credential, typed values, mask, file, range: with everything wrong the first is told, and so on."""
    book_path, wrong = f"/v4/spreadsheets/{book.id}", "/v4/spreadsheets/1x"
    nobody = Caller(server)

    said = [
        nobody.get(wrong, alt="zzz", includeGridData="maybe", fields="bogus").error["message"],
        nobody.get(wrong, includeGridData="maybe", fields="bogus").error["message"],
        caller.get(wrong, includeGridData="maybe", fields="bogus").error["message"],
        caller.get(wrong, fields="bogus").error["message"],
        caller.get(wrong, ranges="Nope!A1").error["message"],
        caller.get(book_path, ranges="Nope!A1").error["message"],
    ]

    nobody.close()
    assert [text.split(" ")[0] for text in said] == ["Invalid", "Method", "Invalid", "Request", "Requested", "Unable"]
    assert said[0] == "Invalid value \"zzz\" for query parameter 'alt'"
    assert said[2] == "Invalid value at 'include_grid_data' (TYPE_BOOL), \"maybe\""


def test_data_filters_choose_tabs(caller: Caller, book: StandIn) -> None:
    """By A1 or by the number of a tab; what the server does not do is said to be that."""
    book.add_tab("Uren", 7)
    path, fields = f"/v4/spreadsheets/{book.id}:getByDataFilter", "sheets.properties.title"

    def chosen(*filters: dict[str, Any]) -> Any:
        return caller.ask("POST", f"{path}?fields={fields}", {"dataFilters": list(filters)})

    both = chosen({"a1Range": "'Uren'!A1"}, {"gridRange": {}})
    assert [tab["properties"]["title"] for tab in both.json["sheets"]] == ["Uren", "Sheet1"]
    assert chosen().error["message"] == "Must specify at least one dataFilter."
    assert chosen({"gridRange": {"sheetId": 9}}).error["message"] == "No grid with id: 9"
    assert chosen({"developerMetadataLookup": {}}).status == 501


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("PUT", "/values/Sheet1!A1", {"values": [["x"]]}),
        ("POST", "/values/Sheet1!A1:append", {"values": [["x"]]}),
        ("POST", "/values:batchUpdate", {"data": []}),
    ],
)
def test_how_values_are_meant_must_be_said(caller: Caller, book: StandIn, verb: str, path: str, body: Any) -> None:
    """No write of values without valueInputOption."""
    reply = caller.ask(verb, f"/v4/spreadsheets/{book.id}{path}", body)

    assert reply.error["message"] == "'valueInputOption' is required but not specified"


def test_a_spreadsheet_is_never_made(caller: Caller) -> None:
    """A service account may not."""
    assert caller.ask("POST", "/v4/spreadsheets", {}).error["status"] == "PERMISSION_DENIED"


def test_what_google_could_not_say_is_our_bug(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """It is a 500 that says why, and the test fails at the end of the server even if the caller went on."""
    book.tabs[0]["properties"]["colour"] = "red"

    reply = caller.get(f"/v4/spreadsheets/{book.id}")

    assert reply.status == 500
    assert "sheets[0].properties.colour: SheetProperties has no such member" in reply.error["message"]
    with pytest.raises(AssertionError, match="no such member"):
        server.check()
    server.world.bugs.clear()


def test_ids_are_those_of_google(server: GoogleServer) -> None:
    """44 characters that an address can hold, and the same ones in every run."""
    ids = [server.new_id() for _ in range(3)]

    assert len(set(ids)) == 3
    assert {len(one) for one in ids} == {44}
    assert ids[0] == "16b86b273ff34fce19d6b804eff5a3f5747ada4eaa22"


def test_people_and_requests_take_turns(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """While a person works no request is answered; then it sees all that they did."""
    titles: list[str] = []
    asking = threading.Thread(
        target=lambda: titles.append(caller.get(f"/v4/spreadsheets/{book.id}", **TITLE).json["properties"]["title"])
    )

    with server.person() as els:
        asking.start()
        book.title = "half"
        book.title = "whole"
        book.on_change(els)
    asking.join()

    assert titles == ["whole"]


def test_many_callers_at_once(server: GoogleServer, book: StandIn) -> None:
    """Each request is answered and counted once, whatever the threads do."""
    callers = [Caller(server, SHEETS) for _ in range(8)]
    server.reset_log()

    def work(at: int) -> None:
        for turn in range(10):
            update = {"values": [[turn]]}
            cell = f"Sheet1!A{at * 10 + turn + 1}"
            callers[at].ask("PUT", f"/v4/spreadsheets/{book.id}/values/{cell}?valueInputOption=RAW", update)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for caller in callers:
        caller.close()
    assert server.count(kind="spreadsheets.values.update", status=200) == 80
    assert sorted(record.n for record in server.log) == list(range(1, 81))
    assert len(book.cells["Sheet1"]) == 80
    assert server.drive.files[book.id].changes[-1].version == 2 + 80


def test_a_body_of_unknown_length_is_refused(server: GoogleServer) -> None:
    """Nothing that Google's clients send comes in chunks; reading on would take the rest for a request."""
    request = b"POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert b"".join(raw(server, request)).startswith(b"HTTP/1.1 411")
