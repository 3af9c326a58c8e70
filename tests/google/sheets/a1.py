"""Addresses as people and the API write them: A1, 'It''s'!A1:B2, A:C, 2:5, a bare tab name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.google.sheets.box import Box

if TYPE_CHECKING:
    from collections.abc import Callable

_END = r"(?:(?P<{0}c>[A-Za-z]{{1,3}})(?P<{0}r>[0-9]+)?|(?P<{0}o>[0-9]+))"
_CELLS = re.compile(rf"{_END.format('a')}(?::{_END.format('b')})?")
_TABBED = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!]+))!(?P<cells>[^!]*)", re.DOTALL)
_QUOTED = re.compile(r"'((?:[^']|'')+)'", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_\u00c0-\uffff][\w]*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


def letters(column: int) -> str:
    """The letters of a column, counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(text: str) -> int:
    """The place of a column by its letters, counted from 0."""
    place = 0
    for letter in text.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def cell_name(row: int, column: int) -> str:
    """The address of a cell."""
    return f"{letters(column)}{row + 1}"


def quoted(title: str) -> str:
    """The name of a tab as an answer or a formula has it: within quotes only where it needs them."""
    plain = _PLAIN.fullmatch(title) and not _CELL_LIKE.fullmatch(title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def written(title: str, box: Box) -> str:
    """A closed rectangle as an answer writes it."""
    first = cell_name(box.top, box.left)
    last = cell_name((box.bottom or 1) - 1, (box.right or 1) - 1)
    return f"{quoted(title)}!{first}" + ("" if first == last else f":{last}")


def parse_cells(text: str) -> Box | None:
    """The rectangle of A1, A1:B2, A:C, A2:C, 2:5 and A2:5, whichever corner comes first; None for anything else."""
    match = _CELLS.fullmatch(text.replace("$", ""))
    if match is None:
        return None
    single = match["bc"] is None and match["bo"] is None
    if single:
        return None if match["ar"] is None else Box.cell(int(match["ar"]) - 1, number(match["ac"]))
    rows = _ends(match["ar"] or match["ao"], match["br"] or match["bo"], lambda row: int(row) - 1)
    columns = _ends(match["ac"], match["bc"], number)
    return Box(*rows, *columns)


def _ends(one: str | None, other: str | None, place: Callable[[str], int]) -> tuple[int, int | None]:
    if one is not None and other is not None:
        low, high = sorted((place(one), place(other)))
        return low, high + 1
    told = one or other
    return (place(told) if told else 0), None


def split(text: str) -> tuple[str | None, str | None]:
    """The name of the tab and the cells that an address names; a bare name may be either, and is given as cells."""
    match = _TABBED.fullmatch(text)
    if match:
        quoted_name = match["quoted"]
        return (quoted_name.replace("''", "'") if quoted_name is not None else match["bare"]), match["cells"]
    match = _QUOTED.fullmatch(text)
    return (match[1].replace("''", "'"), None) if match else (None, text)
