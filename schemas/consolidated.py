"""What the coordinator's lists show beside the columns of a tab: titles, labels, and the money of each cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.activity import Activity
from schemas.codelists import CATEGORIES, CHOICES
from schemas.context import Context
from schemas.cost import Cost
from schemas.learning import Learning
from schemas.result import Result
from schemas.themes import name_of
from sheets_sync.model import OutColumn, Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.lines import Line
    from schemas.money import UsedRate
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Writable
    from sheets_sync.programme import Book
    from sheets_sync.schema import Schema

_TITLES: dict[object, str] = {
    Activity: "all_activities",
    Cost: "all_costs",
    Learning: "all_learning",
    Result: "all_results",
}


def title(schema: type[Schema], catalogue: Catalogue, language: Language) -> str:
    """The title of the coordinator's list."""
    return catalogue.word(_TITLES[schema], language)


def label(key: str, value: Any, language: Language) -> Writable:
    """A theme by its name; several as they were typed in one cell. A target is its own label."""
    if key != "sdg":
        return str(value)
    return "; ".join(name_of(part, language) for part in str(value).split(";"))


def derived(schema: type[Schema], catalogue: Catalogue, language: Language) -> Sequence[OutColumn]:
    """For costs: the amount in euro with the rate, its source and its date, and the donor's heading."""
    if schema is not Cost:
        return ()
    columns = (
        ("amount_in_eur", 15, Style.EUR),
        ("rate", 12, Style.NUMBER),
        ("rate_source", 26, Style.TEXT),
        ("rate_date", 13, Style.DATE),
        ("donor_heading", 20, Style.TEXT),
    )
    return [OutColumn(catalogue.word(key, language), width, style) for key, width, style in columns]


def derive(book: Book, schema: type[Schema], language: Language) -> Iterator[Sequence[Writable]]:
    """The cells of these columns for each cost of a workbook."""
    if schema is not Cost or not isinstance(book.context, Context):
        return
    for line in book.context.lines:
        yield (line.eur, *_rate(line.rate, language), _heading(line, language))


def _rate(rate: UsedRate | None, language: Language) -> Sequence[Writable]:
    if rate is None or (rate.source == "peg" and rate.units_per_eur == 1):  # the euro itself has no rate
        return (None, None, None)
    source = CHOICES["rate_source"].labels.get(rate.source)
    name = source.of(language) if source else rate.source
    return (rate.units_per_eur, f"{name} ({rate.reference})" if rate.reference else name, rate.valid_from)


def _heading(line: Line, language: Language) -> str | None:
    category = CATEGORIES.get(line.get("category"))
    return CHOICES["donor_heading"].label(category.donor_heading, language) if category else None
