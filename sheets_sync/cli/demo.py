"""`sheets-sync demo`: write a small realistic programme, check it and consolidate it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import common_options, emit, option, render, take_common
from sheets_sync.model import LANGUAGES, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", metavar="[DIR]", default="sheets-sync-demo", type=click.Path(path_type=Path))
@option("--programme", "address", default="schemas:PROGRAMME", show_default=True, help="Whose demo.")
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the coordinator; each municipality has its own.",
)
@common_options
@click.pass_context
def demo(ctx: click.Context, /, folder: Path, address: str, lang: Language, **options: Any) -> None:
    """Write a small realistic programme into DIR, check it and consolidate it.

    A coordinator's workbook and six municipal workbooks, in three languages, with the mistakes people make. An
    earlier demo in DIR is made anew; a folder with anything else in it is left alone.
    """
    common = take_common(ctx, options)
    from sheets_sync.config import load_config, load_programme  # noqa: PLC0415  (imports the programme)
    from sheets_sync.starter.folder import CONFIG, write_demo  # noqa: PLC0415  (imports openpyxl)
    from sheets_sync.sync import catalogue_of, open_job, sync  # noqa: PLC0415  (imports the engine)

    programme = load_programme(address)
    catalogue = catalogue_of(programme)
    content = write_demo(folder, programme, address, catalogue, lang)
    config = load_config(folder / CONFIG)
    job = open_job(config, content.as_of, log=common.log)
    report = sync(job).report
    emit(render(report, catalogue, lang, common, "table", None), None)
    emit("\n".join(["", *_next(folder, report, catalogue, lang)]), None)


def _next(folder: Path, report: Report, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Which files to open, and what to try then."""

    def word(key: str, **params: Any) -> str:
        return catalogue.word(key, language, **params)

    yield word("demo_written", folder=str(folder), date=report.as_of)
    yield f"  {word('demo_coordinator', file='coordinator.xlsx')}"
    for book in report.workbooks:
        findings = [f for f in report.findings if f.location.workbook == book.workbook and f.counts]
        n = sum(f.severity is not Severity.INFO for f in findings)
        check = catalogue.word("check", book.language)
        if n:
            params = {"file": book.workbook, "tab": check, "municipality": book.label, "n": n}
            yield f"  {word('demo_workbook', **params)}"
    yield word("demo_try")
    yield f"  sheets-sync sync -c {shlex.quote(str(folder / 'config.toml'))} --as-of {report.as_of}"
