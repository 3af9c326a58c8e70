"""Amounts and numbers typed as text: what is clear is read, what is not is refused, and nothing is guessed."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheets_sync.model import LANGUAGES, Language, Money
from sheets_sync.values import (
    CURRENCIES,
    AmountRead,
    Refusal,
    decimal_of,
    format_plain,
    read_amount,
    read_number,
    read_whole,
    too_many_decimals,
)
from sheets_sync.values.amounts import at_a_glance, taken_apart

CASES = tomllib.loads(Path(__file__).with_name("amounts.toml").read_text(encoding="utf-8"))
#: No clock: a slow machine is no fault of the code.
untimed = settings(deadline=None, max_examples=300)

languages = st.sampled_from(LANGUAGES)
currencies = st.sampled_from([*CURRENCIES, None])
locales = st.sampled_from(["nl_BE", "fr_BE", "fr_BJ", "en_GB", "en_RW", "nl", "fr", "en"])
cents = st.integers(-(10**12), 10**12).map(lambda number: Decimal(number).scaleb(-2))
sides, gaps = st.sampled_from(["", "€", "EUR", "fr", "F", "FCFA", "Frw", "$", "kg"]), st.sampled_from(["", " "])
marks = st.sampled_from([".", ",", " ", "\u00a0", "\u202f", "'", ""])
digits = st.text("0123456789", min_size=1, max_size=4)
#: Numbers as fingers make them: runs of digits with any mark between them, a sign, a currency.
numberlike = st.builds(
    "".join,
    st.tuples(st.sampled_from(["", "-", "€ ", "(", "Frw "]), digits, marks, digits, marks, digits, marks)
    | st.tuples(digits, marks, digits, st.sampled_from(["", " €", " FCFA", ")", "-", ",-"]))
    | st.tuples(digits, marks, digits, marks, st.text("0123456789", max_size=3)),
)


def outcome(read: AmountRead | Decimal | Refusal, currency: str | None = None) -> str:
    """What became of a text, in the words of amounts.toml."""
    match read:
        case Refusal("CEL06", {"a": a, "b": b}):
            return " ".join(["CEL06", *(str(side.amount if isinstance(side, Money) else side) for side in (a, b))])
        case Refusal(code):
            return code
        case AmountRead(amount, named):
            excess = "+decimals" if too_many_decimals(amount, currency) else ""
            return " ".join(filter(None, [plain(amount), named or "", excess]))
        case _:
            return plain(read)


def plain(number: Decimal) -> str:
    """The number in digits, equal numbers alike."""
    return f"{number.normalize():f}"


def as_listed(expected: str) -> str:
    """The expected outcome with its amount in the form of `plain`."""
    first, *rest = expected.split()
    return " ".join([first if first.startswith("CEL") else plain(Decimal(first)), *rest])


# ------------------------------------------------------------------------------------------------- cases as data
@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: repr(case["text"]))
@pytest.mark.parametrize("currency", CURRENCIES)
def test_each_text_has_one_outcome_in_each_currency_whatever_the_language(
    case: dict[str, str], currency: str
) -> None:
    """An amount is read, or refused with its code, as amounts.toml says; the language never decides."""
    expected = case.get("read") or case["francs" if currency in {"XOF", "RWF"} else "cents"]

    outcomes = {outcome(read_amount(case["text"], language, currency), currency) for language in LANGUAGES}

    assert outcomes == {as_listed(expected)}


@pytest.mark.parametrize("case", CASES["shown"], ids=lambda case: repr(case["text"]))
def test_a_person_sees_a_reading_that_is_not_usual_in_the_language(case: dict[str, str]) -> None:
    """What a spreadsheet of the language would itself show tells nothing; the rest is shown as it was read."""
    silent = []
    for language in LANGUAGES:
        read = read_amount(case["text"], language, case["currency"])
        assert isinstance(read, AmountRead)
        if read.as_typed:
            silent.append(language)

    assert silent == case["as_typed"]


@pytest.mark.parametrize("case", CASES["number"], ids=lambda case: repr(case["text"]))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_read_with_any_decimals_and_without_a_currency(case: dict[str, str], language: Language) -> None:
    """A rate has as many decimals as it needs, and names no currency."""
    assert outcome(read_number(case["text"], language)) == as_listed(case["read"])


@pytest.mark.parametrize("case", CASES["whole"], ids=lambda case: repr(case["text"]))
def test_a_whole_number_is_read_within_its_limits(case: dict[str, str | int]) -> None:
    """A count has no decimals, so that `1.200` is twelve hundred; all else is CEL08 with the limits."""
    text = str(case["text"])

    read = read_whole(text, 0, 5000)

    assert read == case.get("read", Refusal("CEL08", {"value": text.strip(), "min": 0, "max": 5000}))


def test_a_refusal_names_both_readings_in_the_currency_of_the_column() -> None:
    """CEL06 carries the text and two amounts, the thousands first, ready for the sentence."""
    read = read_amount(" 12.500\u00a0", "nl", "EUR")

    assert read == Refusal(
        "CEL06",
        {"value": "12.500", "a": Money(Decimal(12500), "EUR"), "b": Money(Decimal("12.500"), "EUR")},
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("62 500 F", None), ("62.500 F", None), ("450 €", "EUR"), ("450", None), ("450 FCFA", "XOF")],
)
def test_without_a_column_the_currency_is_the_one_in_the_cell(text: str, expected: str | None) -> None:
    """A bare franc says that there are no decimals, but not which franc it is."""
    read = read_amount(text, "fr", None)

    assert isinstance(read, AmountRead)
    assert read.currency == expected


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("12.50", "EUR", False),
        ("12.500", "EUR", False),
        ("12.505", "EUR", True),
        ("62.5", "RWF", True),
        ("62.00", "RWF", False),
        ("62.5", None, False),
        ("62.505", "GBP", True),
        ("1E+3", "XOF", False),
        ("1.0000000000000000000000000000000000000001", "EUR", True),
    ],
)
def test_a_zero_is_no_decimal_too_many(amount: str, currency: str | None, expected: bool) -> None:
    """Only digits other than zero behind the currency's decimals are too many, however many digits there are."""
    assert too_many_decimals(Decimal(amount), currency) is expected


@pytest.mark.parametrize(
    ("amount", "language", "currency", "expected"),
    [
        ("12500", "nl", "EUR", "12500,00"),
        ("12.5", "en", "EUR", "12.50"),
        ("12.500", "fr", "EUR", "12,50"),
        ("12.345", "nl", "EUR", "12,345"),
        ("1250000.00", "fr", "XOF", "1250000"),
        ("-62.5", "en", "RWF", "-62.5"),
        ("1E+3", "nl", None, "1000"),
        ("0.25", "nl", None, "0,25"),
    ],
)
def test_an_amount_is_written_without_a_mark_for_the_thousands(
    amount: str, language: Language, currency: str | None, expected: str
) -> None:
    """A suggestion has the decimals of its currency and the decimal mark of the reader, and rounds nothing."""
    assert format_plain(Decimal(amount), language, currency) == expected


# ------------------------------------------------------------------------------------------------- what holds for all
GRAMMARS = {
    "nl": (r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?", ".", ","),
    "fr": (r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+)(?:,[0-9]+)?", " \u00a0\u202f", ","),
    "en": (r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?", ",", "."),
}


def said_by_the_locales(text: str) -> set[Decimal]:
    """What strict readers of Dutch, French and English would each say, knowing nothing of the others."""
    values = set()
    for grammar, thousands, decimal in GRAMMARS.values():
        if re.fullmatch(grammar, text):
            kept = "".join(char for char in text if char not in thousands)
            values.add(Decimal(kept.replace(decimal, ".")))
    return values


@untimed
@given(
    numberlike.map(lambda text: "".join(char for char in text if char in "0123456789-.,'\u00a0\u202f ")), currencies
)
@example("12.500", "EUR")
@example("12,500", "XOF")
@example("1 250,000", "XOF")
@example("0.500", "RWF")
def test_no_text_is_read_as_another_number_than_the_locales_say(text: str, currency: str | None) -> None:
    """Where two locales disagree the text is refused; in francs one mark with three digits is thousands."""
    said = said_by_the_locales(text.strip())

    read = read_amount(text, "nl", currency)

    if len(said) > 1 and currency not in {"XOF", "RWF"}:
        assert isinstance(read, Refusal)
    elif len(said) > 1 and isinstance(read, AmountRead):
        assert read.amount == max(said, key=abs)
    elif said and isinstance(read, AmountRead):
        assert {read.amount} == said
    if isinstance(read, AmountRead):
        assert plain(abs(read.amount)).replace(".", "").strip("0") in re.sub("[^0-9]", "", text)


@untimed
@given(cents, locales, currencies.filter(bool), languages, st.booleans())
def test_what_a_locale_formats_is_read_back(
    amount: Decimal, locale: str, currency: str, language: Language, accounting: bool
) -> None:
    """An amount with its currency, as any spreadsheet of the three languages formats it, is the same amount again."""
    amount = amount.quantize(Decimal(1).scaleb(-CURRENCIES[currency].decimals))
    kind = "accounting" if accounting else "standard"
    text = format_currency(amount, currency, locale=locale, format_type=kind)

    read = read_amount(text, language, currency)

    assert isinstance(read, AmountRead)
    assert (read.amount, read.currency) == (amount, currency)


@untimed
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), locales, currencies, languages)
@example(Decimal("12.500"), "en", "EUR", "nl")
@example(Decimal(12500), "nl", "EUR", "en")
def test_a_formatted_number_is_read_back_or_told_to_be_ambiguous(
    number: Decimal, locale: str, currency: str | None, language: Language
) -> None:
    """A number formatted by any locale is never read as another; if it is refused, its meaning is one of the two."""
    for places in range(5):
        pattern = "#,##0." + "0" * places
        text = format_decimal(number, format=pattern, locale=locale)
        meant = number.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_EVEN")

        read = read_amount(text, language, currency)
        as_number = read_number(text, language)

        if isinstance(read, AmountRead):
            in_francs = currency in {"XOF", "RWF"} and places == 3
            assert read.amount == meant or (in_francs and read.amount == meant.scaleb(3))
        else:
            assert read.code == "CEL06"
            assert meant in {side.amount for side in (read.params["a"], read.params["b"]) if isinstance(side, Money)}
        assert as_number == meant or (isinstance(as_number, Refusal) and meant in as_number.params.values())


@untimed
@given(st.text(max_size=120) | numberlike, languages, currencies)
@example("\ud800", "nl", "EUR")
@example("9" * 100000, "nl", "EUR")
def test_no_text_ever_raises(text: str, language: Language, currency: str | None) -> None:
    """Whatever stands in a cell, the answer is a value or a refusal that can be printed."""
    for read in (read_amount(text, language, currency), read_number(text, language), read_whole(text, 0, 5000)):
        value = str(read.params["value"]) if isinstance(read, Refusal) else ""
        assert value.encode().decode() == value


@untimed
@given(numberlike, languages, currencies)
def test_what_was_read_is_read_again_from_the_suggestion(text: str, language: Language, currency: str | None) -> None:
    """An amount written as a suggestion writes it is the same amount, unless its currency has no such decimals."""
    read = read_amount(text, language, currency)

    if isinstance(read, AmountRead) and not too_many_decimals(read.amount, currency):
        again = read_amount(format_plain(read.amount, language, currency), language, currency)
        assert again == AmountRead(read.amount, None, as_typed=True)


@untimed
@given(
    st.builds(
        "{}{}{}{}{}".format, sides, gaps, st.from_regex(r"[0-9]{1,16}([.,][0-9]{1,3})?", fullmatch=True), gaps, sides
    ),
    languages,
    currencies,
)
@example("€ 12,50", "nl", "EUR")
@example("0,5 EUR", "fr", "XOF")
@example("FCFA 007", "en", None)
def test_a_glance_sees_what_a_long_look_does(text: str, language: Language, currency: str | None) -> None:
    """An amount that is written as most people do is read without taking it apart; it comes to the same."""
    assert at_a_glance(text, language, currency) in (None, taken_apart(text, language, currency))


# ------------------------------------------------------------------------------------------------- what is stored
@untimed
@given(st.integers(-(10**9), 10**9))
@example(10**9)
def test_each_cent_amount_survives_the_float_of_a_spreadsheet(number: int) -> None:
    """Up to ten million, the float nearest to an amount in cents is that amount again."""
    assert decimal_of(number / 100) == Decimal(number).scaleb(-2)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [(0.1 + 0.2, "0.3"), (1150.0, "1150"), (1e15, "1000000000000000"), (-0.0, "0"), (16.1, "16.1"), (3, "3")],
)
def test_a_float_is_the_number_that_a_spreadsheet_shows(stored: float, expected: str) -> None:
    """Fifteen digits, no exponent, no minus before a zero."""
    assert str(decimal_of(stored)) == expected


@pytest.mark.parametrize("stored", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(stored: float) -> None:
    """No spreadsheet stores it, so no row can hold it."""
    with pytest.raises(ValueError, match="no spreadsheet stores"):
        decimal_of(stored)
