"""What the terminal and the page both draw."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sheets_sync.report.view import Shares, view
from support.cases import CATALOGUE
from support.writing import outcome_of

if TYPE_CHECKING:
    from sheets_sync.model import Language


@pytest.mark.parametrize(
    ("claimed", "tone"),
    [("-0.1", "good"), ("0.79", "good"), ("0.8", "warning"), ("1", "warning"), ("1.01", "error")],
)
def test_a_bar_warns_from_four_fifths_on_and_is_wrong_above_the_ceiling(claimed: str, tone: str) -> None:
    """At exactly four fifths too: the ceiling is near, and at exactly all of it nothing is passed."""
    assert Shares(Decimal(0), Decimal(claimed)).tone == tone


@pytest.mark.parametrize(
    ("theme", "told", "named"),
    [
        ("SDG 6", "SDG 6", {"nl": "SDG 6 – Schoon water", "fr": "ODD 6 – Eau propre", "en": "SDG 6 – Clean water"}),
        ("lnob", "lnob", {"nl": "Niemand", "fr": "Ne laisser personne", "en": "Leave no one"}),
    ],
)
def test_a_theme_is_called_as_the_reader_knows_it(theme: str, told: str, named: dict[Language, str]) -> None:
    """A program gets the same word whoever asks; a person reads ODD in French, and never the code of a principle."""
    report = outcome_of({"partnerships": [{"theme": theme}], "costs": [{}]}).report

    assert report.groups[0]["theme"] == told
    for language, name in named.items():
        (shown,) = (block.theme for block in view(report, CATALOGUE, language).blocks if block.theme)
        assert shown.startswith(name)
