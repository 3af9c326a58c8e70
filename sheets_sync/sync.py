"""The run: read everything, decide purely, write once. The only caller of backends.

1. read the coordinator's workbook and register what it lists;
2. read each workbook; one that cannot be read is a finding and stops no other;
3. assess: records, rules, standing, figures (`check.py`);
4. make the tabs that should be, compare them with those that are, guard, apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends import Access, open_backend
from sheets_sync.check import Checker, Outcome, assess, bare_world, register
from sheets_sync.decisions import FILE as DECISIONS
from sheets_sync.decisions import load_decisions
from sheets_sync.errors import DeadlineError, NothingReadError, NotWrittenError, SourceError
from sheets_sync.log import silent, stopwatch
from sheets_sync.messages import Catalogue
from sheets_sync.model import Finding, Location
from sheets_sync.select import Selection, guess_language, select, with_evident_defaults
from sheets_sync.stop import Stop

if TYPE_CHECKING:
    from datetime import date

    from sheets_sync.backends import Backend
    from sheets_sync.backends.google.limiter import Clock
    from sheets_sync.backends.google.snapshots import Snapshots
    from sheets_sync.config import Config
    from sheets_sync.log import Log
    from sheets_sync.model import Workbook
    from sheets_sync.programme import Programme, World
    from sheets_sync.state.database import State
    from sheets_sync.table import Entry
    from sheets_sync.write import Writing

Watch = Callable[[str], bool]
#: What is told of a run that was ended before its end.
_ENDED = frozenset({"SYS06", "SYS07"})


def _no_watch(_step: str) -> bool:
    return True


def _clock() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is asked to do.

    `watch(ref)` is told before a workbook is read, and "" after it; False: it killed its reader in an earlier try.
    `now` tells when a run began and ended (UTC), for its line in the history and nothing else. `stop` is asked before
    each workbook that is read or written.
    """

    config: Config
    backend: Backend
    as_of: date
    what: Sequence[str] = ()
    watch: Watch = _no_watch
    progress: Callable[[str], None] = field(default=lambda _: None)
    log: Log = silent
    now: Callable[[], datetime] = _clock
    stop: Stop = field(default_factory=Stop)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the engine and of the programme."""
        return catalogue_of(self.config.programme)

    @property
    def checker(self) -> Checker:
        """What stays the same through the run."""
        config = self.config
        return Checker(config.programme, config.settings, self.catalogue, config.language, self.as_of)


def open_job(
    config: Config,
    as_of: date,
    what: Sequence[str] = (),
    watch: Watch = _no_watch,
    *,
    write: bool = False,
    log: Log = silent,
    stop: Stop | None = None,
    clock: Clock | None = None,
) -> Job:
    """A job on the workbooks beside a configuration; `write`: it may change them. `clock` as `Access` has it."""
    key = config.google.credentials
    snapshots = partial(_snapshots, config.state_folder, log, write=write)
    key_file = config.folder / key if key else None
    access = Access(key_file, config.google.api_endpoint, snapshots, write, log, clock)
    backend = open_backend(config.folder, access, config.bounds)
    return Job(config, backend, as_of, what, watch, log=log, stop=stop or Stop())


def _snapshots(folder: Path, log: Log, *, write: bool) -> Snapshots:
    from sheets_sync.backends.google.stored import StoredSnapshots  # noqa: PLC0415  (only where there is one)
    from sheets_sync.state.database import open_state, peek_state  # noqa: PLC0415  (the same)

    return StoredSnapshots(partial(peek_state, folder), partial(open_state, folder, log) if write else None)


def catalogue_of(programme: Programme) -> Catalogue:
    """The catalogue of the engine and of a programme."""
    return Catalogue.load("sheets_sync.messages", programme.messages)


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
    watch: Watch = _no_watch,
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
    watch = job.watch if job.backend.may_kill(ref) else _no_watch
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


# ------------------------------------------------------------------------------------------------- writing
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


def judged(job: Job, findings: Iterable[Finding]) -> list[Finding]:
    """Findings that came up outside the rules, with the severity of the catalogue."""
    codes = job.catalogue.codes
    return [f._replace(severity=codes[f.code].severity) for f in findings]
