"""Templates in a real spreadsheet program: it keeps what guards people, and its figures are those of the tool."""

from __future__ import annotations

import random
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from schemas.activity import Activity
from schemas.codelists import CHOICES
from schemas.cost import Cost
from sheets_sync.model import LANGUAGES
from test_template import CURRENCIES, PROGRAMME, checked, fill, label, opened, rows_of, template, told

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.model import Language
    from sheets_sync.schema import Schema

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
languages = pytest.mark.parametrize("language", LANGUAGES)


def spent(language: Language, *, with_a_text: bool) -> dict[type[Schema], list[dict[str, Any]]]:
    """An activity and sixty costs, some of them own money; francs only where a workbook knows what they are worth."""
    dice = random.Random(language)  # noqa: S311  (the same rows each time)
    costs = [_cost(language, n, dice) for n in range(60)]
    if with_a_text:
        costs[7]["amount"] = "unknown"
    activity = {
        "title": "Visit",
        "type": label("activity_type", "workshop", language),
        "status": label("status", "ongoing", language),
        "start_date": date(2025, 3, 1),
    }
    return {Activity: [activity], Cost: costs}


def _cost(language: Language, n: int, dice: random.Random) -> dict[str, Any]:
    currency = dice.choice(["EUR", "RWF" if language == "en" else "XOF"])
    named = None if currency == CURRENCIES[language] and dice.random() < 0.5 else currency
    return {
        "date": date(2025, 3, 1 + n % 28),
        "activity_id": "A-001",
        "category": label("category", "per_diem", language),
        "description": f"Per diem {n}",
        "amount": dice.randint(-500, 9_999) / 100 if currency == "EUR" else dice.randint(1_000, 99_999),
        "currency": named,
        "receipt_no": f"2025/{n}",
        "funding": label("funding", dice.choice([None, *CHOICES["funding"].codes]), language),
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each template as LibreOffice saves it: untouched, filled in, and filled in with a text for an amount."""
    folder = tmp_path_factory.mktemp("libreoffice")
    for language in LANGUAGES:
        (folder / f"{language}.xlsx").write_bytes(template(language))
        for name, with_a_text in (("filled", False), ("text", True)):
            content = fill(opened(template(language)), language, spent(language, with_a_text=with_a_text))
            (folder / f"{language}-{name}.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "saved")]
    subprocess.run([*command, *map(str, folder.glob("*.xlsx"))], check=True, capture_output=True, timeout=180)
    return folder / "saved"


def figures(sheet: Worksheet) -> list[float]:
    """The two figures above the headings of Costs."""
    found = [cell.value for row in sheet.iter_rows(min_row=2, max_row=3) for cell in row]
    return [value for value in found if isinstance(value, int | float)]


@languages
def test_what_guards_people_is_kept(saved: Path, language: Language) -> None:
    """Lists, limits, protection, comments, colours and the hidden keys are there after saving."""
    before, after = opened(template(language)), load_workbook(saved / f"{language}.xlsx")

    for schema in PROGRAMME.tabs:
        title = schema.tab.of(language)
        old, new = before[title], after[title]
        first = rows_of(old, schema)
        rules = [
            sorted(
                (str(rule.sqref), rule.type, rule.errorStyle, rule.error)
                for rule in sheet.data_validations.dataValidation
            )
            for sheet in (old, new)
        ]
        comments = [[cell.comment.text for cell in sheet[first - 1] if cell.comment] for sheet in (old, new)]
        locks = [
            [sheet.cell(r, c).protection.locked for r in (1, first - 1, first) for c in (1, 2)]
            for sheet in (old, new)
        ]
        assert rules[0] == rules[1]
        assert comments[0] == comments[1]
        assert locks[0] == locks[1] == [True, True, True, True, True, False]
        assert (new.protection.sheet, new.protection.password, new.protection.insertRows) == (True, None, False)
        assert new.row_dimensions[first - 2].hidden
        assert len(new.conditional_formatting) == len(old.conditional_formatting)


@languages
def test_a_saved_template_has_nothing_to_correct(saved: Path, language: Language, tmp_path: Path) -> None:
    """What another program makes of it is read as the tool made it."""
    report = checked((saved / f"{language}.xlsx").read_bytes(), language, tmp_path)

    assert told(report, infos=True) == []


@languages
@pytest.mark.parametrize("name", ["filled", "text"])
def test_the_figures_are_those_of_the_tool(saved: Path, language: Language, name: str, tmp_path: Path) -> None:
    """The total above the costs is what the tool claims: to the cent, or to some cents where an amount is a text."""
    path = saved / f"{language}-{name}.xlsx"
    total, other = figures(load_workbook(path, data_only=True)[Cost.tab.of(language)])

    claimed = float(checked(path.read_bytes(), language, tmp_path).groups[0]["claimed_eur"] or "nan")

    assert claimed > 1000
    if language == "en":
        assert other + total / 1450 == pytest.approx(claimed, abs=0.3)  # a rate that the workbook does not know
    else:
        assert total == pytest.approx(claimed, abs=0.004 if name == "filled" else 0.3)
        assert total + other == pytest.approx(30000)
