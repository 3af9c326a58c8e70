"""A formula as a row of tokens, by the decimal mark of the spreadsheet's locale, and references written anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tests.google.sheets.a1 import letters, number, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.edits import Edit

_TAB = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]+"
_AREA = (
    rf"(?:{_TAB})?(?:{_CELL}(?::(?:{_CELL}|\$?[A-Za-z]{{1,3}}(?![A-Za-z0-9])|\$?[0-9]+))?"
    rf"|\$?[A-Za-z]{{1,3}}:{_CELL}|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]+:\$?[0-9]+)(?![\w(.!])"
)
_REST = rf"""
      (?P<space>\s+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<error>(?:{_TAB})?\#(?:REF!|N/A|DIV/0!|NAME\?|VALUE!|NUM!|NULL!|ERROR!))
    | (?P<area>{_AREA})
    | (?P<number>(?:[0-9]+(?:MARK[0-9]*)?|MARK[0-9]+)(?:[Ee][+-]?[0-9]+)?)
    | (?P<call>[^\W\d][\w.]*(?=\())
    | (?P<name>[^\W\d][\w.]*)
    | (?P<op><=|>=|<>|[-+*/^&=<>%(){{}};,\\])
"""
_BY_MARK = {mark: re.compile(_REST.replace("MARK", re.escape(mark)), re.VERBOSE) for mark in ".,"}
_PARTS = re.compile(
    r"(?:(?P<tab>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<c1>\$?[A-Za-z]{1,3})?(?P<r1>\$?[0-9]+)?(?P<to>:)?(?P<c2>\$?[A-Za-z]{1,3})?(?P<r2>\$?[0-9]+)?"
)


class Unreadable(ValueError):  # noqa: N818  (said of a formula, not of us)
    """What stands there is no formula."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A row or column of a reference, counted from 0; fixed where a "$" stands before it."""

    at: int
    fixed: bool = False

    def shifted(self, by: int) -> Edge:
        """What it becomes in a copy so much further."""
        return self if self.fixed or not by else Edge(self.at + by)


@dataclass(frozen=True, slots=True)
class Area:
    """A reference: a cell, or from one corner to another, of which an end may be open."""

    tab: str | None
    row: Edge | None
    column: Edge | None
    to_row: Edge | None = None
    to_column: Edge | None = None
    ranged: bool = False

    def shifted(self, rows: int, columns: int) -> Area | None:
        """What it is in a copy of its formula so much further; None where that is outside every grid."""
        moved = replace(
            self,
            row=self.row and self.row.shifted(rows),
            column=self.column and self.column.shifted(columns),
            to_row=self.to_row and self.to_row.shifted(rows),
            to_column=self.to_column and self.to_column.shifted(columns),
        )
        edges = (moved.row, moved.column, moved.to_row, moved.to_column)
        return None if any(edge is not None and edge.at < 0 for edge in edges) else moved

    def renamed(self, title: str) -> Area:
        """The same where its tab is now called so."""
        return self if self.tab is None else replace(self, tab=title)

    def carried(self, rows: int, columns: int, title: str) -> Area:
        """The same where the cells that it names were moved, fixed or not."""

        def far(edge: Edge | None, by: int) -> Edge | None:
            return edge and Edge(edge.at + by, edge.fixed)

        return Area(
            title,
            far(self.row, rows),
            far(self.column, columns),
            far(self.to_row, rows),
            far(self.to_column, columns),
            self.ranged,
        )

    def moved(self, edit: Edit) -> Area | None:
        """What it is after rows or columns of its tab were put in, taken out or moved; None where it is gone."""
        start, end = (self.column, self.to_column) if edit.axis else (self.row, self.to_row)
        if start is None and end is None:
            return self
        if not self.ranged:
            at = edit.index(start.at) if start else None
            return None if at is None or start is None else self._along(edit.axis, Edge(at, start.fixed), None)
        first = start.at if start else 0
        span = edit.span(first, end.at + 1 if end else None)
        if span is None:
            return None
        return self._along(
            edit.axis,
            start and Edge(span[0], start.fixed),
            end and Edge((span[1] or 1) - 1, end.fixed),
        )

    def _along(self, axis: int, start: Edge | None, end: Edge | None) -> Area:
        return replace(self, column=start, to_column=end) if axis else replace(self, row=start, to_row=end)

    def __str__(self) -> str:
        text = "" if self.tab is None else quoted(self.tab) + "!"
        text += _written(self.column, letters) + _written(self.row, _row)
        return text + ":" + _written(self.to_column, letters) + _written(self.to_row, _row) if self.ranged else text


def _row(row: int) -> str:
    return str(row + 1)


def _written(edge: Edge | None, name: Callable[[int], str]) -> str:
    return "" if edge is None else ("$" if edge.fixed else "") + name(edge.at)


def _edge(text: str | None, place: Callable[[str], int]) -> Edge | None:
    return None if text is None else Edge(place(text.lstrip("$")), text.startswith("$"))


def area(text: str) -> Area:
    """A reference as it is written."""
    match = _PARTS.fullmatch(text)
    if match is None:
        raise Unreadable(text)
    tab = match["tab"]
    if tab is not None and tab.startswith("'"):
        tab = tab[1:-1].replace("''", "'")
    row, to_row = _edge(match["r1"], _place), _edge(match["r2"], _place)
    column, to_column = _edge(match["c1"], number), _edge(match["c2"], number)
    if row and to_row and row.at > to_row.at:
        row, to_row = to_row, row
    if column and to_column and column.at > to_column.at:
        column, to_column = to_column, column
    return Area(tab, row, column, to_row, to_column, ranged=match["to"] is not None)


def _place(text: str) -> int:
    return int(text) - 1


@lru_cache(maxsize=20_000)
def tokens(formula: str, mark: str) -> tuple[tuple[str, Any], ...]:
    """The kind and text of each token behind the "="; an area is already read. Unreadable where one is none."""
    found: list[tuple[str, Any]] = []
    place, pattern = 1, _BY_MARK[mark]
    while place < len(formula):
        match = pattern.match(formula, place)
        if match is None:
            raise Unreadable(formula)
        kind = str(match.lastgroup)
        found.append((kind, area(match[0]) if kind == "area" else match[0]))
        place = match.end()
    return tuple(found)


def rewritten(formula: str, mark: str, change: Callable[[Area], Area | None]) -> str:
    """The formula with each reference changed; one that is gone becomes #REF!, an unreadable formula stays."""
    try:
        parts = tokens(formula, mark)
    except Unreadable:
        return formula
    if not any(kind == "area" for kind, _ in parts):
        return formula
    text = formula[:1]
    for kind, token in parts:
        if kind != "area":
            text += token
            continue
        changed = change(token)
        text += "#REF!" if changed is None else str(changed)
    return text


def renamed(formula: str, mark: str, old: str, new: str) -> str:
    """The formula where a range that it names is called otherwise."""
    try:
        parts = tokens(formula, mark)
    except Unreadable:
        return formula
    folded = old.casefold()
    return formula[:1] + "".join(
        new if kind == "name" and token.casefold() == folded else str(token) for kind, token in parts
    )


def in_copy(formula: str, mark: str, rows: int, columns: int) -> str:
    """The formula as it is in a copy of its cell so much further."""
    return rewritten(formula, mark, lambda place: place.shifted(rows, columns)) if rows or columns else formula


def kept(formula: str, mark: str) -> str:
    """The formula as Google keeps it: where the decimal mark is a point, a comma parts the arguments."""
    if mark == "," or ";" not in formula:
        return formula
    try:
        parts = tokens(formula, mark)
    except Unreadable:
        return formula
    braces, text = 0, formula[:1]
    for kind, token in parts:
        if kind == "op":
            braces += _depth(token)
        text += "," if (kind, token) == ("op", ";") and not braces else str(token)
    return text


def _depth(op: str) -> int:
    """How much deeper into braces an operator leads."""
    return {"{": 1, "}": -1}.get(op, 0)


def localised(formula: str, mark: str) -> str:
    """A formula of an .xlsx, which has points and commas, as it is in a spreadsheet with this decimal mark."""
    if mark == ".":
        return formula
    text = formula[:1]
    inside = 0
    for kind, token in tokens(formula, "."):
        if kind == "number":
            text += token.replace(".", ",")
        elif kind == "op":
            inside += _depth(token)
            text += {",": "\\" if inside else ";"}.get(token, token)
        else:
            text += str(token)
    return text
