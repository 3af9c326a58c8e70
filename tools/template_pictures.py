"""Draw a template in each language as docs/images/template-*.png: its tab Costs with a few rows filled in.

Needs LibreOffice (soffice) and Poppler (pdftoppm).
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from office import printed
from openpyxl import load_workbook

import schemas
from schemas.codelists import CATEGORY, CHOICES
from schemas.cost import Cost
from schemas.partnership import Partnership
from sheets_sync.messages import Catalogue
from sheets_sync.starter.blank import blank_municipal
from sheets_sync.starter.book import Words
from sheets_sync.starter.save import content_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.model import Language

TARGET = Path(__file__).parent.parent / "docs" / "images"
LAST_COLUMN, LAST_ROW = "I", 14
WIDTH, HEIGHT = 1400, 270
PARTNERSHIP = Partnership(
    partnership_id="SDGP-BJ-01",
    flemish_municipality="Eeklo",
    partner_municipality="Abomey",
    partner_country="BJ",
    theme="16",
    period_start=date(2024, 1, 1),
    period_end=date(2025, 12, 31),
)
#: Municipality, currency, locale; of each cost description, supplier, category, amount. The last is unfinished.
SAMPLES: dict[Language, tuple[str, str, str, Sequence[tuple[str, str | None, str, float | None]]]] = {
    "nl": (
        "Eeklo",
        "EUR",
        "nl-BE",
        [
            ("Vlucht Brussel – Cotonou, 2 personen", "Brussels Airlines", "intl_travel", 1840.5),
            ("Gastenverblijf, 5 nachten", "Auberge d’Abomey", "accommodation", 620),
            ("Zaal voor de slotvergadering", None, "catering_venue", None),
        ],
    ),
    "fr": (
        "Abomey",
        "XOF",
        "fr-FR",
        [
            ("Transport Cotonou – Abomey, délégation", "Bénin Voyages", "local_travel", 45000),
            ("Hébergement, 5 nuits", "Auberge d’Abomey", "accommodation", 185000),
            ("Salle pour la réunion finale", None, "catering_venue", None),
        ],
    ),
    "en": (
        "Musanze District",
        "RWF",
        "en-GB",
        [
            ("Transport Kigali – Musanze, delegation", "Virunga Express", "local_travel", 96000),
            ("Guest house, 5 nights", "Muhabura Guest House", "accommodation", 845000),
            ("Hall for the closing meeting", None, "catering_venue", None),
        ],
    ),
}


def main() -> None:
    """Draw them all."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for language in SAMPLES:
        with tempfile.TemporaryDirectory() as folder:
            _draw(_sample(language, Path(folder)), language)


def _sample(language: Language, folder: Path) -> Path:
    """A template with a few costs, of which only the top left is printed."""
    label, currency, _, costs = SAMPLES[language]
    programme = schemas.PROGRAMME
    words = Words(programme, Catalogue.load("sheets_sync.messages", programme.messages))
    now = datetime(2025, 6, 30, tzinfo=UTC)
    group = PARTNERSHIP.model_copy(update={"budget_eur": Decimal(35000)})
    new = blank_municipal(
        programme, "x.xlsx", language, now, catalogue=words.catalogue, currency=currency, group=group, label=label
    )
    path = folder / "template.xlsx"
    path.write_bytes(content_of(new, words))
    book = load_workbook(path)
    sheet = book[Cost.tab.of(language)]
    first = next(row for row in range(1, LAST_ROW) if sheet.cell(row, 1).value == "C-001")
    for n, (description, supplier, category, amount) in enumerate(costs):
        row = {
            "date": date(2025, 3, 3 + 5 * n),
            "activity_id": "A-001",
            "category": CATEGORY.labels[category].of(language),
            "description": description,
            "supplier": supplier,
            "amount": amount,
            "currency": CHOICES["currency"].labels[currency].of(language),
            "receipt_no": f"2025/{n + 1:02}" if amount else None,
        }
        for column, key in enumerate(Cost.fields, 1):
            sheet.cell(first + n, column).value = row.get(key, sheet.cell(first + n, column).value)
    for other in book.worksheets:
        other.sheet_state = "visible" if other is sheet else "hidden"
    book.active = book.index(sheet)
    sheet.print_area = f"A1:{LAST_COLUMN}{LAST_ROW}"
    sheet.print_title_rows = None
    sheet.print_options.gridLines = False
    sheet.page_margins.left = sheet.page_margins.right = sheet.page_margins.top = sheet.page_margins.bottom = 0.1
    sheet.page_margins.header = sheet.page_margins.footer = 0
    book.save(path)
    return path


def _draw(path: Path, language: Language) -> None:
    """The top left of the workbook as a program set to this locale prints it."""
    pdf = printed(path, SAMPLES[language][2], path.parent / "profile")
    cut = ["-x", "0", "-y", "0", "-W", str(WIDTH), "-H", str(HEIGHT), "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
    picture = TARGET / f"template-{language}"
    subprocess.run(["pdftoppm", "-png", "-singlefile", *cut, str(pdf), str(picture)], check=True)


if __name__ == "__main__":
    main()
