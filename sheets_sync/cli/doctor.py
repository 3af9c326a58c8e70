"""`sheets-sync doctor`: what is in order, what is not, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import common_options, emit, result_options, take_common, today, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.cli.common import Common
    from sheets_sync.doctor.check import Check
    from sheets_sync.errors import ConfigError
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language

_REFUSED, _WRONG_CONFIG = 4, 2


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@result_options()
@common_options
@click.pass_context
def doctor(ctx: click.Context, /, how: str, output: str | None, lang: Language | None, **options: Any) -> None:
    """Look whether everything is in order, and say what to do where it is not; no workbook is changed.

    The configuration, the state, the key and the way to Google, every registered workbook, and what a run costs.
    Exit codes: 0 all is well, 1 something to look at or to put right, 2 wrong configuration, 4 the key is refused.
    """
    common = take_common(ctx, options)
    ctx.exit(_doctor(common, how, output, lang))


def _doctor(common: Common, how: str, output: str | None, lang: Language | None) -> int:
    from sheets_sync.doctor.check import worst  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.doctor.examination import examine  # noqa: PLC0415  (imports the backends)
    from sheets_sync.errors import ConfigError  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.job import catalogue_of  # noqa: PLC0415  (imports the programme)

    try:
        config = common.load()
    except ConfigError as error:
        if how == "json":
            _tell_stopped(error, output, lang)
        raise
    checks = examine(config, today(), common.config.name, common.log)
    catalogue, language = catalogue_of(config.programme), lang or config.language
    if not (common.quiet and how == "table" and worst(checks) == "ok"):
        emit(_shown(common, checks, catalogue, language, how), output)
    if any(check.refused for check in checks):
        return _REFUSED
    return int(worst(checks) != "ok")


def _shown(common: Common, checks: Sequence[Check], catalogue: Catalogue, language: Language, how: str) -> str:
    from sheets_sync.report.checks import as_json, as_table  # noqa: PLC0415  (start-up stays quick)

    if how == "json":
        return as_json(checks, catalogue, language)
    return as_table(
        checks,
        catalogue,
        language,
        width=width(),
        color=common.is_color,
        verbose=common.verbose > 0,
        quiet=common.quiet,
    )


def _tell_stopped(error: ConfigError, output: str | None, lang: Language | None) -> None:
    """JSON on stdout whatever happens: what is wrong with the configuration, as checks."""
    from sheets_sync.doctor.check import Check  # noqa: PLC0415  (only where something is wrong)
    from sheets_sync.messages import Catalogue  # noqa: PLC0415  (the same)
    from sheets_sync.report.checks import as_json  # noqa: PLC0415  (the same)

    checks = [Check("config", "wrong", finding.code, finding.params) for finding in error.findings]
    if not checks:
        checks = [Check("config", "wrong", "config_unread", {"file": error.missing or error.unreadable})]
    emit(as_json(checks, Catalogue.load("sheets_sync.messages"), lang or error.language), output)
