"""Which workbooks are asked for: all, a partnership, a municipality or a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sheets_sync.errors import UsageError
from sheets_sync.model import LANGUAGES
from sheets_sync.parse import parse
from sheets_sync.schema import Choice
from sheets_sync.values import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.model import Language, Workbook
    from sheets_sync.programme import World
    from sheets_sync.schema import Schema
    from sheets_sync.table import Entry

#: No heading is longer.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of the world to read, and of which workbooks the findings are told (None: all).

    A partnership is read as a whole, because its ceiling is; but only what was asked for is told.
    """

    world: World
    refs: frozenset[str] | None = None
    groups: frozenset[str | None] = frozenset()


def select(world: World, what: Sequence[str]) -> Selection:
    """The registered workbooks that these words mean. Raises UsageError for a word that means none."""
    if not what:
        return Selection(world)
    entries = world.registry.entries
    chosen: set[str] = set()
    for word in what:
        folded = fold(word)
        found = {
            e.ref
            for e in entries
            if folded in {fold(e.group or ""), fold(e.label), fold(e.ref)}
            or word.replace("\\", "/").endswith("/" + e.ref)
        }
        if not found:
            near = nearest(word, [t for e in entries for t in (e.group or "", e.label, e.ref) if t])
            hint = f" Did you mean “{near}”?" if near else ""
            raise UsageError(f"“{word}” is no partnership, municipality or workbook that is registered.{hint}")
        chosen |= found
    groups = frozenset(e.group for e in entries if e.ref in chosen)
    kept = tuple(e for e in entries if e.group in groups)
    registry = replace(world.registry, entries=kept)
    return Selection(replace(world, registry=registry), frozenset(chosen), groups)


def with_evident_defaults(entry: Entry, workbook: Workbook, schemas: Sequence[type[Schema]]) -> Entry:
    """The entry of a workbook that nobody registered, with the default that its own rows make evident.

    Where all the filled cells of a required column that is `registered` (the currency) say the same, an empty one
    says it too. With two different ones nothing is evident, and an empty cell is told.
    """
    blocks, _ = parse(workbook, schemas, entry)
    defaults = dict(entry.defaults)
    for block in blocks:
        for key, cells in block.stored.items():
            field = block.schema.fields[key]
            if not (field.column.registered and field.required and isinstance(field.kind, Choice)):
                continue
            read = field.kind.options.read
            said = {read(cell) for cell in cells if isinstance(cell, str) and cell.strip()}
            if len(said) == 1 and (only := said.pop()) is not None:
                defaults[key] = only
    return replace(entry, defaults=defaults)


def guess_language(workbook: Workbook, schemas: Sequence[type[Schema]]) -> Language | None:
    """The language of a workbook that nobody registered: that of most of its tab titles and headings."""
    texts = {fold(tab.title) for tab in workbook.tabs}
    for tab in workbook.tabs:
        texts |= {
            fold(cell) for row in tab.rows[:20] for cell in row if isinstance(cell, str) and 0 < len(cell) <= _LONGEST
        }
    scores = dict.fromkeys(LANGUAGES, 0)
    for schema in schemas:
        for label in (schema.tab, *(f.column.label for f in schema.fields.values())):
            for language, text in zip(LANGUAGES, label, strict=True):
                scores[language] += fold(text) in texts
    best = max(LANGUAGES, key=lambda language: scores[language])
    return best if scores[best] else None
