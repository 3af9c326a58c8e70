"""`sheets-sync history`: the runs that are remembered, and what differs between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.close_year import close_year
from sheets_sync.cli.common import common_options, emit, option, result_options, take_common, width
from sheets_sync.errors import UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from sheets_sync.cli.common import Common
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.state.history import BookLine, RunLine

#: So many runs are listed unless more are asked for.
_LISTED = 20
_TWO = 2
_CLOSE = "close-year"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("words", metavar="[RUN [RUN]] | close-year YEAR", nargs=-1)
@option("--workbook", metavar="WHAT", help="Only this workbook, municipality or partnership.")
@option("-n", "--number", type=click.IntRange(1), default=_LISTED, show_default=True, help="List so many runs.")
@result_options()
@common_options
@click.pass_context
def history(ctx: click.Context, /, words: tuple[str, ...], lang: Language | None, **options: Any) -> None:
    """The runs that are remembered; with RUN RUN what differs between two of them, row by row.

    With one RUN: what it found changed since the run before it. “close-year YEAR” freezes the exchange rates of a
    year: later runs keep them, whatever the coordinator's tab says then, and tell where it says otherwise.
    """
    common = take_common(ctx, options)
    if words[:1] == (_CLOSE,):
        close_year(common, words[1:], lang, options["output"])
        return
    numbers = _numbers(words)
    from sheets_sync.cli.memory import looking  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.job import catalogue_of  # noqa: PLC0415  (the same)

    config = common.load()
    catalogue, language = catalogue_of(config.programme), lang or config.language
    with looking(config, catalogue, language) as state:
        if numbers:
            result = _changes(state.connection, numbers, catalogue, language, common, options)
        else:
            result = _runs(state.connection, catalogue, language, common, options)
    emit(result, options["output"])


def _numbers(words: tuple[str, ...]) -> tuple[int, ...]:
    if len(words) > _TWO or not all(word.isdecimal() for word in words):
        raise click.UsageError(
            "Name no run, one or two, by the numbers that “sheets-sync history” lists, or “close-year YEAR”."
        )
    return tuple(map(int, words))


def _runs(
    connection: sqlite3.Connection, catalogue: Catalogue, language: Language, common: Common, options: dict[str, Any]
) -> str:
    from sheets_sync.report import as_history  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.state.history import runs  # noqa: PLC0415  (the same)

    found = runs(connection, options["number"])
    if options["how"] == "json":
        return as_history.runs_as_json(found)
    return as_history.render_runs(found, catalogue, language, width=width(), color=common.is_color)


def _changes(
    connection: sqlite3.Connection,
    numbers: tuple[int, ...],
    catalogue: Catalogue,
    language: Language,
    common: Common,
    options: dict[str, Any],
) -> str:
    from sheets_sync.report import as_history  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.state.compare import changes  # noqa: PLC0415  (the same)

    earlier, later = _pair(connection, numbers, catalogue, language)
    found = changes(connection, earlier.id, later.id, _wanted(options["workbook"]))
    if options["how"] == "json":
        return as_history.changes_as_json(found, (earlier, later))
    return as_history.render_changes(
        found, (earlier, later), catalogue, language, width=width(), color=common.is_color
    )


def _pair(
    connection: sqlite3.Connection, numbers: tuple[int, ...], catalogue: Catalogue, language: Language
) -> tuple[RunLine, RunLine]:
    """The two runs, the earlier first. Raises UsageError for one that is not remembered."""
    from sheets_sync.state.history import run_before, run_of  # noqa: PLC0415  (start-up stays quick)

    found = [run_of(connection, number) for number in sorted(numbers)]
    if len(found) == 1:
        found.insert(0, run_before(connection, numbers[0]))
    earlier, later = found
    if earlier is None or later is None:
        listed = "sheets-sync history"
        raise UsageError(catalogue.word("run_unknown", language, runs=tuple(map(str, numbers)), command=listed))
    return earlier, later


def _wanted(what: str | None) -> Callable[[BookLine], bool]:
    from sheets_sync.values import fold  # noqa: PLC0415  (start-up stays quick)

    if what is None:
        return lambda _: True
    folded = fold(what)
    return lambda book: folded in {fold(book.workbook), fold(book.label), fold(book.group or "")}
