"""Text of a cell: what it means, how it compares, how the spreadsheet shows it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheets_sync.model import LANGUAGES, UNSTORED, Language, Stored
from sheets_sync.values import JOINT, clean, fold, in_one, is_error, nearest, shown

#: No clock: a slow machine is no fault of the code.
untimed = settings(deadline=None, max_examples=300)
languages = st.sampled_from(LANGUAGES)
anything = st.one_of(st.none(), st.booleans(), st.text(), st.floats(), st.integers(), st.dates(), st.datetimes()) | (
    st.times() | st.timedeltas()
)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("N° d’activité", "n° d'activite"),
        ("Nº d'activité", "N°\u00a0d`ACTIVITÉ"),
        ("№ 7", "n° 7"),
        ("Leverancier / begunstigde", "leverancier/begunstigde"),
        ("Link to  receipt", "link to receipt"),
        ("Geraamde kost (€)", "geraamde kost €"),
        ("Bedrag *", "Bedrag:"),
        ("« Dépenses »", "depenses"),
        ("Internationale\nreis", "internationale reis"),
        ("e\u0301tat", "ÉTAT"),
        ("main d’œuvre", "Main d'oeuvre"),
        ("per\u00addiem", "perdiem"),
        ("sous–total", "sous - total"),
        ("Réalisé ?", "realise"),
        ("\u200bMunt\ufeff", "munt"),
    ],
)
def test_texts_that_people_take_for_the_same_fold_alike(text: str, same: str) -> None:
    """Case, accents, spaces, quotes, dashes and punctuation make no difference."""
    assert fold(text) == fold(same)


@pytest.mark.parametrize(("text", "other"), [("5 €", "5 %"), ("n°", "n"), ("kost", "kosten"), ("SDG 1", "SDG 11")])
def test_texts_with_another_sign_or_letter_do_not_fold_alike(text: str, other: str) -> None:
    """The euro, degree and per cent signs, letters and digits are kept."""
    assert fold(text) != fold(other)


@untimed
@given(st.text())
@example("İ")
@example(" - - ")
@example("ΐ\u0345")
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text has no capital, no accent and no space too many left, so that it can be stored and compared."""
    folded = fold(text)

    assert fold(folded) == folded
    assert folded == folded.strip()


ERRORS = {
    "en": (
        "#REF!",
        "#N/A",
        " #value! ",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "Err:502",
    ),
    "nl": (
        "#VERW!",
        "#N/B",
        "#WAARDE!",
        "#DEEL/0!",
        "#NAAM?",
        "#GETAL!",
        "#LEEG!",
        "#ERROR!",
        "Loading...",
        "Loading…",
    ),
    "fr": ("#REF!", "#N/D", "#VALEUR!", "#VALEUR\u202f!", "#DIV/0!", "#NOM?", "#NOMBRE!", "#NUL!"),
}


@pytest.mark.parametrize("text", [text for texts in ERRORS.values() for text in texts])
def test_an_error_shown_as_text_is_known_in_three_languages(text: str) -> None:
    """An error that was copied as a value is still an error."""
    assert is_error(text)


@pytest.mark.parametrize(
    "text",
    ["", "#", "#1", "N/A", "n.v.t.", "REF", "Err: see below", "Loading dock", "#hashtag!", "#REF! " + "x" * 30],
)
def test_a_remark_is_no_error_of_the_spreadsheet(text: str) -> None:
    """Only what a spreadsheet itself shows is taken for its error."""
    assert not is_error(text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("  Cotonou\u00a0", "Cotonou"),
        ("\u200b\ufeff", None),
        (" \t\r\n\u2028\u3000", None),
        ("", None),
        ("e\u0301", "é"),
        ("two\nlines\n", "two\nlines"),
        ("a \u200b", "a"),
    ],
)
def test_a_cell_without_visible_text_is_empty(text: str, meaning: str | None) -> None:
    """White space of every kind and characters without width count for nothing at the ends."""
    assert clean(text) == meaning


MARKS = " .:#\nEeRrLl0\u2026\u00a0é\u0301"


@given(
    st.lists(st.one_of(st.text(MARKS, max_size=8), st.text(max_size=8), st.sampled_from(sum(ERRORS.values(), ()))))
)
@example(["Loading..."])
@example(["Zaal", "Err : 502"])
@example(["a\x1f#REF!"])
@example(["."])
def test_texts_that_are_looked_at_together(texts: list[str]) -> None:
    """What passes in one look with others is just what it seems: not empty, no error, and `clean` leaves it alone."""
    joined = in_one(texts)

    if joined is not None:
        assert joined == JOINT.join(texts)
        assert all(text and clean(text) == text != UNSTORED and not is_error(text) for text in texts)


@pytest.mark.parametrize(
    ("texts", "passes"),
    [
        (("Zaal", "A-007", "Dépenses « à régler »", "Zie verslag.\nZie foto’s: 3", "16.7"), True),
        (("Zaal", ""), False),
        (("Zaal", None), False),
        (("Zaal", 7.0), False),
        (("Zaal ",), False),
        (("Loading...", "Zaal"), False),
        ((), False),
    ],
)
def test_most_texts_pass_in_one_look(texts: tuple[object, ...], passes: bool) -> None:
    """A column of ordinary texts passes; one with an empty cell, a number or a space too many does not."""
    assert (in_one(texts) is not None) is passes


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("", "", "")),
        (UNSTORED, ("", "", "")),
        ("a\x1b[31m\nb\u202e", ("a␛[31m b�",) * 3),
        ("\ud800", ("�",) * 3),
        (1234.5, ("1234,5", "1234,5", "1234.5")),
        (12.0, ("12",) * 3),
        (-0.1 - 0.2, ("-0,3", "-0,3", "-0.3")),
        (7, ("7",) * 3),
        (1e300, ("1.00000E+300",) * 3),
        (float("inf"), ("inf",) * 3),
        (True, ("WAAR", "VRAI", "TRUE")),
        (False, ("ONWAAR", "FAUX", "FALSE")),
        (date(2025, 12, 31), ("31/12/2025",) * 3),
        (datetime(2025, 12, 31), ("31/12/2025",) * 3),  # noqa: DTZ001  (a spreadsheet knows no time zone)
        (datetime(2025, 12, 31, 14, 5), ("31/12/2025 14:05",) * 3),  # noqa: DTZ001  (the same)
        (time(14, 5, 9), ("14:05:09",) * 3),
        (timedelta(hours=30, minutes=5), ("30:05:00",) * 3),
        (timedelta(hours=-1), ("-1:00:00",) * 3),
    ],
)
def test_a_value_is_shown_as_in_the_spreadsheet(value: Stored, expected: tuple[str, str, str]) -> None:
    """Numbers, dates and truth look as in a spreadsheet of the language; text cannot steer a terminal."""
    assert tuple(shown(value, language) for language in LANGUAGES) == expected


@untimed
@given(anything, languages)
def test_whatever_is_stored_can_be_shown_and_printed(value: Stored, language: Language) -> None:
    """Nothing that a cell can hold raises, breaks the line, or cannot be written as UTF-8."""
    text = shown(value, language)

    assert text.encode().decode() == text
    assert len(text.splitlines()) <= 1
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("Bedarg", "Bedrag"),
        ("Mutn", "Munt"),
        ("Datum bewijstuk", "Datum bewijsstuk"),
        ("leverancier begunstigd", "Leverancier / begunstigde"),
        ("BEDRAG", "Bedrag"),
        ("Punt", None),
        ("Kosten", None),
        ("SDG 12", None),
        ("", None),
    ],
)
def test_the_nearest_option_is_the_one_that_was_mistyped(typed: str, option: str | None) -> None:
    """A slip of the finger finds its word; another word, or another number, finds none."""
    options = ["Bedrag", "Munt", "Datum bewijsstuk", "Leverancier / begunstigde", "SDG 1", "SDG 11", "SDG 2", ""]

    assert nearest(typed, options) == option


def test_two_options_that_are_as_near_are_none() -> None:
    """Where a text can be a slip of two words, none of them is chosen, in any order."""
    assert nearest("juine", ["juin", "juiné"]) == "juiné"
    assert nearest("kostem", ["kosten", "kostef"]) is None
    assert nearest("kostem", ["kostef", "kosten"]) is None


@untimed
@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=5))
def test_the_nearest_option_is_one_of_them(text: str, options: list[str]) -> None:
    """No text raises, and nothing is made up."""
    assert nearest(text, options) in {*options, None}


def test_the_import_is_cheap() -> None:
    """Reading values takes neither Babel nor Pydantic nor a spreadsheet library."""
    code = "import sys, sheets_sync.values; print(*{name.partition('.')[0] for name in sys.modules})"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"babel", "pydantic", "openpyxl", "python_calamine", "rich", "click", "locale"} & set(loaded)
