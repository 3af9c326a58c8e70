"""The two marks by which a tab of the tool is known again, whatever its title has become.

1. A hidden name of the workbook, `_sheets_sync_` and eight digits made of the title that was asked for, which refers
   to the first columns of the tab: whole columns, since a name of one cell would go elsewhere with that cell, and
   vanish with its row. It follows the tab when it is renamed or moved; a copy of the tab doesn't get it.
2. The code name of the worksheet, in the part itself.

One of them is enough. What they survive is shown by the tests: a save by openpyxl keeps both, one by LibreOffice the
first. The title alone never makes a tab ours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from sheets_sync.backends.titles import key_of
from sheets_sync.backends.xlsx.paper import repeated
from sheets_sync.backends.xlsx.text import quoted_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheets_sync.model import Sheet

_NAME = "_sheets_sync_"
_CODE_NAME = "SheetsSync_"
_MARK = re.compile(r"(?:_sheets_sync|SheetsSync)_([0-9a-f]{8})", re.IGNORECASE)
PRINT_TITLES = "_xlnm.Print_Titles"


class Mark(NamedTuple):
    """A tab of the tool: the title under which it stands, and the key made of the title that was asked for."""

    title: str
    key: str

    @classmethod
    def of(cls, title: str) -> Mark:
        """The mark of a new tab that gets the title it asks for."""
        return cls(title, key_of(title))

    @property
    def name(self) -> str:
        """The hidden name of the workbook."""
        return _NAME + self.key

    @property
    def code_name(self) -> str:
        """The code name of the worksheet."""
        return _CODE_NAME + self.key

    @property
    def reference(self) -> str:
        """What the hidden name refers to, as XML."""
        return escape(f"{quoted_title(self.title)}!$A:$C")


def key_in(name: str) -> str | None:
    """The key that a defined name or a code name of ours holds; None for any other."""
    match = _MARK.fullmatch(name)
    return match[1].lower() if match else None


def defined_names(sheet: Sheet, mark: Mark, place: int, prefix: str = "") -> Iterator[str]:
    """The names that come with a tab: its mark, and what is printed on each page."""
    tag = f"{prefix}definedName"
    yield f'<{tag} name="{mark.name}" hidden="1">{mark.reference}</{tag}>'
    yield print_titles(sheet, mark, place, prefix)


def print_titles(sheet: Sheet, mark: Mark, place: int, prefix: str = "") -> str:
    """The name for what is printed on each page of a tab, by its place among all; nothing where that is nothing."""
    tag, titles = f"{prefix}definedName", escape(repeated(sheet, mark.title))
    return f'<{tag} name="{PRINT_TITLES}" localSheetId="{place}">{titles}</{tag}>' if titles else ""
