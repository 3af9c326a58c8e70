"""`sheets-sync demo`: write a small realistic programme, check it and consolidate it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import common_options, emit, option, render, take_common
from sheets_sync.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheets_sync.check import Outcome
    from sheets_sync.feedback import Desk
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language


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
    from sheets_sync.feedback import Desk  # noqa: PLC0415  (imports the engine)
    from sheets_sync.job import catalogue_of, open_job  # noqa: PLC0415  (imports the engine)
    from sheets_sync.starter.folder import CONFIG, write_demo  # noqa: PLC0415  (imports openpyxl)
    from sheets_sync.sync import sync  # noqa: PLC0415  (imports the engine)

    programme = load_programme(address)
    catalogue = catalogue_of(programme)
    content = write_demo(folder, programme, address, catalogue, lang)
    config = load_config(folder / CONFIG)
    job = open_job(config, content.as_of, log=common.log)
    outcome = sync(job)
    emit(render(outcome.report, catalogue, lang, common, "table", None), None)
    desk = Desk(outcome, programme, catalogue)
    emit("\n".join(["", *_next(folder, outcome, desk, catalogue, lang)]), None)


def _next(folder: Path, outcome: Outcome, desk: Desk, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Which files to open, with as many things to correct as stand on top of their tab, and what to try then."""

    def word(key: str, **params: Any) -> str:
        return catalogue.word(key, language, **params)

    day = outcome.report.as_of
    yield word("demo_written", folder=str(folder), date=day)
    yield f"  {word('demo_coordinator', file='coordinator.xlsx')}"
    for book in outcome.world.books:
        entry, n = book.entry, desk.headline(book).errors
        if n:
            check = catalogue.word("check", entry.language)
            yield f"  {word('demo_workbook', file=entry.ref, tab=check, municipality=entry.label, n=n)}"
    yield word("demo_try")
    yield f"  sheets-sync sync -c {shlex.quote(str(folder / 'config.toml'))} --as-of {day}"
