"""Findings as lines of text in one language: where, what is wrong, and how to solve it.

All text that came from a spreadsheet goes through `show`, so that nothing in it can be seen as anything but text.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.messages import show
from sheets_sync.telling import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Label, Language, Severity
    from sheets_sync.report.grouping import Group

#: So many places of one group are listed at the most.
PLACES = 40
#: A value beside its cell is cut at so many characters.
_SHORT = 24


class Line(NamedTuple):
    """One finding, or many of one kind: where, in which row, what is wrong. `cells` lists the places of many."""

    place: str
    row_id: str
    message: str
    hint: str | None
    cells: str | None


class Topic(NamedTuple):
    """Lines that are solved in the same way. `accepted` is the coordinator's reason, in a sentence."""

    code: str
    name: str
    severity: Severity
    accepted: str | None
    fix: str
    lines: tuple[Line, ...]


class Words:
    """The words of one language."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self.catalogue, self.language = catalogue, language

    def __call__(self, key: str, **params: str | int) -> str:
        """A word or sentence of the interface."""
        return self.catalogue.word(key, self.language, **params)

    def whole(self, key: str, **params: str | int) -> str:
        """The same for what is already harmless, which is not cut."""
        return self.catalogue.words(self.language)[key].format(**params)

    def text(self, text: str | Label | None) -> str:
        """A text of a person, made harmless; a label in the reader's language."""
        return show(text, self.language) if text else ""


class _Told(NamedTuple):
    """A finding that speaks for its group, in words."""

    finding: Finding
    fix: str
    line: Line

    @property
    def topic(self) -> tuple[object, ...]:
        """What lines of one topic share."""
        return (self.finding.code, self.finding.severity, self.finding.accepted, self.fix)


def topics(groups: Iterable[Group], words: Words) -> Iterator[Topic]:
    """The groups in their order; those next to each other that are solved in the same way are one topic."""
    for _, run in groupby((_told(group, words) for group in groups), lambda told: told.topic):
        told = tuple(run)
        finding, fix, _ = told[0]
        info, reason = words.catalogue.codes.get(finding.code), finding.accepted
        yield Topic(
            code=finding.code,
            name=info.name if info else "",
            severity=finding.severity,
            accepted=None if reason is None else words("accepted_by_coordinator", reason=reason),
            fix=fix,
            lines=tuple(each.line for each in told),
        )


# ------------------------------------------------------------------------------------------------- lines
def _told(group: Group, words: Words) -> _Told:
    first, where = group.first, group.first.location
    rendered = [words.catalogue.render(finding, words.language) for finding in group.findings]
    message, fix, hint = rendered[0]
    tab = words.text(where.tab)
    if len(group.findings) == 1:
        spot = str(where.cell) if where.cell else words("row_place", row=where.row) if where.row else ""
        place = " · ".join(part for part in (tab, spot) if part)
        return _Told(first, fix, Line(place, words.text(where.row_id), message, hint, None))
    equal = len(set(rendered)) == 1
    return _Told(first, fix, Line(tab, "", message, hint if equal else None, _cells(group, words, values=not equal)))


def _cells(group: Group, words: Words, *, values: bool) -> str:
    """All places of a group: cells as blocks, or each with its value where the findings differ; else row numbers."""
    cells = [f.location.cell for f in group.findings if f.location.cell is not None]
    total = len(group.findings)
    if len(cells) < total:
        places = [str(f.location.row) for f in group.findings]
        return words.whole("grouped_rows", n=total, rows=_listed(places, words))
    if values:
        places = [
            f"{f.location.cell} ({_cut(words.text(f.value))})" if f.value else str(f.location.cell)
            for f in group.findings
        ]
    else:
        places = [str(a) if a == b else f"{a}:{b}" for a, b in ranges(cells)]
    return words.whole("grouped", n=total, cells=_listed(places, words))


def _listed(places: list[str], words: Words) -> str:
    more = [words("and_more", n=len(places) - PLACES)] if len(places) > PLACES else []
    return ", ".join([*places[:PLACES], *more])


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"
