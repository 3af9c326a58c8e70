"""How the columns of a new tab look, and what is told about them: by the kind of the column, in any programme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from sheets_sync.schema import Address, Amount, Choice, Day, Id, Number, Ref, Text, Whole
from sheets_sync.values import CURRENCIES, format_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.schema import Field

PLAIN = "@"  # text stays text: 16.10 is no number, 2024/017 no date
GENERAL = "General"
DATE = "dd/mm/yyyy"
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


def note_of(field: Field, purpose: str, catalogue: Catalogue, language: Language) -> str:
    """What stands in the comment on a heading: what the column is for, what may be filled in, an example."""
    parts = [purpose, *_rules(field, catalogue, language)]
    if example := _example(field, language):
        parts.append(catalogue.word("column_example", language, example=example))
    return "\n".join(filter(None, parts))


def _rules(field: Field, catalogue: Catalogue, language: Language) -> list[str]:
    kind = field.kind
    word = catalogue.word
    if field.column.prefilled:
        return [word("column_prefilled", language)]
    told = []
    if field.required and not field.column.registered:
        told.append(word("column_required", language))
    match kind:
        case Choice():
            told.append(word("column_choice", language))
        case Day():
            told.append(word("column_day", language))
        case Amount():
            told.append(word("column_amount", language))
        case Whole():
            told.append(word("column_whole", language, min=kind.low, max=kind.high))
        case Text():
            told.append(word("column_text", language, n=kind.high))
        case _:
            pass
    return told


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
