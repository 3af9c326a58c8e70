"""Random workbooks in which all is well, and mistakes to plant in them: each knows what must be found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from schemas.activity import Activity
from schemas.codelists import CATEGORIES, CHOICES
from schemas.cost import Cost
from sheets_sync.model import A1, LANGUAGES, UNSTORED, Workbook
from support.defaults import AMOUNT, CURRENCY, OWN, row_of
from support.grid import Layout, tab_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.model import Language, Tab

FIRST, AS_OF = date(2024, 1, 1), date(2025, 6, 30)
#: Units per euro: the peg of the CFA franc, and the rate that the coordinator of these workbooks registered.
RATES: Mapping[str, Decimal] = {"EUR": Decimal(1), "XOF": Decimal("655.957"), "RWF": Decimal(1450)}
FRANCS = ("XOF", "RWF")
REMARKS: Mapping[Language, str] = {
    "nl": "Bewijsstukken volgen",
    "fr": "Les pièces suivront",
    "en": "Receipts will follow",
}
TOTALS: Mapping[Language, str] = {"nl": "Totaal", "fr": "TOTAL", "en": "Grand total"}


@dataclass
class CostRow:
    """A cost as typed, and what it is: its amount, None where it cannot be read, and how it stands.

    `rated`: there is a rate for it, which in Rwandan francs depends on its date.
    """

    typed: dict[str, Any]
    amount: Decimal | None
    currency: str
    accepted: bool = True
    rated: bool = True

    @property
    def euro(self) -> Decimal:
        """The amount in euro; 0 where it is not known."""
        if self.amount is None or not self.rated:
            return Decimal(0)
        return (self.amount / RATES[self.currency]).quantize(Decimal("0.01"), ROUND_HALF_UP)


class Found(NamedTuple):
    """A finding that must be there; `key` None: on the row."""

    code: str
    row: int
    key: str | None


@dataclass
class Sketch:
    """A workbook before it becomes cells: its rows in order, what stands between them, and what must be found."""

    language: Language
    activities: list[dict[str, Any]]
    costs: list[CostRow]
    between: dict[int, str]  # index of a cost -> "blank" or "remark" that stands before it
    total: bool
    layouts: dict[str, Layout]
    spare: int  # pre-filled rows below
    expected: dict[str, list[Found]] = field(default_factory=lambda: {"activities": [], "costs": []})


# ------------------------------------------------------------------------------------------------- what is in order
@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    """A workbook in which nothing is wrong, in any language and layout."""
    language = draw(st.sampled_from(LANGUAGES))
    count = draw(st.integers(3, 9))
    costs = [_cost(draw, number, language) for number in range(1, count + 1)]
    # one stored date after the 12th shows that no other locale turned dates round (CEL04)
    costs[0].typed["date"] = date(2025, 3, 20)
    return Sketch(
        language=language,
        activities=[_activity(draw, number, language) for number in range(1, draw(st.integers(3, 6)) + 1)],
        costs=costs,
        between=draw(st.dictionaries(st.integers(1, count - 1), st.sampled_from(["blank", "remark"]), max_size=3)),
        total=draw(st.booleans()),
        layouts={"activities": _layout(draw, Activity), "costs": _layout(draw, Cost)},
        spare=draw(st.integers(0, 3)),
    )


def _activity(draw: st.DrawFn, number: int, language: Language) -> dict[str, Any]:
    start = draw(st.dates(FIRST, date(2025, 5, 1)))
    row = row_of(Activity, number, language, OWN, "EUR") | {
        "start_date": start,
        "status": CHOICES["status"].label("ongoing", draw(st.sampled_from(LANGUAGES))),
        "sdg": draw(st.sampled_from(["", 16.0, "SDG 16", "ODD16"])),
        "sdg_target": draw(st.sampled_from(["", "16.7", "16,7", "16.10", 16.7])),
        "planned_cost": draw(st.sampled_from(["", 90000.0, "90 000,00"])),
    }
    if draw(st.booleans()):
        row |= {
            "status": CHOICES["status"].label("done", language),
            "end_date": start + timedelta(days=draw(st.integers(0, 20))),
            "participants": float(draw(st.integers(4, 400))),
            "participants_women": draw(st.sampled_from(["", 4.0, "3"])),
            "result": "Goed / bien / good",
        }
    return row


def _cost(draw: st.DrawFn, number: int, language: Language) -> CostRow:
    currency = draw(st.sampled_from([CURRENCY[language], "EUR"]))
    cents = draw(st.integers(5_00, 900_00))
    euro = Decimal(cents) / 100
    amount = euro if currency == "EUR" else (euro * RATES[currency]).quantize(Decimal(1))
    day = draw(st.dates(FIRST, AS_OF))
    category = draw(st.sampled_from([c for c in CATEGORIES.values() if c.grant == "yes"]))
    typed = row_of(Cost, number, language, OWN, currency) | {
        "date": draw(
            st.sampled_from([day, f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day}.{day.month}.{day.year}"])
        ),
        "category": draw(st.sampled_from([category.code, *category.label])),
        "amount": draw(st.sampled_from([float(amount), *_texts(amount, currency)])),
        "currency": "" if currency == CURRENCY[language] and draw(st.booleans()) else currency,
        "receipt_link": "https://dms.example/pièce/12" if amount / RATES[currency] > Decimal("99.5") else "",
        "funding": draw(st.sampled_from(["", *CHOICES["funding"].labels["grant"]])),
    }
    return CostRow(typed, amount, currency)


def _texts(amount: Decimal, currency: str) -> list[str]:
    """Ways to type an amount that can be read in one way only."""
    if currency in FRANCS:
        spaced = f"{amount:,}".replace(",", "\u202f")
        return [f"{amount}", spaced, f"{amount},00", f"{amount:,}".replace(",", "."), f"{spaced} {currency}"]
    comma = f"{amount:.2f}".replace(".", ",")
    return [comma, f"{amount:.2f}", f"€ {comma}", f"{comma} EUR"]


def _layout(draw: st.DrawFn, schema: type[Activity | Cost]) -> Layout:
    order = draw(st.permutations(list(schema.fields))) if draw(st.booleans()) else ()
    return Layout(
        above=[["SDG-partnerschap 2025"], [], ["Kosten / Dépenses"]][: draw(st.integers(0, 3))],
        order=order,
        add=draw(st.sampled_from([(), ("Kassa",), ("Wisselkoers", "In euro")])),
        left=draw(st.integers(0, 2)),
    )


# ------------------------------------------------------------------------------------------------- mistakes
#: A mistake that leaves the amount as it is.
SAME = Decimal("NaN")


@dataclass(frozen=True)
class Planter:
    """A mistake: its code, the column that it stands on, whether it sets the row aside, and how it is made."""

    code: str
    key: str | None
    error: bool
    make: Callable[[dict[str, Any]], dict[str, Any]]
    amount: Decimal | None = SAME
    currencies: tuple[str, ...] = ("EUR", "XOF", "RWF")

    def plant(self, sketch: Sketch, index: int) -> bool:
        """Make the mistake in a cost, unless it is none in the currency of that row; whether it was made."""
        row = sketch.costs[index]
        if row.currency not in self.currencies:
            return False
        undated = self.key == "date" and self.code in {"CEL01", "CEL02", "CEL03", "CEL09"}
        sketch.costs[index] = replace(
            row,
            typed=row.typed | self.make(sketch.costs[0].typed),
            amount=row.amount if self.amount is SAME else self.amount,
            accepted=row.accepted and not self.error,
            rated=not (undated and row.currency == "RWF"),
        )
        sketch.expected["costs"].append(Found(self.code, index, self.key))
        return True


def _set(**cells: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda _first: cells


COST_PLANTERS = (
    Planter("ROW01", "cost_id", True, _set(cost_id="nr 7")),
    Planter("ROW02", "cost_id", True, lambda first: {"cost_id": first["cost_id"]}),
    Planter("ROW08", "receipt_no", True, lambda first: {"receipt_no": first["receipt_no"]}),
    Planter("CEL01", "date", True, _set(date="")),
    Planter("CEL01", "activity_id", True, _set(activity_id=" ")),
    Planter("CEL01", "category", True, _set(category="")),
    Planter("CEL01", "description", True, _set(description="\u00a0")),
    Planter("CEL01", "amount", True, _set(amount=""), None),
    Planter("CEL01", "receipt_no", True, _set(receipt_no="")),
    Planter("CEL02", "date", True, _set(date="mei 2025")),
    Planter("CEL02", "date", True, _set(date="07/25/2025")),
    Planter("CEL03", "date", True, _set(date="31/02/2025")),
    Planter("CEL05", "amount", True, _set(amount="n.v.t."), None),
    Planter("CEL05", "amount", True, _set(amount="25 + 30"), None),
    Planter("CEL06", "amount", True, _set(amount="12.500"), None, ("EUR",)),
    Planter("CEL07", "amount", True, _set(amount=0.0), None),
    Planter("CEL09", "amount", True, _set(amount="#REF!"), None),
    Planter("CEL09", "date", True, _set(date="#N/B")),
    Planter("CEL10", "amount", True, _set(amount=UNSTORED), None),
    Planter("CEL11", "category", True, _set(category="hotel")),
    Planter("CEL11", "funding", True, _set(funding="gemeente")),
    Planter("CEL12", "description", False, _set(description="ok")),
    Planter("CUR01", "amount", True, _set(amount="$ 45"), None),
    Planter("CUR02", "amount", True, _set(amount=79.125), Decimal("79.125"), ("EUR",)),
    Planter("CUR02", "amount", True, _set(amount=40000.5), Decimal("40000.5"), FRANCS),
    Planter("CUR04", "amount", False, _set(amount=150.0), Decimal(150), FRANCS),
    Planter("ROW05", "date", True, _set(date=date(2023, 12, 31))),
    Planter("ROW06", "date", True, _set(date=date(2025, 7, 1))),
    Planter("ROW07", "amount", False, _set(amount=-75.0), Decimal(-75), ("EUR",)),
    Planter("ROW09", "receipt_link", False, _set(amount=145000.0, receipt_link="zie map"), Decimal(145000), FRANCS),
    Planter("ROW09", "receipt_link", False, _set(amount=100.0, receipt_link=""), Decimal(100), ("EUR",)),
    Planter("BUD07", "category", True, _set(category="staff_flanders")),
    Planter("BUD08", "category", False, _set(category="other", remarks="")),
    Planter("ACT01", "activity_id", True, _set(activity_id="A-099")),
    Planter("PII01", "remarks", False, _set(remarks="naar gids@tours.example")),
    Planter("PII02", "remarks", False, _set(remarks="tel. +32 470 00 00 00")),
    Planter("PII03", "remarks", False, _set(remarks="RR 85.07.30-033.28")),
    Planter("PII04", "remarks", False, _set(remarks="op BE71 0961 2345 6769")),
)

_DONE = {"status": "done", "end_date": date(2025, 5, 20), "participants": 20.0, "result": "Goed / bien / good"}
ACTIVITY_PLANTERS: Mapping[str, tuple[str, str, dict[str, Any]]] = {
    name: (code, key, cells)
    for name, code, key, cells in (
        ("no title", "CEL01", "title", {"title": ""}),
        ("no start", "CEL01", "start_date", {"start_date": ""}),
        ("a word as number", "CEL08", "participants", {"participants": "twintig"}),
        ("other theme", "SDG01", "sdg", {"sdg": "SDG 5"}),
        ("other target", "SDG02", "sdg_target", {"sdg_target": "5.5"}),
        ("target as number", "SDG03", "sdg_target", {"sdg_target": 16.1}),
        ("ends too early", "ROW04", "end_date", {"start_date": date(2025, 3, 9), "end_date": date(2025, 3, 8)}),
        ("before the period", "ROW05", "start_date", {"start_date": date(2023, 9, 1)}),
        ("done in future", "ROW06", "end_date", _DONE | {"end_date": date(2025, 7, 2)}),
        ("no participants", "ACT04", "participants", _DONE | {"participants": "", "participants_women": ""}),
        ("no end", "ACT04", "end_date", _DONE | {"end_date": ""}),
        ("no result", "ACT05", "result", _DONE | {"result": ""}),
        ("more women", "ACT06", "participants_women", {"participants": 3.0, "participants_women": 4.0}),
        ("unknown type", "CEL11", "type", {"type": "feest"}),
        ("planned cost below zero", "CEL07", "planned_cost", {"planned_cost": -1.0}),
    )
}


@st.composite
def planted(draw: st.DrawFn) -> Sketch:
    """A workbook with mistakes, each in a row of its own; the first row of each tab stays in order."""
    sketch = draw(sketches())
    for index in range(1, len(sketch.costs)):
        if draw(st.booleans()):
            draw(st.sampled_from(COST_PLANTERS)).plant(sketch, index)
    for index in range(1, len(sketch.activities)):
        if draw(st.booleans()):
            code, key, cells = ACTIVITY_PLANTERS[draw(st.sampled_from(sorted(ACTIVITY_PLANTERS)))]
            sketch.activities[index] |= cells
            sketch.expected["activities"].append(Found(code, index, key))
    return sketch


# ------------------------------------------------------------------------------------------------- into cells
def build(sketch: Sketch) -> tuple[Workbook, set[tuple[str, str, str]]]:
    """The workbook, and the findings that must be there as code, tab and place."""
    activities = _tab(sketch, Activity, sketch.activities, {})
    lines: list[dict[str, Any]] = []
    rows: dict[int, int] = {}
    for index, cost in enumerate(sketch.costs):
        if index in sketch.between:
            lines.append({"description": REMARKS[sketch.language]} if sketch.between[index] == "remark" else {})
        rows[index] = len(lines)
        lines.append(cost.typed)
    if sketch.total:
        lines.append({"description": TOTALS[sketch.language], "amount": _sum(sketch.costs)})
    lines += [{"cost_id": f"C-{900 + n}"} for n in range(sketch.spare)]
    costs = _tab(sketch, Cost, lines, rows)
    return Workbook(OWN, (activities[0], costs[0]), AS_OF), activities[1] | costs[1]


def _sum(costs: list[CostRow]) -> float:
    """What a SUM below the table shows; where an amount cannot be read, it is not compared."""
    return float(sum((cost.amount or Decimal(0) for cost in costs), Decimal(0)))


def _tab(
    sketch: Sketch, schema: type[Activity | Cost], lines: list[dict[str, Any]], rows: Mapping[int, int]
) -> tuple[Tab, set[tuple[str, str, str]]]:
    name = "costs" if schema is Cost else "activities"
    layout = sketch.layouts[name]
    tab = tab_of(schema, sketch.language, lines, layout)
    heading = len(layout.above) + 1
    heads = list(tab.rows[heading - 1])
    expected = set()
    for code, index, key in sketch.expected[name]:
        number = heading + 1 + rows.get(index, index)
        label = schema.fields[key].column.label.of(sketch.language) if key else ""
        cell = str(A1(number, heads.index(label) + 1)) if key else str(number)
        expected.add((code, tab.title, cell))
    return tab, expected


__all__ = ["AMOUNT", "Sketch", "build", "planted", "sketches"]
