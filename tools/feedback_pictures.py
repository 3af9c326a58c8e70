"""Draw the tabs Check and Overview of the demo in each language as docs/images/{check,overview}-*.png.

Needs LibreOffice (soffice) and Poppler (pdftoppm, pdftotext).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from office import printed

TARGET = Path(__file__).parent.parent / "docs" / "images"
#: The workbook of the demo, the locale of its reader, and the titles of the two tabs.
SAMPLES = {
    "nl": ("lommel", "nl-BE", "Controle", "Overzicht"),
    "fr": ("ouidah", "fr-FR", "Contrôle", "Vue d’ensemble"),
    "en": ("huye", "en-GB", "Check", "Overview"),
}
RESOLUTION = "80"


def main() -> None:
    """Run the demo in a folder of its own and draw the first page of each tab."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tool = Path(sys.executable).with_name("sheets-sync")
        subprocess.run([tool, "demo", folder / "demo"], check=True, capture_output=True)
        for language, (book, locale, check, overview) in SAMPLES.items():
            pdf = printed(folder / "demo" / f"{book}.xlsx", locale, folder / language)
            _draw(pdf, check, TARGET / f"check-{language}")
            _draw(pdf, overview, TARGET / f"overview-{language}")


def _draw(pdf: Path, title: str, picture: Path) -> None:
    """The first page whose foot has the title of the tab."""
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    pages = text.split("\f")
    number = next(n for n, page in enumerate(pages, 1) if page.strip().splitlines()[-1].strip().startswith(title))
    where = ["-f", str(number), "-l", str(number)]
    subprocess.run(["pdftoppm", "-png", "-singlefile", *where, "-r", RESOLUTION, pdf, picture], check=True)


if __name__ == "__main__":
    main()
