"""Reading and checking: the coordinator's workbook, each one that it lists, and what there is to say of them.

A workbook that cannot be read is a finding and stops no other.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends import open_backend
from sheets_sync.check import assess, bare_world, register
from sheets_sync.decisions import FILE as DECISIONS
from sheets_sync.decisions import load_decisions
from sheets_sync.errors import DeadlineError, NothingReadError, SourceError
from sheets_sync.job import judged, no_watch
from sheets_sync.log import silent, stopwatch
from sheets_sync.model import Finding, Location
from sheets_sync.select import Selection, guess_language, select, with_evident_defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sheets_sync.check import Checker, Outcome
    from sheets_sync.job import Job, Watch
    from sheets_sync.log import Log
    from sheets_sync.model import Workbook
    from sheets_sync.programme import Programme, World
    from sheets_sync.table import Entry


def read_and_check(job: Job, *, own: bool = True) -> tuple[Outcome, Workbook]:
    """Read and check what the coordinator registered, or the part of it that is asked for.

    Without `own` the tabs of the tool are not read, since nothing is to be compared with them.
    Raises NothingReadError when the coordinator's workbook, or every other, cannot be read; UsageError for a
    partnership or municipality that is not registered.
    """
    checker, ms = job.checker, stopwatch()
    coordinator = _coordinator(job, own=own)
    decisions = load_decisions(job.config.state_folder)
    world, findings = register(checker, coordinator, decisions.acceptances, decisions.closed)
    if decisions.damaged:
        findings.append(Finding("SYS09", params={"file": str(job.config.state_folder / DECISIONS)}))
    selection = select(world, job.what)
    entries = selection.world.registry.entries
    job.log("registered", "debug", workbooks=len(entries), ms=ms())
    job.backend.prepare([entry.ref for entry in entries if entry.read])
    outcome = assess(checker, selection.world, lambda ref: read_one(job, ref, own=own), findings)
    job.log("assessed", "debug", findings=len(outcome.report.findings), ms=ms())
    _refuse_nothing(job, outcome)
    return _only(outcome, selection), coordinator


def _coordinator(job: Job, *, own: bool) -> Workbook:
    read = read_one(job, job.config.coordinator, own=own, long=True)
    if isinstance(read, SourceError):
        rendered = job.catalogue.render(Finding(read.code, params=read.params), job.config.language)
        error = NothingReadError(f"{rendered.message} {rendered.fix}")
        found = Finding(read.code, Location(workbook=job.config.coordinator), read.params)
        error.findings = tuple(judged(job, [found]))
        raise error
    return read


def registered(job: Job) -> tuple[World, Sequence[Entry]]:
    """What the coordinator registered, and the part of it that is asked for; no other workbook is read.

    Raises NothingReadError and UsageError as `read_and_check`.
    """
    world, _ = register(job.checker, _coordinator(job, own=False))
    refs = select(world, job.what).refs
    return world, [e for e in world.registry.entries if refs is None or e.ref in refs]


def coordinated(job: Job) -> World:
    """What the coordinator's tabs say now, without what was decided by a command. Raises as `read_and_check`."""
    return register(job.checker, _coordinator(job, own=False))[0]


def validate(job: Job) -> Outcome:
    """Read only. Raises as `read_and_check`."""
    return read_and_check(job, own=False)[0]


def validate_files(
    programme: Programme,
    folder: Path,
    files: Sequence[str],
    checker: Checker,
    watch: Watch = no_watch,
    *,
    log: Log = silent,
) -> Outcome:
    """Check workbooks without any coordinator's: what needs a partnership or a rate is not asked."""
    backend = open_backend(folder)
    read: dict[str, Workbook | SourceError] = {}
    entries = []
    for ref in files:
        read[ref] = _guarded(partial(backend.read, ref, own=False), ref, watch, log)
        workbook = read[ref]
        language = checker.language
        if not isinstance(workbook, SourceError):
            language = guess_language(workbook, programme.tabs) or language
        entry = programme.bare(ref, Path(ref).stem, language)
        if not isinstance(workbook, SourceError):
            entry = with_evident_defaults(entry, workbook, programme.tabs)
        entries.append(entry)
    return assess(checker, bare_world(checker, entries), read.get)


def read_one(job: Job, ref: str, *, own: bool, long: bool = False) -> Workbook | SourceError:
    """A workbook, or why it could not be read."""
    _refuse_to_go_on(job)
    job.progress(ref)
    watch = job.watch if job.backend.may_kill(ref) else no_watch
    return _guarded(partial(job.backend.read, ref, own=own, long=long), ref, watch, job.log)


def _guarded(read: Callable[[], Workbook], ref: str, watch: Watch, log: Log) -> Workbook | SourceError:
    """A workbook, or why it could not be read; one that killed its reader in an earlier try is damaged."""
    ms = stopwatch()
    workbook = _tried(read, ref, watch)
    if isinstance(workbook, SourceError):
        log("workbook-failed", "warning", workbook=ref, code=workbook.code, ms=ms())
    else:
        rows = sum(len(tab.rows) for tab in workbook.tabs)
        log("workbook-read", workbook=ref, tabs=len(workbook.tabs), rows=rows, ms=ms())
    return workbook


def _tried(read: Callable[[], Workbook], ref: str, watch: Watch) -> Workbook | SourceError:
    if not watch(ref):
        return SourceError("SRC06", {"file": ref})
    try:
        return read()
    except SourceError as error:
        return error
    finally:
        watch("")


def _refuse_to_go_on(job: Job) -> None:
    """Raises DeadlineError where the run is to stop: of a part of the workbooks nothing can be consolidated."""
    asked = job.stop.asked()
    if asked is not None:
        finding = Finding(asked.code, params=asked.params)
        rendered = job.catalogue.render(finding, job.config.language)
        error = DeadlineError(f"{rendered.message} {rendered.fix}")
        error.findings = (finding,)
        raise error


def _refuse_nothing(job: Job, outcome: Outcome) -> None:
    """Raises NothingReadError with the first reason where every workbook that was to be read failed."""
    tried = [book for book in outcome.world.books if book.status != "skipped"]
    if tried and all(book.status == "failed" for book in tried):
        ref, told = tried[0].entry.ref, outcome.report.findings
        finding = next(f for f in told if f.location.workbook == ref and f.code.startswith(("SRC", "CFG")))
        message = job.catalogue.render(finding, job.config.language)
        error = NothingReadError(f"{finding.location.workbook}: {message.message} {message.fix}")
        error.report = outcome.report
        raise error


def _only(outcome: Outcome, selection: Selection) -> Outcome:
    """Of a run for a part: the findings of the asked workbooks and of their partnerships."""
    if selection.refs is None:
        return outcome
    refs = selection.refs
    keep = tuple(
        f
        for f in outcome.report.findings
        if f.location.workbook in refs or (f.location.workbook is None and f.group in selection.groups)
    )
    books = tuple(b for b in outcome.report.workbooks if b.workbook in refs)
    groups = tuple(g for g in outcome.report.groups if not selection.groups.isdisjoint(g.values()))
    return replace(outcome, report=replace(outcome.report, findings=keep, workbooks=books, groups=groups))
