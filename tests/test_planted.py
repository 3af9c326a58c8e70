"""Mistakes planted in random workbooks are found, each in its cell, and nothing else; no row or cent is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from sheets_sync.model import Severity
from support.cases import CONSEQUENCES, coordinator, place, run_books
from support.defaults import CURRENCY, OWN
from support.planting import Sketch, build, planted, sketches

if TYPE_CHECKING:
    from sheets_sync.check import Outcome
    from sheets_sync.model import Workbook

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(sketch: Sketch, workbook: Workbook) -> Outcome:
    """What the programme says about one municipal workbook."""
    data = {
        "language": sketch.language,
        "currency": CURRENCY[sketch.language],
        "rates": [{"valid_from": "2022-01-01", "valid_to": "2026-12-31"}],
    }
    return run_books(data, coordinator(data), {OWN: workbook})


def found(outcome: Outcome) -> list[tuple[str, str, str]]:
    """The errors and warnings as code, tab and place, without what follows from them."""
    return sorted(
        (f.code, f.location.tab or "", place(f.location).partition("!")[2])
        for f in outcome.report.findings
        if f.severity is not Severity.INFO and f.code not in CONSEQUENCES
    )


def assert_nothing_lost(sketch: Sketch, outcome: Outcome) -> None:
    """Rows and money, counted by the test itself, are what the report says."""
    aside = [cost for cost in sketch.costs if not cost.accepted]
    skipped = len(sketch.between) + sketch.total
    claimed = sum((cost.euro for cost in sketch.costs), Decimal("0.00"))
    accepted = sum((cost.euro for cost in sketch.costs if cost.accepted), Decimal("0.00"))

    activities, costs = outcome.report.workbooks[0].tabs

    assert costs.rows_read == len(sketch.costs) + skipped
    assert costs[2:] == (len(sketch.costs) - len(aside), len(aside), skipped)
    for tab in (activities, costs):
        assert tab.rows_read == tab.accepted + tab.set_aside + tab.skipped
    (figures,) = outcome.report.groups
    assert figures["claimed_eur"] == f"{claimed:.2f}"
    assert figures["accepted_eur"] == f"{accepted:.2f}"
    assert figures["left_eur"] == f"{Decimal(35000) - claimed:.2f}"


def assert_valid(outcome: Outcome) -> None:
    """A row in which nothing is wrong is what Pydantic makes of its values: columns are checked as rows would be."""
    told = {(f.location.tab, f.location.row) for f in outcome.report.findings}
    for book in outcome.world.books:
        for schema, table in book.tables.items():
            for record in table.records:
                if (table.block.tab.title, record.number) not in told:
                    assert schema.model_validate(vars(record.row)) == record.row


@QUICK
@given(sketches())
def test_what_is_in_order_gives_nothing(sketch: Sketch) -> None:
    """However people lay out and type what is right, nothing at or above a warning is found, and all of it counts."""
    workbook, _ = build(sketch)

    outcome = check(sketch, workbook)

    assert found(outcome) == []
    assert_nothing_lost(sketch, outcome)
    assert_valid(outcome)


@QUICK
@given(planted())
def test_what_is_planted_is_found(sketch: Sketch) -> None:
    """Each mistake is one finding in its cell, and neither a row nor a cent disappears."""
    workbook, expected = build(sketch)

    outcome = check(sketch, workbook)

    assert found(outcome) == sorted(expected)
    assert_valid(outcome)
    assert_nothing_lost(sketch, outcome)
