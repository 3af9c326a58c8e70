"""`sheets-sync status`: how each partnership stands, from what is remembered; no workbook is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import (
    as_of_option,
    common_options,
    emit,
    option,
    result_options,
    take_common,
    today,
    width,
)
from sheets_sync.errors import NothingReadError, UsageError

if TYPE_CHECKING:
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.state.status import Status


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@option("--reminder", metavar="CODE", help="A text to send to the municipalities of this partnership.")
@result_options()
@as_of_option
@common_options
@click.pass_context
def status(ctx: click.Context, /, reminder: str | None, lang: Language | None, **options: Any) -> None:
    """How each partnership stands: a traffic light, the ceiling used, open findings by age, the last entry.

    It goes by the latest synchronisation, and says when that was. --reminder prints a text to paste in a mail, in the
    language of each municipality.
    """
    common = take_common(ctx, options)
    from sheets_sync.cli.memory import looking  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.job import catalogue_of  # noqa: PLC0415  (the same)
    from sheets_sync.report import as_status  # noqa: PLC0415  (the same)
    from sheets_sync.state.status import status as ask  # noqa: PLC0415  (the same)

    config = common.load()
    catalogue, language = catalogue_of(config.programme), lang or config.language
    with looking(config, catalogue, language) as state:
        found = ask(state.connection, options["as_of"] or today())
    if found is None:  # only parts were read so far
        raise NothingReadError(catalogue.word("memory_empty", language, command="sheets-sync sync"))
    if reminder is not None:
        result = _reminder(found, reminder, catalogue, language, lang)
    elif options["how"] == "json":
        result = as_status.as_json(found, catalogue.codes)
    else:
        result = as_status.render(found, catalogue, language, width=width(), color=common.is_color)
    emit(result, options["output"])


def _reminder(found: Status, code: str, catalogue: Catalogue, language: Language, told: Language | None) -> str:
    from sheets_sync.report.reminder import reminders  # noqa: PLC0415  (start-up stays quick)

    group = next((g for g in found.groups if g.group is not None and g.group.casefold() == code.casefold()), None)
    if group is None:
        known = tuple(g.group for g in found.groups if g.group is not None)
        raise UsageError(catalogue.word("partnership_unknown", language, value=code, allowed=known))
    return reminders(group, catalogue, told) or catalogue.word("reminder_none", language, group=group.group or "")
