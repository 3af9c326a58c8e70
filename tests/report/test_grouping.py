"""Findings in the order in which a person works through them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.model import A1, Finding, Report, Severity
from sheets_sync.report.grouping import arrange, group
from sheets_sync.telling import MANY, ranges
from support.reports import FULL, ambiguous, book, finding, reports


@given(reports)
def test_no_finding_is_lost_and_none_is_told_twice(report: Report) -> None:
    """Each finding stands in exactly one block."""
    told = Counter(id(f) for block in arrange(report) for f in block.findings)

    assert told == Counter(id(f) for f in report.findings)


def test_blocks_come_in_the_order_of_the_coordinator() -> None:
    """First the coordinator's own workbook, then each partnership as registered, also one without workbooks."""
    blocks = arrange(FULL)

    assert [(block.kind, block.id) for block in blocks] == [
        ("coordinator", None),
        ("partnership", "P-01"),
        ("partnership", "P-02"),
        ("partnership", "P-03"),
    ]


def test_a_block_shows_its_workbooks_also_without_findings() -> None:
    """What stands on the partnership itself comes first, then every workbook that is registered."""
    first, second = arrange(FULL)[1:3]

    assert [part.workbook for part in first.parts] == [None, "ninove.xlsx", "dogbo.xlsx"]
    assert [part.book.status for part in second.parts if part.book] == ["read", "failed", "skipped"]


def test_what_belongs_to_nobody_comes_last() -> None:
    """A finding without workbook and partnership is about the run."""
    report = Report(FULL.as_of, complete=True, workbooks=(), groups=(), findings=(Finding("SYS02"),))

    assert [block.kind for block in arrange(report)] == ["run"]


def test_files_without_a_partnership_are_one_block_without_figures() -> None:
    """Files that are checked by themselves have nothing above them."""
    report = Report(FULL.as_of, True, (book("a.xlsx", "", "nl", group=None),), (), (finding("CON02", "a.xlsx"),))

    (block,) = arrange(report)

    assert (block.kind, block.id, block.figures, block.label) == ("partnership", None, None, "")


def test_an_inactive_workbook_does_not_name_its_partnership() -> None:
    """The municipalities of a partnership are those whose workbooks are read."""
    report = Report(FULL.as_of, True, (book("a", "Genk", "nl"), book("b", "Genk (oud)", "nl", "skipped")), (), ())

    assert arrange(report)[0].label == "Genk"


@pytest.mark.parametrize(("n", "lines"), [(MANY - 1, MANY - 1), (MANY, 1)])
def test_five_findings_of_a_code_in_one_column_are_one_line(n: int, lines: int) -> None:
    """Fewer stand each on their own."""
    groups = group(ambiguous(row, "12.500") for row in range(2, 2 + n))

    assert len(groups) == lines
    assert sum(len(each.findings) for each in groups) == n


@pytest.mark.parametrize(
    "other",
    [
        finding("CEL05", row=9, key="amount"),
        finding("CEL06", row=9, key="date"),
        finding("CEL06", "other.xlsx", 9, "amount"),
        finding("CEL06", row=9, key="amount").accept("agreed"),
        finding("CEL06"),
    ],
    ids=["another code", "another column", "another workbook", "accepted", "no row"],
)
def test_only_what_is_alike_is_one_line(other: Finding) -> None:
    """A group is of one code, in one column of one workbook, and accepted as a whole or not at all."""
    groups = group([*(ambiguous(row, "12.500") for row in range(2, 2 + MANY)), other])

    assert sorted(len(each.findings) for each in groups) == [1, MANY]


def test_errors_come_first_and_what_is_accepted_last() -> None:
    """Among equals those of one code stand together, in the order in which they were found."""
    found = [
        finding("CEL14", row=2, key="date"),
        finding("ROW09", row=3, key="link"),
        finding("CEL03", row=5, key="date"),
        finding("CEL06", row=4, key="amount").accept("agreed"),
        finding("CEL06", row=6, key="amount"),
        finding("CEL03", row=7, key="date"),
    ]

    told = [(f.first.code, f.first.location.row) for f in group(found)]

    assert told == [("CEL03", 5), ("CEL03", 7), ("CEL06", 6), ("ROW09", 3), ("CEL14", 2), ("CEL06", 4)]
    assert [each.first.severity for each in group(found)][3:5] == [Severity.WARNING, Severity.INFO]


@given(st.sets(st.builds(A1, st.integers(1, 30), st.integers(1, 4))))
def test_ranges_are_exactly_the_cells(cells: set[A1]) -> None:
    """Blocks hold every cell once and no other, and none of them could be joined to the next."""
    blocks = list(ranges(cells))

    covered = [A1(row, first.column) for first, last in blocks for row in range(first.row, last.row + 1)]
    assert sorted(covered) == sorted(cells)
    assert not any((last.row + 1, last.column) in cells for _, last in blocks)
