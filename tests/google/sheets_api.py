"""The methods of Sheets, each as a call of the spreadsheet that it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.google.drive import CHANGES, SHEET
from tests.google.errors import ApiError, forbidden, not_found, office_file, unserved
from tests.google.masks import wanted_cells, wants_grid
from tests.google.world import all_or_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.google.discovery import Method
    from tests.google.masks import Mask
    from tests.google.world import Book, World

FORMATTED = "FORMATTED_VALUE"


@dataclass(frozen=True)
class Call:
    """A request for a spreadsheet: everything in it was read and allowed."""

    book: Book
    range: str
    query: Mapping[str, Any]
    body: dict[str, Any]
    mask: Mask | None
    caller: str


def answer(
    world: World,
    method: Method,
    path: Mapping[str, str],
    query: Mapping[str, Any],
    body: dict[str, Any],
    mask: Mask | None,
    caller: str,
) -> dict[str, Any]:
    """The whole answer, before the mask; raises ApiError."""
    if method.kind == "spreadsheets.create":
        raise forbidden()  # a service account has no room to keep a file in
    book = open_book(world, path["spreadsheetId"], caller, writes=method.writes)
    served = SERVED.get(method.kind.removeprefix("spreadsheets."))
    if served is None:
        raise unserved(f"sheets.{method.kind}")
    return served(Call(book, path.get("range", ""), query, body, mask, caller))


def open_book(world: World, spreadsheet_id: str, caller: str, *, writes: bool) -> Book:
    """The spreadsheet; raises ApiError where there is none, or the caller may not do this with it."""
    file = world.drive.files.get(spreadsheet_id)
    if file is None:
        raise not_found()
    role = file.role(caller)
    if role is None or (writes and role not in CHANGES):
        raise forbidden()
    if file.mime_type != SHEET:
        raise office_file()
    return world.books[spreadsheet_id]


def get(call: Call) -> dict[str, Any]:
    """The spreadsheet, with the cells where they are wanted."""
    return _resource(call, call.query.get("ranges", ()), asked=call.query.get("includeGridData", False))


def get_by_data_filter(call: Call) -> dict[str, Any]:
    """The same, for what data filters mean."""
    return _resource(call, _filtered(call), asked=call.body.get("includeGridData", False))


def batch_update(call: Call) -> dict[str, Any]:
    """All changes of a batch, or none; then the spreadsheet, as far as it is wanted in the same answer."""
    asked = dict(call.body)
    wanted = asked.pop("includeSpreadsheetInResponse", False)
    answered = call.book.batch_update(asked, user=call.caller)
    if wanted and (not call.mask or "updatedSpreadsheet" in call.mask):
        part = replace(call, mask=(call.mask or {}).get("updatedSpreadsheet"))
        ranges, grid = asked.get("responseRanges", ()), asked.get("responseIncludeGridData", False)
        answered["updatedSpreadsheet"] = _resource(part, ranges, asked=grid)
    return answered


def values_get(call: Call) -> dict[str, Any]:
    """The values of one range."""
    return _values(call, call.range)


def values_batch_get(call: Call) -> dict[str, Any]:
    """The values of several ranges."""
    found = [_values(call, one) for one in call.query.get("ranges", ())]
    return {"spreadsheetId": call.book.id, "valueRanges": found}


def values_update(call: Call) -> dict[str, Any]:
    """Values in one range."""
    option, include = _input_option(call.query), _includes_values(call.query)
    return call.book.values_update(
        call.range, call.body, input_option=option, include_values=include, user=call.caller
    )


def values_append(call: Call) -> dict[str, Any]:
    """Values below the table that a range touches."""
    option, insert = _input_option(call.query), call.query.get("insertDataOption", "OVERWRITE")
    if _includes_values(call.query):
        raise unserved("values in the response of an append")
    return call.book.values_append(call.range, call.body, input_option=option, insert_option=insert, user=call.caller)


def values_clear(call: Call) -> dict[str, Any]:
    """No values in one range."""
    return call.book.values_clear(call.range, user=call.caller)


def values_batch_update(call: Call) -> dict[str, Any]:
    """Values in several ranges; the totals are sums over them, so they are right where the ranges do not meet."""
    option, include = _input_option(call.body), _includes_values(call.body)
    with all_or_nothing(call.book):
        done = [
            call.book.values_update(
                one.get("range", ""), one, input_option=option, include_values=include, user=call.caller
            )
            for one in call.body.get("data", ())
        ]
    totals = {f"total{name[0].upper()}{name[1:]}": sum(one.get(name, 0) for one in done) for name in COUNTED}
    totals["totalUpdatedSheets"] = len({one["updatedRange"].rpartition("!")[0] for one in done})
    return {"spreadsheetId": call.book.id, **{name: n for name, n in totals.items() if n}, "responses": done}


def values_batch_clear(call: Call) -> dict[str, Any]:
    """No values in several ranges."""
    with all_or_nothing(call.book):
        done = [call.book.values_clear(one, user=call.caller) for one in call.body.get("ranges", ())]
    return {"spreadsheetId": call.book.id, "clearedRanges": [one["clearedRange"] for one in done]}


COUNTED = ("updatedRows", "updatedColumns", "updatedCells")
SERVED: dict[str, Callable[[Call], dict[str, Any]]] = {
    "get": get,
    "getByDataFilter": get_by_data_filter,
    "batchUpdate": batch_update,
    "values.get": values_get,
    "values.batchGet": values_batch_get,
    "values.update": values_update,
    "values.append": values_append,
    "values.clear": values_clear,
    "values.batchUpdate": values_batch_update,
    "values.batchClear": values_batch_clear,
}


def _resource(call: Call, ranges: Sequence[str], *, asked: bool) -> dict[str, Any]:
    grid = wants_grid(call.mask, asked=asked)
    return call.book.get(ranges=tuple(ranges), include_grid=grid, cells=wanted_cells(call.mask), user=call.caller)


def _values(call: Call, range_: str) -> dict[str, Any]:
    major = call.query.get("majorDimension", "ROWS")
    return call.book.values_get(
        range_,
        render=call.query.get("valueRenderOption", FORMATTED),
        date_render=call.query.get("dateTimeRenderOption", "SERIAL_NUMBER"),
        major="ROWS" if major == "DIMENSION_UNSPECIFIED" else major,
        user=call.caller,
    )


def _input_option(asked: Mapping[str, Any]) -> str:
    option: str = asked.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED")
    if option == "INPUT_VALUE_OPTION_UNSPECIFIED":
        raise ApiError(400, "'valueInputOption' is required but not specified")
    return option


def _includes_values(asked: Mapping[str, Any]) -> bool:
    include: bool = asked.get("includeValuesInResponse", False)
    if include and asked.get("responseValueRenderOption", FORMATTED) != FORMATTED:
        raise unserved("values in a response that are rendered otherwise than formatted")
    return include


def _filtered(call: Call) -> list[str]:
    """The ranges that data filters mean: by A1, or by the number of a tab as a whole."""
    filters = call.body.get("dataFilters")
    if not filters:
        raise ApiError(400, "Must specify at least one dataFilter.")
    tabs = [tab["properties"] for tab in call.book.get(user=call.caller)["sheets"]]
    titles = {tab.get("sheetId", 0): tab["title"] for tab in tabs}
    return [_range(one, titles) for one in filters]


def _range(one: Mapping[str, Any], titles: Mapping[int, str]) -> str:
    if "a1Range" in one:
        return str(one["a1Range"])
    if "gridRange" not in one or set(one["gridRange"]) - {"sheetId"}:
        raise unserved("data filters other than A1 ranges and whole tabs")
    number = one["gridRange"].get("sheetId", 0)
    if number not in titles:
        raise ApiError(400, f"No grid with id: {number}")
    return "'" + titles[number].replace("'", "''") + "'"
