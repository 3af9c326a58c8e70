"""Draw a municipality's Google spreadsheet before and after a run, as the page of the strict server shows it.

As docs/images/google-before.png, google-after.png and google-check.png. Needs Chromium; nothing leaves this machine.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from schemas import PROGRAMME
from sheets_sync.job import catalogue_of
from sheets_sync.starter.folder import write_demo

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the server belongs to the tests

from support.google_runs import synced  # noqa: E402  (the path is set above)
from support.uploading import upload  # noqa: E402  (the same)
from tests.google.server import GoogleServer  # noqa: E402  (the same)

if TYPE_CHECKING:
    from support.uploading import Uploaded

TARGET = ROOT / "docs" / "images"
BOOK = "lommel.xlsx"


def main() -> None:
    """Upload the demo, draw a tab of a municipality, run, and draw it again with the tab that came."""
    with tempfile.TemporaryDirectory() as name, GoogleServer() as server:
        folder = Path(name)
        write_demo(folder / "demo", PROGRAMME, "schemas:PROGRAMME", catalogue_of(PROGRAMME), "en")
        uploaded = upload(server, folder / "demo", folder / "programme")
        _draw(server, uploaded, "Kosten", "google-before", 700)
        synced(server, uploaded)
        _draw(server, uploaded, "Kosten", "google-after", 700)
        _draw(server, uploaded, "Controle", "google-check", 900)


def _draw(server: GoogleServer, uploaded: Uploaded, title: str, name: str, height: int) -> None:
    """A picture of one tab in Chromium."""
    found = uploaded.ids[BOOK]
    sheets = [sheet["properties"] for sheet in server.spreadsheet(found).get()["sheets"]]
    number = next(sheet.get("sheetId", 0) for sheet in sheets if sheet["title"] == title)
    with urlopen(f"{server.endpoint}/page/{found}") as answer:  # noqa: S310  (our own server)
        html = answer.read().decode()
    (tab,) = re.findall(rf'<section id="tab{number}">.*?</section>', html, re.DOTALL)
    page = uploaded.folder / f"{name}.html"
    page.write_text(f"{html[: html.index('<body>')]}<body>{tab}</body></html>", "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    profile = f"--user-data-dir={uploaded.folder / 'chromium'}"
    picture = [f"--screenshot={TARGET / name}.png", f"--window-size=1400,{height}", page.as_uri()]
    subprocess.run(["chromium", *options, profile, *picture], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main()
