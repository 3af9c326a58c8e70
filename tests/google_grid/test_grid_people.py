"""What people do in the browser, and that whoever listens hears of it once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.google.errors import ApiError
from tests.google_grid.making import ELS, OWNER, TAB, area, book, cell, sheet, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.book import Spreadsheet

DEEDS: dict[str, Callable[[Spreadsheet], Any]] = {
    "edit": lambda made: made.edit(TAB, "A1", 5, user=ELS),
    "enter": lambda made: made.enter(TAB, "A1", "x", user=ELS),
    "note": lambda made: made.note(TAB, "A1", "x", user=ELS),
    "format": lambda made: made.format(TAB, "A1", "DATE", user=ELS),
    "sort": lambda made: made.sort(TAB, 1, 1, user=ELS),
    "insert_rows": lambda made: made.insert_rows(TAB, 1, user=ELS),
    "delete_rows": lambda made: made.delete_rows(TAB, 1, user=ELS),
    "insert_columns": lambda made: made.insert_columns(TAB, 1, user=ELS),
    "delete_columns": lambda made: made.delete_columns(TAB, 1, user=ELS),
    "rename": lambda made: made.rename(TAB, "x", user=ELS),
    "add_tab": lambda made: made.add_tab("x", [["a"]], user=ELS),
    "delete_tab": lambda made: made.delete_tab("Ander", user=ELS),
    "duplicate_tab": lambda made: made.duplicate_tab(TAB, user=ELS),
    "hide_tab": lambda made: made.hide_tab(TAB, user=ELS),
    "move_tab": lambda made: made.move_tab(TAB, 1, user=ELS),
    "protect": lambda made: made.protect(TAB, user=ELS),
    "set_filter": lambda made: made.set_filter(TAB, "A1:B2", user=ELS),
    "values_update": lambda made: made.values_update("A1", {"values": [[5]]}, input_option="RAW", user=ELS),
    "values_append": lambda made: made.values_append("A1", {"values": [[5]]}, input_option="RAW", user=ELS),
    "values_clear": lambda made: made.values_clear("A1", user=ELS),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_changes_something_and_is_told_once(deed: str) -> None:
    """With the address of who did it, after it was done."""
    spreadsheet = book(["b", 1], ["a", 2])
    spreadsheet.add_tab("Ander", user=ELS)
    before, told = spreadsheet.get(include_grid=True), []
    spreadsheet.on_change = lambda user: told.append((user, spreadsheet.get(include_grid=True) != before))

    DEEDS[deed](spreadsheet)

    assert told == [(ELS, True)]


def test_a_value_is_put_without_being_typed() -> None:
    """A text that begins with = stays a text; nothing empties; a format and a note stay."""
    spreadsheet = book(["a", "b"])
    spreadsheet.note(TAB, "B1", "why", user=ELS)

    spreadsheet.edit(TAB, "A1", "=1+1", user=ELS)
    spreadsheet.edit(TAB, "B1", None, user=ELS)
    spreadsheet.edit(TAB, "A2:B3", 5, user=ELS)

    assert values(spreadsheet) == [["=1+1"], [5, 5], [5, 5]]
    assert cell(spreadsheet, "B1") == {"note": "why"}


def test_tabs_are_hidden_shown_and_moved() -> None:
    """To a place counted without the tab itself."""
    spreadsheet = book()
    for title in ("b", "c", "d"):
        spreadsheet.add_tab(title, user=ELS)

    spreadsheet.move_tab(TAB, 2, user=ELS)
    spreadsheet.move_tab("d", 0, user=ELS)
    spreadsheet.hide_tab("b", user=ELS)
    spreadsheet.hide_tab("c", user=ELS)
    spreadsheet.hide_tab("c", hidden=False, user=ELS)

    told = [each["properties"] for each in spreadsheet.get()["sheets"]]
    assert [(each["title"], each.get("hidden", False)) for each in told] == [
        ("d", False),
        ("b", True),
        ("c", False),
        (TAB, False),
    ]
    assert [each["index"] for each in told] == [0, 1, 2, 3]


def test_a_copy_of_a_tab_stands_behind_it() -> None:
    """Its id is given."""
    spreadsheet = book(["a"])

    made = spreadsheet.duplicate_tab(TAB, title="Kopie", user=ELS)

    assert sheet(spreadsheet, 1)["properties"]["sheetId"] == made
    assert values(spreadsheet, "Kopie") == [["a"]]


def test_a_tab_is_protected_for_some() -> None:
    """Who protects it, and the owner, may edit it as well."""
    spreadsheet = book(["a"])
    spreadsheet.protect(TAB, "A1:B2", editors=[ELS], user=OWNER)

    told = spreadsheet.get(user=ELS)["sheets"][0]["protectedRanges"][0]

    assert told["range"] == {key: value for key, value in area(0, 2, 0, 2).items() if key != "sheetId"}
    assert told["editors"]["users"] == [OWNER, ELS]
    with pytest.raises(ApiError, match="protected cell"):
        spreadsheet.edit(TAB, "A1", "x", user="jan@hamme.example")


def test_a_test_that_names_what_is_not_there_is_told_so() -> None:
    """It is no answer of Google's."""
    for deed in (
        lambda: book().edit("Weg", "A1", 1, user=ELS),
        lambda: book().edit(TAB, "nergens", 1, user=ELS),
        lambda: book().delete_tab("Weg", user=ELS),
    ):
        with pytest.raises(LookupError, match="there is no"):
            deed()
