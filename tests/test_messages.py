"""How a value is shown, and how a finding becomes sentences."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import category

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.messages import Catalogue, Rendered, Text, show
from sheets_sync.model import LANGUAGES, UNSTORED, Finding, Label, Location, Money, Month, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.model import Language, Param

NB = "\u00a0"  # no-break space
NN = "\u202f"  # narrow no-break space
LOCALES = {"nl": "nl_BE", "fr": "fr_FR", "en": "en_GB"}
ENGINE = Catalogue.load("sheets_sync.messages")

languages = st.sampled_from(LANGUAGES)


# ------------------------------------------------------------------------------------------------- amounts
@pytest.mark.parametrize(
    ("amount", "currency", "nl", "fr", "en"),
    [
        ("1234.56", "EUR", f"€{NB}1.234,56", f"1{NN}234,56{NB}€", "€1,234.56"),
        ("0", "EUR", f"€{NB}0,00", f"0,00{NB}€", "€0.00"),
        ("-1250", "EUR", f"€{NB}-1.250,00", f"-1{NN}250,00{NB}€", "-€1,250.00"),
        ("12500", "XOF", f"F{NN}CFA{NB}12.500", f"12{NN}500{NB}F{NN}CFA", f"F{NN}CFA{NB}12,500"),
        ("1234567", "RWF", f"RWF{NB}1.234.567", f"1{NN}234{NN}567{NB}RWF", f"RWF{NB}1,234,567"),
        ("-12500", "RWF", f"RWF{NB}-12.500", f"-12{NN}500{NB}RWF", f"-RWF{NB}12,500"),
        ("1234.5", "USD", f"US${NB}1.234,50", f"1{NN}234,50{NB}$US", "US$1,234.50"),
        ("12500", None, "12.500", f"12{NN}500", "12,500"),
        ("12.5", None, "12,50", "12,50", "12.50"),
        ("655.957", None, "655,957", "655,957", "655.957"),
        ("0.005", "EUR", f"€{NB}0,01", f"0,01{NB}€", "€0.01"),
        ("-0.004", "EUR", f"€{NB}0,00", f"0,00{NB}€", "€0.00"),
        ("12.5", "XOF", f"F{NN}CFA{NB}13", f"13{NB}F{NN}CFA", f"F{NN}CFA{NB}13"),
        ("5", "QQQ", f"QQQ{NB}5,00", f"5,00{NB}QQQ", f"QQQ{NB}5.00"),
    ],
)
def test_an_amount_has_the_signs_of_the_reader_and_the_decimals_of_its_currency(
    amount: str, currency: str | None, nl: str, fr: str, en: str
) -> None:
    """Money is rounded half up to the decimals of its currency, and never runs into the letters beside it."""
    money = Money(Decimal(amount), currency)

    shown = {language: show(money, language) for language in LANGUAGES}

    assert shown == {"nl": nl, "fr": fr, "en": en}


@given(languages, st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["EUR", "USD"]))
def test_an_amount_is_written_as_babel_writes_it(language: Language, amount: Decimal, currency: str) -> None:
    """The quick way of writing an amount gives what the slow way gives."""
    shown = show(Money(amount, currency), language)

    assert shown == format_currency(amount, currency, locale=LOCALES[language])


@given(languages, st.decimals(-(10**9), 10**9, places=6))
def test_a_number_is_written_as_babel_writes_it(language: Language, number: Decimal) -> None:
    """A plain number keeps the decimals it has."""
    shown = show(number, language)

    assert shown == format_decimal(number, "#,##0.000000", locale=LOCALES[language])


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("12.50", "12,50"),
        ("1E+3", "1.000"),
        ("0.30000000000000004", "0,3"),
        ("1E+500", "1E+500"),
        ("-2.5E-80", "-2,5E-80"),
        ("0E-90", "0"),
        ("123456789012345678901234567890.12", "123.456.789.012.345.678.901.234.567.890,12"),
        ("1E+999999999999", "1E+999999999999"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
    ],
)
def test_a_strange_number_stays_short(number: str, shown: str) -> None:
    """A number that nobody can have meant is still shown, in a few signs."""
    assert show(Decimal(number), "nl") == shown


@given(languages, st.decimals(), st.sampled_from(["EUR", "XOF", None]))
def test_no_amount_is_too_strange_to_show(language: Language, amount: Decimal, currency: str | None) -> None:
    """Whatever was typed, the sentence about it is made and stays readable."""
    assert 0 < len(show(Money(amount, currency), language)) < 80
    assert 0 < len(show(amount, language)) < 80


# ------------------------------------------------------------------------------------------------- other kinds
SDG_5 = Label(nl="SDG 5", fr="ODD 5", en="SDG 5")
SDG_16 = Label(nl="SDG 16, vrede", fr="ODD 16, paix", en="SDG 16, peace")


@pytest.mark.parametrize(
    ("param", "nl", "fr", "en"),
    [
        (date(2025, 12, 31), "31/12/2025", "31/12/2025", "31/12/2025"),
        (date(25, 1, 2), "02/01/0025", "02/01/0025", "02/01/0025"),
        (datetime(2025, 3, 7, 4, 5, 59), "07/03/2025 04:05", "07/03/2025 04:05", "07/03/2025 04:05"),  # noqa: DTZ001  (local time, as a run notes it)
        (Month(2025, 3), "maart 2025", "mars 2025", "March 2025"),
        (Month(2025, 8), "augustus 2025", "août 2025", "August 2025"),
        (1234, "1234", "1234", "1234"),
        (SDG_5, "SDG 5", "ODD 5", "SDG 5"),
        ((), "", "", ""),
        (("a",), "a", "a", "a"),
        (("a", "b"), "a en b", "a et b", "a and b"),
        ((3, 7, 12), "3, 7 en 12", "3, 7 et 12", "3, 7 and 12"),
        ((SDG_16, SDG_5), "SDG 16, vrede; SDG 5", f"ODD 16, paix{NN}; ODD 5", "SDG 16, peace; SDG 5"),
        (
            tuple(range(1, 20)),
            "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, … (+3)",
            "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, … (+3)",
            "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, … (+3)",
        ),
        (Severity.ERROR, "error", "error", "error"),
    ],
)
def test_each_kind_is_shown_as_the_reader_writes_it(param: Param, nl: str, fr: str, en: str) -> None:
    """Dates by day, months in words, row numbers as in the workbook, labels and lists in the reader's language."""
    shown = {language: show(param, language) for language in LANGUAGES}

    assert shown == {"nl": nl, "fr": fr, "en": en}


def test_a_long_list_with_commas_is_cut_too() -> None:
    """The count of what is left out stands behind a list by semicolons as well."""
    assert show((SDG_16,) * 18, "nl").endswith("SDG 16, vrede; … (+2)")


# ------------------------------------------------------------------------------------------------- a person's text
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Abomey-Calavi", "Abomey-Calavi"),
        (f"12{NB}500{NN}F", f"12{NB}500{NN}F"),
        ("two\nlines", "two ↵ lines"),
        ("two \r\n\r\n lines", "two ↵ lines"),
        ("a\tb", "a b"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("Cotonou\u200b", "Cotonou<U+200B>"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\x00", "<U+0000>"),
        (UNSTORED, "<U+E000>"),
        ("\ud800", "<U+D800>"),
        ("{value} {0} %s", "{value} {0} %s"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("word " * 40, ("word " * 16).rstrip() + "…"),
        ("https://docs.example/" + "d" * 100, "https://docs.example/" + "d" * 100),
        ("x" * 90 + "@project.example", "x" * 90 + "@project.example"),
        ("/" + "x" * 300, "/" + "x" * 198 + "…"),
    ],
)
def test_a_text_of_a_person_is_made_harmless(text: str, shown: str) -> None:
    """It stands on one line, shows what cannot be seen, and is cut; only an address may be longer."""
    assert show(text, "nl") == shown


@given(languages, st.text(st.characters(), max_size=400))
def test_no_text_breaks_the_sentence_around_it(language: Language, text: str) -> None:
    """Nothing that turns, hides or breaks the sentence is left of any text, and it stays short."""
    shown = show(text, language)

    assert {category(sign) for sign in shown}.isdisjoint({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
    assert len(shown) <= 200


# ------------------------------------------------------------------------------------------------- rendering
def test_a_finding_becomes_a_message_and_a_fix() -> None:
    """The templates of the code are filled with the parameters, in the language asked for."""
    finding = Finding("CEL06", params={"value": "12.500", "a": Money(Decimal(12500)), "b": Money(Decimal("12.5"))})

    rendered = ENGINE.render(finding, "nl")

    assert rendered == Rendered(
        message=f"‘12.500’ kan €{NB}12.500,00 of €{NB}12,50 betekenen.",
        fix="Schrijf het zonder punt, komma of spatie voor de duizendtallen, bijvoorbeeld 12500 of 12,50.",
        hint=None,
    )


@pytest.mark.parametrize(
    ("suggestion", "hint"),
    [
        (None, None),
        ("Werkbezoek", "Bedoelde u ‘Werkbezoek’?"),
        (Label("Reis", "Voyage", "Trip"), "Bedoelde u ‘Reis’?"),
    ],
)
def test_a_hint_is_given_only_for_a_suggestion(suggestion: Param | None, hint: str | None) -> None:
    """Without a suggestion there is no hint, not an empty one."""
    params: dict[str, Param] = {
        "value": "Werkbezk",
        "column": "Soort activiteit",
        "allowed": ("Werkbezoek", "Andere"),
    }

    rendered = ENGINE.render(Finding("CEL11", params=params, suggestion=suggestion), "nl")

    assert rendered.hint == hint


def test_a_suggestion_without_a_sentence_for_it_is_left_out() -> None:
    """A code that has no hint says nothing about a suggestion."""
    assert ENGINE.render(Finding("CEL01", params={"column": "Bedrag"}, suggestion="x"), "nl").hint is None


def test_what_the_finding_says_itself_need_not_be_a_parameter() -> None:
    """Value and column are taken from the finding; a parameter of that name goes first."""
    location = Location(column="Bedrag")
    finding = Finding("CUR01", location, {"found": "USD", "currency": "EUR"})

    message = ENGINE.render(finding, "nl").message
    value = ENGINE.render(Finding("CEL02", value="gisteren"), "nl").message
    param = ENGINE.render(Finding("CEL02", value="gisteren", params={"value": "morgen"}), "nl").message

    assert message == "Het bedrag vermeldt USD, maar bij ‘Bedrag’ staat EUR."
    assert value == "‘gisteren’ kan niet als datum worden gelezen."
    assert param == "‘morgen’ kan niet als datum worden gelezen."


@pytest.mark.parametrize(
    ("finding", "rendered"),
    [
        (Finding("CEL02"), ("“?” cannot be read as a date.", "Write day/month/year, for example 07/03/2025.")),
        (Finding("XYZ99"), ("XYZ99", "?")),
    ],
)
def test_a_reader_gets_a_sentence_whatever_is_missing(finding: Finding, rendered: tuple[str, str]) -> None:
    """A missing parameter or an unknown code never stops the run of everybody else."""
    assert ENGINE.render(finding, "en")[:2] == rendered


@given(languages, st.text(max_size=120))
def test_a_value_is_never_taken_for_a_template(language: Language, text: str) -> None:
    """Braces in a cell are shown as they are."""
    finding = Finding("CEL09", params={"value": text})

    assert show(text, language) in ENGINE.render(finding, language).message


# ------------------------------------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("language", "n", "shown"),
    [
        ("nl", 0, "0 fouten"),
        ("nl", 1, "1 fout"),
        ("nl", 2, "2 fouten"),
        ("fr", 0, "0 erreur"),
        ("fr", 1, "1 erreur"),
        ("fr", 2, "2 erreurs"),
        ("en", 0, "0 errors"),
        ("en", 1, "1 error"),
    ],
)
def test_a_word_agrees_with_its_number(language: Language, n: int, shown: str) -> None:
    """French counts nought as one, Dutch and English as many."""
    assert ENGINE.word("n_errors", language, n=n) == shown


def test_a_word_shows_its_parameters_like_a_finding() -> None:
    """Dates and lists inside a sentence of the interface are the reader's too."""
    assert ENGINE.word("checked_on", "fr", date=date(2025, 6, 30)) == f"Dernier contrôle{NN}: 30/06/2025"
    assert ENGINE.word("grouped", "nl", n=3, cells=("E7", "E8", "E9")) == "3 cellen: E7, E8 en E9"


def test_an_unknown_word_is_a_mistake_of_the_program() -> None:
    """A word that no catalogue has is noticed by whoever asks for it."""
    with pytest.raises(KeyError):
        ENGINE.word("no such word", "nl")


# ------------------------------------------------------------------------------------------------- packages
def package(folder: Path, name: str, code: str, extra: str = "") -> str:
    """A package of messages with one code, importable as `name`."""
    home = folder / name
    home.mkdir()
    (home / "__init__.py").touch()
    (home / "codes.toml").write_text(
        f'[{code}]\nname = "odd-eggs"\nseverity = "info"\nlevel = "row"\nwho = "coordinator"\nparams = ["n"]\n'
    )
    for language in LANGUAGES:
        (home / f"{language}.toml").write_text(
            f'[{code}]\ntext = "Eggs ({language}): {{n}}."\nfix = "Count."\n\n[ui]\neggs = "Eggs"\n{extra}'
        )
    return name


def test_a_programme_adds_its_own_codes_and_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's sentences and those of any importable package stand side by side."""
    monkeypatch.syspath_prepend(tmp_path)
    catalogue = Catalogue.load("sheets_sync.messages", package(tmp_path, "eggs_added", "EGG01"))

    assert catalogue.codes["EGG01"].severity is Severity.INFO
    assert catalogue.codes["CEL01"] == ENGINE.codes["CEL01"]
    assert catalogue.text("EGG01", "fr") == Text("Eggs (fr): {n}.", "Count.")
    assert catalogue.render(Finding("EGG01", params={"n": 3}), "en").message == "Eggs (en): 3."
    assert catalogue.word("eggs", "nl") == "Eggs"
    assert catalogue.word("check", "nl") == "Controle"


def test_a_programme_may_not_redefine_a_code_of_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code means one thing, whoever looks it up."""
    monkeypatch.syspath_prepend(tmp_path)
    catalogue = Catalogue.load("sheets_sync.messages", package(tmp_path, "eggs_again", "CEL01"))

    with pytest.raises(ValueError, match="eggs_again defines CEL01 once more"):
        _ = catalogue.codes


def test_a_programme_may_use_its_own_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of the engine gives way to that of the programme, which knows its field."""
    monkeypatch.syspath_prepend(tmp_path)
    name = package(tmp_path, "eggs_named", "EGG01", 'municipality = "Farm"\n')

    assert Catalogue.load("sheets_sync.messages", name).word("municipality", "en") == "Farm"


def test_nothing_is_read_before_it_is_asked_for() -> None:
    """Starting the tool costs no catalogue, and a sentence without amounts costs no Babel."""
    script = """
import sys
from sheets_sync.messages import Catalogue
from sheets_sync.model import Finding
catalogue = Catalogue.load("sheets_sync.messages", "no.such.package")
Catalogue.load("sheets_sync.messages").render(Finding("CEL01", params={"column": "Bedrag"}), "nl")
print("babel" in sys.modules)
"""

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
