"""The lock of a run, and what people are told where another run has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.errors import HeldBackError, NotWrittenError
from sheets_sync.lock import HeldError, take
from sheets_sync.messages import Catalogue
from sheets_sync.model import Finding

if TYPE_CHECKING:
    from sheets_sync.config import Config
    from sheets_sync.lock import Holder, Lock
    from sheets_sync.log import Log
    from sheets_sync.model import Param


def hold(config: Config, command: str, wait: float, log: Log) -> Lock:
    """The lock in the state folder. Raises HeldBackError where another run has it, NotWrittenError where none can."""
    try:
        return take(config.state_folder, command, wait, lambda holder: _awaited(holder, log))
    except HeldError as error:
        raise _held_back(error.holder, config) from None
    except OSError as error:
        params = {"folder": str(config.state_folder), "reason": error.strerror or type(error).__name__}
        catalogue = Catalogue.load("sheets_sync.messages")
        raise NotWrittenError(catalogue.word("state_folder_unusable", config.language, **params)) from None


def _awaited(holder: Holder | None, log: Log) -> None:
    log("lock-awaited", pid=holder.pid if holder else None, host=holder.host if holder else None)


def _held_back(holder: Holder | None, config: Config) -> HeldBackError:
    """SYS02 with what is known of the holder, its time as a clock on the wall here shows it."""
    params: dict[str, Param] = {}
    if holder is not None:
        since = holder.since.astimezone().replace(tzinfo=None)
        params = {"since": since, "process": str(holder.pid), "host": holder.host}
    finding = Finding("SYS02", params=params)
    rendered = Catalogue.load("sheets_sync.messages").render(finding, config.language)
    error = HeldBackError(f"{rendered.message} {rendered.fix}")
    error.findings = (finding,)
    return error
