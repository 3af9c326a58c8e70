"""Workbooks for the benchmarks: a programme of many municipalities with hundreds of rows each.

The same seed gives the same workbooks. A tenth of the amounts and dates is typed as text, as people do. Run as a
process of its own, so that what measures stays small: a process starts with the peak of the one that starts it.
"""

from __future__ import annotations

import argparse
import random
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter

from schemas import PROGRAMME
from schemas.activity import Activity
from schemas.codelists import CATEGORIES, CHOICES
from schemas.cost import Cost
from schemas.learning import Learning
from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow

if TYPE_CHECKING:
    from sheets_sync.model import Language
    from sheets_sync.schema import Schema

    Tabs = dict[type[Schema], list[list[Any]]]

START = date(2024, 1, 1)
WORDS = ["overleg", "zaal", "materiaal", "vervoer", "hotel", "delegatie", "vertaling", "workshop", "tolk", "lunch"]


class Size(NamedTuple):
    """How many rows a workbook has at least and at most, the headings included."""

    activities: tuple[int, int]
    costs: tuple[int, int]
    lessons: int = 20


#: Hundreds of rows, as for measuring; what a municipality enters in a year; a few; 900 rows exactly.
SIZES = {
    "large": Size((100, 500), (200, 999)),
    "ordinary": Size((8, 25), (21, 81), 5),
    "few": Size((3, 6), (4, 9), 1),
    "900": Size((301, 301), (581, 581)),
}


def programme(
    folder: Path, *, workbooks: int, bad: float = 0.0, mistakes: int = 0, size: Size = SIZES["large"], seed: int = 7
) -> int:
    """Write config.toml, coordinator.xlsx and the municipal workbooks; the number of rows in the latter.

    `bad` is the share of rows with a mistake; `mistakes` so many costs of each workbook have one, no two alike.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text('language = "nl"\n[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    chance = random.Random(seed)  # noqa: S311  (not for secrets)
    partnerships, registered, rows = [], [], 0
    for number in range(workbooks):
        country = ("BJ", "RW")[number // 200 % 2]
        code = f"SDGP-{country}-{number // 2 % 100:02d}"
        language: Language = "nl" if number % 2 == 0 else "fr"
        if number % 2 == 0:
            partnerships.append(
                [
                    code,
                    f"Gemeente {number}",
                    f"Commune {number}",
                    country,
                    "SDG 16",
                    None,
                    None,
                    10**9,
                    START,
                    date(2025, 12, 31),
                ]
            )
        side, currency = ("flanders", "EUR") if number % 2 == 0 else ("partner", "XOF")
        registered.append([code, f"Gemeente {number}", side, f"m{number:03d}.xlsx", language, currency])
        tabs = _municipal(size, currency, chance, bad)
        for place, row in enumerate(chance.sample(tabs[Cost], mistakes) if mistakes else ()):
            row[6 if place % 2 else 1] = f"onbekend {place}"
        _write(folder / f"m{number:03d}.xlsx", language, tabs)
        rows += sum(map(len, tabs.values()))
    coordinator: Tabs = {Partnership: partnerships, WorkbookRow: registered, Rate: [], AcceptedFinding: []}
    _write(folder / "coordinator.xlsx", "nl", coordinator)
    return rows


def _municipal(size: Size, currency: str, chance: random.Random, bad: float) -> Tabs:
    activities = [_activity(i, chance, bad) for i in range(1, chance.randint(*size.activities))]
    costs = [_cost(i, len(activities), currency, chance, bad) for i in range(1, chance.randint(*size.costs))]
    lessons = [
        [f"L-{i:03d}", START + timedelta(days=i), f"A-{i:03d}", "both", f"Wat we leerden over {_words(chance, 4)}"]
        for i in range(1, size.lessons + 1)
    ]
    return {Activity: activities, Cost: costs, Learning: lessons}


def _activity(number: int, chance: random.Random, bad: float) -> list[Any]:
    start = START + timedelta(days=chance.randint(0, 480))
    row = [
        f"A-{number:03d}",
        f"Activiteit {_words(chance, 3)}",
        chance.choice(CHOICES["activity_type"].codes),
        "done",
        start,
        start + timedelta(days=chance.randint(0, 5)),
        chance.choice(CHOICES["place"].codes),
        16,
        "16.7",
        chance.randint(20, 80),
        chance.randint(0, 20),
        None,
        f"Resultaat {_words(chance, 5)}",
    ]
    if chance.random() < bad:
        row[chance.choice([3, 4, 9])] = "onbekend"
    return row


def _cost(number: int, activities: int, currency: str, chance: random.Random, bad: float) -> list[Any]:
    day = START + timedelta(days=chance.randint(0, 540))
    amount: Any = chance.randint(1500, 60000) if currency == "XOF" else chance.randint(200, 9900) / 100
    if chance.random() < 0.1:
        amount = f"{amount} FCFA" if currency == "XOF" else f"€ {amount:.2f}".replace(".", ",")
    row = [
        f"C-{number:03d}",
        f"{day:%d/%m/%Y}" if chance.random() < 0.1 else day,
        f"A-{chance.randint(1, activities):03d}",
        chance.choice([c.label.nl for c in CATEGORIES.values() if c.grant == "yes"]),
        f"{_words(chance, 3)} {chance.randint(1, 999)}",
        f"Leverancier {chance.randint(1, 40)}",
        amount,
        currency,
        f"2025/{number:04d}",
        None,
        chance.choice(["subsidie", "eigen inbreng", None]),
        None,
        chance.choice(["Zie verslag stuurgroep.", None, None]),
    ]
    if chance.random() < bad:
        row[chance.choice([1, 3, 6])] = "onbekend"
    return row


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def _write(path: Path, language: Language, tabs: Tabs) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        dates = book.add_format({"num_format": "dd/mm/yyyy"})
        for schema, rows in tabs.items():
            sheet = book.add_worksheet(schema.tab.of(language))
            sheet.write_row(0, 0, [f.column.label.of(language) for f in schema.fields.values()])
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, dates)
                    elif value is not None:
                        sheet.write(number, column, value)


def main() -> None:
    """Write a programme and print its number of rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workbooks", type=int, required=True)
    parser.add_argument("--bad", type=float, default=0)
    parser.add_argument("--mistakes", type=int, default=0)
    parser.add_argument("--size", choices=SIZES, default="large")
    wanted = parser.parse_args()
    size = SIZES[wanted.size]
    print(programme(wanted.folder, workbooks=wanted.workbooks, bad=wanted.bad, mistakes=wanted.mistakes, size=size))


assert PROGRAMME is not None  # noqa: S101  (the programme registers its rules when it is imported)

if __name__ == "__main__":
    main()
