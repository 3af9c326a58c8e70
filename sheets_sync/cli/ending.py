"""How a command ends: an exit code that cron can act on, a sentence on stderr, the traceback in a log."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, NoReturn

import click

from sheets_sync.errors import ConfigError, SheetsSyncError

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
TERMINATED = 143
INTERNAL = 70


class Terminated(BaseException):
    """SIGTERM: end cleanly, nothing half written."""


def run(command: click.Command) -> NoReturn:
    """Run a command line and exit with the code of how it ended."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_run(command))


def _run(command: click.Command) -> int:  # noqa: PLR0911  (one line for each way to end)
    try:
        code = command.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ConfigError as error:
        _tell(_about_configuration(error))
        return error.exit_code
    except SheetsSyncError as error:
        _tell(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001  (the last line of defence: no traceback for people)
        return _internal_error()
    return code if isinstance(code, int) else 0


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _tell(sentence: str) -> None:
    click.echo(f"sheets-sync: {sentence}", err=True)


def _about_configuration(error: ConfigError) -> str:
    if error.missing:
        return (
            f"there is no configuration “{error.missing}”. Write one with “sheets-sync init”, name another with "
            "--config, or check workbooks without one: “sheets-sync validate FILE.xlsx”."
        )
    if error.unreadable:
        return f"the configuration cannot be read: {error.unreadable}."
    from sheets_sync.messages import Catalogue  # noqa: PLC0415  (only where something is wrong)

    catalogue = Catalogue.load("sheets_sync.messages")
    told = (catalogue.render(f, error.language) for f in error.findings)
    return "\n".join(" ".join(filter(None, rendered)) for rendered in told)


def _internal_error() -> int:
    """Keep the traceback for the person who manages the tool, and give everybody else a reference."""
    reference = token_hex(4)
    log = Path(os.environ.get("SHEETS_SYNC_LOG_FOLDER") or tempfile.gettempdir()) / "sheets-sync-errors.log"
    text = f"{datetime.now(UTC).isoformat(timespec='seconds')} reference {reference}\n{traceback.format_exc()}\n"
    try:
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            file.write(text)
        where = f"details are in {log}"
    except OSError:
        where = "the details could not be kept"
    _tell(
        f"something went wrong in sheets-sync itself (reference {reference}; {where}). Pass this on to its manager."
    )
    return INTERNAL
