"""The real gspread and google-auth against the server: what works, what is refused, and what it costs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import gspread
import pytest

from support.google import gspread_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google_server.standin import StandIn
    from tests.google.server import GoogleServer

DRIVE = ("https://www.googleapis.com/auth/drive",)
READ_ONLY = ("https://www.googleapis.com/auth/spreadsheets.readonly",)


@pytest.fixture
def client(server: GoogleServer) -> Iterator[gspread.Client]:
    """Gspread with the account of the tests."""
    with gspread_client(server) as made:
        yield made


def test_reads_what_a_person_wrote(server: GoogleServer, book: StandIn, client: gspread.Client) -> None:
    """A person's cells come back through open_by_key and get_all_values."""
    with server.person() as els:
        book.edit("Sheet1", 0, 0, "Bedrag", user=els)
        book.edit("Sheet1", 1, 0, "12,50", user=els)

    opened = client.open_by_key(book.id)

    assert opened.title == "Kosten Gent"
    assert opened.sheet1.get_all_values() == [["Bedrag"], ["12,50"]]
    assert [tab.title for tab in opened.worksheets()] == ["Sheet1"]
    assert server.count(kind="token") == 1
    assert server.count(kind="spreadsheets.get", status=200) == 3
    assert server.count(direction="write") == 0


def test_writes_in_every_way(server: GoogleServer, book: StandIn, client: gspread.Client) -> None:
    """update, append_rows, batch_update of values and of the spreadsheet, clear and batch_clear all arrive."""
    tab = client.open_by_key(book.id).sheet1

    tab.update([["a", "b"]], "A1")
    tab.append_rows([["c", 4]], value_input_option="RAW")
    tab.batch_update([{"range": "A3", "values": [["d"]]}, {"range": "B3", "values": [["e"]]}])
    assert tab.get_all_values() == [["a", "b"], ["c", "4"], ["d", "e"]]
    tab.batch_clear(["A1:B3"])
    assert tab.get_all_values() == [[]]
    tab.spreadsheet.batch_update({"requests": [{"addSheet": {"properties": {"title": "Controle"}}}]})
    tab.clear()

    written = [record.kind.removeprefix("spreadsheets.") for record in server.log if record.direction == "write"]
    values = [f"values.{name}" for name in ("update", "append", "batchUpdate", "batchClear")]
    assert written == [*values, "batchUpdate", "values.clear"]
    assert all(record.account == "sync@sdg-partnerships.iam.gserviceaccount.com" for record in server.log[1:])


def test_nothing_of_a_batch_is_kept_when_a_part_is_refused(
    server: GoogleServer, book: StandIn, client: gspread.Client
) -> None:
    """Several ranges are written together or not at all, and Drive sees one change at most."""
    tab = client.open_by_key(book.id).sheet1
    version = server.drive.files[book.id].changes[-1].version

    with pytest.raises(gspread.exceptions.APIError, match="Unable to parse range: Nope!A1"):
        tab.spreadsheet.values_batch_update(
            {
                "valueInputOption": "RAW",
                "data": [{"range": "Sheet1!A1", "values": [["x"]]}, {"range": "Nope!A1", "values": [["y"]]}],
            }
        )

    assert tab.get_all_values() == [[]]
    assert server.drive.files[book.id].changes[-1].version == version


def test_a_file_that_is_not_shared(server: GoogleServer, client: gspread.Client) -> None:
    """Without a share nothing opens."""
    book = server.create("Kosten Brugge")

    with pytest.raises(PermissionError) as refused:
        client.open_by_key(book.id)

    assert "[403]: The caller does not have permission" in str(refused.value.__cause__)


def test_a_file_that_is_shared_for_reading(server: GoogleServer, email: str, client: gspread.Client) -> None:
    """A reader reads and cannot write."""
    book = server.create("Kosten Brugge")
    server.share(book.id, email, "reader")
    tab = client.open_by_key(book.id).sheet1

    with pytest.raises(gspread.exceptions.APIError, match=r"\[403\]: The caller does not have permission"):
        tab.update([["x"]], "A1")

    assert tab.get_all_values() == [[]]


def test_a_file_that_is_not_there(client: gspread.Client) -> None:
    """An id that nobody has is a 404 with its own exception."""
    with pytest.raises(gspread.exceptions.SpreadsheetNotFound):
        client.open_by_key("1" + "x" * 43)


def test_an_office_file_does_not_open(server: GoogleServer, email: str, client: gspread.Client) -> None:
    """An .xlsx that was only uploaded is refused by name."""
    file_id = server.put_office_file("kosten.xlsx", b"PK")
    server.share(file_id, email)

    with pytest.raises(gspread.exceptions.APIError, match="must not be an Office file"):
        client.open_by_key(file_id)


def test_a_lapsed_token_is_fetched_anew_once(server: GoogleServer, book: StandIn, client: gspread.Client) -> None:
    """google-auth meets the 401 with one new token and sends the request again."""
    client.open_by_key(book.id)

    server.clock.advance(3700)
    client.open_by_key(book.id)

    assert [record.status for record in server.log if record.kind == "spreadsheets.get"] == [200, 401, 200]
    assert server.count(kind="token") == 2


def test_a_read_only_token_cannot_write(server: GoogleServer, book: StandIn) -> None:
    """What the token was asked for is all that it opens: no writing, no Drive."""
    with gspread_client(server, scopes=READ_ONLY) as client:
        tab = client.open_by_key(book.id).sheet1

        with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
            tab.update([["x"]], "A1")
        with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
            client.list_spreadsheet_files()


def test_only_visible_spreadsheets_are_listed(
    server: GoogleServer, book: StandIn, email: str, client: gspread.Client
) -> None:
    """Spreadsheets that are shared with the account are found by name; others and Office files are not."""
    server.create("Niet gedeeld")
    server.share(server.put_office_file("kosten.xlsx", b"PK"), email)

    assert [(one["id"], one["name"]) for one in client.list_spreadsheet_files()] == [(book.id, "Kosten Gent")]
    assert client.open("Kosten Gent").id == book.id


def test_a_service_account_owns_nothing(server: GoogleServer) -> None:
    """Making a spreadsheet fails for want of room, which no retry mends."""
    with gspread_client(server, scopes=DRIVE) as client, pytest.raises(gspread.exceptions.APIError) as refused:
        client.create("Nieuw")

    assert refused.value.error["message"] == "The user's Drive storage quota has been exceeded."
    assert refused.value.error["errors"][0]["reason"] == "storageQuotaExceeded"


def test_everything_wrong_is_said_at_once(book: StandIn, client: gspread.Client) -> None:
    """Two unknown names are two lines of one refusal, named as in Google's messages."""
    request = {"updateSheetProperties": {"properties": {"headerValues": [], "sheetIds": 0}, "fields": "title"}}

    with pytest.raises(gspread.exceptions.APIError) as refused:
        client.http_client.batch_update(book.id, {"requests": [request]})

    at = "at 'requests[0].update_sheet_properties.properties': Cannot find field."
    assert refused.value.error["message"].split("\n") == [
        f'Invalid JSON payload received. Unknown name "headerValues" {at}',
        f'Invalid JSON payload received. Unknown name "sheetIds" {at}',
    ]


def test_a_wrong_type_in_values_is_refused(book: StandIn, client: gspread.Client) -> None:
    """The words of a recorded answer: values are a list of lists."""
    tab = client.open_by_key(book.id).sheet1

    with pytest.raises(gspread.exceptions.APIError) as refused:
        tab.spreadsheet.values_update("Sheet1!A1", {"valueInputOption": "RAW"}, {"values": "X"})

    said = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert refused.value.error["message"] == said
    assert refused.value.error["details"][0]["fieldViolations"] == [{"field": "data.values", "description": said}]


def test_nothing_is_dialled_but_the_server(
    server: GoogleServer, book: StandIn, client: gspread.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """google-auth 2.55 to 2.62 always ask a third host in the background, later ones on demand: it arrives here."""
    monkeypatch.setenv("GOOGLE_SDK_EXPERIMENTAL_PYTHON_REGIONAL_ACCESS_BOUNDARY_LOOKUP_ENABLED", "true")

    client.open_by_key(book.id)
    for thread in threading.enumerate():
        if "RegionalAccessBoundary" in type(thread).__name__:
            thread.join()

    assert server.count(kind="allowedLocations", status=200) == 1
