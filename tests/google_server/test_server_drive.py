"""Drive: who sees which file, when it says that a file changed, and how it lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_server.asking import DRIVE, SHEETS, Caller
from google_server.standin import StandIn
from support.google import google_server
from tests.google.clock import Clock
from tests.google.drive import SHEET

if TYPE_CHECKING:
    from tests.google.server import GoogleServer

METADATA = "https://www.googleapis.com/auth/drive.metadata.readonly"
CHANGED = "modifiedTime,version,lastModifyingUser(emailAddress,me)"


def names(caller: Caller, **query: Any) -> list[str]:
    """The names that a listing gives."""
    return [one["name"] for one in caller.get("/drive/v3/files", **query).json["files"]]


def state(caller: Caller, file_id: str) -> dict[str, Any]:
    """When and by whom a file was changed."""
    found: dict[str, Any] = caller.get(f"/drive/v3/files/{file_id}", fields=CHANGED).json
    return found


def test_a_file_answers_what_is_asked_for(caller: Caller, book: StandIn) -> None:
    """Without a mask four members, with one exactly those."""
    plain = caller.get(f"/drive/v3/files/{book.id}").json
    masked = caller.get(f"/drive/v3/files/{book.id}", fields="capabilities/canEdit,owners/emailAddress").json

    assert plain == {"kind": "drive#file", "id": book.id, "name": "Kosten Gent", "mimeType": SHEET}
    assert masked == {"owners": [{"emailAddress": "els@example.org"}], "capabilities": {"canEdit": True}}


@pytest.mark.parametrize(("role", "can"), [("reader", False), ("writer", True)])
def test_a_role_decides_what_may_be_edited(
    server: GoogleServer, caller: Caller, email: str, role: Any, can: bool
) -> None:
    """CanEdit is that of the caller; only who may change a file sees with whom it is shared."""
    book = server.create("Kosten")
    server.share(book.id, email, role)

    file = caller.get(f"/drive/v3/files/{book.id}", fields="*").json

    assert file["capabilities"]["canEdit"] is can
    assert ("permissions" in file) is can
    assert file["ownedByMe"] is False


def test_what_is_not_shared_is_not_there(server: GoogleServer, caller: Caller, email: str, book: StandIn) -> None:
    """A file that was never or is no longer shared is neither found nor listed, and its absence names no reason."""
    hidden = server.create("Niet gedeeld")
    server.unshare(book.id, email)

    for file_id in (hidden.id, book.id, "1" + "x" * 43):
        reply = caller.get(f"/drive/v3/files/{file_id}")
        assert reply.status == 404
        assert reply.error["message"] == f"File not found: {file_id}."
        assert reply.error["errors"][0]["location"] == "fileId"
    assert names(caller) == []


def test_a_change_moves_time_version_and_user(
    server: GoogleServer, caller: Caller, email: str, book: StandIn
) -> None:
    """A person's edit and our own write both do, each with who it was; sharing moves the version alone."""
    start = state(caller, book.id)

    server.clock.advance(1.5)
    with server.person("jan@example.org") as jan:
        book.edit("Sheet1", 0, 0, "x", user=jan)
    by_person = state(caller, book.id)
    server.clock.advance(1.5)
    caller.ask("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", {"requests": []})
    by_us = state(caller, book.id)
    server.share(book.id, "an@example.org", "reader")
    shared = state(caller, book.id)

    assert start["modifiedTime"] < by_person["modifiedTime"] < by_us["modifiedTime"] == shared["modifiedTime"]
    versions = [int(one["version"]) for one in (start, by_person, by_us, shared)]
    assert versions == sorted(set(versions))
    assert by_person["lastModifyingUser"] == {"me": False, "emailAddress": "jan@example.org"}
    assert by_us["lastModifyingUser"] == {"me": True, "emailAddress": email}


def test_a_new_title_is_the_name_of_the_file(caller: Caller, book: StandIn) -> None:
    """Renaming through Sheets shows in Drive."""
    change = {"updateSpreadsheetProperties": {"properties": {"title": "Kosten 2026"}, "fields": "title"}}

    caller.ask("POST", f"/v4/spreadsheets/{book.id}:batchUpdate", {"requests": [change]})

    assert names(caller) == ["Kosten 2026"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Kosten", "Uren", "kosten.xlsx", "Weg"}),
        (f"mimeType='{SHEET}'", {"Kosten", "Uren", "Weg"}),
        (f'mimeType="{SHEET}" and trashed=false', {"Kosten", "Uren"}),
        ("trashed = true", {"Weg"}),
        ("not trashed = false", {"Weg"}),
        ("name = 'Uren' or name = 'Kosten'", {"Kosten", "Uren"}),
        ("name contains 'kost'", {"Kosten", "kosten.xlsx"}),
        ("'map1' in parents", {"Uren"}),
        ("('map1' in parents or name = 'Weg') and trashed = false", {"Uren"}),
        ("name = 'Uren' or name = 'Weg' and trashed = false", {"Uren"}),
        ("sharedWithMe", {"Kosten", "Uren", "kosten.xlsx", "Weg"}),
        ("sharedWithMe = true and 'els@example.org' in owners", {"Kosten", "Uren", "kosten.xlsx", "Weg"}),
        ("'me' in owners", set()),
        ("'me' in writers", {"Kosten", "Uren", "kosten.xlsx", "Weg"}),
        ("modifiedTime > '2030-01-01T00:00:00'", set()),
        (r"name = 'd\'Ivoire'", set()),
    ],
)
def test_queries_find_what_they_say(
    server: GoogleServer, caller: Caller, email: str, query: str, found: set[str]
) -> None:
    """The terms that tools use, joined from left to right."""
    made = {name: server.create(name).id for name in ("Kosten", "Uren", "Weg")}
    made["kosten.xlsx"] = server.put_office_file("kosten.xlsx", b"PK")
    for file_id in made.values():
        server.share(file_id, email)
    server.drive.move(made["Uren"], "map1")
    server.trash(made["Weg"])

    assert set(names(caller, q=query)) == found


@pytest.mark.parametrize(
    "query", ["name", "name = Uren", "colour = 'x'", "(name = 'x'", "name = 'x' name", "&", "'x"]
)
def test_a_query_that_cannot_be_read_is_refused(caller: Caller, query: str) -> None:
    """Drive says no more than that its value is invalid."""
    reply = caller.get("/drive/v3/files", q=query)

    assert reply.status == 400
    assert reply.error["errors"] == [
        {"message": "Invalid Value", "domain": "global", "reason": "invalid", "location": "q"}
        | {"locationType": "parameter"}
    ]


def test_listings_come_in_pages(server: GoogleServer, caller: Caller, email: str) -> None:
    """Each file is on one page, and the last page says that it is the last."""
    for at in range(5):
        server.share(server.create(f"Kosten {at}").id, email)

    first = caller.get("/drive/v3/files", pageSize=3, orderBy="name").json
    second = caller.get("/drive/v3/files", pageSize=3, orderBy="name", pageToken=first["nextPageToken"]).json

    assert [one["name"] for one in first["files"] + second["files"]] == [f"Kosten {at}" for at in range(5)]
    assert "nextPageToken" not in second
    assert second["incompleteSearch"] is False


@pytest.mark.parametrize("query", [{"pageSize": 0}, {"pageToken": "x"}, {"pageSize": "many"}, {"fields": "file"}])
def test_a_wrong_page_is_refused(caller: Caller, query: dict[str, Any]) -> None:
    """Sizes, tokens and masks are looked at."""
    assert caller.get("/drive/v3/files", **query).status == 400


def test_a_listing_may_lag_behind() -> None:
    """With a lag the listing shows what was so before; the file itself is never late."""
    with google_server(make=StandIn, lag=60.0, clock=Clock(lambda: 1_760_000_000.0)) as server:
        book = server.create("Kosten")
        caller = Caller(server, SHEETS, DRIVE)
        server.share(book.id, caller.account["client_email"])
        fresh = names(caller)
        server.clock.advance(100)
        with server.person() as els:
            book.edit("Sheet1", 0, 0, "x", user=els)
        listed = caller.get("/drive/v3/files", fields="files/modifiedTime").json["files"]
        itself = state(caller, book.id)["modifiedTime"]
        server.clock.advance(60)
        later = caller.get("/drive/v3/files", fields="files/modifiedTime").json["files"]
        caller.close()

    assert fresh == []
    assert listed == [{"modifiedTime": "2025-10-09T08:53:20.000Z"}]
    assert itself == "2025-10-09T08:55:00.000Z"
    assert later == [{"modifiedTime": itself}]


def test_an_office_file_gives_its_bytes(server: GoogleServer, caller: Caller, email: str, book: StandIn) -> None:
    """alt=media gives what was uploaded; a spreadsheet of Google has no bytes."""
    file_id = server.put_office_file("kosten.xlsx", b"PK\x03\x04")
    server.share(file_id, email)

    reply = caller.get(f"/drive/v3/files/{file_id}", alt="media")
    native = caller.get(f"/drive/v3/files/{book.id}", alt="media")

    assert (reply.status, reply.body) == (200, b"PK\x03\x04")
    assert reply.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert (native.status, native.error["errors"][0]["reason"]) == (403, "fileNotDownloadable")


def test_the_bytes_need_more_than_metadata(server: GoogleServer, email: str) -> None:
    """A token for metadata finds a file, and cannot read it."""
    file_id = server.put_office_file("kosten.xlsx", b"PK")
    server.share(file_id, email)
    caller = Caller(server, METADATA)

    found, content = (caller.get(f"/drive/v3/files/{file_id}", **query) for query in ({}, {"alt": "media"}))

    caller.close()
    assert (found.status, content.status) == (200, 403)
    assert content.error["errors"][0]["reason"] == "insufficientPermissions"


def test_what_is_in_the_bin_can_still_be_read(server: GoogleServer, caller: Caller, book: StandIn) -> None:
    """Google Sheets opens a spreadsheet until it is gone for good."""
    server.trash(book.id)
    binned = caller.get(f"/v4/spreadsheets/{book.id}")
    server.delete(book.id)
    gone = caller.get(f"/v4/spreadsheets/{book.id}")

    assert (binned.status, gone.status) == (200, 404)


def test_about_tells_who_asks(caller: Caller, email: str) -> None:
    """The account learns its own address, and must say what it wants to know."""
    told = caller.get("/drive/v3/about", fields="user(emailAddress,me)")
    unasked = caller.get("/drive/v3/about")

    assert told.json == {"user": {"me": True, "emailAddress": email}}
    assert unasked.error["message"] == "The 'fields' parameter is required for this method."
