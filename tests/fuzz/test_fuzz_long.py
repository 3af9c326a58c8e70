"""A cell as full as can be, of whatever signs: it costs no more than its length, and ends nothing."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.privacy import personal_data
from sheets_sync.values.characters import composed, without_accents
from support.cases import OWN, coordinator, run_books, workbook
from support.defaults import MUNICIPAL
from support.fuzzing import bounded

FULL = 32_767
SIGNS = (
    "9",
    "x",
    "9 9",
    "A-9",
    "a@b.",
    "+32 4",
    "BE68 5390 ",
    "1/",
    "\u0315\u0300",
    "\u0660",
    "\u00e9",
    "-",
    "=",
    "\u200b",
)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("tab", MUNICIPAL)
def test_a_full_cell_is_told_in_every_column(tab: str, sign: str) -> None:
    """Numbers of thousands of digits, which Python refuses to read, and what a pattern could go through for ever."""
    data: dict[str, Any] = {tab: [dict.fromkeys(MUNICIPAL[tab].fields, (sign * FULL)[:FULL]), {}]}

    report = run_books(data, coordinator(data), {OWN: workbook(data, OWN)}).report

    (book,) = report.workbooks
    assert all(count.rows_read == count.accepted + count.set_aside + count.skipped for count in book.tabs)


@bounded(100)
@given(st.text(max_size=300), st.integers(1, 4))
@example("e\u0301" * 300, 1)
@example("\u1100\u1161\u11a8" * 200, 1)
def test_a_long_text_is_composed_as_a_short_one(text: str, times: int) -> None:
    """Where it is taken in pieces nothing shows of it, as long as accents do not stand in hundreds on one letter."""
    long = f"{text} a" * times

    assert composed(long) == unicodedata.normalize("NFC", long)
    assert without_accents(without_accents(long)) == without_accents(long)


def test_accents_of_the_longest_text_go_as_those_of_a_short_one() -> None:
    """Whichever way is the quicker."""
    text = "F\u00e9vr. e\u0301 \u0660 \u1100\u1161 \u0915\u093f \u20dd"

    assert without_accents(text * 10_000) == without_accents(text) * 10_000


def test_hundreds_of_accents_on_one_letter_end() -> None:
    """They take their length, not the square of it, and stay together in number."""
    text = "a" + "\u0315\u0300" * 500_000

    assert len(composed(text)) >= len(text) - 1
    assert without_accents(text) == "a"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x" * 200_000 + " els@example.org", True),
        ("9" * 200_000, False),
        ("mail:els@example.org", True),
        ("'els.peeters+sdg@example.org'", True),
        ("a@b@example.org", True),
    ],
)
def test_an_address_is_found_in_any_text(text: str, found: bool) -> None:
    """Wherever it begins, and however long the text is."""
    assert ("PII01" in personal_data(text)) is found
