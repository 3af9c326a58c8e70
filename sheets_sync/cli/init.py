"""`sheets-sync init`: a starter, and what to do next."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import common_options, emit, option, take_common
from sheets_sync.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Param
    from sheets_sync.programme import Programme


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@option("--programme", "address", default="schemas:PROGRAMME", show_default=True, help="For which programme.")
@option(
    "--lang", type=click.Choice(LANGUAGES), default="nl", show_default=True, help="The language of the coordinator."
)
@common_options
@click.pass_context
def init(ctx: click.Context, /, folder: Path, address: str, lang: Language, **options: Any) -> None:
    """Write a starter into DIR: config.toml and an empty coordinator workbook.

    Nothing that is there already is overwritten.
    """
    common = take_common(ctx, options)
    from sheets_sync.config import load_programme  # noqa: PLC0415  (imports the programme)
    from sheets_sync.job import catalogue_of  # noqa: PLC0415  (the same)
    from sheets_sync.starter.folder import write_start  # noqa: PLC0415  (imports openpyxl)

    programme = load_programme(address)
    catalogue = catalogue_of(programme)
    written = write_start(folder, programme, address, catalogue, lang, datetime.now(UTC))
    if not common.quiet:
        emit("\n".join(_told(written, programme, catalogue, lang)), None)


def _told(written: Sequence[Path], programme: Programme, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """What was written, and the three steps that come next. A command is never cut, so it has a line of its own."""
    config, coordinator = written
    tabs = tuple(schema.tab.of(language) for schema in programme.coordinator_tabs if not schema.optional)
    at = "" if config.parent == Path() else f" -c {shlex.quote(str(config))}"

    def word(key: str, **params: Param) -> str:
        return catalogue.word(key, language, **params)

    yield word("init_written")
    yield from (f"  {path}" for path in written)
    yield word("init_next")
    yield f"  1. {word('init_step_register', file=coordinator.name, tabs=tabs)}"
    yield f"  2. {word('init_step_place')}"
    yield f"  3. {word('init_step_check')}"
    yield f"     sheets-sync validate{at}"
    yield f"     {word('init_step_sync')}"
    yield f"     sheets-sync sync{at}"
    yield word("init_step_google", file=str(config))
    yield f"  sheets-sync template --google --coordinator{at}"
