"""A row of each tab in which nothing is wrong, so that a case writes only what differs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from schemas import PROGRAMME
from schemas.activity import Activity
from schemas.codelists import CATEGORIES, CHOICES
from schemas.cost import Cost
from schemas.learning import Learning
from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow
from schemas.result import Result
from schemas.starting import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.model import Language, Stored
    from sheets_sync.schema import Schema

#: The tabs as the cases name them.
MUNICIPAL: Mapping[str, type[Schema]] = {name: schema for name, schema in NAMES.items() if schema in PROGRAMME.tabs}
COORDINATOR: Mapping[str, type[Schema]] = {
    name: schema for name, schema in NAMES.items() if schema in PROGRAMME.coordinator_tabs
}

CODE = "SDGP-BJ-01"
OWN, OTHER, COORD = "own.xlsx", "other.xlsx", "coordinator.xlsx"
CURRENCY: Mapping[Language, str] = {"nl": "EUR", "fr": "XOF", "en": "RWF"}
#: About 60 to 80 euro: below the amount from which a receipt needs a link.
AMOUNT: Mapping[str, float] = {"EUR": 80.0, "XOF": 52000.0, "RWF": 90000.0, "USD": 85.0}
MUNICIPALITY: Mapping[str, str] = {OWN: "Genk", OTHER: "Covè"}

_WORDS: Mapping[Language, tuple[str, str, str, str]] = {
    "nl": ("Werkbezoek", "Overnachting", "De wijkraad beslist mee over het budget", "Aantal wijkraden"),
    "fr": ("Mission", "Nuitée", "Le conseil de quartier décide du budget", "Nombre de conseils"),
    "en": ("Visit", "Overnight stay", "The neighbourhood council decides on the budget", "Number of councils"),
}

Row = dict[str, "Stored"]


def row_of(schema: type[Schema], number: int, language: Language, ref: str, currency: str) -> Row:
    """The default row with this number in a tab, in the words of a language."""
    return _ROWS[schema](number, language, ref, currency)


def _activity(number: int, language: Language, _ref: str, _currency: str) -> Row:
    return {
        "activity_id": f"A-{number:03d}",
        "title": f"{_WORDS[language][0]} {number}",
        "type": CHOICES["activity_type"].label("workshop", language),
        "status": CHOICES["status"].label("ongoing", language),
        "start_date": date(2025, 2, 3),
    }


def _cost(number: int, language: Language, ref: str, currency: str) -> Row:
    return {
        "cost_id": f"C-{number:03d}",
        "date": date(2025, 3, 14),
        "activity_id": "A-001",
        "category": CATEGORIES["accommodation"].label.of(language),
        "description": f"{_WORDS[language][1]} {number}",
        "amount": AMOUNT[currency],
        "currency": currency,
        "receipt_no": f"{ref[:3].upper()}-{number}",
    }


def _learning(number: int, language: Language, _ref: str, _currency: str) -> Row:
    return {
        "learning_id": f"L-{number:03d}",
        "date": date(2025, 3, 20),
        "learned_by": CHOICES["learned_by"].label("both", language),
        "lesson": _WORDS[language][2],
    }


def _result(number: int, language: Language, _ref: str, _currency: str) -> Row:
    return {"indicator_id": f"R-{number:02d}", "indicator": _WORDS[language][3], "year": 2025.0}


def _partnership(number: int, _language: Language, _ref: str, _currency: str) -> Row:
    return {
        "partnership_id": f"SDGP-BJ-{number:02d}",
        "flemish_municipality": "Genk",
        "partner_municipality": "Covè",
        "partner_country": "BJ",
        "theme": "SDG 16",
        "period_start": date(2024, 1, 1),
        "period_end": date(2025, 12, 31),
    }


def _workbook(_number: int, language: Language, ref: str, currency: str) -> Row:
    return {
        "partnership_id": CODE,
        "municipality": MUNICIPALITY.get(ref, ref.removesuffix(".xlsx").title()),
        "side": "partner" if ref == OTHER else "flanders",
        "workbook": ref,
        "language": language,
        "default_currency": currency,
    }


def _rate(_number: int, _language: Language, _ref: str, _currency: str) -> Row:
    return {
        "currency": "RWF",
        "valid_from": date(2025, 1, 1),
        "valid_to": date(2025, 12, 31),
        "units_per_eur": 1450.0,
        "source": "inforeuro",
    }


def _exception(_number: int, _language: Language, _ref: str, _currency: str) -> Row:
    return {"partnership_id": CODE, "reason": "Afgesproken op 12/03/2025", "until": date(2025, 12, 31)}


_ROWS: Mapping[type[Schema], Callable[[int, Language, str, str], Row]] = {
    Activity: _activity,
    Cost: _cost,
    Learning: _learning,
    Result: _result,
    Partnership: _partnership,
    WorkbookRow: _workbook,
    Rate: _rate,
    AcceptedFinding: _exception,
}
