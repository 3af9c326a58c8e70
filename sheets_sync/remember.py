"""What a run hands to the state, and what it asks of it; beside `sync.py` the only module of a run that knows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sheets_sync.check import judge
from sheets_sync.consolidate import past_runs
from sheets_sync.model import LANGUAGES, Finding, Severity
from sheets_sync.since import Since
from sheets_sync.state.contents import baselines, unpacked_baseline
from sheets_sync.state.record import OwnTabs, Run, record
from sheets_sync.vanished import ghosts, lost, told
from sheets_sync.write import with_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from sheets_sync.backends import Target
    from sheets_sync.check import Checker, Outcome
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.programme import Programme
    from sheets_sync.state.contents import Contents, KnownBaseline
    from sheets_sync.state.database import State
    from sheets_sync.vanished import Ghost, Lost
    from sheets_sync.write import Writing

#: The titles of the tabs that are stored, by the workbook in which they are.
Stored = frozenset[tuple[str, str]]


def note_loss(state: State, coordinator: Target, catalogue: Catalogue, language: Language) -> None:
    """SYS05 where there is no memory, although the coordinator's workbook tells of earlier runs."""
    runs = len(past_runs(coordinator.existing, catalogue, language))
    if runs and state.begun and not state.told:
        state.told.append(Finding("SYS05", params={"file": str(state.path), "n": runs}))


def stored_tabs(state: State) -> Stored:
    """The tabs whose content as it is now is stored, unless it changes in this run."""
    question = "SELECT workbook, title, head, max(run) FROM sheets GROUP BY workbook, title"
    return state.read(
        lambda connection: frozenset((row[0], row[1]) for row in connection.execute(question) if row[2] is not None),
        frozenset(),
    )


def missing_rows(
    state: State, checker: Checker, outcome: Outcome, contents: Contents, share: Decimal
) -> dict[str, Lost]:
    """What the workbooks of a run lost since rows were last complete, by their name as registered."""
    levels = {code: info.level for code, info in checker.catalogue.codes.items()}
    wrong: dict[str | None, set[str]] = {}
    for finding in outcome.report.findings:
        if levels[finding.code] == "table" and finding.severity is Severity.ERROR and finding.location.tab:
            wrong.setdefault(finding.location.workbook, set()).add(finding.location.tab)
    asked = {book.workbook for book in outcome.report.workbooks}
    nothing: dict[str, KnownBaseline] = {}
    known = state.read(baselines, nothing)
    found: dict[str, Lost] = {}
    for book in outcome.world.books:
        before = known.get(book.entry.ref)
        if before is None or book.entry.ref not in asked:
            continue
        if book.status == "read" and contents.of(book).hash == before.rows:
            continue
        baseline = state.read(partial(unpacked_baseline, known=before), None)
        if baseline is None:
            continue
        missing = lost(book, baseline, checker.programme, share, wrong.get(book.entry.ref, ()))
        if missing is not None:
            found[book.entry.ref] = missing
    return found


def with_missing(checker: Checker, outcome: Outcome, missing: Mapping[str, Lost]) -> tuple[Outcome, dict[str, Ghost]]:
    """The outcome with XWB03, and the rows that the lists keep: those of which nobody accepted that they are gone."""
    world, found = outcome.world, []
    kept = dict(missing)
    for book in world.books:
        gone = missing.get(book.entry.ref)
        finding = told(book, gone) if gone else None
        if finding is not None:
            finding = judge(checker, finding, world.registry.acceptances)
            found.append(finding)
            if not finding.counts:
                del kept[book.entry.ref]
    return with_findings(outcome, found), dict(ghosts(kept, world, checker.programme))


def is_wanted(writing: Writing, stored: Stored) -> bool:
    """Whether a writing is to be kept until the end: it changes something, or holds a tab that is not stored."""
    return bool(writing.changes) or any((writing.target.ref, sheet.title) not in stored for sheet in writing.sheets)


def remember(
    state: State,
    outcome: Outcome,
    writings: Iterable[Writing],
    programme: Programme,
    coordinator: str,
    *,
    catalogue: Catalogue,
    targets: Mapping[str, Target],
    stored: Stored,
    contents: Contents,
    times: tuple[datetime, datetime],
    what: Sequence[str],
    keep: int,
    vanished: Collection[str] = frozenset(),
    accept_loss: bool = False,
) -> bool:
    """Record a run; whether it could be kept. `writings` are those that stand in the workbooks now."""
    run = Run(
        started=times[0],
        ended=times[1],
        since=_since(outcome, targets, catalogue),
        contents=contents,
        what=tuple(what),
        tabs=tuple(_tabs(writing, stored) for writing in writings),
        vanished=vanished,
        accept_loss=accept_loss,
        keep=keep,
    )
    return record(state, outcome, programme, coordinator, run)


def _tabs(writing: Writing, stored: Stored) -> OwnTabs:
    ref, changed = writing.target.ref, {change.sheet.title for change in writing.changes}
    return OwnTabs(
        ref,
        tuple(sheet.title for sheet in writing.sheets),
        tuple(sheet for sheet in writing.sheets if sheet.title in changed or (ref, sheet.title) not in stored),
        writing.highlights,
    )


def _since(outcome: Outcome, targets: Mapping[str, Target], catalogue: Catalogue) -> Callable[[Finding], date]:
    """Since when a finding stands by what the workbooks themselves keep: so a lost state costs no day."""
    today = outcome.world.as_of
    titles = [catalogue.word("check", language) for language in LANGUAGES]
    memo: dict[str, Since] = {}
    first = {book.entry.group: book.entry.ref for book in reversed(outcome.world.books)}

    def since(finding: Finding) -> date:
        ref = finding.location.workbook or first.get(finding.group, "")
        if ref not in memo:
            existing = targets[ref].existing if ref in targets else {}
            memo[ref] = Since(next((existing[title] for title in titles if title in existing), None), today)
        return memo[ref].of([finding])

    return since
