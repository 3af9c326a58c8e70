"""`sheets-sync history close-year YEAR`: the exchange rates of a year stay what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from sheets_sync.cli.common import emit, today
from sheets_sync.errors import UsageError

if TYPE_CHECKING:
    from sheets_sync.cli.common import Common
    from sheets_sync.model import Language

_YEAR = re.compile(r"[1-9]\d{3}")


def close_year(common: Common, words: tuple[str, ...], lang: Language | None, output: str | None) -> None:
    """Freeze the rates that the coordinator's workbook has for a year.

    A year that is closed already stays as it is: what was accounted for is not closed once more with other rates.
    """
    from sheets_sync.cli.findings import keep  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.cli.locking import hold  # noqa: PLC0415  (the same)
    from sheets_sync.decisions import ClosedYear, load_decisions  # noqa: PLC0415  (the same)
    from sheets_sync.job import open_job  # noqa: PLC0415  (the same)
    from sheets_sync.messages import show  # noqa: PLC0415  (the same)
    from sheets_sync.reading import coordinated  # noqa: PLC0415  (the same)

    if len(words) != 1 or not _YEAR.fullmatch(words[0]):
        raise click.UsageError("Name the year: “sheets-sync history close-year 2024”.")
    year, config = int(words[0]), common.load()
    job = open_job(config, today(), log=common.log)
    catalogue, language = job.catalogue, lang or config.language
    decisions = load_decisions(config.state_folder)
    if year in decisions.years:
        day = decisions.years[year].on
        raise UsageError(catalogue.word("year_closed_before", language, year=year, date=day))
    if year >= job.as_of.year:
        raise UsageError(catalogue.word("year_not_over", language, year=year))
    rates = tuple(config.programme.held_rates(coordinated(job).registry, year))
    with hold(config, "history close-year", 0, common.log):
        decisions = load_decisions(config.state_folder)
        keep(config, decisions.close(year, ClosedYear(job.as_of, rates)), catalogue, language)
    lines = [catalogue.word("year_closed", language, year=year, n=len(rates))]
    for rate in rates:
        days = f"{show(rate.first, language)} – {show(rate.last, language)}"
        what = (days, f"{show(rate.units_per_eur, language)} {rate.currency}", rate.group or "", rate.reference or "")
        lines.append("  " + "  ".join(show(part, language) for part in what if part))
    emit("\n".join(lines), output)
