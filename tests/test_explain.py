"""What a code means, and the list of all codes."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from sheets_sync.errors import UsageError
from sheets_sync.explain import explain, find, rules
from sheets_sync.model import LANGUAGES, Language, Severity
from sheets_sync.report.terminal import WIDE
from support.reports import CATALOGUE

WIDTHS = (60, 80, WIDE - 1, 120)
CODES = sorted(CATALOGUE.codes)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: The codes that somebody has to do something about in a cell or a row.
TYPED = [c for c, info in CATALOGUE.codes.items() if info.level in {"cell", "row"} and info.severity != Severity.INFO]


def page(code: str, language: Language = "en", width: int = 120) -> str:
    """The page of a code, without colour."""
    return explain(code, CATALOGUE, language, width=width)


def sections(text: str) -> dict[str, str]:
    """The parts of a page by their labels, each on one line."""
    found: dict[str, str] = {}
    label = ""
    for line in text.splitlines()[3:]:
        if not line.startswith(" "):
            label, _, line = line.partition("  ")  # noqa: PLW2901  (what is left of it)
        found[label] = f"{found.get(label, '')} {line.strip()}".strip()
    return found


def listed(text: str) -> list[str]:
    """The codes in the order in which a list names them, each at the beginning of its line."""
    return re.findall(r"^[✖▲●] ([A-Z]{3}\d\d)\b", text, re.MULTILINE)


def flat(text: str) -> str:
    """The text as one line, so that it does not matter where lines end."""
    return " ".join(text.split())


# ------------------------------------------------------------------------------------------------- one code
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_has_a_page(language: Language) -> None:
    """Code and name, its weight, whether to expect it, what it means and says, how to solve it, and who can."""

    def word(key: str) -> str:
        return CATALOGUE.word(key, language)

    for code, info in CATALOGUE.codes.items():
        text = page(code, language)
        first, second, third, *_ = text.splitlines()
        parts = sections(text)
        assert first == f"{code}  {info.name}"
        assert second[2:] == word(f"severity_{info.severity.value}")
        assert third == (word("explain_planned") if info.planned else "")
        assert flat(parts[word("explain_why")]) == flat(CATALOGUE.text(code, language).why or "")
        assert parts[word("explain_text")]
        assert parts[word("explain_fix")]
        assert parts[word("explain_level")] == word(f"level_{info.level}")
        assert parts[word("explain_who")] == word(f"who_{info.who}")
        assert "{" not in text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_the_terminal(language: Language, width: int) -> None:
    """Nor does a line end in spaces."""
    for code in CODES:
        lines = page(code, language, width).splitlines()
        assert max(cell_len(line) for line in lines) <= width
        assert [line for line in lines if line.endswith(" ")] == []


@pytest.mark.parametrize("code", TYPED)
def test_what_is_typed_has_a_wrong_and_a_right_example(code: str) -> None:
    """One says more than words; the two differ for every reader, and stand on the page as they are."""
    info = CATALOGUE.codes[code]

    assert info.wrong
    assert info.right
    for language in LANGUAGES:
        parts = sections(page(code, language))
        wrong, right = (parts[CATALOGUE.word(f"explain_{key}", language)] for key in ("wrong", "right"))
        assert wrong != right
        assert "…" not in wrong + right  # not cut


def test_the_example_stands_in_the_sentence() -> None:
    """What only a finding knows is left open."""
    parts = sections(page("CEL06", "en"))

    assert parts["What the reader sees"] == "“12.500” can mean … or …."
    assert parts["Wrong"] == "12.500"


@pytest.mark.parametrize("asked", ["CEL06", "cel06", " Cel06 ", "amount-ambiguous", "Amount-Ambiguous"])
def test_a_code_is_found_by_its_name_too(asked: str) -> None:
    """In capitals or not."""
    assert find(asked, CATALOGUE, "nl").code == "CEL06"
    assert page(asked, "nl") == page("CEL06", "nl")


def test_every_name_is_found() -> None:
    """So no two codes have the same one."""
    assert [find(info.name, CATALOGUE, "fr").code for info in CATALOGUE.codes.values()] == list(CATALOGUE.codes)


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("CEL6", "CEL06"),
        ("CLE06", "CEL06"),
        ("amount-ambigous", "amount-ambiguous"),
        ("date-imposible", "date-impossible"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_code_is_wrong_use_and_names_the_nearest(asked: str, near: str, language: Language) -> None:
    """In the form in which it was asked for: a code for a code, a name for a name."""
    with pytest.raises(UsageError) as caught:
        page(asked, language)

    assert caught.value.exit_code == 2
    assert asked in str(caught.value)
    assert re.search(rf"\b{near}\b", str(caught.value))


def test_without_anything_near_nothing_is_suggested() -> None:
    """A suggestion that has nothing to do with it would only mislead."""
    with pytest.raises(UsageError) as caught:
        find("qqqqqqqq", CATALOGUE, "en")

    assert str(caught.value) == CATALOGUE.word("code_unknown", "en", value="qqqqqqqq")


def test_what_was_asked_for_does_not_steer_the_terminal() -> None:
    """Not even one's own."""
    with pytest.raises(UsageError) as caught:
        find("\x1b[31m\n", CATALOGUE, "en")

    assert str(caught.value).isprintable()


# ------------------------------------------------------------------------------------------------- all codes
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_each_code_once(language: Language, width: int) -> None:
    """In order, by families, with its name and what it says; nothing is wider than the terminal."""
    text = rules(CATALOGUE, language, width=width)

    assert listed(text) == CODES
    assert text.strip("\n").count("\n\n") == len({code[:3] for code in CODES}) - 1
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert all(re.search(rf"(?<![\w-]){info.name}(?![\w-])", text) for info in CATALOGUE.codes.values())
    assert "{" not in text


@pytest.mark.parametrize(("width", "beside"), [(WIDE - 1, False), (WIDE, True)])
def test_name_and_sentence_stand_side_by_side_where_there_is_space(width: int, *, beside: bool) -> None:
    """Otherwise below each other."""
    lines = rules(CATALOGUE, "en", width=width).splitlines()

    (named,) = [line for line in lines if "date-impossible" in line]
    assert ("does not exist." in named) is beside


@pytest.mark.parametrize("language", LANGUAGES)
def test_colour_changes_nothing_but_colour(language: Language) -> None:
    """Without it the same is said."""
    for plain, colourful in (
        (rules(CATALOGUE, language), rules(CATALOGUE, language, color=True)),
        (explain("CEL06", CATALOGUE, language), explain("CEL06", CATALOGUE, language, color=True)),
    ):
        assert "\x1b" not in plain
        assert "\x1b[" in colourful
        assert flat(_COLOUR.sub("", colourful)) == flat(plain)
