"""`sheets-sync explain CODE` and `sheets-sync rules`: what the codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import common_options, emit, option, take_common, width
from sheets_sync.model import LANGUAGES

if TYPE_CHECKING:
    from sheets_sync.cli.common import Common
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("code")
@option("--lang", type=click.Choice(LANGUAGES), help="The language.  [default: that of the configuration]")
@common_options
@click.pass_context
def explain(ctx: click.Context, /, code: str, **options: Any) -> None:
    """What CODE means, a wrong and a right example, and who can solve it."""
    from sheets_sync.explain import explain as page  # noqa: PLC0415  (start-up stays quick)

    common = take_common(ctx, options)
    catalogue, language = _catalogue(common, options["lang"])
    emit(page(code, catalogue, language, width=width(), color=common.is_color), None)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@option("--lang", type=click.Choice(LANGUAGES), help="The language.  [default: that of the configuration]")
@common_options
@click.pass_context
def rules(ctx: click.Context, /, **options: Any) -> None:
    """All codes, in a line each."""
    from sheets_sync.explain import rules as table  # noqa: PLC0415

    common = take_common(ctx, options)
    catalogue, language = _catalogue(common, options["lang"])
    emit(table(catalogue, language, width=width(), color=common.is_color), None)


def _catalogue(common: Common, lang: Language | None) -> tuple[Catalogue, Language]:
    """The catalogue of the configured programme, or of the usual one where nothing is configured."""
    from sheets_sync.config import ConfigFile, load_programme  # noqa: PLC0415
    from sheets_sync.job import catalogue_of  # noqa: PLC0415

    if common.config_named or common.config.exists():
        config = common.load()
        return catalogue_of(config.programme), lang or config.language
    programme = load_programme(ConfigFile.model_fields["programme"].default)
    return catalogue_of(programme), lang or "en"
