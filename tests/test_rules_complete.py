"""A code is complete or refused: cases, a docstring, a sentence in three languages, a name that is the fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pytest

from sheets_sync.model import Label
from sheets_sync.schema import Column, Schema, Text
from support.cases import CATALOGUE, FOLDER, PROGRAMME, all_cases
from support.complete import WITHOUT_CASES, gaps_of_code, gaps_of_rule, untold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sheets_sync.schema import Params

SCHEMAS = (*PROGRAMME.tabs, *PROGRAMME.coordinator_tabs)


def every_rule() -> Iterator[tuple[tuple[str, ...], Callable[..., Any]]]:
    """The rules on tabs and across workbooks, with their codes."""
    for schema in SCHEMAS:
        yield from (((rule.code,), rule.check) for rule in schema.rules)
    yield from ((rule.codes, rule.check) for rule in PROGRAMME.world_rules)


@pytest.mark.parametrize("code", CATALOGUE.codes)
def test_each_code_is_complete(code: str) -> None:
    """Each code of the catalogue has its sentences, a wrong case and a near miss, or a reason to have no cases."""
    assert list(gaps_of_code(code, CATALOGUE, FOLDER)) == []


def test_each_rule_is_complete() -> None:
    """Each rule has a docstring and the name of its finding, and its codes are complete."""
    gaps = [gap for codes, check in every_rule() for gap in gaps_of_rule(codes, check, CATALOGUE, FOLDER)]

    assert gaps == []


def test_each_rule_is_shown() -> None:
    """For each rule of a tab there is a case in which it finds something in that tab."""
    told = [(f["code"], f["at"].partition("!")[0]) for case in all_cases() for f in case.found if "at" in f]

    assert list(untold(SCHEMAS, told)) == []


def test_each_file_is_of_a_code() -> None:
    """A file of cases is named after a code that may have cases."""
    files = {path.stem for path in FOLDER.glob("*.toml")}

    assert files == CATALOGUE.codes.keys() - WITHOUT_CASES.keys()


def test_each_case_says_something_else() -> None:
    """A case is one sentence of its own within its file, and knows no key that nobody reads."""
    known = {
        "says", "language", "currency", "as_of", "modified", "activities", "costs", "learning", "results", "layout",
        "no_tab", "sheets", "copy", "other", "partnership", "partnerships", "workbooks", "rates", "closed",
        "exceptions", "coordinator", "rules", "file", "figures", "counts", "found", "fails",
    }  # fmt: skip
    seen: set[tuple[str, str]] = set()

    for case in all_cases():
        assert (case.code, case.says) not in seen, case.says
        assert case.data.keys() <= known, case
        seen.add((case.code, case.says))


# ------------------------------------------------------------------------------------------------- the refusal itself
class Trial(Schema, tab=Label("Proef", "Essai", "Trial")):
    """A tab that belongs to no programme."""

    word: Annotated[str, Column("Woord", "Mot", "Word"), Text(0, 20)]


@Trial.cell_rule("ZZZ01", "word")
def word_too_plain(value: str, _context: object) -> Params | None:
    """The word is plain."""
    return {"value": value} if value == "plain" else None


@Trial.cell_rule("CEL12", "word")
def word_too_long(value: str, _context: object) -> Params | None:  # noqa: D103  (its lack is what is tested)
    return {"value": value} if len(value) > 9 else None


def test_a_rule_alone_is_refused() -> None:
    """A rule that was added and nothing else has no definition, no sentence and no cases."""
    gaps = list(gaps_of_rule(["ZZZ01"], word_too_plain, CATALOGUE, FOLDER))

    assert gaps == [
        "ZZZ01 is not in a codes.toml",
        "ZZZ01 has no sentence in nl.toml",
        "ZZZ01 has no sentence in fr.toml",
        "ZZZ01 has no sentence in en.toml",
        "ZZZ01 has no wrong case in tests/rules",
        "ZZZ01 has no near miss in tests/rules",
        "word_too_plain is not named after its finding ()",
    ]


def test_a_rule_explains_itself() -> None:
    """A rule without a docstring, or with the name of something else than its code, is refused."""
    gaps = list(gaps_of_rule(["CEL12"], word_too_long, CATALOGUE, FOLDER))

    assert gaps == [
        "word_too_long has no docstring",
        "word_too_long is not named after its finding (text-length)",
    ]


def test_a_rule_is_shown_in_its_own_tab() -> None:
    """Cases of the same code in another tab do not stand for the rule."""
    assert list(untold([Trial], [("CEL12", "Kosten")])) == [
        "no case shows ZZZ01 in Trial",
        "no case shows CEL12 in Trial",
    ]
    assert list(untold([Trial], [("CEL12", "proef"), ("ZZZ01", "Essai")])) == []
