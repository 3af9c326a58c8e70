"""How the columns of a new tab look, and what is told about them: by the kind of the column, in any programme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from openpyxl.styles import Border, Side

from sheets_sync.schema import Address, Amount, Choice, Day, Id, Number, Ref, Text, Whole
from sheets_sync.values import CURRENCIES, format_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.schema import Field

PLAIN = "@"  # text stays text: 16.10 is no number, 2024/017 no date
GENERAL = "General"
DATE = "dd/mm/yyyy"
FONT = "Calibri"
GREY = "6B7780"
_LINE = Side(style="thin", color="D3DBE0")
GRID = Border(_LINE, _LINE, _LINE, _LINE)
LONG = 160  # Excel shows ##### for a longer text in a cell whose format is text


class Look(NamedTuple):
    """The width in characters, the number format, whether a long text wraps, and where the text stands."""

    width: float
    number_format: str
    wraps: bool = False
    align: Literal["center", "right"] | None = None


def look_of(field: Field, currency: str, offered: Sequence[str], language: Language) -> Look:
    """How the cells of a column look.

    `currency` is that of amounts whose column does not name one, `offered` what the programme puts in a drop-down.
    """
    kind = field.kind
    match kind:
        case Text():
            look = Look(44, GENERAL, wraps=True) if kind.high > LONG else Look(16 + kind.high / 8, PLAIN, wraps=True)
        case Amount():
            decimals = CURRENCIES[kind.currency if kind.currency in CURRENCIES else currency].decimals
            look = Look(15, "#,##0.00_)" if decimals else "#,##0_)")
        case Choice():
            look = _wide_enough([label.of(language) for label in kind.options.labels.values()])
        case Address():
            look = Look(40, PLAIN)
        case Day():
            look = Look(13, DATE, align="center")
        case Whole():
            look = Look(12, "0", align="center")
        case Number():
            look = Look(13, GENERAL, align="right")
        case Id() | Ref():
            look = Look(12, PLAIN)
        case _:
            look = _wide_enough(offered)
    longest_word = max(map(len, field.column.label.of(language).split()))
    return look._replace(width=max(look.width, longest_word + 5))


def _wide_enough(texts: Sequence[str]) -> Look:
    """As wide as the longest text of a list, within limits."""
    return Look(min(max([9, *(len(text) + 4 for text in texts)]), 37), PLAIN, wraps=True)


def note_of(
    field: Field, purpose: str, catalogue: Catalogue, language: Language, days: tuple[date, date] | None = None
) -> str:
    """What stands in the comment on a heading: what the column is for, what may be filled in, an example."""
    parts = [purpose]
    if field.required and not field.column.registered and not field.column.prefilled:
        parts.append(catalogue.word("column_required", language))
    return "\n".join(filter(None, [*parts, *_rules(field, days, catalogue, language)]))


def kind_of(field: Field, days: tuple[date, date] | None, catalogue: Catalogue, language: Language) -> str:
    """What may be filled in, and an example."""
    return "\n".join(_rules(field, days, catalogue, language))


def _rules(field: Field, days: tuple[date, date] | None, catalogue: Catalogue, language: Language) -> Iterator[str]:
    kind = field.kind
    word = catalogue.word
    if field.column.prefilled:
        yield word("column_prefilled", language)
        return
    match kind:
        case Choice():
            yield word("column_choice", language)
        case Day():
            yield word("column_day", language)
            if days is not None:
                yield word("column_period", language, start=days[0], end=days[1])
        case Amount():
            yield word("column_amount", language)
        case Whole():
            yield word("column_whole", language, min=kind.low, max=kind.high)
        case Text():
            yield word("column_text", language, n=kind.high)
        case _:
            pass
    if example := _example(field, language):
        yield word("column_example", language, example=example)


def _example(field: Field, language: Language) -> str:
    """The example as this reader types it. A drop-down shows its own; that of a text stands with its purpose."""
    example = field.column.example
    match field.kind:
        case Day() if example:
            return f"{date.fromisoformat(example):%d/%m/%Y}"
        case Amount() | Number() if example:
            return format_plain(Decimal(example), language, None)
        case Id() | Ref() | Whole() if not field.column.prefilled:
            return example
        case _:
            return ""
