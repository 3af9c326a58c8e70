"""What the template of a municipality tells: its partnership, how to fill in, and what is spent so far.

A spreadsheet can add up what stands in it. It knows neither what the other municipality spent nor a month's rate: the
figures say so, and the tool's own overview has the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codelists import CHOICES
from schemas.cost import Cost
from schemas.facts import partner_of, theme_of
from schemas.money import PEGS
from schemas.partnership import Partnership
from sheets_sync.messages.format import show
from sheets_sync.model import Money
from sheets_sync.starter import Guide, Live
from sheets_sync.values import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from sheets_sync.messages import Catalogue
    from sheets_sync.schema import Schema
    from sheets_sync.starter import NewWorkbook

#: How often the advice of the programme stands in the catalogue: guide_costs_1, …
_ADVICE = 3


def live(schema: type[Schema], new: NewWorkbook, catalogue: Catalogue) -> Sequence[Live]:
    """What is charged to the grant in the tab Costs, and what is left of the ceiling where that can be told."""
    if schema is not Cost:
        return ()
    return tuple(_in_euro(new, catalogue) if new.currency in PEGS else _elsewhere(new, catalogue))


def _in_euro(new: NewWorkbook, catalogue: Catalogue) -> Iterator[Live]:
    """For a workbook whose currency has a fixed rate: the total in euro, and the ceiling less this total."""
    word, language, overview = catalogue.word, new.language, catalogue.word("overview", new.language)
    ceiling = _ceiling(new)
    euro = _format("EUR", new)
    label = word("live_left", language, ceiling=Money(ceiling))
    yield Live(word("live_euro", language), _euro(new), 0, euro, word("live_euro_note", language))
    yield Live(label, f"{ceiling}-{{1}}", float(ceiling), euro, word("live_left_note", language, tab=overview))


def _elsewhere(new: NewWorkbook, catalogue: Catalogue) -> Iterator[Live]:
    """For a workbook whose currency has a rate by the month: what stands in it, converted by nobody but the tool."""
    word, language, overview = catalogue.word, new.language, catalogue.word("overview", new.language)
    ceiling, currency = Money(_ceiling(new)), new.currency
    note = word("live_other_note", language, currency=currency, tab=overview, ceiling=ceiling)
    total = _summed(currency, new)
    yield Live(word("live_other", language, currency=currency), total, 0, _format(currency, new), note)
    euro = word("live_other", language, currency="EUR")
    yield Live(euro, _euro(new), 0, _format("EUR", new), word("live_euro_note", language))


def _ceiling(new: NewWorkbook) -> Decimal:
    group = new.group if isinstance(new.group, Partnership) else None
    ceiling: Decimal = group.budget_eur if group is not None and group.budget_eur else new.settings.ceiling_eur
    return ceiling


def _euro(new: NewWorkbook) -> str:
    """The sum in euro of the rows whose currency has a fixed rate.

    Each is rounded to the cent, as the tool does; where a cell holds a text for an amount, the sum of the others is.
    """
    rounded, summed = [], []
    for currency, rate in PEGS.items():
        each = "{amount}" if rate == 1 else f"{{amount}}/{rate}"
        rounded.append(f"SUMPRODUCT(ROUND({each},2)*{_is(currency, new)}*{_granted(new)})")
        total = _summed(currency, new)
        summed.append(f"ROUND({total},2)" if rate == 1 else f"ROUND(({total})/{rate},2)")
    return f"IFERROR({'+'.join(rounded)},{'+'.join(summed)})"


def _is(currency: str, new: NewWorkbook) -> str:
    """1 for the rows in a currency; an empty cell is in that of the workbook."""
    named = f'({{currency}}="{currency}")'
    return f'({named}+({{currency}}=""))' if currency == new.currency else named


def _granted(new: NewWorkbook) -> str:
    """1 for the rows that the grant pays: all but the own contribution."""
    return "*".join(f'({{funding}}<>"{text}")' for text in _own(new))


def _summed(currency: str, new: NewWorkbook) -> str:
    """The sum of the rows in a currency that the grant pays, as SUMIFS adds it up: a text is no amount."""
    granted = "".join(f',{{funding}},"<>{text}"' for text in _own(new))
    named = [currency, "="] if currency == new.currency else [currency]
    return "+".join(f'SUMIFS({{amount}},{{currency}},"{name}"{granted})' for name in named)


def _own(new: NewWorkbook) -> tuple[str, ...]:
    """What stands in the cell of a cost that the municipality pays itself: the label, or the code."""
    return CHOICES["funding"].labels["own"].of(new.language), "own"


def _format(currency: str, new: NewWorkbook) -> str:
    """How an amount looks: the sign before it in English, behind it in Dutch and French; below zero in red."""
    digits = "#,##0.00" if CURRENCIES[currency].decimals else "#,##0"
    sign = "€" if currency == "EUR" else currency
    space = "" if sign == "€" else "\\ "
    shown = f'"{sign}"{space}{digits}' if new.language == "en" else f'{digits}\\ "{sign}"'
    return f"{shown};[Red]\\-{shown}"


# ------------------------------------------------------------------------------------------------- the explanation
def guide(new: NewWorkbook, catalogue: Catalogue) -> Guide:
    """The partnership as far as it is known, and what to know before filling in."""
    row = new.group if isinstance(new.group, Partnership) else None
    steps = tuple(catalogue.word(f"guide_costs_{n}", new.language) for n in range(1, _ADVICE + 1))
    return Guide(tuple(_facts(row, new, catalogue)) if row else (), steps)


def _facts(row: Partnership, new: NewWorkbook, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    language = new.language
    facts = {
        "partnership_code": row.partnership_id,
        "flemish_municipality": row.flemish_municipality,
        "partner_municipality": partner_of(row, language),
        "theme": theme_of(row, language),
        "period": f"{show(row.period_start, language)} – {show(row.period_end, language)}",
        "ceiling": show(Money(_ceiling(new)), language),
    }
    yield from ((catalogue.word(key, language), text) for key, text in facts.items() if text)
