"""`sheets-sync template`: the blank workbook of a municipality, or of each that has none yet."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import Common, as_of_option, common_options, emit, option, take_common, today
from sheets_sync.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Param
    from sheets_sync.starter import NewWorkbook
    from sheets_sync.starter.templates import Order


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", nargs=-1)
@option("--all", "everyone", is_flag=True, help="For each active row of the tab Workbooks that has no file yet.")
@option(
    "--google", is_flag=True, help="Fill empty Google spreadsheets that are registered; without WHAT all of them."
)
@option("--coordinator", is_flag=True, help="With --google: fill the coordinator's own spreadsheet.")
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for the files, in place of the configuration's; without a registration the file.",
)
@option("--lang", type=click.Choice(LANGUAGES), help="Without a registration: the language of the workbook.")
@option("--currency", metavar="CODE", help="Without a registration: the usual currency.  [default: EUR]")
@as_of_option
@common_options
@click.pass_context
def template(ctx: click.Context, /, what: tuple[str, ...], **options: Any) -> None:
    """Write the blank workbook of a municipality: lists to choose from, numbers filled in, help in its language.

    WHAT is a partnership, a municipality or a file of the tab Workbooks, which says the language, the currency and
    the partnership. Without WHAT, --lang makes a workbook without any configuration. A file that is there already is
    never overwritten, and neither is a Google spreadsheet that holds anything.
    """
    common = take_common(ctx, options)
    google, coordinator = options.pop("google"), options.pop("coordinator")
    if google:
        ctx.exit(_google(common, what, coordinator=coordinator, **options))
    if coordinator:
        raise click.UsageError("--coordinator goes with --google; as a file, “sheets-sync init” makes it.")
    told = list(_template(common, what, **options))
    if not common.quiet:
        emit("\n".join(told), None)


def _google(
    common: Common,
    what: tuple[str, ...],
    *,
    coordinator: bool,
    everyone: bool,
    output: Path | None,
    lang: Language | None,
    currency: str | None,
    as_of: date | None,
) -> int:
    from sheets_sync.cli.template_google import template_google  # noqa: PLC0415  (only where it is asked for)

    if what and (everyone or coordinator):
        raise click.UsageError("Name what you want a template for, or say --all or --coordinator; not both.")
    if everyone and coordinator:
        raise click.UsageError("Say --all, for the municipalities, or --coordinator; not both.")
    if output or currency:
        raise click.UsageError("-o and --currency are for files; with --google the tab Workbooks says it all.")
    return template_google(common, what, lang, _moment(as_of), coordinator=coordinator)


def _moment(as_of: date | None) -> datetime:
    """The day and not the hour, so that the same template made again is the same file."""
    return datetime.combine(as_of or today(), time(), UTC)


def _template(
    common: Common,
    what: tuple[str, ...],
    *,
    everyone: bool,
    output: Path | None,
    lang: Language | None,
    currency: str | None,
    as_of: date | None,
) -> Iterator[str]:
    if what and everyone:
        raise click.UsageError("Say --all, or name what you want a template for; not both.")
    now = _moment(as_of)
    if what or everyone:
        if currency:
            raise click.UsageError("--currency is for a template without a registration; the tab Workbooks says it.")
        return _registered(common, what, output, lang, now)
    if lang is None:
        raise click.UsageError(
            "Name a partnership, a municipality or a file of the tab Workbooks; or say --all, for each that has no "
            "file yet; or --lang nl, fr or en, for a template without any configuration."
        )
    return _bare(output, lang, currency or "EUR", now)


def _registered(
    common: Common, what: tuple[str, ...], output: Path | None, lang: Language | None, now: datetime
) -> Iterator[str]:
    from sheets_sync.job import open_job  # noqa: PLC0415  (imports the programme)
    from sheets_sync.reading import registered  # noqa: PLC0415  (imports the programme)
    from sheets_sync.starter.blank import registered as template_of  # noqa: PLC0415  (imports openpyxl)
    from sheets_sync.starter.book import Words  # noqa: PLC0415  (the same)
    from sheets_sync.starter.templates import order, write_all  # noqa: PLC0415  (the same)

    config = common.load()
    job = open_job(config, now.date(), what, log=common.log)
    programme, catalogue, told = config.programme, job.catalogue, lang or config.language
    world, entries = registered(job)
    asked = order(entries, output or config.folder, missing=not what)
    new = [(template_of(programme, entry, world, now, catalogue), path) for entry, path in asked.made]
    write_all(new, Words(programme, catalogue), told)
    yield from _written(new, catalogue, told)
    yield from _left_out(asked, catalogue, told, among_all=not what)
    if new:
        at = f" -c {shlex.quote(str(common.config))}" if common.config_named else ""
        yield catalogue.word("template_next", told)
        yield f"  sheets-sync validate{at}"


def _bare(output: Path | None, language: Language, currency: str, now: datetime) -> Iterator[str]:
    from sheets_sync.config import ConfigFile, load_programme  # noqa: PLC0415  (imports the programme)
    from sheets_sync.job import catalogue_of  # noqa: PLC0415  (imports the engine)
    from sheets_sync.starter.blank import blank_municipal  # noqa: PLC0415  (imports openpyxl)
    from sheets_sync.starter.book import Words  # noqa: PLC0415  (the same)
    from sheets_sync.starter.templates import write_all  # noqa: PLC0415  (the same)
    from sheets_sync.values import CURRENCIES  # noqa: PLC0415  (the same)

    currency = currency.upper()
    if currency not in CURRENCIES:
        raise click.BadParameter(f"“{currency}” is none of {', '.join(CURRENCIES)}.", param_hint="--currency")
    path = output or Path(f"template-{language}.xlsx")
    if path.is_dir():
        path /= f"template-{language}.xlsx"
    if path.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"“{path}” does not end in .xlsx.", param_hint="-o")
    programme = load_programme(ConfigFile.model_fields["programme"].default)
    catalogue = catalogue_of(programme)
    new = blank_municipal(programme, path.name, language, now, catalogue=catalogue, currency=currency)
    write_all([(new, path)], Words(programme, catalogue), language)
    yield from _written([(new, path)], catalogue, language)
    yield catalogue.word("template_next", language)
    yield f"  sheets-sync validate {shlex.quote(str(path))}"


def _written(new: Sequence[tuple[NewWorkbook, Path]], catalogue: Catalogue, told: Language) -> Iterator[str]:
    if new:
        yield catalogue.word("template_written", told, n=len(new))
    for workbook, path in new:
        about = (workbook.label, catalogue.word(f"language_{workbook.language}", told), workbook.currency)
        yield f"  {path} ({', '.join(filter(None, about))})"


def _left_out(asked: Order, catalogue: Catalogue, told: Language, *, among_all: bool) -> Iterator[str]:
    """Why a workbook got no template; of all, those that are not active are not worth a line."""
    left_out = [(e, why) for e, why in asked.left_out if not (among_all and why == "template_inactive")]
    if not asked.made and not left_out:
        yield catalogue.word("template_none", told)
    if left_out:
        yield catalogue.word("template_skipped", told)
    for entry, why in left_out:
        params: dict[str, Param] = {"workbook": entry.ref, "tab": entry.location.tab or "?"}
        yield f"  {catalogue.word(why, told, **params)}"
