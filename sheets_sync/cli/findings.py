"""`sheets-sync findings`: what is open, and accepting one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import (
    as_of_option,
    common_options,
    day_of,
    emit,
    lang_option,
    not_written,
    option,
    result_options,
    take_common,
    today,
    width,
)
from sheets_sync.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from sheets_sync.cli.common import Common
    from sheets_sync.config import Config
    from sheets_sync.decisions import Decisions
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.state.history import OpenFinding

_HELP = {"help_option_names": ["-h", "--help"]}
#: A reason says something.
_SHORTEST = 3


@click.group(context_settings=_HELP, invoke_without_command=True)
@option("--workbook", metavar="WHAT", help="Only of this workbook, municipality or partnership.")
@result_options()
@as_of_option
@common_options
@click.pass_context
def findings(ctx: click.Context, /, workbook: str | None, lang: Language | None, **options: Any) -> None:
    """What is open after the latest synchronisation, the longest first, with the name by which it can be accepted."""
    if ctx.invoked_subcommand is not None:
        return
    common = take_common(ctx, options)
    from sheets_sync.report import as_findings  # noqa: PLC0415  (start-up stays quick)

    config, catalogue, language = _loaded(common, lang)
    found = [f for f in _open(config, catalogue, language) if workbook is None or _is_of(f, workbook)]
    day = options["as_of"] or today()
    if options["how"] == "json":
        result = as_findings.as_json(found, day, catalogue, language)
    else:
        result = as_findings.render(found, day, catalogue, language, width=width(), color=common.is_color)
    emit(result, options["output"])


@findings.command(context_settings=_HELP)
@click.argument("fingerprint")
@option("--reason", required=True, help="Why it is accepted; everybody who sees the finding reads it.")
@option("--until", callback=day_of, metavar="DATE", help="The last day on which it is accepted.  [default: for good]")
@lang_option
@as_of_option
@common_options
@click.pass_context
def accept(
    ctx: click.Context, /, fingerprint: str, reason: str, until: date | None, lang: Language | None, **options: Any
) -> None:
    """Accept the finding FINGERPRINT, as “sheets-sync findings” lists it; its first digits will do.

    It is another way for what a coordinator writes in the tab Exceptions. The next run sets its row aside no more.
    An --until that has passed takes it back.
    """
    common = take_common(ctx, options)
    from sheets_sync.cli.locking import hold  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.decisions import Accepted, load_decisions  # noqa: PLC0415  (the same)
    from sheets_sync.programme import NOT_ACCEPTABLE  # noqa: PLC0415  (the same)
    from sheets_sync.report.as_findings import place_of, told  # noqa: PLC0415  (the same)
    from sheets_sync.report.lines import Words  # noqa: PLC0415  (the same)

    config, catalogue, language = _loaded(common, lang)
    if len(reason.strip()) < _SHORTEST:
        raise UsageError(catalogue.word("reason_short", language))
    found = [f for f in _open(config, catalogue, language) if f.fingerprint.startswith(fingerprint.strip().lower())]
    if len(found) != 1:
        key = "fingerprint_short" if found else "fingerprint_unknown"
        raise UsageError(catalogue.word(key, language, value=fingerprint, command="sheets-sync findings"))
    kept = found[0]
    if kept.code.startswith(NOT_ACCEPTABLE):
        raise UsageError(catalogue.word("not_acceptable", language, code=kept.code))
    day = options["as_of"] or today()
    accepted = Accepted(kept.fingerprint, kept.code, kept.workbook, kept.row_id, reason.strip(), until, day)
    with hold(config, "findings accept", 0, common.log):
        keep(config, load_decisions(config.state_folder).accept(accepted), catalogue, language)
    words = Words(catalogue, language)
    message = told(kept, catalogue, language).message
    emit(words.whole("accepted_now", place=place_of(kept, words), message=message, command="sheets-sync sync"), None)


def _loaded(common: Common, lang: Language | None) -> tuple[Config, Catalogue, Language]:
    from sheets_sync.job import catalogue_of  # noqa: PLC0415  (start-up stays quick)

    config = common.load()
    return config, catalogue_of(config.programme), lang or config.language


def _open(config: Config, catalogue: Catalogue, language: Language) -> list[OpenFinding]:
    from sheets_sync.cli.memory import looking  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.state.history import open_findings  # noqa: PLC0415  (the same)

    with looking(config, catalogue, language) as state:
        return open_findings(state.connection)


def _is_of(finding: OpenFinding, what: str) -> bool:
    from sheets_sync.values import fold  # noqa: PLC0415  (start-up stays quick)

    return fold(what) in {fold(finding.workbook or ""), fold(finding.group or "")}


def keep(config: Config, decisions: Decisions, catalogue: Catalogue, language: Language) -> None:
    """Write the decisions down. Raises UsageError where there are others that cannot be read."""
    from sheets_sync.decisions import FILE, load_decisions, save_decisions  # noqa: PLC0415  (start-up stays quick)

    path = config.state_folder / FILE
    if load_decisions(config.state_folder).damaged:
        raise UsageError(catalogue.word("decisions_damaged", language, file=str(path)))
    try:
        save_decisions(config.state_folder, decisions)
    except OSError as error:
        raise not_written(str(path), error) from None
