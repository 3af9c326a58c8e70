"""The report for other programs, and its published schema."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from sheets_sync.model import Finding, Label, Money, Month, Report
from sheets_sync.report.as_json import plain, render
from support.cases import all_cases, run
from support.json_schema import faults
from support.reports import CATALOGUE, FULL, WRITES, finding, languages, reports

if TYPE_CHECKING:
    from sheets_sync.model import Language, Param

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text("utf-8"))


def parsed(report: Report, home: Language = "en", language: Language | None = None) -> Any:
    """The JSON of a report, read back strictly."""
    text = render(report, CATALOGUE, home, language=language)

    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)


# ------------------------------------------------------------------------------------------------- the contract
@pytest.mark.parametrize("report", [FULL, replace(FULL, writes=WRITES), replace(FULL, writes=())])
def test_a_report_is_as_the_schema_says(report: Report) -> None:
    """With and without writes."""
    assert list(faults(parsed(report), SCHEMA, SCHEMA)) == []


@pytest.mark.parametrize("case", [c for c in all_cases() if c.number == 1], ids=str)
def test_what_the_programme_finds_is_as_the_schema_says(case: Any, tmp_path: Path) -> None:
    """The first case of every code, through the whole core."""
    report = run(case, tmp_path).report

    assert list(faults(parsed(report), SCHEMA, SCHEMA)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), 2),
        (("as_of",), "30/06/2025"),
        (("complete",), 1),
        (("partnerships", 0, "claimed_eur"), "38412.4"),
        (("partnerships", 0, "claimed_eur"), 38412.37),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "cell"), "B$5"),
        (("findings", 0, "row"), 0),
        (("findings", 0, "extra"), None),
        (("workbooks", 0, "tabs", 0, "skipped"), -1),
    ],
)
def test_the_schema_refuses(path: tuple[str | int, ...], value: object) -> None:
    """Another version, a date or an amount in another form, an unknown word, a cell that is none."""
    report = parsed(FULL)
    *way, last = path
    inside = report
    for step in way:
        inside = inside[step]
    inside[last] = value

    assert len(list(faults(report, SCHEMA, SCHEMA))) == 1


def test_the_schema_names_every_key() -> None:
    """Nothing is printed that the schema only lets pass, and what it requires is all that there is."""
    report = parsed(replace(FULL, writes=WRITES))

    assert report.keys() == SCHEMA["properties"].keys()
    for name in ("workbook", "partnership", "finding", "write"):
        definition = SCHEMA["$defs"][name]
        assert definition["properties"].keys() == set(definition["required"]) == report[f"{name}s"][0].keys()


@given(reports, languages)
def test_it_is_valid_whatever_stands_in_it(report: Report, home: Language) -> None:
    """Any text, half characters and control codes included, any number, also one that is none."""
    text = render(report, CATALOGUE, home)

    assert text.isascii()
    assert "\\u0000" not in text or json.loads(text)
    told = parsed(report, home)
    assert len(told["findings"]) == len(report.findings)
    json.dumps(told, ensure_ascii=False).encode()  # what is left are whole characters


def test_findings_stand_in_their_order_and_are_not_grouped() -> None:
    """One object per cell, one line per object."""
    told = parsed(FULL)["findings"]
    lines = render(FULL, CATALOGUE, "en").splitlines()

    assert [f["code"] for f in told] == [f.code for f in FULL.findings]
    assert sum('"fingerprint"' in line for line in lines) == len(FULL.findings)


# ------------------------------------------------------------------------------------------------- languages
def test_a_finding_is_told_in_the_language_of_its_workbook() -> None:
    """The coordinator's own workbook and the partnerships in the coordinator's."""
    told = {(f["workbook"], f["language"]) for f in parsed(FULL, home="en")["findings"]}

    assert told == {
        ("coordinator.xlsx", "en"),
        ("ninove.xlsx", "nl"),
        ("dogbo.xlsx", "fr"),
        (None, "en"),
        ("karongi.xlsx", "en"),
    }


def test_all_can_be_told_in_one_language() -> None:
    """Message, fix and labels; the suggestion as its reader writes it."""
    report = replace(FULL, findings=(finding("CEL03", row=5, suggestion=date(2025, 2, 28), value="31/02/2025"),))

    (told,) = parsed(report, language="fr")["findings"]

    assert told["language"] == "fr"
    assert told["message"] == "La date 31/02/2025 n’existe pas."
    assert told["suggestion"] == "28/02/2025"


# ------------------------------------------------------------------------------------------------- values
@pytest.mark.parametrize(
    ("param", "shown"),
    [
        (Money(Decimal(36851)), "36851.00"),
        (Money(Decimal("0.005"), "EUR"), "0.01"),
        (Money(Decimal(12500), "XOF"), "12500.00"),
        (Money(Decimal("NaN")), None),
        (Decimal("1462.35"), "1462.35"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+400"), "1E+400"),
        (Decimal("Infinity"), None),
        (date(2025, 2, 28), "2025-02-28"),
        (datetime(2025, 3, 7, 4, 5), "2025-03-07T04:05:00"),  # noqa: DTZ001  (local time, as a run notes it)
        (Month(2025, 2), "2025-02"),
        (Label("Reis", "Voyage", "Travel"), "Voyage"),
        (7, 7),
        ("12.500", "12.500"),
        ((7, Label("Reis", "Voyage", "Travel"), (Money(Decimal(1)),)), [7, "Voyage", ["1.00"]]),
    ],
)
def test_parameters_are_data(param: Param, shown: object) -> None:
    """Amounts with two decimals, numbers without loss, days in ISO 8601, labels in the reader's language."""
    assert plain(param, "fr") == shown


def test_what_is_accepted_says_why() -> None:
    """It stays in the report."""
    told = parsed(replace(FULL, findings=(finding("ROW07", row=2).accept("Creditnota"),)))["findings"][0]

    assert (told["accepted"], told["accepted_reason"]) == (True, "Creditnota")


def test_a_code_that_nobody_knows_is_told_all_the_same() -> None:
    """A programme that forgot its sentence does not take the report from everybody."""
    (told,) = parsed(replace(FULL, findings=(Finding("XXX99"),)))["findings"]

    assert (told["code"], told["name"], told["message"]) == ("XXX99", None, "XXX99")
