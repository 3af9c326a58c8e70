"""Any input that there can be: for a bounded time in each run of the tests, for longer by `make fuzz`."""

from __future__ import annotations

import os
import string
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from sheets_sync.model import Tab, Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.google.discovery import Schema, Service
    from tests.google.masks import Mask

#: How many inputs of each kind `make fuzz` wants.
MANY = os.environ.get("FUZZ_EXAMPLES")


def bounded(examples: int) -> Callable[[Any], Any]:
    """So many inputs, the same ones in each run; `make fuzz` takes others, and more."""
    return settings(
        max_examples=int(MANY) if MANY else examples,
        derandomize=not MANY,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )


#: Any text, lone surrogates and control codes included, and what a careless reader trips over.
texts = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text(string.punctuation + string.digits + " \t\n\u00a0\u202e\u200b\ufeff\ud800\x00\x1b", max_size=12),
    st.sampled_from(
        ["", "=1+1", "#", "#cost_id", "'", '"', "<", "&", "]]>", "{", "{0}", "%s", "\x00", "\ud800", "NaN"]
    ),
)
#: What a spreadsheet can hold in a cell.
cells = st.one_of(
    st.just(""),
    texts,
    st.booleans(),
    st.floats(),
    st.integers(-(10**18), 10**18).map(float),
    st.dates(date(1900, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31, 23, 59, 59)),  # noqa: DTZ001  (as a spreadsheet has it)
    st.times(),
    st.timedeltas(timedelta(days=-(10**6)), timedelta(days=10**6)),
)


@st.composite
def grids(draw: st.DrawFn, words: Iterable[str] = ()) -> list[list[Any]]:
    """Rows of the same length; some cells say what a heading, a key or a choice says."""
    known = st.sampled_from([*words, ""])
    width = draw(st.integers(0, 8))
    return draw(st.lists(st.lists(st.one_of(known, cells), min_size=width, max_size=width), max_size=8))


@st.composite
def workbooks(draw: st.DrawFn, titles: Iterable[str], words: Iterable[str], ref: str) -> Workbook:
    """A workbook of any content; most of its tabs are called as those that are looked for."""
    names = draw(st.lists(st.one_of(st.sampled_from([*titles]), texts), max_size=4))
    made = (Tab(name, draw(grids(words)), hidden=draw(st.booleans())) for name in names)
    return Workbook(ref, tuple(made), draw(st.none() | st.dates()), "")


# ------------------------------------------------------------------------------------------------- answers of Google
_NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**53), 2**53),
    st.sampled_from([0, -0.0, 1e308, -1e308, 5e-324, 2_958_465, 2_958_466, "NaN", "Infinity", "-Infinity"]),
)
_PLAIN: Mapping[str, st.SearchStrategy[Any]] = {
    "string": texts,
    "integer": st.integers(-(2**31), 2**31 - 1) | st.integers(0, 6),
    "number": _NUMBERS,
    "boolean": st.booleans(),
}


def answers(service: Service, schema: Schema, mask: Mask, depth: int = 9) -> st.SearchStrategy[Any]:
    """Any JSON that fits a schema of the service, as far as the mask wants it; each member may be missing."""
    if "$ref" in schema:
        schema = service.schemas[schema["$ref"]]
    match schema.get("type"):
        case "object" if "properties" in schema:
            wanted = {
                name: answers(service, each, mask.get(name, {}), depth - 1)
                for name, each in schema["properties"].items()
                if (name in mask or not mask) and depth > 0
            }
            always = {name: wanted.pop(name) for name in ("properties",) if name in wanted}
            return st.fixed_dictionaries(always, optional=wanted)
        case "array":
            return st.lists(answers(service, schema["items"], mask, depth - 1), max_size=3)
        case "string" if "enum" in schema:
            return st.sampled_from(schema["enum"])
        case kind:
            return _PLAIN.get(kind or "", st.just({}))


def without_surrogates(value: Any) -> Any:
    """The same JSON as it can stand in bytes."""
    if isinstance(value, dict):
        return {key: without_surrogates(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_surrogates(each) for each in value]
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


__all__ = ["MANY", "answers", "bounded", "cells", "grids", "texts", "without_surrogates", "workbooks"]
