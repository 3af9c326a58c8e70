"""The examples of `sheets-sync explain` are true: the wrong one is found, the right one is not."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from schemas.activity import Activity
from schemas.cost import Cost
from schemas.partnership import WorkbookRow
from sheets_sync.explain import example
from sheets_sync.model import LANGUAGES
from support.cases import CATALOGUE, Case, run

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.model import Language
    from sheets_sync.schema import Schema

#: The column in which the example of a code is typed, and what else the row says so that only the example matters.
#: Examples of several cells, of files and of tabs stand in tests/rules.
TYPED: dict[str, tuple[type[Schema], str, dict[str, Any]]] = {
    "CEL02": (Cost, "date", {}),
    "CEL03": (Cost, "date", {}),
    "CEL05": (Cost, "amount", {"currency": "EUR"}),
    "CEL06": (Cost, "amount", {"currency": "EUR", "receipt_link": "https://dms.gemeente.example/1"}),
    "CEL07": (Cost, "amount", {"currency": "EUR"}),
    "CEL08": (Activity, "participants", {"participants_women": ""}),
    "CEL09": (Cost, "amount", {"currency": "EUR"}),
    "CEL11": (Cost, "category", {}),
    "CEL12": (Cost, "description", {}),
    "CEL14": (Cost, "date", {}),
    "CEL15": (WorkbookRow, "contact_email", {}),
    "ROW01": (Cost, "cost_id", {}),
    "ROW05": (Cost, "date", {}),
    "ROW06": (Cost, "date", {}),
    "ROW07": (Cost, "amount", {"currency": "EUR"}),
    "ROW09": (Cost, "receipt_link", {"amount": 250.0, "currency": "EUR"}),
    "CUR04": (Cost, "amount", {"currency": "RWF"}),
    "ACT01": (Cost, "activity_id", {}),
    "PII01": (Cost, "remarks", {}),
    "PII02": (Cost, "remarks", {}),
    "PII03": (Cost, "remarks", {}),
    "PII04": (Cost, "remarks", {}),
}
#: The example is what the spreadsheet stored as a number, not a text.
STORED = frozenset({"CUR04"})
_TABS: dict[type[Schema], str] = {Cost: "costs", Activity: "activities"}
#: Wide enough that only the example decides whether a date is in the period; A-009 is there and A-091 is not.
_AROUND: dict[str, Any] = {
    "partnerships": [{"period_start": date(2022, 1, 1), "period_end": date(2026, 12, 31)}],
    "activities": [{"activity_id": "A-001"}, {"activity_id": "A-009"}],
}
_OR = re.compile(" (?:of|ou|or) ")


def is_found(code: str, typed: str | float, language: Language, folder: Path) -> bool:
    """Whether the code is found where somebody types this."""
    schema, key, others = TYPED[code]
    if schema is WorkbookRow:
        data = _AROUND | {"workbooks": [{key: typed}]}
    else:
        data = _AROUND | {"language": language, _TABS[schema]: [others | {key: typed}]}
    outcome = run(Case(code, 1, data), folder)
    return any(finding.code == code for finding in outcome.report.findings)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", TYPED)
def test_the_wrong_example_is_found_and_the_right_one_is_not(code: str, language: Language, tmp_path: Path) -> None:
    """In each language, as somebody would type it there; what the spreadsheet stored as a number is one."""
    info = CATALOGUE.codes[code]
    wrong, *_ = example(info.wrong, language).split(" | ")
    right, *_ = example(info.right, language).split(" | ")
    stored = float if code in STORED else str

    assert is_found(code, stored(wrong), language, tmp_path)
    for each in _OR.split(right) if code == "CEL06" else [right]:
        assert not is_found(code, stored(each), language, tmp_path)
