"""Requests and answers against Google's documents, in Google's words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.google import discovery
from tests.google.answers import misfits
from tests.google.errors import ApiError
from tests.google.typed import read_body, read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.google.discovery import Method, Service

ID = "1" + "x" * 43
UNKNOWN = "Invalid JSON payload received. Unknown name"
TYPE = "type.googleapis.com/google.apps.sheets.v4"


def method(verb: str, path: str) -> tuple[Service, Method]:
    """The method behind a path of Sheets."""
    found = discovery.sheets().find(verb, f"/v4/spreadsheets/{ID}{path}")
    assert found is not None
    return discovery.sheets(), found[0]


def requests(**kinds: Any) -> dict[str, Any]:
    """A batch of one request."""
    return {"requests": [kinds]}


@pytest.mark.parametrize(
    ("verb", "path", "kind", "writes"),
    [
        ("GET", "", "get", False),
        ("POST", ":batchUpdate", "batchUpdate", True),
        ("POST", ":getByDataFilter", "getByDataFilter", False),
        ("GET", "/values/Kosten!A1:B2", "values.get", False),
        ("PUT", "/values/%27Kosten%202025%27!A1%3AB2", "values.update", True),
        ("POST", "/values/Kosten!A1:B2:append", "values.append", True),
        ("POST", "/values/Kosten!A1:B2:clear", "values.clear", True),
        ("GET", "/values:batchGet", "values.batchGet", False),
        ("POST", "/values:batchUpdate", "values.batchUpdate", True),
        ("POST", "/values:batchClear", "values.batchClear", True),
    ],
)
def test_paths_lead_to_methods(verb: str, path: str, kind: str, writes: bool) -> None:
    """Each method is found by its verb and path, and is a read or a write."""
    found = method(verb, path)[1]

    assert (found.kind, found.writes) == (f"spreadsheets.{kind}", writes)


def test_a_range_is_decoded() -> None:
    """What the path says arrives as it was meant, a colon and a quote included."""
    path = f"/v4/spreadsheets/{ID}/values/%27d%27%27Ivoire%27!A1%3AB2:append"

    found = discovery.sheets().find("POST", path)

    assert found is not None
    assert found[1] == {"spreadsheetId": ID, "range": "'d''Ivoire'!A1:B2"}


@pytest.mark.parametrize(("verb", "path"), [("GET", ":batchUpdate"), ("DELETE", ""), ("GET", "/rows")])
def test_nothing_else_is_a_method(verb: str, path: str) -> None:
    """A wrong verb or an unknown path leads nowhere."""
    assert discovery.sheets().find(verb, f"/v4/spreadsheets/{ID}{path}") is None


def test_a_body_is_read_by_its_json_names() -> None:
    """Snake case is taken, a null is as good as absent, numbers may come as texts and enums as numbers."""
    body = requests(
        update_dimension_properties={
            "range": {"sheet_id": "7", "dimension": 2, "startIndex": 1.0},
            "properties": {"pixelSize": 80, "hiddenByUser": None},
            "fields": "pixelSize",
        }
    )

    read = read_body(*method("POST", ":batchUpdate"), body)

    wanted = {
        "range": {"sheetId": 7, "dimension": "COLUMNS", "startIndex": 1},
        "properties": {"pixelSize": 80},
        "fields": "pixelSize",
    }
    assert read == requests(updateDimensionProperties=wanted)


def test_a_null_among_values_stays() -> None:
    """In rows of values a null says that the cell keeps what it has."""
    read = read_body(*method("PUT", "/values/A1"), {"values": [["a", None, 1.5, True]], "majorDimension": None})

    assert read == {"values": [["a", None, 1.5, True]]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"request": []}, f'{UNKNOWN} "request": Cannot find field.'),
        (requests(addSheets={}), f"{UNKNOWN} \"addSheets\" at 'requests[0]': Cannot find field."),
        (requests(addSheet={"properties": {"title": 5}}), "requests[0].add_sheet.properties.title' (TYPE_STRING), 5"),
        (requests(addSheet={"properties": {"hidden": "maybe"}}), 'properties.hidden\' (TYPE_BOOL), "maybe"'),
        (requests(addSheet={"properties": {"sheetId": 2**31}}), "properties.sheet_id' (TYPE_INT32), 2147483648"),
        (requests(addSheet={"properties": {"sheetId": True}}), "properties.sheet_id' (TYPE_INT32), true"),
        (requests(addSheet={"properties": "x"}), f'requests[0].add_sheet.properties\' ({TYPE}.SheetProperties), "x"'),
        (requests(addSheet=[]), "\"add_sheet\" at 'requests[0]': Proto field is not repeating, cannot start list."),
        (requests(addSheet={"properties": {"sheetType": "PIE"}}), f'({TYPE}.SheetProperties.SheetType), "PIE"'),
        ({"requests": ["x"]}, f"Invalid value at 'requests[0]' ({TYPE}.Request), \"x\""),
        (requests(addSheet={}, deleteSheet={}), "oneof field 'kind' is already set. Cannot set 'deleteSheet'"),
        ([], f'{UNKNOWN} "": Root element must be a message.'),
    ],
)
def test_a_wrong_body_is_refused(body: Any, said: str) -> None:
    """What the document does not allow is a 400 that names the place in Google's spelling."""
    with pytest.raises(ApiError) as refused:
        read_body(*method("POST", ":batchUpdate"), body)

    assert (refused.value.code, refused.value.status) == (400, "INVALID_ARGUMENT")
    assert said in refused.value.message


def test_an_unknown_name_at_the_root_has_no_place() -> None:
    """The violation of a name at the root names no field, that of a name further down does."""
    with pytest.raises(ApiError) as refused:
        read_body(*method("POST", ":batchUpdate"), {"x": 1, **requests(y=1)})

    found = refused.value.details[0]["fieldViolations"]
    assert [one.get("field") for one in found] == [None, "requests[0]"]
    assert refused.value.message == "\n".join(one["description"] for one in found)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("includeGridData", "maybe"), "Invalid value at 'include_grid_data' (TYPE_BOOL), \"maybe\""),
        (("data", "1"), "\"data\": Cannot bind query parameter. Field 'data' could not be found in request message."),
        (("uploadType", "media"), '"uploadType": Cannot bind query parameter.'),
        (("spreadsheetId", ID), '"spreadsheetId": Cannot bind query parameter.'),
    ],
)
def test_a_wrong_parameter_is_refused(pair: tuple[str, str], said: str) -> None:
    """Sheets refuses parameters that it does not know, and values that are not of their type."""
    with pytest.raises(ApiError) as refused:
        read_query(*method("GET", ""), [pair])

    assert said in refused.value.message


def test_an_enum_in_the_query_is_named_as_google_names_it() -> None:
    """An enum that several messages share is named without one of them."""
    pairs = [("majorDimension", "DIAGONAL"), ("valueRenderOption", "X")]

    with pytest.raises(ApiError) as refused:
        read_query(*method("GET", "/values/A1"), pairs)

    assert refused.value.message.split("\n") == [
        f"Invalid value at 'major_dimension' ({TYPE}.Dimension), \"DIAGONAL\"",
        f"Invalid value at 'value_render_option' ({TYPE}.ValueRenderOption), \"X\"",
    ]


def test_parameters_are_read() -> None:
    """Repeated ones are a list in their order, either spelling is taken, those of the system stay as written."""
    pairs = [("ranges", "A1"), ("ranges", "'B'!C3"), ("include_grid_data", "TRUE"), ("prettyPrint", "false")]

    read = read_query(*method("GET", ""), pairs)

    assert read == {"ranges": ["A1", "'B'!C3"], "includeGridData": True, "prettyPrint": "false"}


def test_drive_overlooks_what_it_does_not_know() -> None:
    """Gspread sends includeItemsFromAllDrives with files.get, and Drive answers."""
    drive = discovery.drive()
    found = drive.find("GET", f"/drive/v3/files/{ID}")
    assert found is not None

    read = read_query(drive, found[0], [("includeItemsFromAllDrives", "True"), ("supportsAllDrives", "True")])

    assert read == {"supportsAllDrives": True}


@pytest.mark.parametrize(
    ("answer", "misfit"),
    [
        ({"spreadsheetId": ID, "sheets": [{"properties": {"sheetId": 7, "title": "A", "sheetType": "GRID"}}]}, None),
        ({"name": "x"}, "name: Spreadsheet has no such member"),
        ({"sheets": {}}, "sheets: no list: {}"),
        ({"sheets": [{"properties": {"sheetId": "7"}}]}, "sheets[0].properties.sheetId: no int32: '7'"),
        ({"sheets": [{"properties": {"sheetType": "PIE"}}]}, "sheets[0].properties.sheetType: no string: 'PIE'"),
        ({"sheets": [{"properties": {"hidden": 1}}]}, "sheets[0].properties.hidden: no boolean: 1"),
        ({"properties": None}, "properties: no SpreadsheetProperties: None"),
    ],
)
def test_an_answer_of_ours_is_checked(answer: dict[str, Any], misfit: str | None) -> None:
    """What Google could not have said is found, with its place."""
    assert misfits(*method("GET", ""), answer) == ([misfit] if misfit else [])


def nested(name: str, wrap: Callable[[Any], Any], above: frozenset[str]) -> Iterator[Any]:
    """A body for every place where an object may stand, with a name there that no schema has."""
    yield wrap({"bogus": 1})
    for member, schema in discovery.sheets().schemas[name]["properties"].items():
        held = schema.get("items", schema).get("$ref")
        if held is not None and held not in above:
            listed = schema.get("type") == "array"
            yield from nested(held, partial(within, wrap, member, listed), above | {held})


def within(wrap: Callable[[Any], Any], member: str, listed: bool, one: Any) -> Any:
    """An object as the member of another one."""
    return wrap({member: [one] if listed else one})


def test_no_object_of_a_batch_takes_an_unknown_name() -> None:
    """However deep it stands: every place of every kind of request is tried."""
    service, batch = method("POST", ":batchUpdate")
    taken, refused = [], 0

    for body in nested("BatchUpdateSpreadsheetRequest", lambda one: one, frozenset()):
        try:
            read_body(service, batch, body)
        except ApiError as error:
            refused += 'Unknown name "bogus"' in error.message
        else:
            taken.append(body)

    assert not taken
    assert refused > 1500
