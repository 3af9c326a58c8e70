"""The costs of a workbook in euro, kept as columns like the records; a Line is made when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from schemas.cost import Cost
from schemas.money import to_euro
from sheets_sync.table import OnDemand, Records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from schemas.money import Rates, UsedRate
    from sheets_sync.table import Record, Table


class Line(NamedTuple):
    """A cost with its euro amount; `number` is that of its row, `place` where it stands among the costs.

    `day`, `amount` and `currency` are None where they cannot be read; `eur` where amount, currency or rate is not
    known. `granted`: charged to the grant; a funding that cannot be read counts as such, lest a broken row slip under
    the ceiling.
    """

    costs: Records[Cost]
    place: int
    number: int
    day: date | None
    amount: Decimal | None
    currency: str | None
    eur: Decimal | None
    rate: UsedRate | None
    granted: bool

    @property
    def record(self) -> Record[Cost]:
        """The row itself."""
        return self.costs[self.place]

    def get(self, key: str) -> Any:
        """The value of a column; None also where it could not be read."""
        return self.costs.column(key)[self.place]


class Lines(OnDemand[Line]):
    """A line for each cost, in the order of the tab; what the columns hold is told by `Line`."""

    def __init__(self, table: Table[Cost] | None, rates: Rates, partnership: str | None) -> None:
        costs = self.costs = table.records if table is not None else Records(Cost, (), {}, {}, {})
        self.days: Sequence[date | None] = costs.column("date")
        self.amounts: Sequence[Decimal | None] = costs.column("amount")
        self.currencies: Sequence[str | None] = costs.column("currency")
        self.granted = [funding != "own" for funding in costs.column("funding")]
        self.rates = self._rates(rates, partnership)
        self.euros = _euros(self.amounts, self.rates)

    def _rates(self, rates: Rates, partnership: str | None) -> list[UsedRate | None]:
        """The rate of each cost; one without an amount has none."""
        used = set(self.currencies) - {None}
        same = {currency: rates.whatever_day(currency, partnership) for currency in used if currency}
        if None in same.values():
            pairs = list(zip(self.currencies, self.days, strict=True))
            found = {pair: rates.find(*pair, partnership) for pair in set(pairs)}
            known = [found[pair] for pair in pairs]
        else:
            known = [same.get(currency or "") for currency in self.currencies]
        return [None if amount is None else rate for amount, rate in zip(self.amounts, known, strict=True)]

    def claims(self) -> Iterator[tuple[int, Decimal | None]]:
        """The number of each row that is charged to the grant, and its amount in euro where that is known."""
        rows = zip(self.costs.numbers, self.euros, self.granted, strict=True)
        return ((number, eur) for number, eur, granted in rows if granted)

    def __len__(self) -> int:
        return len(self.costs)

    def make(self, at: int) -> Line:
        """The line of the cost at a place."""
        return Line(
            self.costs,
            at,
            self.costs.numbers[at],
            self.days[at],
            self.amounts[at],
            self.currencies[at],
            self.euros[at],
            self.rates[at],
            self.granted[at],
        )


def _euros(amounts: Sequence[Decimal | None], rates: Sequence[UsedRate | None]) -> list[Decimal | None]:
    """Each amount by its rate; where all have the same one, as in most tabs, in one go."""
    first = rates[0] if rates else None
    if first is not None and rates.count(first) == len(rates):  # and then there is an amount in each
        return [*to_euro(cast("Sequence[Decimal]", amounts), first.units_per_eur)]
    known = zip(amounts, rates, strict=True)
    return [
        None if amount is None or rate is None else to_euro([amount], rate.units_per_eur)[0] for amount, rate in known
    ]
