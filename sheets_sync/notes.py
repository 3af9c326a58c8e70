"""A tab of the tool in which somebody wrote by hand becomes theirs, as a whole, before ours comes anew."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from sheets_sync.kept import TITLE_LIMIT, fitting
from sheets_sync.model import Finding, Location
from sheets_sync.seal import is_edited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sheets_sync.backends import Target
    from sheets_sync.model import Change


def released(target: Target, changes: Iterable[Change], words: str) -> Mapping[str, str]:
    """The title under which each edited tab goes on that is about to change, by the title of the sheet that comes.

    `words` stand behind the title that it has, in brackets. In a file of the tool's own nothing is released: an
    edited one stays as a whole, and another takes its place.
    """
    return _titles(target, changes, words, edited=True)


def spare(target: Target, changes: Iterable[Change], words: str) -> Mapping[str, str]:
    """Such titles for the other tabs that are about to change: somebody may be writing in one of them just now."""
    return _titles(target, changes, words, edited=False)


def _titles(target: Target, changes: Iterable[Change], words: str, *, edited: bool) -> Mapping[str, str]:
    if target.copy:
        return {}
    taken = {title.casefold() for title in target.titles}
    titles = {}
    for change in changes:
        tab = target.existing.get(change.sheet.title)
        if tab is not None and is_edited(tab) is edited:
            title = titles[change.sheet.title] = _free(tab.title, words, taken)
            taken.add(title.casefold())
    return titles


def told(target: Target, titles: Mapping[str, str], group: str | None) -> Iterator[Finding]:
    """WRT04 for each tab that is released, and for the file of the tool that is left to who wrote in it."""
    copies = [(target.existing[asked].title, new) for asked, new in titles.items()]
    for tab, copy in [*copies, *([target.left] if target.left else [])]:
        yield Finding("WRT04", Location(workbook=target.ref, tab=tab), {"copy": copy}, group=group)


def told_late(target: Target, late: Iterable[tuple[str, str]], group: str | None) -> Iterator[Finding]:
    """WRT04 for each tab in which somebody wrote while it was being written."""
    for tab, copy in late:
        yield Finding("WRT04", Location(workbook=target.ref, tab=tab), {"copy": copy}, group=group)


def _free(title: str, words: str, taken: set[str]) -> str:
    """Such as "Check (notes 2026-06-30)", with a number where there is one already; a long title is cut."""
    for number in count(1):
        suffix = f" ({words})" if number == 1 else f" ({words}, {number})"
        room = TITLE_LIMIT - len(suffix)
        fits = fitting(title, room) == title
        found = (title if fits else fitting(title, room - 1).rstrip() + "…") + suffix
        if found.casefold() not in taken:
            break
    return found
