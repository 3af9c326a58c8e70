"""Where the headings are and which column is which: any of the three languages, in any order.

A tab made from a template has a hidden row of keys; there the keys decide, and a heading may say what it likes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.model import A1, Finding, Location
from sheets_sync.parse.keys import ENOUGH, HEADING_ROWS, find_keys
from sheets_sync.values import clean, fold
from sheets_sync.values.text import closest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.model import Label, Stored, Tab
    from sheets_sync.schema import Params, Schema
    from sheets_sync.table import Entry

_LONGEST = 1_000


class Layout(NamedTuple):
    """The row of the headings, and per key the column number and the heading as typed, in the schema's order."""

    row: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]


def match_headings(tab: Tab, schema: type[Schema], entry: Entry) -> tuple[Layout | None, list[Finding]]:
    """The layout of a tab, or None with the reason: HDR01 none found, HDR02 one missing, HDR04 one twice."""
    keyed = find_keys(tab, schema)
    row = keyed.row if keyed else _heading_row(tab, schema)
    language = entry.language
    if row is None:
        examples = tuple(f.column.label.of(language) for f in schema.fields.values() if f.needed)[:3]
        params: Params = {"n": min(HEADING_ROWS, max(len(tab.rows), 1)), "examples": examples}
        return None, [Finding("HDR01", Location(workbook=entry.ref, tab=tab.title), params)]
    typed = {i: text for i, cell in enumerate(tab.rows[row - 1], 1) if (text := _text(cell))}
    places = dict(keyed.places) if keyed else {}
    unknown = _place(typed, schema, places)
    renamed = _typing_errors(schema, typed, unknown, places)
    findings = _about_columns(schema, entry, tab, row, typed, places, renamed, unknown)
    if any(f.code in {"HDR02", "HDR04"} for f in findings):
        return None, [f for f in findings if f.code in {"HDR02", "HDR04"}]
    columns = {
        key: (places.get(key) or [renamed[key]])[0] for key in schema.fields if key in places or key in renamed
    }
    headings = {key: typed.get(c) or schema.fields[key].column.label.of(language) for key, c in columns.items()}
    return Layout(row, columns, headings), findings


def _place(typed: Mapping[int, str], schema: type[Schema], places: dict[str, list[int]]) -> list[int]:
    """Add to `places` the columns whose key their heading tells; gives those that remain unknown.

    What the row of keys placed already stays as it is: a heading adds only to keys that stand there nowhere.
    """
    keyed, unknown = set(places), []
    taken = {column for columns in places.values() for column in columns}
    for column, text in typed.items():
        if column in taken:
            continue
        key = schema.headings.get(_folded(text))
        if key is None or key in keyed:
            unknown.append(column)
        else:
            places.setdefault(key, []).append(column)
    return unknown


def looks_like(tab: Tab, schema: type[Schema]) -> bool:
    """Whether a tab has most of the headings that the schema needs."""
    keyed = find_keys(tab, schema)
    row = keyed.row if keyed else _heading_row(tab, schema)
    if row is None:
        return False
    found = {schema.headings.get(_folded(text)) for cell in tab.rows[row - 1] if (text := _text(cell))}
    found.update(keyed.places if keyed else ())
    needed = [f.key for f in schema.fields.values() if f.needed]
    return 2 * len(found.intersection(needed)) >= len(needed)


def _heading_row(tab: Tab, schema: type[Schema]) -> int | None:
    """The row with the most headings; the first of several, or one with all that are needed and nothing else."""
    best, at = 0, None
    enough = min(ENOUGH, len(schema.fields))
    needed = max(enough, sum(field.needed for field in schema.fields.values()))
    for number, cells in enumerate(tab.rows[:HEADING_ROWS], 1):
        score = len(_keys(cells, schema))
        if score > best:
            best, at = score, number
            if score >= needed and score == len(cells) - cells.count(""):
                break
    return at if best >= enough else None


def _keys(cells: Sequence[Stored], schema: type[Schema]) -> set[str]:
    known = schema.headings
    return {known[text] for cell in cells if cell and isinstance(cell, str) and (text := _folded(cell)) in known}


def _folded(text: str) -> str:
    """A text as headings are compared; nothing of one that no heading is as long as, for that takes a while."""
    return fold(text) if len(text) <= _LONGEST else ""


def _text(cell: Stored) -> str | None:
    return clean(cell) if isinstance(cell, str) else None


def _typing_errors(
    schema: type[Schema], typed: Mapping[int, str], unknown: list[int], places: dict[str, list[int]]
) -> dict[str, int]:
    """Headings that are a small typing error of one that is missing: key → column; they leave `unknown`.

    Where two could be meant neither is chosen: both go to `places`, as a heading that is there twice.
    """
    missing = {heading: key for heading, key in schema.headings.items() if key not in places}
    near: dict[str, list[int]] = {}
    for column in list(unknown):
        key = closest(typed[column], missing.items())  # the headings of one column in two languages do not compete
        if key is not None:
            near.setdefault(key, []).append(column)
            unknown.remove(column)
    places.update({key: columns for key, columns in near.items() if len(columns) > 1})
    return {key: columns[0] for key, columns in near.items() if len(columns) == 1}


def _holding(label: Label, typed: Mapping[int, str], unknown: Sequence[int]) -> str | None:
    """The one unknown heading that holds a missing one and more: "Amount (EUR)"."""
    names = [set(fold(name).split()) for name in label]
    found = [typed[c] for c in unknown if any(name <= set(_folded(typed[c]).split()) for name in names)]
    return found[0] if len(found) == 1 else None


def _about_columns(
    schema: type[Schema],
    entry: Entry,
    tab: Tab,
    row: int,
    typed: Mapping[int, str],
    places: Mapping[str, list[int]],
    renamed: Mapping[str, int],
    unknown: list[int],
) -> list[Finding]:
    """HDR02-HDR05, in the order of the schema and then of the columns."""

    def expected(key: str) -> str:
        return schema.fields[key].column.label.of(entry.language)

    def at(column: int | None, key: str | None = None) -> Location:
        cell = A1(row, column) if column else None
        return Location(entry.ref, tab.title, cell, row if column else None, None, typed.get(column or 0), key)

    findings = []
    for key, field in schema.fields.items():
        columns = places.get(key, [])
        if len(columns) > 1:
            params = {"a": str(A1(row, columns[0])), "b": str(A1(row, columns[1])), "expected": expected(key)}
            findings.append(Finding("HDR04", at(columns[1], key), params, value=typed.get(columns[1])))
        elif key in renamed:
            text = typed[renamed[key]]
            findings.append(
                Finding("HDR03", at(renamed[key], key), {"column": text, "expected": expected(key)}, text)
            )
        elif not columns and field.needed:
            suggestion = _holding(field.column.label, typed, unknown)
            findings.append(Finding("HDR02", at(None, key), {"expected": expected(key)}, suggestion=suggestion))
    findings.extend(Finding("HDR05", at(column), {"column": typed[column]}, typed[column]) for column in unknown)
    return findings
