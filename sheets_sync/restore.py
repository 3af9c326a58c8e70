"""The tool's own tabs as they were after an earlier run; no tab of a person is looked at.

As in a run: read, compare, write what differs, and a workbook that cannot be written stops no other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sheets_sync.errors import SourceError, UsageError
from sheets_sync.job import judged
from sheets_sync.model import LANGUAGES, BookReport, Finding, Location, Report
from sheets_sync.plan import diff
from sheets_sync.reading import read_one
from sheets_sync.state.history import books_after, run_of, sheets_after
from sheets_sync.sync import apply_writings
from sheets_sync.values import fold
from sheets_sync.write import writing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sheets_sync.backends import Purpose
    from sheets_sync.job import Job
    from sheets_sync.model import Workbook
    from sheets_sync.state.database import State
    from sheets_sync.state.history import BookLine, KeptSheet
    from sheets_sync.write import Writing


def restore(job: Job, state: State, number: int, *, dry_run: bool = False) -> Report:
    """Put the tabs back as they were after this run, in the workbooks that are asked for.

    The tab Runs stays: it tells what happened since. Raises UsageError for a run or workbook that is not remembered.
    """
    catalogue, language = job.catalogue, job.config.language
    if run_of(state.connection, number) is None:
        raise UsageError(catalogue.word("run_unknown", language, runs=(str(number),), command="sheets-sync history"))
    books = books_after(state.connection, number)
    wanted = _wanted(job, books)
    found: list[Finding] = []
    writings: list[Writing] = []
    unread: set[str] = set()
    for ref, sheets in _kept(job, state, number, wanted):
        read = read_one(job, ref, own=True, long=ref == job.config.coordinator)
        if isinstance(read, SourceError):
            unread.add(ref)
            found.append(Finding(read.code, Location(workbook=ref), read.params, group=books[ref].group))
            continue
        made = _writing(job, read, books[ref], sheets)
        writings += [made] if made.changes else []
        if made.target.copy:
            found.append(Finding("WRT03", Location(workbook=ref), {"copy": made.target.name}, group=books[ref].group))
    told = [finding for made in writings for finding in made.told]
    if not dry_run:
        writings, told = apply_writings(job, writings)
    return Report(
        as_of=job.as_of,
        complete=not unread,
        workbooks=tuple(_report(book, ref in unread) for ref, book in books.items() if ref in wanted and book.label),
        groups=(),
        findings=tuple(judged(job, [*found, *told])),
        writes=tuple(change for made in writings for change in made.changes),
    )


def _wanted(job: Job, books: Mapping[str, BookLine]) -> set[str]:
    """The workbooks that the words mean; all of them without words. Raises UsageError for a word that means none."""
    chosen: set[str] = set()
    for word in job.what:
        folded = fold(word)
        found = {
            ref for ref, book in books.items() if folded in {fold(ref), fold(book.label), fold(book.group or "")}
        }
        if not found:
            known = tuple(sorted({text for b in books.values() for text in (b.workbook, b.label, b.group) if text}))
            raise UsageError(job.catalogue.word("what_unknown", job.config.language, value=word, allowed=known))
        chosen |= found
    return chosen or set(books)


def _kept(job: Job, state: State, number: int, wanted: Collection[str]) -> Iterator[tuple[str, list[KeptSheet]]]:
    """The tabs of each wanted workbook; the coordinator's last, as in a run."""
    runs = job.catalogue.word("runs", job.config.language)
    tabs: dict[str, list[KeptSheet]] = {}
    for kept in sheets_after(state.connection, number):
        if kept.workbook in wanted and (kept.workbook, kept.sheet.title) != (job.config.coordinator, runs):
            tabs.setdefault(kept.workbook, []).append(kept)
    yield from sorted(tabs.items(), key=lambda item: item[0] == job.config.coordinator)


def _writing(job: Job, read: Workbook, book: BookLine, kept: Sequence[KeptSheet]) -> Writing:
    """What is to be written so that a workbook has these tabs."""
    purpose: Purpose = "consolidated" if read.ref == job.config.coordinator else "check"
    target = job.backend.target(read, purpose)
    sheets = [each.sheet for each in kept]
    language = next((known for known in LANGUAGES if known == book.language), job.config.language)
    words = job.catalogue.word("notes_of", language, day=str(job.as_of))
    made = writing(target, sheets, diff(target.existing, sheets, target.name), words, book.group)
    lit = () if target.copy else tuple(light for each in kept for light in each.highlights)
    return replace(made, highlights=lit)


def _report(book: BookLine, failed: bool) -> BookReport:  # noqa: FBT001  (of this module alone)
    language = next((known for known in LANGUAGES if known == book.language), LANGUAGES[0])
    return BookReport(book.workbook, book.group, book.label, language, "failed" if failed else "read")
