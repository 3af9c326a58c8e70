"""What people decided by a command is kept in a file of its own, and never lost to a mistake in it."""

from __future__ import annotations

import stat
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sheets_sync.decisions import FILE, Accepted, ClosedYear, Decisions, load_decisions, save_decisions
from sheets_sync.programme import HeldRate
from support.cases import coordinator as coordinator_of
from support.cases import run_books
from support.cases import workbook as workbook_of
from support.defaults import OWN

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2025, 6, 30)
RATE = HeldRate(
    "RWF", None, date(2024, 3, 1), date(2024, 3, 31), Decimal("1450.25"), "inforeuro", date(2024, 3, 1), "03/2024"
)
ALL = Decisions(
    accepted=(
        Accepted("0123456789abcdef", "CEL06", "een.xlsx", "C-001", "Gezien op 12/03", date(2025, 12, 31), DAY),
        Accepted("fedcba9876543210", "BUD02", None, None, "“Afgesproken”", None, DAY),
    ),
    years={2024: ClosedYear(DAY, (RATE, RATE._replace(group="SDGP-RW-01", valid_from=None, reference=None)))},
)


def test_decisions_come_back_as_they_were(tmp_path: Path) -> None:
    """For this account alone, in a folder that may not be there yet."""
    folder = tmp_path / "state"

    save_decisions(folder, ALL)

    assert load_decisions(folder) == ALL
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name for path in folder.iterdir()} == {FILE}


def test_where_nobody_decided_anything_there_is_nothing(tmp_path: Path) -> None:
    """Without a folder, and with something else in its place."""
    (tmp_path / "file").write_text("no folder", "utf-8")

    assert load_decisions(tmp_path / "state") == Decisions()
    assert load_decisions(tmp_path / "file") == Decisions()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"accepted": [{}], "closed_years": {}}',
        '{"accepted": [], "closed_years": {"twenty": {"on": "2025-01-01", "rates": []}}}',
        '{"accepted": [], "closed_years": {"2024": {"on": "soon", "rates": []}}}',
        '{"accepted": [], "closed_years": {"2024": {"on": "2025-01-01", "rates": [{"first": 1}]}}}',
        "\ufffd",
    ],
)
def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    """A person may still mend it: nothing is guessed, and nothing is thrown away."""
    (tmp_path / FILE).write_text(text, "utf-8")

    assert load_decisions(tmp_path).damaged
    assert (tmp_path / FILE).read_text("utf-8") == text


def test_a_decision_takes_the_place_of_the_one_before() -> None:
    """On the same finding, and on no other."""
    later = ALL.accepted[0]._replace(reason="Toch", until=None)

    assert ALL.accept(later).accepted == (ALL.accepted[1], later)
    assert ALL.accept(later).years == ALL.years


def test_a_finding_is_accepted_by_its_name_until_its_day() -> None:
    """That one, and no other of the same kind."""
    data = {"costs": [{"Bedrag": "12.500"}, {"Bedrag": "12.500"}]}
    books = {OWN: workbook_of(data)}
    first, second = (f for f in run_books(data, coordinator_of(data), books).report.findings if f.code == "CEL06")
    accepted = Accepted(first.fingerprint, "CEL06", OWN, first.location.row_id, "Gezien", DAY, DAY)

    (kept,) = Decisions((accepted,)).acceptances

    assert kept.covers(first, DAY)
    assert not kept.covers(second, DAY)
    assert not kept.covers(first, date(2025, 7, 1))
    (for_good,) = Decisions((accepted._replace(until=None),)).acceptances
    assert for_good.covers(first, date(2999, 1, 1))
