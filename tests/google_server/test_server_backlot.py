"""A second opinion: backlot, which was measured against Google, says the same of reads and of refusals."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from unittest import mock

import backlot
import pytest
import requests

from google_server.asking import DRIVE, SHEETS, Caller
from google_server.standin import StandIn
from support.google import google_server, loopback_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google_server.asking import Reply

GRIDS: dict[str, list[list[list[Any]]]] = {
    "Kosten Gent": [[["Activiteit", "Bedrag"], ["Reis", 12.5], [None, None], [None, True]]],
    "Uren": [[["a"]], [[None, None, "c"], ["d"]]],
    "Leeg": [[[None]]],
}
OWNER = "els@example.org"
# Without what backlot gives every spreadsheet and the stand-in does not: a theme, a default format.
MASKS = [
    "spreadsheetId,properties.title",
    "sheets.properties(sheetId,title,index,sheetType,gridProperties)",
    "sheets.*.title",
    "sheets(properties/title,data/rowData/values/effectiveValue)",
    "sheets.data.rowData.values(userEnteredValue,formattedValue)",
    "sheets.data.rowData.values.note",
    "sheets.data(rowData.values.formattedValue,rowMetadata)",
    "namedRanges,sheets.merges",
    "spreadsheetId,",
]
REFUSED = [
    {"fields": "bogus"},
    {"fields": "sheets.bogus,other"},
    {"fields": "spreadsheetId, properties"},
    {"fields": "sheets(properties/title"},
    {"fields": "spreadsheetId)"},
    {"includeGridData": "maybe"},
    {"includeGridData": "maybe", "fields": "bogus"},
    {"alt": "zzz"},
    {"alt": "media"},
    {"ranges": "Nope!A1"},
    {"commentsViewMode": "BOGUS"},
]
DRIVE_REFUSED = [
    {"fields": "bogus"},
    {"fields": "files(id,)"},
    {"fields": "files(bogus)"},
    {"pageSize": "many"},
    {"pageSize": "0"},
    {"pageSize": "1001"},
    {"q": "name"},
    {"q": "trashed = maybe"},
    {"pageToken": "x"},
]


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Callable[..., Any], Caller, dict[str, str], dict[str, str]]]:
    """Backlot and the server with the same spreadsheets: how to ask either, and the ids in each by title."""
    records = [
        {
            "source_type": "google_drive",
            "doc_id": f"doc-{at}",
            "title": title,
            "subtype": "spreadsheet",
            "folder": "map",
            "author_email": OWNER,
            "created": 1_760_000_000,
            "updated": 1_760_000_000,
            "visibility": "public",
            "sheets": [{"title": f"Tab {number}", "grid": grid} for number, grid in enumerate(grids, 1)],
        }
        for at, (title, grids) in enumerate(GRIDS.items())
    ]
    with (
        mock.patch.dict(os.environ, {"BACKLOT_TELEMETRY": "0"}),
        loopback_only(),
        backlot.serve(records, telemetry=False) as theirs,
        google_server(make=StandIn) as ours,
        requests.Session() as session,
    ):
        session.trust_env = False

        def ask(path: str, credential: str | None = f"Bearer {theirs.token}", **query: Any) -> Any:
            headers = {"Authorization": credential}
            return session.get(f"{theirs.base_url}{path}", params=query, headers=headers, timeout=30)

        listed = ask("/drive/v3/files", fields="files(id,name)").json()["files"]
        caller = Caller(ours, SHEETS, DRIVE)
        yield ask, caller, {one["name"]: one["id"] for one in listed}, fill(ours, caller)
        caller.close()


def fill(ours: Any, caller: Caller) -> dict[str, str]:
    """The same spreadsheets in our server."""
    ids = {}
    for title, grids in GRIDS.items():
        book = ours.create(title, owner=OWNER)
        ours.share(book.id, caller.account["client_email"])
        book.tabs.clear()
        for number, grid in enumerate(grids, 1):
            book.add_tab(f"Tab {number}", number)
            for row, cells in enumerate(grid):
                for column, value in enumerate(cells):
                    book.edit(f"Tab {number}", row, column, "" if value is None else value, user=OWNER)
        ids[title] = book.id
    return ids


def numbered(answer: Any) -> Any:
    """An answer whose ids are those of neither server: spreadsheets by nothing, tabs by their place."""
    if isinstance(answer, dict):
        made = {name: numbered(one) for name, one in answer.items() if name != "spreadsheetId"}
        return {name: ("id" if name == "sheetId" else one) for name, one in made.items()}
    return [numbered(one) for one in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("title", GRIDS)
@pytest.mark.parametrize("fields", MASKS)
def test_masked_reads_are_the_same(both: Any, title: str, fields: str) -> None:
    """What a mask leaves, where rows end, and in which order the members stand."""
    ask, caller, their_ids, our_ids = both

    theirs = ask(f"/sheets/v4/spreadsheets/{their_ids[title]}", fields=fields)
    ours = caller.get(f"/v4/spreadsheets/{our_ids[title]}", fields=fields)

    assert (theirs.status_code, ours.status) == (200, 200)
    assert numbered(ours.json) == numbered(theirs.json())


@pytest.mark.parametrize("query", REFUSED, ids=str)
def test_refusals_of_sheets_are_the_same(both: Any, query: dict[str, str]) -> None:
    """Code, message, status and details, to the byte."""
    ask, caller, their_ids, our_ids = both

    theirs = ask(f"/sheets/v4/spreadsheets/{their_ids['Uren']}", **query)
    ours = caller.get(f"/v4/spreadsheets/{our_ids['Uren']}", **query)

    assert same(theirs, ours) == ours.body.decode()


@pytest.mark.parametrize("query", DRIVE_REFUSED, ids=str)
def test_refusals_of_drive_are_the_same(both: Any, query: dict[str, str]) -> None:
    """Drive has a form of its own."""
    ask, caller, _, _ = both

    theirs = ask("/drive/v3/files", **query)
    ours = caller.get("/drive/v3/files", **query)

    assert same(theirs, ours) == ours.body.decode()


@pytest.mark.parametrize("service", ["/v4/spreadsheets", "/drive/v3/files"])
@pytest.mark.parametrize("credential", [None, "Bearer nope"])
def test_strangers_are_refused_alike(both: Any, service: str, credential: str | None) -> None:
    """No credential and a wrong one, and a file that is not there."""
    ask, caller, _, _ = both
    headers = {"Authorization": credential} if credential else {}

    theirs = ask(f"{'/sheets' if 'v4' in service else ''}{service}/1x", credential)
    with mock.patch.object(caller, "headers", headers):
        ours = caller.get(f"{service}/1x")

    assert same(theirs, ours) == ours.body.decode()
    assert theirs.headers.get("WWW-Authenticate") == ours.headers.get("WWW-Authenticate")


@pytest.mark.parametrize("service", ["/v4/spreadsheets", "/drive/v3/files"])
def test_what_is_not_there_is_told_alike(both: Any, service: str) -> None:
    """Either service in its own words."""
    ask, caller, _, _ = both

    theirs = ask(f"{'/sheets' if 'v4' in service else ''}{service}/1x")
    ours = caller.get(f"{service}/1x")

    assert same(theirs, ours) == ours.body.decode()


def same(theirs: Any, ours: Reply) -> str:
    """Their body, once the codes are the same."""
    assert theirs.status_code == ours.status
    text: str = theirs.text
    return text
