"""The tab Costs of a municipal workbook, and its rules."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from schemas import privacy
from schemas.activity import Activity
from schemas.codelists import CATEGORIES, CATEGORY, CHOICES
from sheets_sync.model import Label, Money, Month
from sheets_sync.schema import Address, Amount, Choice, Column, Day, Hit, Id, Params, Ref, Schema, Text
from sheets_sync.values import CURRENCIES, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from schemas.context import Context
    from sheets_sync.table import Table

#: In a currency without decimals a smaller amount is likely one whose thousands were read as decimals.
SMALL, NOTHING = Decimal(1000), Decimal(0)
NOT_PAID = frozenset(c.code for c in CATEGORIES.values() if c.grant == "no")
ON_AGREEMENT = frozenset(c.code for c in CATEGORIES.values() if c.grant == "agreement")
#: A row is compared with so many that say the same before it; more of them with one receipt are told as such.
FEW = 50
#: In euro: no such amount is worth more.
NEVER_SMALL = 10


class Cost(Schema, tab=Label("Kosten", "Dépenses", "Costs"), id="cost_id"):
    """One receipt."""

    cost_id: Annotated[
        str, Column("Nr. kost", "N° de dépense", "Cost no.", prefilled=True, example="C-012"), Id(r"C-\d{3,4}")
    ]
    date: Annotated[date, Column("Datum bewijsstuk", "Date de la pièce", "Receipt date", example="2024-05-13"), Day()]
    activity_id: Annotated[str, Column("Nr. activiteit", "N° d’activité", "Activity no.", example="A-007"), Ref()]
    category: Annotated[
        str, Column("Kostensoort", "Nature de la dépense", "Cost category", example="accommodation"), Choice(CATEGORY)
    ]
    description: Annotated[
        str,
        Column("Omschrijving", "Libellé", "Description", example="Guest house Nyamata, 5 nights, 3 persons"),
        Text(3, 160),
    ]
    supplier: Annotated[
        str | None,
        Column(
            "Leverancier / begunstigde",
            "Fournisseur / bénéficiaire",
            "Supplier / payee",
            example="Palast Rock Hotel",
            personal=True,
        ),
        Text(0, 80),
    ] = None
    amount: Annotated[
        Decimal, Column("Bedrag", "Montant", "Amount", example="845000"), Amount("currency", nonzero=True)
    ]
    currency: Annotated[
        str,
        Column("Munt", "Monnaie", "Currency", expected=True, registered=True, example="RWF"),
        Choice(CHOICES["currency"]),
    ]
    receipt_no: Annotated[
        str,
        Column("Nr. bewijsstuk", "N° de pièce justificative", "Receipt no.", example="2024/017"),
        Text(0, 40),
    ]
    receipt_link: Annotated[
        str | None,
        Column("Link naar bewijsstuk", "Lien vers la pièce", "Link to receipt", example="https://drive.google.com/…"),
        Address("web"),
    ] = None
    funding: Annotated[
        str,
        Column("Financiering", "Financement", "Funding", expected=True, example="grant"),
        Choice(CHOICES["funding"]),
    ] = "grant"
    paid_by: Annotated[
        str | None,
        Column("Betaald door", "Payé par", "Paid by", registered=True, example="partner"),
        Choice(CHOICES["paid_by"]),
    ] = None
    remarks: Annotated[str | None, Column("Opmerkingen", "Observations", "Remarks", personal=True), Text(0, 500)] = (
        None
    )


# ------------------------------------------------------------------------------------------------- dates
@Cost.cell_rule("ROW05", "date")
def date_outside_period(value: date, context: Context) -> Params | None:
    """The receipt is dated outside the partnership's period."""
    return context.outside_period(value)


@Cost.cell_rule("ROW06", "date")
def future_date(value: date, context: Context) -> Params | None:
    """The receipt is dated in the future."""
    if value <= context.as_of or context.outside_period(value) is not None:
        return None
    return {"value": value}


# ------------------------------------------------------------------------------------------------- amounts
@Cost.table_rule("ROW07")
def negative_amount(table: Table[Cost], _context: Context) -> Iterator[Hit]:
    """A negative amount is counted as a refund or a credit note."""
    for place, amount in enumerate(table.records.column("amount")):
        if amount is not None and amount < NOTHING:
            record = table.records[place]
            yield Hit(record, {"value": Money(amount, record.get("currency"))}, "amount")


@Cost.table_rule("CUR03")
def rate_missing(table: Table[Cost], context: Context) -> Iterator[Hit]:
    """There is no exchange rate for the currency on the day of the receipt; none is guessed."""
    if not context.coordinated:
        return
    lines = context.lines
    for place in (place for place, rate in enumerate(lines.rates) if rate is None):
        day, currency = lines.days[place], lines.currencies[place]
        if lines.amounts[place] is None or currency is None or day is None or day > context.as_of:
            continue
        yield Hit(table.records[place], {"currency": currency, "month": Month(day.year, day.month)}, "amount")


@Cost.table_rule("CUR04")
def amount_suspiciously_small(table: Table[Cost], context: Context) -> Iterator[Hit]:
    """Less than a thousand francs: the spreadsheet may have read a mark for the thousands as the decimal mark."""
    lines = context.lines
    whole = {currency for currency in set(lines.currencies) if currency and not CURRENCIES[currency].decimals}
    for place, currency in enumerate(lines.currencies) if whole else ():
        amount, eur = lines.amounts[place], lines.euros[place]
        if currency not in whole or amount is None or eur is None or not -SMALL < amount < SMALL:
            continue
        if abs(eur) <= NEVER_SMALL and amount and amount == amount.to_integral_value():
            params = {"amount": Money(amount, currency), "eur": Money(eur)}
            yield Hit(table.records[place], params, "amount", Money(amount * 1000, currency))


# ------------------------------------------------------------------------------------------------- receipts
@Cost.table_rule("ROW09")
def receipt_link_missing(table: Table[Cost], context: Context) -> Iterator[Hit]:
    """An amount of so many euro or more comes with a whole https link to its receipt."""
    limit = context.settings.receipt_link_from_eur
    links = table.records.column("receipt_link")
    for place, eur in enumerate(context.lines.euros):
        if eur is not None and eur >= limit and not _is_link(links[place]):
            yield Hit(table.records[place], {"limit": Money(limit)}, "receipt_link")


def _is_link(text: str | None) -> bool:
    return text is not None and re.match(r"https://[^\s/.]+\.[^\s]+", text, re.IGNORECASE) is not None


@Cost.table_rule("ROW08")
def receipt_duplicate(table: Table[Cost], _context: Context) -> Iterator[Hit]:
    """A receipt is claimed once in a workbook; the first row keeps its standing."""
    texts = table.records.column("receipt_no")
    keys = receipt_keys([text for text in texts if text is not None])
    if len(set(keys)) == len(keys):
        return
    filled = ((place, text) for place, text in enumerate(texts) if text is not None)
    first: dict[str, int] = {}
    for key, (place, text) in zip(keys, filled, strict=True):
        earlier = first.setdefault(key, place)
        if earlier != place:
            yield Hit(table.records[place], {"value": text, "row": table.records.numbers[earlier]}, "receipt_no")


def receipt_key(text: str) -> str:
    """What makes two receipt numbers the same: neither case nor spaces, but every mark between the digits."""
    return "".join(text.casefold().split())


def receipt_keys(texts: Sequence[str]) -> list[str]:
    """The keys of many receipt numbers, made in one go."""
    keys = receipt_key("\0".join(texts)).split("\0") if texts else []
    return keys if len(keys) == len(texts) else list(map(receipt_key, texts))


@Cost.table_rule("ROW03")
def row_repeated(table: Table[Cost], _context: Context) -> Iterator[Hit]:
    """All but the numbers of cost and receipt is the same as in an earlier row."""
    column = table.records.column
    # amounts take longer to compare, so that they come second
    first = list(zip(column("date"), column("activity_id"), column("category"), strict=True))
    if len(set(first)) == len(first):
        return
    sound = [place for place in range(len(first)) if place not in table.records.broken]
    second = list(zip(column("amount"), column("currency"), strict=True))
    descriptions, suppliers = column("description"), column("supplier")
    for group in _alike(sound, first.__getitem__):
        for alike in _alike(group, second.__getitem__):
            for same in _alike(alike, lambda place: (fold(descriptions[place]), fold(suppliers[place] or ""))):
                yield from _repeated(table, same)


def _alike(places: Sequence[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    """Those of the places that share their key with another, together."""
    groups: dict[Hashable, list[int]] = {}
    for place in places:
        groups.setdefault(key(place), []).append(place)
    return [group for group in groups.values() if len(group) > 1] if len(groups) < len(places) else []


def _repeated(table: Table[Cost], places: Sequence[int]) -> Iterator[Hit]:
    """Each of these rows with the first that has another number and another receipt; the same has its own finding."""
    records = table.records
    ids, receipts = records.row_ids, records.column("receipt_no")
    told = {place: (ids[place], receipt_key(receipts[place])) for place in places}
    for at, place in enumerate(places):
        number, receipt = told[place]
        among = places[: min(at, FEW)]
        earlier = next((each for each in among if told[each][0] != number and told[each][1] != receipt), None)
        if earlier is not None:
            yield Hit(records[place], {"row": records.numbers[earlier]})


# ------------------------------------------------------------------------------------------------- eligibility
@Cost.rule("BUD07", on="category", needs=("funding",), among=NOT_PAID)
def category_not_eligible(cost: Cost, _context: Context) -> Params | None:
    """The grant does not pay this category, so it can only be an own contribution."""
    return {"value": CATEGORIES[cost.category].label} if cost.funding == "grant" else None


@Cost.rule("BUD08", on="category", needs=("funding", "remarks"), among=ON_AGREEMENT)
def category_needs_agreement(cost: Cost, _context: Context) -> Params | None:
    """The grant pays this category only with an agreement; Remarks say which."""
    asked = cost.funding == "grant" and cost.remarks is None
    return {"value": CATEGORIES[cost.category].label} if asked else None


# ------------------------------------------------------------------------------------------------- activities
@Cost.table_rule("ACT01")
def activity_unknown(table: Table[Cost], context: Context) -> Iterator[Hit]:
    """A cost belongs to an activity of the same workbook."""
    if context.activities is None:
        return
    numbers = table.records.column("activity_id")
    unknown = set(numbers) - {None} - context.activities.keys()
    for place, number in enumerate(numbers) if unknown else ():
        if number in unknown:
            params: Params = {"value": number, "tab": context.tab_title(Activity)}
            yield Hit(table.records[place], params, "activity_id", _near_number(number, context))


#: A longer number is that of nothing, and Python itself refuses to read one of thousands of digits.
_DIGITS = 18


def _near_number(number: str, context: Context) -> str | None:
    """The activity with the same digits: "A7" means A-007 if there is one."""
    digits = re.sub(r"\D", "", number)
    near = f"A-{int(digits):03d}" if 0 < len(digits) <= _DIGITS else ""
    return near if context.activities and near in context.activities else None


@Cost.cell_rule("ACT02", "activity_id")
def cost_on_cancelled_activity(value: str, context: Context) -> Params | None:
    """A cost belongs to an activity that was cancelled."""
    activity = (context.activities or {}).get(value)
    return {"value": value} if activity is not None and activity.status == "cancelled" else None


@Cost.cell_rule("ACT03", "activity_id")
def cost_on_planned_activity(value: str, context: Context) -> Params | None:
    """Tickets bought ahead are in order, until the activity should have begun and is still marked as planned."""
    activity = (context.activities or {}).get(value)
    start = activity.start if activity is not None else None
    if activity is None or activity.status != "planned" or start is None or start >= context.as_of:
        return None
    return {"value": value, "date": start}


privacy.watch(Cost, "description", "supplier", "remarks")
