"""Lists to choose from: read by code or by label in three languages, shown in the reader's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_sync.model import LANGUAGES, Label
from sheets_sync.values import Options

FUNDING = Options(
    "funding",
    {
        "grant": Label("Subsidie", "Subvention", "Grant"),
        "own": Label("Eigen inbreng", "Apport propre", "Own contribution"),
        "other_grant": Label("Andere subsidie", "Autre subvention", "Other grant"),
    },
    {"eigen middelen": "own"},
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("grant", "grant"),
        ("GRANT ", "grant"),
        ("subsidie", "grant"),
        ("Subvention", "grant"),
        ("apport  propre", "own"),
        ("eigen\u00a0inbreng", "own"),
        ("Eigen middelen", "own"),
        ("other_grant", "other_grant"),
        ("other grant", "other_grant"),
        ("", None),
        ("sponsoring", None),
        ("subsidi", None),
    ],
)
def test_a_choice_is_read_by_code_label_or_alias(text: str, code: str | None) -> None:
    """Any of the three languages counts, whatever the case and the spaces; what is not in the list is not guessed."""
    assert FUNDING.read(text) == code


def test_every_label_is_read_as_its_code() -> None:
    """What the drop-down offers in any language is always readable."""
    for code in FUNDING.codes:
        assert {FUNDING.read(FUNDING.label(code, language)) for language in LANGUAGES} == {code}


def test_codes_keep_the_order_of_the_list() -> None:
    """A drop-down shows the choices as they were declared."""
    assert FUNDING.codes == ("grant", "own", "other_grant")


def test_the_lookup_answers_for_the_text_as_written_and_folded() -> None:
    """A whole column can be read without a call per cell."""
    assert FUNDING.lookup["Own contribution"] == FUNDING.lookup["own contribution"] == "own"


@pytest.mark.parametrize(
    ("text", "code"), [("subsidei", "grant"), ("eigen inberng", "own"), ("apport propres", "own"), ("hotel", None)]
)
def test_a_suggestion_is_the_choice_that_was_mistyped(text: str, code: str | None) -> None:
    """A slip in any of the labels finds the code; labels of one code do not compete with each other."""
    assert FUNDING.suggestion(text) == code


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_ever_raises_and_a_suggestion_is_in_the_list(text: str) -> None:
    """Whatever stands in a cell, what is read or suggested is one of the codes."""
    assert {FUNDING.read(text), FUNDING.suggestion(text)} <= {*FUNDING.codes, None}


def test_one_text_for_two_codes_is_refused() -> None:
    """A list in which a label could mean two choices is a fault of its author, told at once."""
    labels = {"a": Label("Reis", "Voyage", "Travel"), "b": Label("Vervoer", "voyage", "Transport")}

    with pytest.raises(ValueError, match="'voyage' would mean 'a' and 'b'"):
        Options("category", labels)


def test_an_alias_for_no_code_is_refused() -> None:
    """An alias stands for a choice that exists."""
    with pytest.raises(ValueError, match="'flight' stands for 'plane', which is not in the list"):
        Options("category", {"a": Label("Reis", "Voyage", "Travel")}, {"flight": "plane"})
