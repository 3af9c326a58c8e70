"""`sheets-sync validate`: check workbooks; read only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import option
from sheets_sync.cli.reporting import before_reading, json_anyway, report_options, take, tell, watched

if TYPE_CHECKING:
    from sheets_sync.cli.common import Common
    from sheets_sync.cli.reporting import Wanted
    from sheets_sync.isolation import Watch
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", nargs=-1)
@option("--select", multiple=True, metavar="CODES", help="Only these codes, e.g. CEL,BUD01.")
@option("--ignore", multiple=True, metavar="CODES", help="Not these codes.")
@report_options
@click.pass_context
def validate(ctx: click.Context, /, what: tuple[str, ...], **options: Any) -> None:
    """Check workbooks; read only.

    WHAT is nothing (all that are registered), a partnership, a municipality, or .xlsx files, which also work without
    any configuration.
    """
    common, wanted = take(ctx, options)
    watched(ctx, lambda watch: _validate(common, wanted, what, watch, **options))


def _validate(
    common: Common,
    wanted: Wanted,
    what: tuple[str, ...],
    watch: Watch,
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> int:
    read = _bare if what and _are_bare(common, what) else _registered
    with json_anyway(common, wanted):
        report, catalogue, language = read(common, wanted, what, watch)
    return tell(_chosen(report, select, ignore), catalogue, language, common, wanted)


def _are_bare(common: Common, what: tuple[str, ...]) -> bool:
    """Files are checked on their own where there is no configuration."""
    configured = common.config_named or common.config.exists()
    return not configured and all(Path(w).suffix.lower() == ".xlsx" for w in what)


def _bare(common: Common, wanted: Wanted, what: tuple[str, ...], watch: Watch) -> tuple[Report, Catalogue, Language]:
    from sheets_sync.check import Checker  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.config import ConfigFile, LimitsSection, load_programme  # noqa: PLC0415
    from sheets_sync.job import catalogue_of  # noqa: PLC0415
    from sheets_sync.reading import validate_files  # noqa: PLC0415

    programme = load_programme(ConfigFile.model_fields["programme"].default)
    catalogue = catalogue_of(programme)
    most = LimitsSection().findings
    checker = Checker(programme, programme.settings(), catalogue, wanted.lang or "en", wanted.as_of, most)
    report = validate_files(programme, Path(), what, checker, before_reading(watch), log=common.log).report
    books = report.workbooks
    return report, catalogue, wanted.lang or (books[0].language if books else "en")


def _registered(
    common: Common, wanted: Wanted, what: tuple[str, ...], watch: Watch
) -> tuple[Report, Catalogue, Language]:
    from sheets_sync.job import open_job  # noqa: PLC0415
    from sheets_sync.reading import validate  # noqa: PLC0415

    config = common.load()
    job = open_job(config, wanted.as_of, what, before_reading(watch), log=common.log)
    outcome = validate(job)
    watch.keep(outcome)
    return outcome.report, job.catalogue, config.language


def _chosen(report: Report, select: tuple[str, ...], ignore: tuple[str, ...]) -> Report:
    """The findings whose codes begin as asked for."""
    wanted, unwanted = _codes(select), _codes(ignore)
    if not wanted and not unwanted:
        return report
    findings = (f for f in report.findings if not wanted or f.code.startswith(wanted))
    return replace(report, findings=tuple(f for f in findings if not unwanted or not f.code.startswith(unwanted)))


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for part in given for code in part.split(",") if code.strip())
