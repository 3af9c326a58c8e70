"""Where workbooks live: one small protocol, an explicit way to the right backend, no programme."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from sheets_sync.log import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sheets_sync.backends.bounds import Bounds
    from sheets_sync.backends.google.limiter import Clock
    from sheets_sync.backends.google.snapshots import Snapshots
    from sheets_sync.log import Log
    from sheets_sync.model import Delivery, Tab, Workbook

Purpose = Literal["check", "consolidated"]
#: What brings along the part that speaks to Google, which a programme of files does not need.
INSTALL = 'pip install "sheets-sync[google]"'


@dataclass(frozen=True, slots=True)
class Target:
    """Where the tool's tabs of one workbook go, and what they hold now.

    `name` is the workbook as registered, or the copy beside it where the workbook itself must not be touched; then
    `copy` is True. `titles` are those of all tabs of the workbook. `left` is an earlier copy in which somebody wrote:
    the title of the tab, and the name of the file.
    """

    ref: str
    name: str
    existing: Mapping[str, Tab] = field(default_factory=dict)
    version: str = ""
    copy: bool = False
    titles: tuple[str, ...] = ()
    left: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """How Google spreadsheets are reached: the file with the key, and another base address than Google's, or none.

    `snapshots` opens what remembers those that did not change; without `write` the account asks for no right to
    change anything. `clock` is what waits between requests, None: that of the machine.
    """

    key: Path | None = None
    endpoint: str = ""
    snapshots: Callable[[], Snapshots] | None = None
    write: bool = False
    log: Log = silent
    clock: Clock | None = None


class Backend(Protocol):
    """What a kind of workbook can do. Errors are SourceError, one per workbook; nothing else is raised."""

    def prepare(self, refs: Sequence[str]) -> None:
        """These workbooks will be read, in this order: what takes long may begin."""
        ...

    def may_kill(self, ref: str) -> bool:
        """Whether reading it could end this very process, so that somebody must be told before."""
        ...

    def read(self, ref: str, *, own: bool = True, long: bool = False) -> Workbook:
        """The workbook that is registered under this name.

        Without `own` the tabs of the tool are left out. `long`: it is the coordinator's, so that these may hold the
        rows of a whole programme.
        """
        ...

    def target(self, workbook: Workbook, purpose: Purpose) -> Target:
        """Where the tool's tabs go: into the workbook, or beside it where that isn't safe."""
        ...

    def write(self, target: Target, delivery: Delivery) -> Sequence[tuple[str, str]]:
        """Write all that is delivered, or nothing; no cell of another tab changes, nor its format.

        Cells light up where the backend can do so without touching them. Gives the tabs of ours in which somebody
        wrote meanwhile, each with the title under which it goes on.
        """
        ...

    def finish(self) -> None:
        """The run is over: what helps the next one is put down. Nothing that fails here is worth an error."""
        ...


def open_backend(folder: Path, access: Access | None = None, bounds: Bounds | None = None) -> Backend:
    """The backend for workbooks that are registered relative to a folder, or by their address.

    Without access to Google, none of its spreadsheets can be read; without bounds, files anywhere can be.
    """
    from sheets_sync.backends.router import Router  # noqa: PLC0415  (loaded when a workbook is read)

    return Router(folder, access or Access(), bounds)
