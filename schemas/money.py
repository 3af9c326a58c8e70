"""Euro amounts: by the peg, by the rate of a real bank transfer, or by the month's rate; never by a typed rate.

Each row is converted on its own and rounded half up to the cent.
"""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import repeat
from operator import methodcaller, truediv
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.programme import HeldRate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from schemas.partnership import Rate

CENT = Decimal("0.01")
#: Units per euro. The CFA franc (XOF) is pegged since 1 January 1999 (Council Decision 98/683/EC).
PEGS = {"EUR": Decimal(1), "XOF": Decimal("655.957")}


class UsedRate(NamedTuple):
    """The rate of one row: units of the currency per euro, where it comes from, and since when it holds."""

    units_per_eur: Decimal
    source: str
    valid_from: date | None = None
    reference: str | None = None


class _Span(NamedTuple):
    start: date
    end: date
    rate: UsedRate


def last_day(row: Rate) -> date:
    """The last day on which a rate holds: as given, or the end of its month."""
    if row.valid_to is not None:
        return row.valid_to
    start = row.valid_from
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])


class Rates:
    """Finds the rate of a day. In a closed year that is the rate that held when the year was closed."""

    def __init__(self, rows: Iterable[Rate] = ()) -> None:
        self._spans: dict[tuple[str, str | None], list[_Span]] = {}
        self._closed: dict[int, Rates] = {}
        for row in rows:
            used = UsedRate(row.units_per_eur, row.source, row.valid_from, row.reference)
            self._add(row.currency, row.partnership_id, _Span(row.valid_from, last_day(row), used))

    def with_closed(self, closed: Mapping[int, Iterable[HeldRate]]) -> Rates:
        """The same rates, with those that were frozen in these years."""
        rates = Rates()
        rates._spans = self._spans
        for year, held in closed.items():
            rates._closed[year] = frozen = Rates()
            for rate in held:
                used = UsedRate(rate.units_per_eur, rate.source, rate.valid_from, rate.reference)
                frozen._add(rate.currency, rate.group, _Span(rate.first, rate.last, used))
        return rates

    def _add(self, currency: str, partnership: str | None, span: _Span) -> None:
        self._spans.setdefault((currency, partnership), []).append(span)

    def find(self, currency: str | None, day: date | None, partnership: str | None) -> UsedRate | None:
        """The transfer's rate of this partnership, else the peg, else the month's rate; None if there is none.

        A day of a closed year on which no rate held takes the one that there is now.
        """
        if currency is None:
            return None
        if same := self.whatever_day(currency, partnership):
            return same
        closed = self._closed.get(day.year) if day is not None else None
        return (closed.find(currency, day, partnership) if closed else None) or self._live(currency, day, partnership)

    def whatever_day(self, currency: str, partnership: str | None) -> UsedRate | None:
        """What `find` gives on each day, where that is the same one; None where it depends on the day."""
        told = currency != "EUR" and (self._closed or (currency, partnership) in self._spans)
        return None if told or currency not in PEGS else UsedRate(PEGS[currency], "peg")

    def _live(self, currency: str, day: date | None, partnership: str | None) -> UsedRate | None:
        if partnership is not None and (used := self.on(currency, day, partnership)):
            return used
        if currency in PEGS:
            return UsedRate(PEGS[currency], "peg")
        return self.on(currency, day, None)

    def on(self, currency: str, day: date | None, scope: str | None) -> UsedRate | None:
        """The rate that the tab gives a partnership (None: all) for a day, whatever else there is."""
        spans = self._spans.get((currency, scope), ())
        return next((s.rate for s in spans if day is not None and s.start <= day <= s.end), None)

    def within(self, year: int) -> Iterator[HeldRate]:
        """The rates of the tab that hold in a year, cut to it."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        for (currency, scope), spans in self._spans.items():
            for span in spans:
                if span.start <= last and span.end >= first:
                    days = (max(span.start, first), min(span.end, last))
                    units, source, valid_from, reference = span.rate
                    yield HeldRate(currency, scope, *days, units, source, valid_from, reference)


_to_the_cent = methodcaller("quantize", CENT, ROUND_HALF_UP)


def to_euro(amounts: Iterable[Decimal], units_per_eur: Decimal) -> list[Decimal]:
    """The amounts in euro, each rounded half up to the cent."""
    same = units_per_eur == PEGS["EUR"]
    return list(map(_to_the_cent, amounts if same else map(truediv, amounts, repeat(units_per_eur))))
