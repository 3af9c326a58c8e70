"""The report for other programs: one JSON object, one finding per line, nothing grouped.

The contract is `docs/report.schema.json`. Money is a string with two decimals, a day is ISO 8601, and all is ASCII,
so that neither the encoding of the terminal nor a stray half of a character can make it invalid.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

from sheets_sync.messages import show
from sheets_sync.model import Label, Money, Month

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import BookReport, Change, Finding, Language, Param, Report

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

SCHEMA_VERSION = 1
_CENT = Decimal("0.01")
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
#: From this power of ten on a number is written as 1E+40 and not in full.
_ABSURD = 40
_encode = json.JSONEncoder(allow_nan=False).encode
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def render(report: Report, catalogue: Catalogue, home: Language, *, language: Language | None = None) -> str:
    """The report as JSON, with a line break at its end.

    Each finding is told in the language of its workbook, those of the coordinator's workbook in `home`; with
    `language` all are told in that one.
    """
    reader = languages_of(report, home, language)
    fields: dict[str, str] = {
        "schema_version": _one(SCHEMA_VERSION),
        "as_of": _one(report.as_of.isoformat()),
        "complete": _one(report.complete),
        "workbooks": _many(_workbook(book) for book in report.workbooks),
        "partnerships": _many(dict(figures) for figures in report.groups),
        "findings": _many(finding_as_json(f, catalogue, reader(f)) for f in report.findings),
    }
    if report.writes is not None:
        fields["writes"] = _many(_write(change) for change in report.writes)
    return "{\n" + ",\n".join(f" {_one(key)}: {value}" for key, value in fields.items()) + "\n}\n"


def languages_of(report: Report, home: Language, language: Language | None) -> Callable[[Finding], Language]:
    """In which language each finding is told: one for all, or that of its workbook, or else the coordinator's."""
    languages = {book.workbook: book.language for book in report.workbooks}
    return lambda finding: language or languages.get(finding.location.workbook or "", home)


# ------------------------------------------------------------------------------------------------- the parts
def _workbook(book: BookReport) -> Json:
    return {
        "workbook": book.workbook,
        "partnership_id": book.group,
        "municipality": book.label,
        "language": book.language,
        "status": book.status,
        "tabs": [dict(count._asdict()) for count in book.tabs],
    }


def finding_as_json(finding: Finding, catalogue: Catalogue, language: Language) -> dict[str, Json]:
    """All that is told of a finding, by the names of the contract."""
    where, rendered, info = finding.location, catalogue.render(finding, language), catalogue.codes.get(finding.code)
    return {
        "code": finding.code,
        "name": info.name if info else None,
        "severity": finding.severity.value,
        "partnership_id": finding.group,
        "workbook": where.workbook,
        "tab": where.tab,
        "cell": str(where.cell) if where.cell else None,
        "row": where.row,
        "row_id": where.row_id,
        "column": where.column,
        "value": finding.value,
        "message": rendered.message,
        "fix": rendered.fix,
        "suggestion": None if finding.suggestion is None else show(finding.suggestion, language),
        "language": language,
        "fingerprint": finding.fingerprint,
        "params": {key: plain(param, language) for key, param in finding.params.items()},
        "accepted": not finding.counts,
        "accepted_reason": finding.accepted,
    }


def _write(change: Change) -> Json:
    return {"workbook": change.workbook, "tab": change.sheet.title, "action": change.action, "cells": change.cells}


# ------------------------------------------------------------------------------------------------- values
def plain(param: Param, language: Language) -> Json:
    """A parameter for a program: numbers as strings without loss, amounts with two decimals, lists as lists.

    Only a label is in the language of the reader.
    """
    if type(param) is str or type(param) is int:  # nearly all are
        return param
    shown: Json
    match param:  # a datetime is a date and the named tuples are tuples: what is more exact comes first
        case Money():
            shown = _decimal(param.amount, cents=True)
        case Label():
            shown = param.of(language)
        case Month():
            shown = f"{param.year:04}-{param.month:02}"
        case Decimal():
            shown = _decimal(param)
        case date():
            shown = param.isoformat()
        case tuple() if all(type(item) is Label for item in param):
            shown = _labels(cast("tuple[Label, ...]", param), language)
        case tuple():
            shown = [plain(item, language) for item in cast("tuple[Param, ...]", param)]
        case _:
            shown = param
    return shown


@lru_cache(maxsize=1024)  # the choices of a column, told for each wrong one
def _labels(labels: tuple[Label, ...], language: Language) -> list[Json]:
    return [label.of(language) for label in labels]


def _decimal(number: Decimal, *, cents: bool = False) -> str | None:
    """None for what is not a number."""
    if not number.is_finite():
        return None
    if number and abs(number.adjusted()) >= _ABSURD:
        return str(number)
    return f"{number.quantize(_CENT, context=_WIDE) if cents else number:f}"


# ------------------------------------------------------------------------------------------------- text
def _many(items: Iterable[Json | Mapping[str, Json]]) -> str:
    """A list with one item on each line, so that it can be searched and compared by line."""
    lines = [f"  {_one(item)}" for item in items]
    return "[\n" + ",\n".join(lines) + "\n ]" if lines else "[]"


def _one(value: object) -> str:
    text = _encode(value)
    if "\\ud" in text:  # a character outside the first 65,536, or half of one, which stricter readers refuse
        text = json.dumps(json.loads(_HALF_CHARACTER.sub("\ufffd", json.dumps(value, ensure_ascii=False))))
    return text
