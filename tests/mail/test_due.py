"""When a letter is due, and what is remembered of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sheets_sync.mail.due import Memory, Sent, is_due

MONDAY = date(2025, 6, 30)
DAYS = 14


def day(number: int) -> date:
    """So many days after Monday."""
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("sent", "open_now", "today", "due"),
    [
        pytest.param(Sent("r"), ["a"], MONDAY, True, id="never told"),
        pytest.param(Sent("r"), [], MONDAY, False, id="nothing to tell"),
        pytest.param(Sent("r", MONDAY, {"a": MONDAY}), ["a"], day(1), False, id="the same state"),
        pytest.param(Sent("r", MONDAY, {"a": MONDAY}), ["a", "b"], day(1), True, id="something new"),
        pytest.param(Sent("r", MONDAY, {"a": MONDAY}), ["a", "b"], MONDAY, False, id="new, and told today"),
        pytest.param(Sent("r", MONDAY, {"a": MONDAY, "b": MONDAY}), ["a"], day(1), False, id="one is solved"),
        pytest.param(Sent("r", MONDAY, {"a": MONDAY}), ["a"], day(DAYS - 1), False, id="not yet"),
        pytest.param(Sent("r", MONDAY, {"a": MONDAY}), ["a"], day(DAYS), True, id="a reminder"),
        pytest.param(Sent("r", None, {}, MONDAY), ["a"], MONDAY, False, id="tried today"),
        pytest.param(Sent("r", None, {}, MONDAY), ["a"], day(1), True, id="tried yesterday"),
        pytest.param(Sent("r", MONDAY, {"a": MONDAY}), ["a"], day(-30), False, id="a clock that went back"),
    ],
)
def test_when_a_letter_is_due(sent: Sent, open_now: list[str], today: date, due: bool) -> None:
    """Where something is new, or was last told so many days ago; never two on one day."""
    assert is_due(sent, open_now, today, DAYS) is due


def test_what_is_solved_is_new_when_it_comes_back() -> None:
    """The memory forgets it."""
    memory = Memory().with_sent("een.xlsx", "r", ["a", "b"], MONDAY)

    memory = memory.with_open("een.xlsx", "r", ["a"])

    assert memory.of("een.xlsx", "r").told == {"a": MONDAY}
    assert is_due(memory.of("een.xlsx", "r"), ["a", "b"], day(1), DAYS)


def test_another_address_was_told_nothing() -> None:
    """Who takes over a workbook hears of all that is open."""
    memory = Memory().with_sent("een.xlsx", "old", ["a"], MONDAY)

    assert memory.of("een.xlsx", "new") == Sent("new")


def test_a_letter_keeps_what_earlier_ones_told() -> None:
    """Where a workbook could not be read, only that is told, and the rest is not new the day after."""
    memory = Memory().with_sent("een.xlsx", "r", ["a"], MONDAY).with_sent("een.xlsx", "r", ["unread"], day(1))

    assert memory.of("een.xlsx", "r").told == {"a": MONDAY, "unread": day(1)}


def test_nothing_changes_where_nothing_is_solved() -> None:
    """So that nothing is written."""
    memory = Memory().with_sent("een.xlsx", "r", ["a"], MONDAY)

    assert memory.with_open("een.xlsx", "r", ["a", "b"]) is memory
    assert Memory().with_open("een.xlsx", "r", ["a"]) == Memory()
