"""Rows with headings → a tab as a spreadsheet holds it, in whatever layout people gave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sheets_sync.model import A1, Range, Tab
from sheets_sync.values import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.model import Language, Stored
    from sheets_sync.schema import Schema


@dataclass(frozen=True)
class Layout:
    """What people did to a tab. Columns are named by their heading, in any language, or by their key.

    `title` of the tab; `above` the headings; `rename` headings; columns `without`, and headings to `add` at the end;
    `order` of the first columns; the number of empty columns at the `left`; blocks that are `merged`.
    """

    title: str | None = None
    above: Sequence[Sequence[Stored]] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()
    add: Sequence[str] = ()
    order: Sequence[str] = ()
    left: int = 0
    merged: Sequence[str] = ()
    headings: bool = True


def key_of(schema: type[Schema], heading: str) -> str | None:
    """The key of the column that a case names; None for a column that people added."""
    return heading if heading in schema.fields else schema.headings.get(fold(heading))


def tab_of(
    schema: type[Schema], language: Language, rows: Sequence[Mapping[str, Stored]], layout: Layout | None = None
) -> Tab:
    """The tab with these rows, each given by headings or keys; what is no column of the schema is added behind."""
    layout = layout or Layout()
    keys = _order(schema, layout)
    heads = {key: schema.fields[key].column.label.of(language) for key in keys}
    heads |= {key_of(schema, old) or old: new for old, new in layout.rename.items()}
    extra = [h for row in rows for h in row if key_of(schema, h) is None]
    columns: list[tuple[str | None, str]] = [(key, heads[key]) for key in keys]
    columns += [(None, h) for h in dict.fromkeys([*layout.add, *extra])]
    grid: list[list[Stored]] = [list(row) for row in layout.above]
    if layout.headings:
        grid.append([head for _, head in columns])
    for row in rows:
        by_key = {key_of(schema, h) or h: stored(v) for h, v in row.items()}
        grid.append([by_key.get(key or head, "") for key, head in columns])
    return raw_tab(layout.title or schema.tab.of(language), grid, layout.left, layout.merged)


def raw_tab(title: str, grid: Sequence[Sequence[Stored]], left: int = 0, merged: Sequence[str] = ()) -> Tab:
    """A tab with these cells, all rows as long as the longest."""
    width = max((len(row) for row in grid), default=0)
    cells = [[""] * left + list(row) + [""] * (width - len(row)) for row in grid]
    return Tab(title, cells, tuple(_block(text) for text in merged))


def stored(value: Any) -> Stored:
    """A value of a case as a spreadsheet stores it: numbers are floats."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _order(schema: type[Schema], layout: Layout) -> list[str]:
    without = {key_of(schema, heading) for heading in layout.without}
    keys = [key for key in schema.fields if key not in without]
    first = [key for heading in layout.order if (key := key_of(schema, heading))]
    return [*first, *(key for key in keys if key not in first)]


def _block(text: str) -> Range:
    first, _, last = text.partition(":")
    return Range(A1.parse(first), A1.parse(last))
