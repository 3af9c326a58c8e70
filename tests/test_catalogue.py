"""What every sentence of the catalogue must hold to: complete in three languages, well set, true to its code."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, get_args

import pytest

from sheets_sync.messages import Catalogue
from sheets_sync.messages.catalogue import Level, Solver
from sheets_sync.model import LANGUAGES, Finding, Label, Money, Month, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheets_sync.messages import CodeInfo
    from sheets_sync.model import Language, Param

ENGINE = Catalogue.load("sheets_sync.messages")
PROGRAMME = Catalogue.load("schemas.messages")
ALL = Catalogue.load("sheets_sync.messages", "schemas.messages")

ROOT = Path(__file__).parent.parent
EVERY = [pytest.param(info, id=code) for code, info in ALL.codes.items()]
EUR = Money(Decimal("1234.5"))
THEME = Label(nl="SDG 6 – Schoon water", fr="ODD 6 – Eau propre", en="SDG 6 – Clean water")

#: A value for each placeholder, of the kind that findings carry.
SAMPLES: dict[str, Param] = {
    "a": "E",
    "accepted": 40,
    "account": "sync@project.example",
    "command": "pip install x",
    "activity": "A-003",
    "allowed": (Label("Reis", "Voyage", "Travel"), Label("Zaal", "Salle", "Venue")),
    "allowed_pct": 15,
    "amount": Money(Decimal(12500), "XOF"),
    "aside": 2,
    "b": "G",
    "ceiling": Money(Decimal(35000)),
    "column": "Bedrag",
    "copy": "Controle (kopie)",
    "currency": "XOF",
    "date": date(2025, 6, 30),
    "days": 90,
    "diff": EUR,
    "end": date(2026, 12, 31),
    "eur": EUR,
    "example": 'language = "nl"',
    "examples": ("Datum", "Bedrag", "Munt"),
    "expected": "Kosten",
    "file": "kosten.xlsx",
    "found": ("Uitgaven", "Blad1"),
    "host": "server",
    "ids": ("C-001", "C-012"),
    "key": "ceiling",
    "left": EUR,
    "limit": Money(Decimal(100)),
    "log": "sheets-sync.log",
    "max": 100,
    "min": 1,
    "month": Month(2025, 3),
    "municipality": "Abomey",
    "n": 7,
    "other": "vlaanderen/zelzate.xlsx",
    "other_id": "C-012",
    "ours": EUR,
    "over": EUR,
    "participants": 30,
    "partnership": "P-04",
    "pct": Decimal("91.5"),
    "process": "4711",
    "range": "A1:H60",
    "read": 45,
    "reading": date(2025, 3, 7),
    "reason": "Connection refused",
    "ref": "7f3a",
    "row": 12,
    "rows": (7, 9, 12),
    "service": "Google Sheets",
    "sign": "=",
    "since": datetime(2025, 3, 7, 4, 5),  # noqa: DTZ001  (local time, as a run notes it)
    "size": "61 MB",
    "skipped": 3,
    "start": date(2022, 1, 1),
    "suggestion": "C-046",
    "tab": "Kosten 2025",
    "theirs": EUR,
    "theme": THEME,
    "themes": (THEME, THEME),
    "total": EUR,
    "rate": Decimal("1462.35"),
    "value": "12.500",
    "year": 2024,
    "women": 31,
    "workbook": "zelzate.xlsx",
}


def placeholders(template: str | None) -> set[str]:
    """The names that a template asks for."""
    return {name for _, name, _, _ in Formatter().parse(template or "") if name is not None}


def every_text(language: Language) -> Iterator[tuple[str, str]]:
    """Each template of a language with where it stands: sentences and words."""
    for code in ALL.codes:
        for kind, text in ALL.text(code, language)._asdict().items():
            if text is not None:
                yield f"{code} {kind}", text
    yield from ALL.words(language).items()


# ------------------------------------------------------------------------------------------------- the codes
def test_a_code_stands_in_one_catalogue() -> None:
    """Neither a code nor a word of the engine is written again by the programme."""
    assert ENGINE.codes.keys().isdisjoint(PROGRAMME.codes)
    assert ENGINE.words("nl").keys().isdisjoint(PROGRAMME.words("nl"))


def test_names_are_unique() -> None:
    """A code can be looked up by its name."""
    names = Counter(info.name for info in ALL.codes.values())

    assert [name for name, n in names.items() if n > 1] == []


@pytest.mark.parametrize("info", EVERY)
def test_a_code_says_what_it_is(info: CodeInfo) -> None:
    """Three letters and two digits, a name in lower case, a known level, and somebody who can solve it."""
    assert re.fullmatch(r"[A-Z]{3}\d\d", info.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|password", info.name)
    assert isinstance(info.severity, Severity)
    assert info.level in get_args(Level)
    assert info.who in get_args(Solver)
    assert set(info.hint_params) <= {"suggestion"}


def test_no_known_code_is_lost() -> None:
    """Codes last for ever: other programs and the coordinators' exceptions name them."""
    known = {"SRC": 12, "TAB": 3, "HDR": 5, "CEL": 15, "ROW": 10, "BUD": 8, "SDG": 4, "CUR": 4, "ACT": 6, "XWB": 3}
    known |= {"PII": 4, "CON": 2, "WRT": 7, "CFG": 8, "SYS": 9}

    missing = [f"{family}{n:02}" for family, last in known.items() for n in range(1, last + 1)]

    assert [code for code in missing if code not in ALL.codes] == []


# ------------------------------------------------------------------------------------------------- three languages
@pytest.mark.parametrize("catalogue", [ENGINE, PROGRAMME], ids=["engine", "programme"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_sentences(catalogue: Catalogue, language: Language) -> None:
    """What is wrong, how to solve it and why it matters; a hint exactly where there is something to suggest."""
    for code, info in catalogue.codes.items():
        text = catalogue.text(code, language)

        assert text.text, code
        assert text.fix, code
        assert text.why, code
        assert bool(text.hint) == bool(info.hint_params), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_without_a_code(language: Language) -> None:
    """The files of the languages name no code that codes.toml does not know."""
    ALL.text("CEL01", language)

    assert ALL._texts[language].keys() == ALL.codes.keys()


@pytest.mark.parametrize("info", EVERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_code(info: CodeInfo, language: Language) -> None:
    """Text and fix use all parameters of the code and no others; the explanation stands by itself."""
    text = ALL.text(info.code, language)

    assert placeholders(text.text) | placeholders(text.fix) == set(info.params)
    assert placeholders(text.hint) == set(info.hint_params)
    assert placeholders(text.why) == set()


@pytest.mark.parametrize("catalogue", [ENGINE, PROGRAMME], ids=["engine", "programme"])
def test_words_are_the_same_in_three_languages(catalogue: Catalogue) -> None:
    """Each word exists in each language, with the same placeholders."""
    nl, fr, en = ({key: placeholders(word) for key, word in catalogue.words(each).items()} for each in LANGUAGES)

    assert nl == fr == en


def test_a_word_that_counts_has_both_forms() -> None:
    """One and many come together, and both name the number."""
    counted = {key.rpartition("_")[0] for key in ALL.words("nl") if key.endswith(("_one", "_many"))}

    assert counted
    for key in counted:
        assert placeholders(ALL.words("nl")[f"{key}_one"]) >= {"n"}
        assert placeholders(ALL.words("nl")[f"{key}_many"]) >= {"n"}


@pytest.mark.parametrize("catalogue", [ENGINE, PROGRAMME], ids=["engine", "programme"])
def test_what_codes_refer_to_has_a_word(catalogue: Catalogue) -> None:
    """Severity, level and solver of every code can be explained in words."""
    words = ENGINE.words("nl")

    for code, info in catalogue.codes.items():
        assert {
            info.severity,
            f"severity_{info.severity}",
            f"level_{info.level}",
            f"who_{info.who}",
        } <= words.keys(), code


# ------------------------------------------------------------------------------------------------- rendering
@pytest.mark.parametrize("info", EVERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_renders_completely(info: CodeInfo, language: Language) -> None:
    """With its parameters no question mark is left for what is missing, and no brace."""
    params = {name: SAMPLES[name] for name in info.params}
    suggestion = SAMPLES["suggestion"] if info.hint_params else None

    message, fix, hint = ALL.render(Finding(info.code, params=params, suggestion=suggestion), language)

    assert not re.search("[?{}]", message + fix)
    assert hint is None or "C-046" in hint
    assert bool(hint) == bool(info.hint_params)


# ------------------------------------------------------------------------------------------------- typography
#: What may not stand in a text of a language.
WRONG: dict[Language, dict[str, str]] = {
    "nl": {
        "a no-break space stands before %": r"(?<!\u00a0)%",
        "no space stands before : ; ? !": r"\s[:;?!]",
        "quotation marks are ‘ ’": r"[“”«»]",
        "readers are addressed as u": r"(?i)\b(je|jij|jouw|jullie|uwe)\b",
    },
    "fr": {
        "a narrow no-break space stands before : ; ? ! %": r"(?<!\u202f)[:;?!%](?!//)",
        "a narrow no-break space stands inside « »": r"«(?!\u202f)|(?<!\u202f)»",
        "quotation marks are « »": r"[“”‘]",
        "readers are addressed as vous": r"(?i)\b(tu|toi|ton|tes)\b",
        "capitals keep their accents": r"\b(A|Ecrivez|Etat|Evaluation) ",
    },
    "en": {
        "no space stands before : ; ? ! %": r"\s[:;?!%]",
        "quotation marks are “ ”": r"[‘«»]",
        "British spelling": r"(?i)synchroniz|recogniz|\bcolor|\bcanceled",
    },
}
ALWAYS_WRONG = {
    "no straight quotation marks": "[\"'`]",
    "three dots are one sign": r"\.\.\.",
    "one space between words, none around the text": r"[ \t\n]{2}|^\s|\s$",
    "no space before a comma or full stop": r"\s[,.](?!\w)",
}
SENTENCE = re.compile(r".*[.?]", re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_well_set(language: Language) -> None:
    """Quotation marks, spaces and forms of address are those of the language."""
    rules = ALWAYS_WRONG | WRONG[language]

    wrong = [
        (where, rule) for where, text in every_text(language) for rule, sign in rules.items() if re.search(sign, text)
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_come_in_pairs(language: Language) -> None:
    """What is opened is closed; in Dutch ’ is an apostrophe too."""
    opening, closing = {"nl": ("‘", "’"), "fr": ("«", "»"), "en": ("“", "”")}[language]

    open_ended = [
        where
        for where, text in every_text(language)
        if (text.count(opening) > text.count(closing))
        or (language != "nl" and text.count(opening) != text.count(closing))
    ]

    assert open_ended == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_sentences(language: Language) -> None:
    """A sentence of a code ends as one; only the name of the tool may begin it in lower case."""
    wrong = [
        where
        for where, text in every_text(language)
        if where.split(" ")[0] in ALL.codes
        and (not SENTENCE.fullmatch(text) or (text[0].islower() and not text.startswith("sheets-sync ")))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_why_is_short(language: Language) -> None:
    """The explanation of a code is one or two sentences."""
    long = [
        code
        for code in ALL.codes
        if len(re.findall(r"[.?] (?=[A-ZÀ-Ý’]|sheets-sync)", ALL.text(code, language).why or "")) > 1
    ]

    assert long == []


def test_three_languages_say_three_different_things() -> None:
    """No sentence was left in the language of another."""
    copied = [
        (code, kind)
        for code in ALL.codes
        for kind in ("text", "fix", "why")
        if len({getattr(ALL.text(code, language), kind) for language in LANGUAGES}) < len(LANGUAGES)
    ]

    assert copied == []


def test_a_code_is_planned_as_long_as_no_module_names_it() -> None:
    """Whoever looks a code up sees whether to expect it; a rule that is written takes the mark away."""
    modules = [path.read_text("utf-8") for part in ("sheets_sync", "schemas") for path in (ROOT / part).rglob("*.py")]

    unnamed = {code for code in ALL.codes if not any(code in text for text in modules)}

    assert {code for code, info in ALL.codes.items() if info.planned} == unnamed
