"""Which tab of a workbook is meant: exactly the expected title wins, then the other languages, then what is close."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheets_sync.model import Finding, Location
from sheets_sync.parse.headings import looks_like
from sheets_sync.values import fold
from sheets_sync.values.text import closest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sheets_sync.model import Tab, Workbook
    from sheets_sync.schema import Params, Schema
    from sheets_sync.table import Entry


def find_tabs(
    workbook: Workbook, schemas: Sequence[type[Schema]], entry: Entry
) -> tuple[dict[type[Schema], Tab], list[Finding]]:
    """The tab of each schema; TAB01 where it is missing, TAB02 where a close title was taken, TAB03 where two fit."""
    found: dict[type[Schema], Tab] = {}
    findings: list[Finding] = []
    open_schemas = list(schemas)
    for fits in (_exactly, _folded, _in_any_language, _nearly):
        for schema in list(open_schemas):
            taken = [id(t) for t in found.values()]
            candidates = [t for t in workbook.tabs if id(t) not in taken and fits(t, schema, entry)]
            if not candidates:
                continue
            open_schemas.remove(schema)
            expected = schema.tab.of(entry.language)
            if len(candidates) > 1:
                findings.append(_duplicate(candidates, expected, entry))
                continue
            found[schema] = candidates[0]
            if fits is _nearly:
                title = candidates[0].title
                where = Location(workbook=entry.ref, tab=title)
                findings.append(Finding("TAB02", where, {"tab": title.strip(), "expected": expected}, value=title))
    findings.extend(_missing(workbook, schema, entry, found) for schema in open_schemas if not schema.optional)
    in_order = {schema: found[schema] for schema in schemas if schema in found}
    return in_order, findings


def _exactly(tab: Tab, schema: type[Schema], entry: Entry) -> bool:
    return tab.title == schema.tab.of(entry.language)


def _folded(tab: Tab, schema: type[Schema], entry: Entry) -> bool:
    return fold(tab.title) == fold(schema.tab.of(entry.language))


def _in_any_language(tab: Tab, schema: type[Schema], _entry: Entry) -> bool:
    return fold(tab.title) in {fold(name) for name in schema.tab}


def _nearly(tab: Tab, schema: type[Schema], _entry: Entry) -> bool:
    """A typing error, or the word with something added ("Kosten 2025"); and its headings are those of the schema."""
    words = set(re.split(r"[ _-]", fold(tab.title)))
    named = any(set(fold(name).split()) <= words for name in schema.tab)
    slip = closest(tab.title, ((name, schema) for name in schema.tab)) is not None
    return (named or slip) and looks_like(tab, schema)


def _duplicate(candidates: list[Tab], expected: str, entry: Entry) -> Finding:
    first, second = candidates[0].title, candidates[1].title
    params = {"a": first.strip(), "b": second.strip(), "expected": expected}
    return Finding("TAB03", Location(workbook=entry.ref, tab=first), params, value=second)


def _missing(workbook: Workbook, schema: type[Schema], entry: Entry, found: dict[type[Schema], Tab]) -> Finding:
    taken = [id(t) for t in found.values()]
    alike: Callable[[Tab], bool] = lambda tab: id(tab) not in taken and looks_like(tab, schema)  # noqa: E731  (a filter)
    suggestion = next((tab.title.strip() for tab in workbook.tabs if alike(tab)), None)
    params: Params = {
        "expected": schema.tab.of(entry.language),
        "found": tuple(tab.title.strip() for tab in workbook.tabs),
    }
    return Finding("TAB01", Location(workbook=entry.ref), params, suggestion=suggestion)
