"""What the commands share: options, the configuration, the languages, writing the result."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sheets_sync import __version__
from sheets_sync.errors import NotWrittenError
from sheets_sync.files import put
from sheets_sync.log import silent

if TYPE_CHECKING:
    from sheets_sync.config import Config
    from sheets_sync.log import Log
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report
    from sheets_sync.report import Format

_F = TypeVar("_F", bound=Callable[..., Any])
DEFAULT_CONFIG = "config.toml"


@dataclass(slots=True)
class Session:
    """What is known of a run from its start to its end, however it ends; filled in as the command line is read.

    `at_end` are called with the exit code when all else is over, and give the one that is left.
    """

    options: dict[str, Any] = field(default_factory=dict)  # those in front of the command
    config: Path = Path(DEFAULT_CONFIG)
    log: Log = silent
    log_format: str = "text"
    verbose: int = 0
    at_end: list[Callable[[int], int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Common:
    """The global options, wherever on the line they stood."""

    config: Path
    config_named: bool
    quiet: bool
    verbose: int
    log_format: str
    color: str
    log: Log = silent

    @property
    def is_color(self) -> bool:
        """Whether the result is coloured: asked for, or on a terminal that can and may."""
        if self.color != "auto":
            return self.color == "always"
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    def load(self) -> Config:
        """The configuration. Raises ConfigError."""
        from sheets_sync.config import load_config  # noqa: PLC0415  (imports the programme)

        return load_config(self.config)


def option(*names: str, **attributes: Any) -> Callable[[_F], _F]:
    """An option that can also be set in the environment: --fail-on is SHEETS_SYNC_FAIL_ON."""
    long = next(name for name in names if name.startswith("--"))
    variable = "SHEETS_SYNC_" + long.removeprefix("--").replace("-", "_").upper()
    return click.option(*names, envvar=variable, **attributes)


_GLOBAL: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("-c", "--config"),
        {"type": click.Path(dir_okay=False), "help": f"The configuration.  [default: {DEFAULT_CONFIG}]"},
    ),
    (("-q", "--quiet"), {"is_flag": True, "help": "Say nothing when all is well."}),
    (("-v", "--verbose"), {"count": True, "help": "Say more: also what was read as meant, and each step in a log."}),
    (("--log-format",), {"type": click.Choice(["text", "json"]), "help": "How the log on stderr is written."}),
    (("--color",), {"type": click.Choice(["auto", "always", "never"]), "help": "Colour on the terminal."}),
)


def global_options(function: _F) -> _F:
    """The options that stand before the command; those of the environment count as standing there."""
    for names, attributes in reversed(_GLOBAL):
        function = option(*names, **attributes)(function)
    return function


def common_options(function: _F) -> _F:
    """The same options behind the command, where they go before all others."""
    for names, attributes in reversed(_GLOBAL):
        function = click.option(*names, **attributes)(function)
    return function


def take_common(ctx: click.Context, options: dict[str, Any]) -> Common:
    """The global options out of those of a command; behind the command they go before those in front of it.

    The log begins here, where it is known who wants one.
    """
    session = ctx.ensure_object(Session)
    before = session.options

    def pick(name: str) -> Any:
        own = options.pop(name, None)
        return own or before.get(name)

    named = pick("config")
    session.config = Path(named or DEFAULT_CONFIG)
    session.verbose, session.log_format = pick("verbose") or 0, pick("log_format") or "text"
    if session.verbose:
        from sheets_sync.cli.logs import open_log  # noqa: PLC0415  (only where it is asked for)

        session.log = open_log(session.verbose, session.log_format)
    session.log("run-start", command=ctx.info_name, version=__version__)
    return Common(
        config=session.config,
        config_named=named is not None,
        quiet=bool(pick("quiet")),
        verbose=session.verbose,
        log_format=session.log_format,
        color=pick("color") or "auto",
        log=session.log,
    )


def day_of(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    """A day as it is typed in an option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"“{text}” is not a date; write it as 2025-06-30.") from None


def lang_option(function: _F) -> _F:
    """--lang nl|fr|en."""
    from sheets_sync.model import LANGUAGES  # noqa: PLC0415  (start-up stays quick)

    return option("--lang", type=click.Choice(LANGUAGES), help="Tell everything in this language.")(function)


def result_options(formats: Sequence[str] = ("table", "json")) -> Callable[[_F], _F]:
    """--format, --output and --lang of a command with a result."""
    choice = click.Choice(formats)
    options = (
        option("--format", "how", type=choice, default="table", show_default=True, help="The result."),
        option("-o", "--output", type=click.Path(dir_okay=False), help="A file for the result, in place of stdout."),
        lang_option,
    )

    def add(function: _F) -> _F:
        for each in reversed(options):
            function = each(function)
        return function

    return add


def as_of_option(function: _F) -> _F:
    """--as-of DATE."""
    return option("--as-of", callback=day_of, metavar="DATE", help="The day to take for today: 2025-06-30.")(function)


#: Just below the largest size from which the C library learns.
_LARGE_BLOCK = 31 << 20


def spare_memory() -> None:
    """Keep memory once it is there, instead of giving it back and asking for it again with each workbook.

    No garbage collection while a command runs: it keeps what it reads, and makes next to no cycles. And the C library
    of Linux takes large blocks from the system one by one until one of that size was freed (mallopt(3),
    M_MMAP_THRESHOLD); this one costs nothing, since nobody writes to it.
    """
    gc.disable()
    bytes(_LARGE_BLOCK)


def today() -> date:
    """The day of the machine: the only place where the clock is read."""
    return date.today()  # noqa: DTZ011  (the day where the coordinator is)


def emit(text: str, output: str | None) -> None:
    """A result to stdout, or into a file: written beside it first, so that the file is never half."""
    if output is None or output == "-":
        line_end = "" if text.endswith("\n") or not text else "\n"
        try:
            sys.stdout.buffer.write(f"{text}{line_end}".encode("utf-8", "replace"))  # whatever the locale says
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise not_written("stdout", error) from None
        return
    try:
        put(Path(output), text)
    except OSError as error:
        raise not_written(output, error) from None


def not_written(place: str, error: OSError) -> NotWrittenError:
    """The result could not be put where it was asked for: 5, for 1 would pass for a list of findings."""
    return NotWrittenError(f"the result cannot be written to {place}: {error.strerror or type(error).__name__}")


def width() -> int:
    """How wide a page may be: COLUMNS, the terminal's width, or 100 characters where there is none."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    return os.get_terminal_size().columns if sys.stdout.isatty() else 100


def render(
    report: Report,
    catalogue: Catalogue,
    home: Language,
    common: Common,
    how: Format,
    told: Language | None,
    *,
    dry_run: bool = False,
) -> str:
    """The report in one of the formats. `told` is the language asked for, in place of each workbook's own."""
    from sheets_sync.report import render as render_report  # noqa: PLC0415  (imports the format that is asked for)

    return render_report(
        how,
        report,
        catalogue,
        home,
        told=told,
        width=width(),
        color=common.is_color,
        verbose=common.verbose,
        quiet=common.quiet,
        dry_run=dry_run,
    )
