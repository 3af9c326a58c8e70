"""Draw the tabs Check and Overview of the demo in each language as docs/images/{check,overview}-*.png.

And a tab of a municipality with the cells that light up, as docs/images/highlights.png.

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
#: A tab that people filled, by the title above its headings, and where it stands on its page, in points.
LIT = "Lommel – Ouidah: kosten"
CROP = {"-x": 48, "-y": 66, "-W": 726, "-H": 180}
LIT_RESOLUTION = 130


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
            if language == "nl":
                _draw_lit(pdf, TARGET / "highlights")


def _draw(pdf: Path, title: str, picture: Path) -> None:
    """The first page whose foot has the title of the tab."""
    pages = _pages(pdf)
    number = next(n for n, page in enumerate(pages, 1) if page.strip().splitlines()[-1].strip().startswith(title))
    where = ["-f", str(number), "-l", str(number)]
    subprocess.run(["pdftoppm", "-png", "-singlefile", *where, "-r", RESOLUTION, pdf, picture], check=True)


def _draw_lit(pdf: Path, picture: Path) -> None:
    """The part of a page on which the cells stand that light up."""
    number = str(next(n for n, page in enumerate(_pages(pdf), 1) if LIT in page))
    crop = [text for option, points in CROP.items() for text in (option, str(points * LIT_RESOLUTION // 72))]
    where = ["-f", number, "-l", number, "-r", str(LIT_RESOLUTION), *crop]
    subprocess.run(["pdftoppm", "-png", "-singlefile", *where, pdf, picture], check=True)


def _pages(pdf: Path) -> list[str]:
    """The text of each page."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8")
    return done.stdout.split("\f")


if __name__ == "__main__":
    main()
