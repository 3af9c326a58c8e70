"""Highlights as one conditional format per tab of a person, which looks its cells up in a list in a tab of ours.

A rule is only ever added, and never changed or taken away: rules are told by their place in a list, which somebody
else may change at the same moment. It names no cell, so it is the same in each run; what changes is the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sheets_sync.backends.asking import formula
from sheets_sync.backends.google.content import block
from sheets_sync.backends.google.styles import colour
from sheets_sync.backends.looks import LIT
from sheets_sync.model import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sheets_sync.backends.google.reading import Grid, Spread
    from sheets_sync.model import Highlight, Range

#: The name of the cells that hold the list; it also tells which rules are ours.
FOUND = "sheets_sync_found"
#: A rule may look into another tab only by a name in a text.
_LIST = f'INDIRECT("{FOUND}")'
#: So many rules of ours a tab may have, should a service one day write them down in a way that we don't know again.
MOST = 3


def named_range(spread: Spread, sheet_id: int, cells: Range) -> Iterator[dict[str, Any]]:
    """What gives the list its name, where it hasn't got it yet."""
    area = block(sheet_id, *cells)
    held = next((each for each in spread.named_ranges if each.get("name") == FOUND), None)
    if held is None:
        yield {"addNamedRange": {"namedRange": {"name": FOUND, "range": area}}}
    elif {**dict.fromkeys(area, 0), **held.get("range", {})} != area:
        named = {"namedRangeId": held["namedRangeId"], "name": FOUND, "range": area}
        yield {"updateNamedRange": {"namedRange": named, "fields": "range"}}


def rule(grid: Grid, highlight: Highlight) -> Iterator[dict[str, Any]]:
    """What puts the rule into a tab, where it isn't there for every cell of the table."""
    ours = list(_ours(grid))
    if len(ours) >= MOST or any(_covers(each, highlight) for each in ours):
        return
    first = str(highlight.heading_row), column_letters(highlight.first_column)
    condition = {
        "type": "CUSTOM_FORMULA",
        "values": [{"userEnteredValue": f"={formula(highlight, *first, found=_LIST, comma=';')}"}],
    }
    area = {
        "sheetId": grid.number,
        "startRowIndex": highlight.heading_row - 1,
        "startColumnIndex": highlight.first_column - 1,
        "endColumnIndex": highlight.last_column,
    }
    looks = {"condition": condition, "format": {"backgroundColorStyle": colour(LIT)}}
    yield {"addConditionalFormatRule": {"rule": {"ranges": [area], "booleanRule": looks}, "index": 0}}


def _ours(grid: Grid) -> Iterator[Mapping[str, Any]]:
    for each in grid.facts.get("conditionalFormats", ()):
        if FOUND in _asked(each):
            yield each


def _asked(each: Mapping[str, Any]) -> str:
    values = each.get("booleanRule", {}).get("condition", {}).get("values", ())
    return str(values[0].get("userEnteredValue", "")) if values else ""


def _covers(each: Mapping[str, Any], highlight: Highlight) -> bool:
    """Whether a rule asks what ours would, for every cell below the headings up to the last that was read."""
    ranges = each.get("ranges", ())
    if len(ranges) != 1:
        return False
    row, column = ranges[0].get("startRowIndex", 0) + 1, ranges[0].get("startColumnIndex", 0) + 1
    wanted = f"={formula(highlight, str(row), column_letters(column), found=_LIST, comma=';')}"
    return (
        _plain(_asked(each)) == _plain(wanted)
        and row <= highlight.heading_row + 1
        and column <= highlight.first_column
        and ranges[0].get("endColumnIndex", highlight.last_column) >= highlight.last_column
        and ranges[0].get("endRowIndex", highlight.last_row) >= highlight.last_row
    )


def _plain(text: str) -> str:
    """A formula without what the language of a spreadsheet writes in another way."""
    return text.replace(" ", "").replace(";", ",")
