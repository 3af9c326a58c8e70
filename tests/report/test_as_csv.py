"""The findings as CSV: what a spreadsheet or a filter reads back."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.model import Finding, Location, Severity
from sheets_sync.report import render as render_as
from sheets_sync.report.as_csv import COLUMNS, render, safe
from support.reports import CATALOGUE, FULL, HOSTILE, anything, finding, languages, reports

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.model import Language, Report

#: What begins a formula, or makes that of the next sign.
STARTS = "=+-@\t\r\n＝＋－＠"
SIGNS = frozenset("=+-@＝＋－＠")


def parsed(report: Report, home: Language = "en", language: Language | None = None) -> list[dict[str, str]]:
    """The lines as a program reads them back, by the names of the columns."""
    return list(csv.DictReader(StringIO(render(report, CATALOGUE, home, language=language), newline=""), strict=True))


def of(*findings: Finding) -> Report:
    """A report with these findings."""
    return replace(FULL, findings=findings)


def cells(text: str, delimiter: str) -> Iterable[str]:
    """The cells as a spreadsheet takes them that splits lines at this sign."""
    return (cell for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter) for cell in line)


# ------------------------------------------------------------------------------------------------- the form
def test_the_columns_are_fixed() -> None:
    """Somebody's filter may count them."""
    heading = render(of(), CATALOGUE, "nl")

    assert heading == (
        "code,name,severity,partnership_id,municipality,workbook,tab,cell,row,row_id,column,value,message,fix,"
        "suggestion,language,accepted,accepted_reason,fingerprint\r\n"
    )


def test_a_finding_is_a_line() -> None:
    """With all that is known of it, and nothing where nothing is known."""
    told = finding("CEL03", row=5, key="date", value="31/02/2025", suggestion=date(2025, 2, 28))

    (line,) = parsed(of(told), language="en")

    assert line == {
        "code": "CEL03",
        "name": "date-impossible",
        "severity": "error",
        "partnership_id": "P-01",
        "municipality": "Ninove",
        "workbook": "ninove.xlsx",
        "tab": "Kosten",
        "cell": "B5",
        "row": "5",
        "row_id": "C-005",
        "column": "Datum",
        "value": "31/02/2025",
        "message": "The date 31/02/2025 does not exist.",
        "fix": "Look up the right day and write day/month/year, for example 28/02/2025.",
        "suggestion": "28/02/2025",
        "language": "en",
        "accepted": "no",
        "accepted_reason": "",
        "fingerprint": told.fingerprint,
    }


def test_findings_stand_in_their_order_and_are_not_grouped() -> None:
    """One line per cell, those for information and those that are accepted too."""
    assert [(line["code"], line["fingerprint"]) for line in parsed(FULL)] == [
        (each.code, each.fingerprint) for each in FULL.findings
    ]


def test_each_workbook_is_told_in_its_language_or_all_in_one() -> None:
    """As in the JSON."""
    own = {line["workbook"]: line["language"] for line in parsed(FULL, home="en")}
    french = {line["language"] for line in parsed(FULL, language="fr")}

    assert own == {"coordinator.xlsx": "en", "ninove.xlsx": "nl", "": "en", "dogbo.xlsx": "fr", "karongi.xlsx": "en"}
    assert french == {"fr"}


def test_what_is_accepted_says_why() -> None:
    """It stays in the list."""
    (line,) = parsed(of(finding("ROW07", row=2).accept("Creditnota")))

    assert (line["accepted"], line["accepted_reason"]) == ("yes", "Creditnota")


def test_a_code_that_nobody_knows_is_told_all_the_same() -> None:
    """A programme that forgot its sentence does not take the list from everybody."""
    (line,) = parsed(of(Finding("XXX99")))

    assert (line["code"], line["name"], line["message"]) == ("XXX99", "", "XXX99")


@pytest.mark.parametrize("value", ['5" pipe', "a,b;c", "two\r\nlines", "two\nlines", "one\rtwo", "", " ", "“é” €"])
def test_a_text_comes_back_as_it_was(value: str) -> None:
    """Commas, quotes and breaks of lines are quoted, as RFC 4180 says."""
    (line,) = parsed(of(Finding("CEL02", value=value)))

    assert line["value"] == value


@given(reports, languages)
def test_every_line_has_every_column(report: Report, home: Language) -> None:
    """Whatever stands in the cells: lines end in CR LF, and what a reader gets are whole characters."""
    text = render(report, CATALOGUE, home)

    lines = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert [len(line) for line in lines] == [len(COLUMNS)] * (len(report.findings) + 1)
    assert text.endswith("\r\n")
    assert text.encode()


@pytest.mark.parametrize(("mark", "start"), [(True, b"\xef\xbb\xbfcode,"), (False, b"code,")])
def test_a_byte_order_mark_is_written_when_it_is_asked_for(start: bytes, *, mark: bool) -> None:
    """Excel needs it to see that the text is UTF-8; for a program it would be a part of the first heading."""
    assert render(FULL, CATALOGUE, "nl", mark=mark).encode().startswith(start)


def test_it_is_one_of_the_formats() -> None:
    """In the words of the language that was asked for."""
    assert render_as("csv", FULL, CATALOGUE, "nl", told="fr") == render(FULL, CATALOGUE, "nl", language="fr")


# ------------------------------------------------------------------------------------------------- no formula
@pytest.mark.parametrize("start", STARTS)
def test_what_could_begin_a_formula_begins_with_an_apostrophe(start: str) -> None:
    """Then it is a text, in every spreadsheet."""
    assert safe(f"{start}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ('=HYPERLINK("https://a.example","x")', '\'=HYPERLINK("https://a.example","x")'),
        ("  =1+1", "  '=1+1"),
        ("\u00a0=1+1", "\u00a0'=1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; =1+1", "a; '=1+1"),
        ('a;"=1+1', "a;\"'=1+1"),
        ("a\t=1+1", "a\t'=1+1"),
        ("a;\t=1+1", "a;\t'=1+1"),
        ("a\r\n@SUM(1)", "a\r\n'@SUM(1)"),
        ("\t=1+1", "'\t'=1+1"),
        ("-1+cmd|x", "'-1+cmd|x"),
        ("-1;=1", "'-1;'=1"),
        ("+32 54 31 32 33", "'+32 54 31 32 33"),
        ("-", "'-"),
    ],
)
def test_a_formula_is_a_text_wherever_a_cell_may_begin(text: str, stays: str) -> None:
    """Behind spaces and quotes too, on another line, and where a Dutch or French spreadsheet splits the line."""
    assert safe(text) == stays


@pytest.mark.parametrize(
    "value",
    [
        "-640",
        "-640,00",
        "-640.00",
        "12.500",
        "-1.234,56",
        "-1 234,56",
        "-1\u00a0234,56",
        "1E+3",
        7,
        "a-b",
        "a=b",
        "x@y.be",
    ],
)
def test_numbers_and_ordinary_texts_stay_as_they_are(value: str | int) -> None:
    """A credit note is still a number, an address still one that can be used."""
    assert safe(value) == str(value)


@given(
    st.lists(st.sampled_from([*STARTS, ";", ",", '"', " ", "'", "\u00a0", "1", "a", HOSTILE]), max_size=8).map(
        "".join
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_no_cell_is_a_formula_at_whatever_sign_lines_are_split(text: str, delimiter: str) -> None:
    """Value, tab, heading, row number, reason and parameters come from a spreadsheet; commas are only one way."""
    where = Location("ninove.xlsx", text, row=2, row_id=text, column=text)
    told = Finding("CEL02", where, value=text, suggestion=text, group=text, severity=Severity.ERROR, accepted=text)
    page = render(of(told), CATALOGUE, "nl")

    for cell in cells(page, delimiter):
        first = cell.lstrip()[:1]
        assert first not in SIGNS or re.fullmatch(r"-[0-9., \u00a0]+", cell.strip(" \u00a0"))


# ------------------------------------------------------------------------------------------------- no control code
@given(anything)
def test_nothing_in_it_steers_a_terminal(text: str) -> None:
    """Where it is printed, control codes are not carried out; half characters cannot be written to a file at all."""
    assert not {sign for sign in safe(text) if category(sign) in {"Cc", "Cs"} and sign not in "\t\r\n"}
