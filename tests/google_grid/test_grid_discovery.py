"""Whatever the fake answers is what Google's own description of the API says an answer looks like."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from tests.google_grid.making import BOT, TAB
from tests.google_grid.test_grid_undone import DONE, furnished

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCALARS = {"string": str, "integer": int, "number": (int, float), "boolean": bool}


@lru_cache
def schemas() -> dict[str, Any]:
    """The schemas of the discovery document that comes with Google's client."""
    documents = files("googleapiclient.discovery_cache").joinpath("documents")
    found: dict[str, Any] = json.loads(documents.joinpath("sheets.v4.json").read_text("utf-8"))["schemas"]
    return found


def wrong(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    """The places where a value is not as the schema says."""
    schema = schemas()[schema["$ref"]] if "$ref" in schema else schema
    kind = schema["type"]
    if kind == "any":
        return
    if kind == "object" and isinstance(value, dict):
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        for name, part in value.items():
            if name in known or other:
                yield from wrong(part, known.get(name) or other, f"{path}.{name}")
            else:
                yield f"{path}.{name} is not known"
    elif kind == "array" and isinstance(value, list):
        for part in value:
            yield from wrong(part, schema["items"], f"{path}[]")
    elif (
        not isinstance(value, _SCALARS.get(kind, ()))
        or (kind != "boolean" and isinstance(value, bool))
        or value not in schema.get("enum", [value])
    ):
        yield f"{path} is {value!r}"


@pytest.mark.parametrize("kind", DONE)
def test_replies_and_the_whole_spreadsheet_are_as_described(kind: str) -> None:
    """After each kind of request, with all cells."""
    asked = {
        "requests": [{kind: DONE[kind]}],
        "includeSpreadsheetInResponse": True,
        "responseIncludeGridData": True,
    }

    answer = furnished().batch_update(asked, user=BOT)

    assert list(wrong(answer, {"$ref": "BatchUpdateSpreadsheetResponse"}, kind)) == []


def test_the_answers_of_the_values_api_are_as_described() -> None:
    """Reading, writing, appending and clearing."""
    spreadsheet = furnished()
    body = {"values": [["x", 1, True]]}
    written = spreadsheet.values_update(TAB, body, input_option="RAW", include_values=True, user=BOT)
    appended = spreadsheet.values_append(TAB, body, input_option="RAW", user=BOT)
    cleared = spreadsheet.values_clear(f"{TAB}!A1", user=BOT)
    read = spreadsheet.values_get(TAB)

    for answer, name in (
        (written, "UpdateValuesResponse"),
        (appended, "AppendValuesResponse"),
        (cleared, "ClearValuesResponse"),
        (read, "ValueRange"),
    ):
        assert list(wrong(answer, {"$ref": name}, name)) == []


def test_what_is_not_as_described_is_found() -> None:
    """The check itself can fail."""
    bad = {"properties": {"title": 5, "autoRecalc": "NEVER"}, "sheets": [{"merge": []}]}

    assert len(list(wrong(bad, {"$ref": "Spreadsheet"}, "it"))) == 3
