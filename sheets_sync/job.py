"""What a run is asked to do: the configuration, the way to the workbooks, the day, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from sheets_sync.backends import Access, open_backend
from sheets_sync.check import Checker
from sheets_sync.log import silent
from sheets_sync.messages import Catalogue
from sheets_sync.stop import Stop

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sheets_sync.backends import Backend
    from sheets_sync.backends.google.limiter import Clock
    from sheets_sync.backends.google.snapshots import Snapshots
    from sheets_sync.config import Config
    from sheets_sync.log import Log
    from sheets_sync.model import Finding
    from sheets_sync.programme import Programme

Watch = Callable[[str], bool]


def no_watch(_step: str) -> bool:
    """Nobody is told, and nothing has killed its reader."""
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
    watch: Watch = no_watch
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
        most = config.limits.findings
        return Checker(config.programme, config.settings, self.catalogue, config.language, self.as_of, most)


def open_job(
    config: Config,
    as_of: date,
    what: Sequence[str] = (),
    watch: Watch = no_watch,
    *,
    write: bool = False,
    log: Log = silent,
    stop: Stop | None = None,
    clock: Clock | None = None,
) -> Job:
    """A job on the workbooks beside a configuration; `write`: it may change them. `clock` as `Access` has it."""
    snapshots = partial(_snapshots, config.state_folder, log, write=write)
    access = replace(google_access(config, log, write=write), snapshots=snapshots, clock=clock)
    backend = open_backend(config.folder, access, config.bounds)
    return Job(config, backend, as_of, what, watch, log=log, stop=stop or Stop())


def google_access(config: Config, log: Log = silent, *, write: bool = False) -> Access:
    """How the Google spreadsheets of a programme are reached, with nothing remembered of them."""
    key = config.google.credentials
    return Access(config.folder / key if key else None, config.google.api_endpoint, write=write, log=log)


def _snapshots(folder: Path, log: Log, *, write: bool) -> Snapshots:
    from sheets_sync.backends.google.stored import StoredSnapshots  # noqa: PLC0415  (only where there is one)
    from sheets_sync.state.database import open_state, peek_state  # noqa: PLC0415  (the same)

    return StoredSnapshots(partial(peek_state, folder), partial(open_state, folder, log) if write else None)


def catalogue_of(programme: Programme) -> Catalogue:
    """The catalogue of the engine and of a programme."""
    return Catalogue.load("sheets_sync.messages", programme.messages)


def judged(job: Job, findings: Iterable[Finding]) -> list[Finding]:
    """Findings that came up outside the rules, with the severity of the catalogue."""
    codes = job.catalogue.codes
    return [f._replace(severity=codes[f.code].severity) for f in findings]
