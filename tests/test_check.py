"""The heart of a run: order, standing, exceptions, fingerprints; a workbook that fails never stops the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sheets_sync.check import assess, bare_world, register
from sheets_sync.errors import SourceError
from sheets_sync.model import Finding, Location, Severity, Workbook
from support.cases import PROGRAMME, checker, coordinator, place, run_books
from support.cases import workbook as municipal
from support.defaults import COORD, OTHER, OWN
from support.planting import Sketch, build, planted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.check import Outcome

Case = dict[str, Any]


def run(data: Case) -> Outcome:
    """What the programme says about the workbooks of a case."""
    books = {OWN: municipal(data)}
    if "other" in data:
        books[OTHER] = municipal(data["other"], OTHER)
    return run_books(data, coordinator(data), books)


def told(outcome: Outcome) -> list[tuple[str, str]]:
    """The errors and warnings about cells and rows with their place."""
    found = outcome.report.findings
    return [(f.code, place(f.location)) for f in found if f.severity != "info" and f.location.row is not None]


# ------------------------------------------------------------------------------------------------- fingerprints
def fingerprints(data: Case) -> dict[str, str]:
    """The fingerprint of each error and warning in the municipal workbook, by code."""
    found = run(data).report.findings
    return {f.code: f.fingerprint for f in found if f.location.workbook == OWN and f.severity != "info"}


WRONG: list[Case] = [
    {"cost_id": "C-010", "amount": "12.500"},
    {"cost_id": "C-011", "date": "31/02/2025"},
    {"cost_id": "C-012", "activity_id": "A-099"},
]


@pytest.mark.parametrize(
    "rows",
    [
        WRONG[::-1],
        [{}, {"bare": True}, *WRONG],
        [WRONG[0], {}, WRONG[1], {}, WRONG[2], {}],
    ],
)
def test_fingerprints_stay(rows: list[Case]) -> None:
    """Sorting, inserting and deleting other rows changes no fingerprint."""
    assert fingerprints({"costs": rows}) == fingerprints({"costs": WRONG})


def test_fingerprints_stay_when_columns_move() -> None:
    """Neither does another place of the column, nor its heading in another language."""
    moved = {"costs": {"order": ["Bedrag", "Munt"], "left": 1, "rename": {"Bedrag": "Amount"}}}

    assert fingerprints({"costs": WRONG, "layout": moved}) == fingerprints({"costs": WRONG})


def test_fingerprints_tell_apart() -> None:
    """Another workbook, tab, row, column or code is another finding; another wording is not."""
    where = Location(workbook=OWN, tab="Kosten", row=7, row_id="C-001", column="Bedrag", key="amount")
    finding = Finding("CEL05", where, value="veel")
    others = [
        finding._replace(code="CEL06"),
        finding._replace(location=where._replace(workbook=OTHER)),
        finding._replace(location=where._replace(tab="Kosten 2025")),
        finding._replace(location=where._replace(row_id="C-002")),
        finding._replace(location=where._replace(key="date")),
    ]

    assert len({f.fingerprint for f in (finding, *others)}) == 6
    assert finding._replace(value="zeer veel", location=where._replace(row=9)).fingerprint == finding.fingerprint


def test_a_row_without_a_number_is_known_by_its_value() -> None:
    """Without a number two wrong cells are told apart by what is in them."""
    found = run({"costs": [{"cost_id": "7"}, {"cost_id": "8"}]}).report.findings

    assert len({f.fingerprint for f in found if f.code == "ROW01"}) == 2


def test_rows_without_a_number_and_a_value() -> None:
    """Two empty cells in two rows without a number are two findings."""
    rows = [{"cost_id": "", "description": ""}, {"cost_id": "", "description": ""}]

    found = [f for f in run({"costs": rows}).report.findings if f.code == "CEL01"]

    assert len({f.fingerprint for f in found}) == len(found) == 2


def has(sketch: Sketch, *codes: str) -> bool:
    """Whether one of these was planted among the costs."""
    return any(code in codes for code, _, _ in sketch.expected["costs"])


@settings(max_examples=30, deadline=None)
@given(planted())
def test_no_two_findings_share_a_fingerprint(sketch: Sketch) -> None:
    """In a workbook whose rows have each their number, each finding has a fingerprint of its own."""
    assume(not has(sketch, "ROW02"))
    workbook, _ = build(sketch)
    data = {"language": sketch.language}

    findings = run_books(data, coordinator(data), {OWN: workbook}).report.findings

    numbered = [f for f in findings if f.location.row is None or f.location.row_id is not None]
    assert len({f.fingerprint for f in numbered}) == len(numbered)


# ------------------------------------------------------------------------------------------------- order
@settings(max_examples=30, deadline=None)
@given(planted(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(sketch: Sketch, random: Any) -> None:
    """The same rows in another order give the same findings, on the same numbers of rows."""
    assume(not has(sketch, "ROW02", "ROW08"))  # the first of two keeps its standing, so there the order does matter
    other = replace(sketch, costs=random.sample(sketch.costs, len(sketch.costs)))

    assert _by_row(sketch) == _by_row(other)


def _by_row(sketch: Sketch) -> list[tuple[str, str, str]]:
    data = {"language": sketch.language}
    outcome = run_books(data, coordinator(data), {OWN: build(sketch)[0]})
    return sorted(
        (f.code, f.location.row_id or f.value or "", f.location.key or "")
        for f in outcome.report.findings
        if f.severity != "info"
    )


def test_findings_in_order() -> None:
    """By workbook as registered, the coordinator's first, then tab, row and column; the partnership's own last."""
    data = {
        "activities": [{}, {"title": ""}],
        "costs": [{"description": "", "amount": "12.500"}, {"date": "31/02/2025"}],
        "other": {"language": "fr", "costs": [{"amount": "cher"}]},
        "exceptions": [{"code": "XYZ99"}],
    }

    findings = [f for f in run(data).report.findings if f.code != "CON02" and f.severity != "info"]

    assert [(f.location.workbook, place(f.location)) for f in findings] == [
        (COORD, "Uitzonderingen!A2"),
        (OWN, "Activiteiten!B3"),
        (OWN, "Kosten!E2"),
        (OWN, "Kosten!G2"),
        (OWN, "Kosten!B3"),
        (OTHER, "Dépenses!G2"),
        (None, ""),
    ]


# ------------------------------------------------------------------------------------------------- one cause each
@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ({"costs": [{}] * 9, "layout": {"costs": {"without": ["Bedrag"]}}}, ["HDR02"]),
        ({"costs": [{}] * 9, "layout": {"costs": {"headings": False}}}, ["HDR01"]),
        ({"costs": [{}] * 9, "no_tab": ["costs"]}, ["TAB01"]),
        ({"no_tab": ["activities"], "costs": [{"activity_id": "A-009"}]}, ["TAB01"]),
        ({"costs": [{}, {"bare": True, "description": "Totaal", "date": "#N/B"}]}, []),
        ({"costs": [{"amount": "12.500", "receipt_link": "geen"}]}, ["CEL06"]),
        ({"costs": [{"date": "31/02/2025"}]}, ["CEL03"]),
        ({"costs": [{"category": "", "remarks": ""}]}, ["CEL01"]),
        ({"costs": [{"activity_id": ""}]}, ["CEL01"]),
        ({"costs": [{"date": date(2035, 1, 1)}]}, ["ROW05"]),
        ({"activities": [{"status": "klaar", "end_date": date(2024, 1, 1)}]}, ["ROW04", "CEL11"]),
        ({"costs": [{"cost_id": "C-001"}, {"cost_id": "C-001", "receipt_no": "OWN-1"}]}, ["ROW02", "ROW08"]),
        ({"language": "fr", "costs": [{"amount": 150.5}]}, ["CUR02"]),
        ({"partnerships": [{"theme": "SDG 5; SDG 6"}], "activities": [{"sdg": 7, "sdg_target": "7.1"}]}, ["SDG04"]),
    ],
)
def test_one_cause_gives_one_finding(data: Case, codes: list[str]) -> None:
    """What follows from a fault is not told beside it."""
    found = run(data).report.findings

    assert sorted(f.code for f in found if f.severity != "info" and f.code not in {"CON02", "BUD06"}) == sorted(codes)


# ------------------------------------------------------------------------------------------------- exceptions
REFUND: Case = {"costs": [{}, {"amount": -75.4}, {"amount": -30}]}


def accepted(exceptions: Sequence[Case], data: Case = REFUND, **others: Any) -> list[str | None]:
    """Which refunds are accepted: the row of each, or None."""
    found = run({**data, **others, "exceptions": exceptions}).report.findings
    return [f.location.row_id for f in found if f.code == "ROW07" and f.accepted is not None]


@pytest.mark.parametrize(
    ("exception", "rows"),
    [
        ({"code": "ROW07", "row_id": "C-002"}, ["C-002"]),
        ({"code": "row07", "row_id": " c-002 "}, ["C-002"]),
        ({"code": "ROW07"}, ["C-002", "C-003"]),
        ({"code": "ROW07", "row_id": "C-099"}, []),
        ({"code": "ROW09"}, []),
        ({"code": "ROW07", "until": date(2025, 6, 30)}, ["C-002", "C-003"]),
        ({"code": "ROW07", "until": date(2025, 6, 29)}, []),
        ({"code": "ROW07", "until": ""}, []),
        ({"code": "ROW07", "reason": ""}, []),
        ({"code": "ROW07", "partnership_id": "SDGP-RW-09"}, []),
        ({"code": "ROW07", "partnership_id": ""}, []),
    ],
)
def test_what_an_exception_covers(exception: Case, rows: list[str]) -> None:
    """One code of one partnership, one row or all of them, to the end of its day; a broken row covers nothing."""
    assert accepted([exception]) == rows


def test_an_accepted_error_counts_no_more() -> None:
    """Its row is accepted, its money too, and its finding stays with the reason."""
    data: Case = {"activities": [{"status": "cancelled"}], "exceptions": [{"code": "ACT02", "reason": "Storm"}]}

    outcome = run(data)

    (finding,) = [f for f in outcome.report.findings if f.code == "ACT02"]
    assert (finding.accepted, finding.counts, finding.severity) == ("Storm", False, Severity.ERROR)
    assert outcome.report.workbooks[0].tabs[1][1:] == (1, 1, 0, 0)
    assert outcome.report.groups[0]["accepted_eur"] == "80.00"


def test_an_accepted_error_leaves_the_others() -> None:
    """A row with a second error is still set aside."""
    data: Case = {
        "activities": [{"status": "cancelled"}],
        "costs": [{"description": ""}],
        "exceptions": [{"code": "ACT02"}],
    }

    assert run(data).report.workbooks[0].tabs[1][1:] == (1, 0, 1, 0)


@pytest.mark.parametrize("code", ["TAB01", "HDR02", "SRC02", "CFG04", "CON02"])
def test_what_no_exception_covers(code: str) -> None:
    """Reading, configuration and what follows from other findings cannot be accepted."""
    data: Case = {
        "no_tab": ["costs"],
        "layout": {"activities": {"without": ["Activiteit"]}},
        "other": {"costs": [{"description": ""}]},
        "exceptions": [{"code": code}],
    }

    outcome = run(data)

    assert [f for f in outcome.report.findings if f.accepted is not None] == []
    assert ("CEL11", "Uitzonderingen!A2") in told(outcome)


# ------------------------------------------------------------------------------------------------- workbooks
def test_a_workbook_that_fails_stops_no_other() -> None:
    """The reason stands on that workbook, the others are complete, and the run is not."""
    data: Case = {"other": {"language": "fr", "costs": [{"amount": "cher"}]}}
    books: Mapping[str, Workbook | SourceError] = {
        OWN: SourceError("SRC05", {"file": OWN}),
        OTHER: municipal(data["other"], OTHER),
    }

    report = run_books(data, coordinator(data), books).report

    assert [b.status for b in report.workbooks] == ["failed", "read"]
    assert report.complete is False
    assert [(f.code, f.location.workbook, f.group) for f in report.findings if f.code != "CON02"] == [
        ("SRC05", OWN, "SDGP-BJ-01"),
        ("CEL05", OTHER, "SDGP-BJ-01"),
        ("BUD06", None, "SDGP-BJ-01"),
    ]


def test_nothing_of_a_partnership_could_be_read() -> None:
    """Its amounts are unknown, not zero."""
    data: Case = {}

    report = run_books(data, coordinator(data), {OWN: SourceError("SRC02", {"workbook": OWN})}).report

    assert [report.groups[0][k] for k in ("ceiling_eur", "claimed_eur", "accepted_eur", "left_eur")] == [
        "35000.00",
        None,
        None,
        None,
    ]


def test_an_inactive_workbook_is_left_alone() -> None:
    """It is listed as skipped, and the run is complete."""
    data: Case = {"workbooks": [{"workbook": OWN, "active": "nee"}]}

    report = run_books(data, coordinator(data), {}).report

    assert [(b.workbook, b.status, b.tabs) for b in report.workbooks] == [(OWN, "skipped", ())]
    assert report.complete is True


def test_workbooks_without_a_coordinator() -> None:
    """They are checked alone; what only the coordinator knows is not asked."""
    check = checker({})
    data: Case = {
        "language": "en",
        "activities": [{"sdg": 5, "sdg_target": "5.5"}],
        "costs": [{}, {"amount": "about 300"}, {"currency": ""}],
    }
    entry = PROGRAMME.bare(OWN, "Gatsibo", "en")

    outcome = assess(check, bare_world(check, [entry]), {OWN: municipal(data)}.get)

    assert told(outcome) == [("CEL05", "Costs!G3"), ("CEL01", "Costs!H4")]
    assert outcome.report.groups == ()


def test_the_coordinator_workbook_alone() -> None:
    """Without workbooks a partnership has nothing claimed and all of it left."""
    data: Case = {"workbooks": []}
    check = checker(data)

    world, findings = register(check, coordinator(data))
    report = assess(check, world, {}.get, findings).report

    assert findings == []
    assert report.groups[0]["left_eur"] == "35000.00"
