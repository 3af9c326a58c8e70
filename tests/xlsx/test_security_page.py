"""docs/security.md says no more than the tests do: every promise has its test, every attack its figures."""

from __future__ import annotations

import re
from pathlib import Path

import attacks_texts  # noqa: F401  (registers its own)
import pytest
from attacks import ATTACKS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
PROMISES, _, MEASURED = PAGE.partition("## Attack files")
#: What each of them may take (the issue "Unattended and trusted").
SECONDS, MEGABYTES = 30, 1_000


def lines(text: str) -> list[list[str]]:
    """The cells of each line of a table, but for its heading."""
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


@pytest.mark.parametrize("row", lines(PROMISES), ids=lambda row: row[0][:40])
def test_each_promise_has_its_test_and_its_figure(row: list[str]) -> None:
    """The file is there, with the function that is named; and something was measured."""
    promise, test, figure = row
    name, _, function = test.strip("`").partition("::")

    text = (ROOT / name).read_text("utf-8")

    assert promise
    assert re.search(rf"^def {function or 'test_'}", text, re.MULTILINE)
    assert re.search(r"\d", figure)


def test_each_attack_was_measured() -> None:
    """Those of the tests, and no others; each with a finding."""
    assert {row[0].strip("`") for row in lines(MEASURED)} == ATTACKS.keys()
    for name, _, codes, _, _, _ in lines(MEASURED):
        end = ATTACKS[name.strip("`")].end
        expected = {"read": {"TAB01"}, "SRC08": {"SRC08", "TAB01"}}.get(end, {end})  # measured with the usual limits
        assert expected & set(codes.split())


@pytest.mark.parametrize("row", lines(MEASURED), ids=lambda row: row[0].strip("`"))
def test_each_attack_stays_within_what_was_promised(row: list[str]) -> None:
    """Half a minute and a gigabyte, and an exit code that says what became of it."""
    _, _, _, code, seconds, megabytes = row

    assert int(code) in {1, 3}
    assert float(seconds) < SECONDS
    assert float(megabytes) < MEGABYTES
