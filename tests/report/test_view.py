"""What the terminal and the page both draw."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sheets_sync.report.view import Shares


@pytest.mark.parametrize(
    ("claimed", "tone"),
    [("-0.1", "good"), ("0.79", "good"), ("0.8", "warning"), ("1", "warning"), ("1.01", "error")],
)
def test_a_bar_warns_from_four_fifths_on_and_is_wrong_above_the_ceiling(claimed: str, tone: str) -> None:
    """At exactly four fifths too: the ceiling is near, and at exactly all of it nothing is passed."""
    assert Shares(Decimal(0), Decimal(claimed)).tone == tone
