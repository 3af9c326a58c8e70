"""The examination: from the configuration outwards, each step only where the one before it makes it possible."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheets_sync.addresses import spreadsheet_id
from sheets_sync.backends import INSTALL
from sheets_sync.check import register
from sheets_sync.doctor.books import look_at_book, named_coordinator
from sheets_sync.doctor.check import Check, worst
from sheets_sync.doctor.machine import look_at_state
from sheets_sync.doctor.quota import quota
from sheets_sync.errors import SourceError
from sheets_sync.job import google_access, open_job
from sheets_sync.log import silent
from sheets_sync.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sheets_sync.backends import Access
    from sheets_sync.backends.google.examine import Examiner
    from sheets_sync.config import Config
    from sheets_sync.log import Log
    from sheets_sync.model import Param
    from sheets_sync.table import Entry


@dataclass(frozen=True, slots=True)
class _Registered:
    """The registered workbooks that are read, and what is to be said of the registration."""

    entries: tuple[Entry, ...]
    check: Check


def examine(
    config: Config, as_of: date, name: str, log: Log = silent, *, now: Callable[[], float] = time.time
) -> tuple[Check, ...]:
    """Everything that can be told of a programme; `name` is that of its configuration, `now` the machine's clock."""
    return tuple(_checks(config, as_of, name, log, now))


def _checks(config: Config, as_of: date, name: str, log: Log, now: Callable[[], float]) -> Iterator[Check]:
    programme = f"{type(config.programme).__module__}:{type(config.programme).__name__}"
    yield Check("config", "ok", "config_fine", {"file": name, "programme": programme})
    yield from look_at_state(config.state_folder)
    in_google = spreadsheet_id(config.coordinator) is not None
    entries: tuple[Entry, ...] = ()
    own: list[Check] = []
    if not in_google:  # a file tells what else is to be looked at
        own, entries = _coordinator(config, as_of, None, log)
    examiner: Examiner | None = None
    if in_google or config.google.credentials or any(spreadsheet_id(entry.ref) for entry in entries):
        examiner, checks = _access(google_access(config, log), now)
        yield from checks
    if in_google:
        own, entries = _coordinator(config, as_of, examiner, log)
    yield from own
    refs = {config.coordinator}
    for entry in entries:
        if entry.ref not in refs:
            refs.add(entry.ref)
            yield look_at_book(config.folder, entry.ref, entry.label, examiner)
    yield from quota([ref for ref in refs if spreadsheet_id(ref) is not None], examiner)


def _access(access: Access, now: Callable[[], float]) -> tuple[Examiner | None, list[Check]]:
    try:
        from sheets_sync.doctor.access import look_at_access  # noqa: PLC0415  (what it needs may not be installed)
    except ModuleNotFoundError:
        return None, [Check("google", "wrong", "google_missing", {"command": INSTALL})]
    return look_at_access(access, now)


def _coordinator(
    config: Config, as_of: date, examiner: Examiner | None, log: Log
) -> tuple[list[Check], tuple[Entry, ...]]:
    """How the coordinator's workbook stands, and what it registers where it can be read."""
    check = look_at_book(config.folder, config.coordinator, named_coordinator(), examiner, long=True)
    if worst([check]) == "wrong" or check.key == "book_silent":
        return [check], ()
    found = _registered(config, as_of, log)
    return [check, found.check], found.entries


def _registered(config: Config, as_of: date, log: Log) -> _Registered:
    job = open_job(config, as_of, log=log)
    try:
        workbook = job.backend.read(config.coordinator, own=False, long=True)
    except SourceError as error:
        return _Registered((), Check("workbooks", "wrong", error.code, error.params, config.coordinator))
    world, found = register(job.checker, workbook)
    findings = [f for f in found if job.catalogue.codes[f.code].severity is not Severity.INFO]
    entries = tuple(entry for entry in world.registry.entries if entry.read)
    if findings:
        params: dict[str, Param] = {"n": len(findings), "command": "sheets-sync validate"}
        return _Registered(entries, Check("workbooks", "look", "register_faulty", params, config.coordinator))
    if not entries:
        return _Registered(entries, Check("workbooks", "look", "register_empty", about=config.coordinator))
    return _Registered(entries, Check("workbooks", "ok", "register_fine", {"n": len(entries)}, config.coordinator))
