"""`sheets-sync validate`: check workbooks; read only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import (
    Common,
    as_of_option,
    common_options,
    emit,
    exit_code,
    option,
    render,
    spare_collections,
    take_common,
    today,
)
from sheets_sync.isolation import supervised
from sheets_sync.model import LANGUAGES

if TYPE_CHECKING:
    from datetime import date

    from sheets_sync.check import Outcome
    from sheets_sync.isolation import Watch
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report
    from sheets_sync.report import Format

FORMATS = ["table", "json", "csv", "html", "github"]
MEMORY = 4 << 30
SECONDS = 120.0


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", nargs=-1)
@option("--format", "how", type=click.Choice(FORMATS), default="table", show_default=True, help="The result.")
@option("-o", "--output", type=click.Path(dir_okay=False), help="A file for the result, in place of stdout.")
@option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Which findings make the exit code 1.",
)
@option("--select", multiple=True, metavar="CODES", help="Only these codes, e.g. CEL,BUD01.")
@option("--ignore", multiple=True, metavar="CODES", help="Not these codes.")
@option("--lang", type=click.Choice(LANGUAGES), help="Tell everything in this language.")
@as_of_option
@common_options
@click.pass_context
def validate(ctx: click.Context, /, what: tuple[str, ...], **options: Any) -> None:
    """Check workbooks; read only.

    WHAT is nothing (all that are registered), a partnership, a municipality, or .xlsx files, which also work without
    any configuration.
    """
    common = take_common(ctx, options)
    spare_collections()
    ctx.exit(
        supervised(
            lambda watch: _validate(common, what, watch, **options), memory_bytes=MEMORY, seconds_per_step=SECONDS
        )
    )


def _validate(
    common: Common,
    what: tuple[str, ...],
    watch: Watch,
    *,
    how: Format,
    output: str | None,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    lang: Language | None,
    as_of: date | None,
) -> int:
    day = as_of or today()
    if what and _are_bare(common, what):
        outcome, catalogue, language = _bare(what, day, watch, lang)
    else:
        outcome, catalogue, language = _registered(common, what, day, watch)
    report = _chosen(outcome.report, select, ignore)
    code = exit_code(report, fail_on)
    if how == "table" and common.quiet and code == 0:
        return code
    emit(render(report, catalogue, language, common, how, lang), output)
    return code


def _are_bare(common: Common, what: tuple[str, ...]) -> bool:
    """Files are checked on their own where there is no configuration."""
    return (
        not common.config_named
        and not common.config.exists()
        and all(Path(w).suffix.lower() == ".xlsx" for w in what)
    )


def _bare(
    what: tuple[str, ...], day: date, watch: Watch, lang: Language | None
) -> tuple[Outcome, Catalogue, Language]:
    from sheets_sync.check import Checker  # noqa: PLC0415
    from sheets_sync.config import ConfigFile, load_programme  # noqa: PLC0415
    from sheets_sync.sync import catalogue_of, validate_files  # noqa: PLC0415

    programme = load_programme(ConfigFile.model_fields["programme"].default)
    catalogue = catalogue_of(programme)
    checker = Checker(programme, programme.settings(), catalogue, lang or "en", day)
    outcome = validate_files(programme, Path(), what, checker, step(watch))
    books = outcome.report.workbooks
    return outcome, catalogue, lang or (books[0].language if books else "en")


def _registered(
    common: Common, what: tuple[str, ...], day: date, watch: Watch
) -> tuple[Outcome, Catalogue, Language]:
    from sheets_sync.sync import open_job, validate  # noqa: PLC0415

    config = common.load()
    job = open_job(config, day, what, step(watch))
    return validate(job), job.catalogue, config.language


def step(watch: Watch) -> Any:
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


def _chosen(report: Report, select: tuple[str, ...], ignore: tuple[str, ...]) -> Report:
    """The findings whose codes begin as asked for."""
    wanted, unwanted = _codes(select), _codes(ignore)
    if not wanted and not unwanted:
        return report
    findings = (f for f in report.findings if not wanted or f.code.startswith(wanted))
    return replace(report, findings=tuple(f for f in findings if not unwanted or not f.code.startswith(unwanted)))


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for part in given for code in part.split(",") if code.strip())
