"""How a command ends: an exit code that cron can act on, a sentence on stderr, an error of the tool in the log."""

from __future__ import annotations

import os
import signal
import stat
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, NoReturn

import click

from sheets_sync.cli.common import Session
from sheets_sync.errors import ConfigError, SheetsSyncError
from sheets_sync.files import OTHERS
from sheets_sync.log import stopwatch

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
    session, ms, process = Session(), stopwatch(), os.getpid()
    code = _run(command, session)
    if os.getpid() == process:  # the work is done by a child, which comes by here too
        for number in (signal.SIGTERM, signal.SIGINT):  # what is left must not be broken off by one exception more
            signal.signal(number, signal.SIG_IGN)
        for finish in session.at_end:
            code = finish(code)
        session.log("run-end", exit_code=code, ms=ms())
    sys.exit(code)


def _run(command: click.Command, session: Session) -> int:  # noqa: PLR0911  (one line for each way to end)
    try:
        code = command.main(standalone_mode=False, obj=session)
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
    except Exception as error:  # noqa: BLE001  (the last line of defence: no traceback for people)
        return _internal_error(error, session)
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


def _internal_error(error: Exception, session: Session) -> int:
    """Keep where it went wrong for the person who manages the tool, and give everybody else a reference.

    Neither the file, which is sent to whoever mends the tool, nor the log on stderr, where one is asked for or
    nothing could be kept, has the message of an error: it may quote a cell, a key or a token.
    """
    from sheets_sync.cli.logs import TRACE, open_log, trace  # noqa: PLC0415  (only where something is wrong)

    reference = token_hex(4)
    places = trace(error)
    kept = _keep(reference, places)
    if session.verbose or session.log_format == "json" or kept is None:  # nobody else is shown code
        log = open_log(session.verbose, session.log_format)
        log("internal-error", "error", reference=reference, details=kept, **{TRACE: places})
    try:
        sentence = _about_internal_error(reference, kept or "stderr", session.config)
    except Exception:  # noqa: BLE001  (no memory left, or an installation that is not whole)
        sentence = (
            f"something went wrong in sheets-sync itself (reference {reference}; details in {kept or 'stderr'})."
        )
    _tell(sentence)
    return INTERNAL


def _keep(reference: str, text: str) -> str | None:
    """Add a traceback to the file for them; the name of the file, or None where it cannot be written.

    In a folder that others write to as well, a file that is not ours alone may have been put there to read along.
    """
    path = Path(os.environ.get("SHEETS_SYNC_LOG_FOLDER") or tempfile.gettempdir()) / "sheets-sync-errors.log"
    head = f"{datetime.now(UTC).isoformat(timespec='seconds')} reference {reference}"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
            found = os.fstat(handle)
            if found.st_uid != os.geteuid() or found.st_mode & OTHERS or not stat.S_ISREG(found.st_mode):
                return None
            file.write(f"{head}\n{text}\n")
    except OSError:
        return None
    return str(path)


def _about_internal_error(reference: str, log: str, config: Path) -> str:
    """SYS01 in the language of the configuration, in English where there is none."""
    from sheets_sync.config import language_of  # noqa: PLC0415  (only where something is wrong)
    from sheets_sync.messages import Catalogue  # noqa: PLC0415  (the same)
    from sheets_sync.model import Finding  # noqa: PLC0415  (the same)

    finding = Finding("SYS01", params={"ref": reference, "log": log})
    rendered = Catalogue.load("sheets_sync.messages").render(finding, language_of(config))
    return f"{rendered.message} {rendered.fix}"
