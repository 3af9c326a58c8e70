"""A text to paste in a mail to a municipality: what still waits in its workbook, in its own language."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from sheets_sync.messages import show
from sheets_sync.model import Finding, Location, Severity
from sheets_sync.report.lines import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheets_sync.messages import Catalogue, CodeInfo
    from sheets_sync.model import Language
    from sheets_sync.state.history import BookLine, OpenFinding
    from sheets_sync.state.status import GroupStatus

#: So many places are listed; the rest is in the tab Check.
PLACES = 12
#: So many cells of one kind are named.
CELLS = 6


def reminders(group: GroupStatus, catalogue: Catalogue, told: Language | None = None) -> str:
    """One text for each workbook of a partnership in which its people have something to do; else nothing.

    `told` is the language asked for, in place of each workbook's own.
    """
    texts = []
    for book in group.books:
        language = told or _language(book)
        lines = list(_reminder(group, book, Words(catalogue, language), catalogue.codes))
        if lines:
            texts.append("\n".join(lines))
    return "\n\n\n".join(texts)


def _language(book: BookLine) -> Language:
    languages: dict[str, Language] = {"nl": "nl", "fr": "fr", "en": "en"}
    return languages.get(book.language, "en")


def _reminder(group: GroupStatus, book: BookLine, words: Words, codes: Mapping[str, CodeInfo]) -> Iterator[str]:
    mine = [f for f in group.findings if f.workbook == book.workbook and _theirs(f, codes)]
    if not mine:
        return
    errors = sum(f.times for f in mine if f.severity == Severity.ERROR)
    warnings = sum(f.times for f in mine if f.severity == Severity.WARNING)
    oldest = show(date.fromisoformat(min(f.open_since for f in mine)), words.language)
    yield words.whole("reminder_subject", municipality=words.text(book.label), group=words.text(group.group))
    yield ""
    yield words("reminder_greeting", municipality=book.label)
    yield ""
    counts = [words("to_correct", n=errors)] if errors else []
    counts += [words("to_look_at", n=warnings)] if warnings else []
    yield words.whole("reminder_open", workbook=words.text(book.workbook), counts=", ".join(counts), date=oldest)
    yield words("reminder_check", tab=words("check"))
    yield ""
    yield from _places(mine, words)
    yield ""
    yield words("reminder_close")


def _theirs(finding: OpenFinding, codes: Mapping[str, CodeInfo]) -> bool:
    return finding.code in codes and codes[finding.code].who == "municipality"


def _places(findings: Iterable[OpenFinding], words: Words) -> Iterator[str]:
    """Errors first; what is of one kind in one column is one line."""
    ordered = sorted(findings, key=lambda f: (f.severity != Severity.ERROR, *_kind(f), f.row or 0))
    lines = [_line(list(same), words) for _, same in groupby(ordered, key=_kind)]
    yield from lines[:PLACES]
    if len(lines) > PLACES:
        yield f"- {words('and_more', n=len(lines) - PLACES)}"


def _kind(finding: OpenFinding) -> tuple[str, str, str]:
    return finding.tab or "", finding.code, finding.heading or ""


def _line(same: Sequence[OpenFinding], words: Words) -> str:
    first = same[0]
    cells = ", ".join(f.cell or words("row_place", row=f.row or 0) for f in same[:CELLS] if f.cell or f.row)
    more = words("and_more", n=len(same) - CELLS) if len(same) > CELLS else ""
    place = " · ".join(part for part in (words.text(first.tab), ", ".join(filter(None, (cells, more)))) if part)
    message = words.catalogue.render(_finding(first), words.language).message
    colon = "\u202f:" if words.language == "fr" else ":"
    return f"- {place}{colon} {message}" if place else f"- {message}"


def _finding(kept: OpenFinding) -> Finding:
    return Finding(kept.code, Location(column=kept.heading), kept.params, kept.value)
