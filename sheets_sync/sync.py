"""The run: read everything, decide purely, write once.

1. read the coordinator's workbook and register what it lists, then each workbook (`reading.py`);
2. assess: records, rules, standing, figures (`check.py`);
3. make the tabs that should be, compare them with those that are, guard (`write.py`), apply;
4. remember what was seen (`remember.py`).

Backends are called here and where a run reads; the state is opened here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sheets_sync.errors import NotWrittenError, SourceError
from sheets_sync.job import judged
from sheets_sync.log import stopwatch
from sheets_sync.model import Finding, Location
from sheets_sync.reading import read_and_check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sheets_sync.check import Outcome
    from sheets_sync.job import Job
    from sheets_sync.model import Workbook
    from sheets_sync.state.database import State
    from sheets_sync.write import Writing

#: What is told of a run that was ended before its end.
_ENDED = frozenset({"SYS06", "SYS07"})


def sync(job: Job, *, dry_run: bool = False, accept_loss: bool = False) -> Outcome:
    """Read, check, consolidate, write back. A second run on the same data writes nothing.

    Municipal workbooks come first, the coordinator's last. One that cannot be written stops no other. Where the run
    is asked to stop, the workbook at hand is finished and the report tells what was written (SYS06, SYS07).
    Raises as `validate`; also NotWrittenError when a guard refuses, before anything is written.
    """
    started = job.now()
    outcome, coordinator = read_and_check(job)
    with _memory(job, dry_run=dry_run) as state:
        return _written(job, outcome, coordinator, state, started, dry_run=dry_run, accept_loss=accept_loss)


def _memory(job: Job, *, dry_run: bool) -> State:
    """What is remembered of earlier runs; where nothing is written, none of it is either."""
    from sheets_sync.state.database import open_state, peek_state  # noqa: PLC0415  (validate starts without it)

    return (peek_state if dry_run else open_state)(job.config.state_folder, job.log)


def _written(
    job: Job,
    outcome: Outcome,
    coordinator: Workbook,
    state: State,
    started: datetime,
    *,
    dry_run: bool,
    accept_loss: bool,
) -> Outcome:
    from sheets_sync.remember import (  # noqa: PLC0415  (validate starts without it)
        is_wanted,
        missing_rows,
        note_loss,
        remember,
        stored_tabs,
        with_missing,
    )
    from sheets_sync.state.contents import Contents  # noqa: PLC0415  (the same)
    from sheets_sync.write import copies, plan_writes, with_findings  # noqa: PLC0415  (the same)

    told = {book.workbook for book in outcome.report.workbooks}
    read = {b.entry.ref: b.workbook for b in outcome.world.books if b.workbook and b.entry.ref in told}
    targets = {ref: job.backend.target(workbook, "check") for ref, workbook in read.items()}
    whole = None if job.what else job.backend.target(coordinator, "consolidated")
    contents = Contents.of_state(state, job.config.programme)
    missing = {} if accept_loss else missing_rows(state, job.checker, outcome, contents, job.config.state.loss)
    outcome, lost = with_missing(job.checker, outcome, missing)
    everywhere = {**targets, **({whole.ref: whole} if whole else {})}
    outcome = with_findings(outcome, judged(job, copies(everywhere, outcome)))
    programme, catalogue = job.config.programme, job.catalogue
    stored = stored_tabs(state)
    wanted = partial(is_wanted, stored=stored) if state.remembers and not dry_run else bool
    ms = stopwatch()
    try:
        writings, plan = plan_writes(
            outcome,
            programme,
            catalogue,
            targets,
            whole,
            accept_loss=accept_loss,
            loss=job.config.state.loss,
            lost=lost,
            wanted=wanted,
        )
    except NotWrittenError as error:
        error.report = replace(outcome.report, complete=False, writes=())
        raise
    job.log("planned", "debug", workbooks=len(writings), tabs=len(plan.changes), ms=ms())
    if dry_run:
        outcome = with_findings(outcome, judged(job, [found for writing in writings for found in writing.told]))
        return replace(outcome, report=replace(outcome.report, writes=plan.changes))
    if whole is not None:
        note_loss(state, whole, catalogue, job.config.language)
    done, found = apply_writings(job, writings)
    outcome = with_findings(outcome, judged(job, found))
    writes = tuple(change for writing in done for change in writing.changes)
    complete = outcome.report.complete and not any(f.code in _ENDED for f in found)
    outcome = replace(outcome, report=replace(outcome.report, complete=complete, writes=writes))
    ms = stopwatch()
    remember(
        state,
        outcome,
        done,
        programme,
        job.config.coordinator,
        catalogue=catalogue,
        targets=targets,
        stored=stored,
        contents=contents,
        times=(started, job.now()),
        what=job.what,
        keep=job.config.state.keep_runs,
        vanished=missing,
        accept_loss=accept_loss,
    )
    job.log("remembered", "debug", ms=ms())
    return with_findings(outcome, judged(job, state.told))


def apply_writings(job: Job, writings: Sequence[Writing]) -> tuple[list[Writing], list[Finding]]:
    """Write; those that stand in the workbooks now, and what there is to tell of it."""
    from sheets_sync.notes import told_late  # noqa: PLC0415  (validate starts without it)

    job.stop.hold()
    done: list[Writing] = []
    found: list[Finding] = []
    for number, writing in enumerate(writings):
        if not writing.changes:
            done.append(writing)
            continue
        asked = job.stop.asked()
        if asked is not None:
            found.append(Finding(asked.code, params=asked.params))
            job.log("stopped", "warning", code=asked.code, left=len(writings) - number)
            break
        target, ms = writing.target, stopwatch()
        job.progress(target.name)
        try:
            late = job.backend.write(target, writing.delivery)
        except SourceError as error:
            found.append(Finding(error.code, Location(workbook=target.ref), error.params))
            job.log("workbook-not-written", "warning", workbook=target.name, code=error.code, ms=ms())
        else:
            done.append(writing)
            found += [*writing.told, *told_late(target, late, writing.group)]
            cells = sum(change.cells for change in writing.changes)
            job.log("workbook-written", workbook=target.name, tabs=len(writing.changes), cells=cells, ms=ms())
    job.backend.finish()
    return done, found
