"""What the commands share that read workbooks and tell what they found: `validate` and `sync`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sheets_sync.cli.common import (
    Common,
    Session,
    as_of_option,
    common_options,
    emit,
    option,
    render,
    result_options,
    spare_memory,
    take_common,
    today,
)
from sheets_sync.cli.ending import Terminated
from sheets_sync.errors import SheetsSyncError
from sheets_sync.isolation import supervised
from sheets_sync.model import Report, Severity

if TYPE_CHECKING:
    from datetime import date

    from sheets_sync.isolation import Watch
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.report import Format

_F = TypeVar("_F", bound=Callable[..., Any])
FORMATS = ["table", "json", "csv", "html", "github"]
#: Each says that results are not where they should be.
_NOT_WRITTEN = frozenset({"WRT01", "WRT02", "WRT06", "WRT07"})
#: Not all that a run was to do is done.
_NOT_SENT = "SYS08"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the result is wanted."""

    how: Format
    output: str | None
    fail_on: str
    lang: Language | None
    as_of: date


def report_options(function: _F) -> _F:
    """The options of a command that reports, the global ones included."""
    options: tuple[Callable[[_F], _F], ...] = (
        result_options(FORMATS),
        option(
            "--fail-on",
            type=click.Choice(["error", "warning", "never"]),
            default="error",
            show_default=True,
            help="Which findings make the exit code 1.",
        ),
        as_of_option,
        common_options,
    )
    for add in reversed(options):
        function = add(function)
    return function


def take(ctx: click.Context, options: dict[str, Any]) -> tuple[Common, Wanted]:
    """The global and the reporting options out of those of a command."""
    common = take_common(ctx, options)
    day = options.pop("as_of") or today()
    return common, Wanted(as_of=day, **{key: options.pop(key) for key in ("how", "output", "fail_on", "lang")})


def watched(ctx: click.Context, work: Callable[[Watch], int]) -> None:
    """Do the work in a process of its own, so that a workbook that kills its reader is one failed workbook.

    What it may take is decided in the configuration.
    """
    spare_memory()
    from sheets_sync.config import limits_of  # noqa: PLC0415  (start-up stays quick)

    limits = limits_of(ctx.ensure_object(Session).config)
    ctx.exit(supervised(work, memory_bytes=limits.whole_bytes, seconds_per_step=limits.longest_step))


def before_reading(watch: Watch) -> Callable[[str], bool]:
    """What a run calls before it reads a workbook: False for one that killed its reader in an earlier try."""

    def before(name: str) -> bool:
        if not name:
            watch.done()
            return True
        if name in watch.killers:
            return False
        watch.step(name)
        return True

    return before


def exit_code(report: Report, fail_on: str) -> int:
    """3 where not all was done, 5 where a workbook was not written, 1 for findings at or above `fail_on`, else 0."""
    if not report.complete:
        return 3
    if any(f.code in _NOT_WRITTEN for f in report.findings):
        return 5
    if any(f.code == _NOT_SENT for f in report.findings):
        return 3
    levels = {"error": {Severity.ERROR}, "warning": {Severity.ERROR, Severity.WARNING}, "never": set[Severity]()}
    return int(any(f.severity in levels[fail_on] and f.counts for f in report.findings))


@contextmanager
def json_anyway(common: Common, wanted: Wanted) -> Iterator[None]:
    """Where JSON is asked for, what stops the run is a report as well: stdout holds one whatever happens."""
    try:
        yield
    except (SheetsSyncError, KeyboardInterrupt, Terminated) as error:
        if wanted.how == "json":
            emit(_stopped(error, common, wanted), wanted.output)
        raise


def _stopped(error: BaseException, common: Common, wanted: Wanted) -> str:
    from sheets_sync.config import language_of  # noqa: PLC0415  (only where something is wrong)
    from sheets_sync.messages import Catalogue  # noqa: PLC0415  (the same)

    packages = ["sheets_sync.messages"]
    with suppress(SheetsSyncError):
        packages.append(common.load().programme.messages)
    known = error if isinstance(error, SheetsSyncError) else SheetsSyncError()
    report = known.report or Report(wanted.as_of, complete=False, workbooks=(), groups=(), findings=known.findings)
    catalogue = Catalogue.load(*packages)
    return render(report, catalogue, language_of(common.config), common, "json", wanted.lang)


def tell(
    report: Report, catalogue: Catalogue, home: Language, common: Common, wanted: Wanted, *, dry_run: bool = False
) -> int:
    """Show the report as it is wanted, and give the exit code; with --quiet nothing when all is well."""
    code = exit_code(report, wanted.fail_on)
    if not (wanted.how == "table" and common.quiet and code == 0):
        emit(render(report, catalogue, home, common, wanted.how, wanted.lang, dry_run=dry_run), wanted.output)
    return code
