"""How many requests a night costs in Google Sheets: ours, and those of the script that most people would write.

Both talk HTTP to the strict server of the tests, which counts them. The quota allows 60 reads and 60 writes a minute
(developers.google.com/sheets/api/limits), so the number of requests is the time that a night takes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.generate import SIZES, programme

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))  # the server belongs to the tests

#: So many mistakes are planted in each workbook, each of which the script marks by itself.
MISTAKES = 6


class Count(NamedTuple):
    """The requests of a night, and the minutes that the quota makes of them."""

    reads: int
    writes: int

    @property
    def minutes(self) -> float:
        """Sixty of each at once, then one a second."""
        return max(self.reads - 60, self.writes - 60, 0) / 60


def compare(folder: Path, workbooks: int) -> dict[str, Count]:
    """The requests of a first run, a quiet one, one after one change, and those of the script."""
    from support.google import google_server, gspread_client  # noqa: PLC0415  (the path was set above)
    from support.google_runs import synced  # noqa: PLC0415  (the same)
    from support.uploading import upload  # noqa: PLC0415  (the same)

    programme(folder / "files", workbooks=workbooks, mistakes=MISTAKES, size=SIZES["ordinary"])
    with google_server() as server:
        uploaded = upload(server, folder / "files", folder / "ours")

        def counted(act: Callable[[], Any]) -> Count:
            server.reset_log()
            act()
            writes = server.count(direction="write")
            return Count(server.count() - writes, writes)

        first = counted(lambda: synced(server, uploaded))
        quiet = counted(lambda: synced(server, uploaded))
        changed = uploaded.ids["m000.xlsx"]
        server.spreadsheet(changed).edit("Kosten", "G2", 12.5, user="els@example.org")
        one = counted(lambda: synced(server, uploaded))
    with google_server() as server:
        uploaded = upload(server, folder / "files", folder / "script")
        with gspread_client(server) as client:
            plain = counted(lambda: [_script(client, found) for found in uploaded.ids.values()])
    return {"first run": first, "quiet run": quiet, "one workbook changed": one, "plain gspread script": plain}


def _script(client: Any, spreadsheet_id: str) -> None:
    """What a tutorial leads to: open, read two tabs, write a list of errors, mark each cell that is wrong."""
    book = client.open_by_key(spreadsheet_id)
    sheets = book.worksheets()
    for title in [sheet.title for sheet in sheets[:2]]:
        book.worksheet(title).get_all_values()
    if "Errors" in [sheet.title for sheet in sheets]:
        errors = book.worksheet("Errors")
    else:
        errors = book.add_worksheet("Errors", 100, 10)
    errors.clear()
    errors.update(
        [["Cell", "What is wrong"], *([f"G{row}", "not an amount"] for row in range(2, 2 + MISTAKES))], "A1"
    )
    errors.format("A1:B1", {"textFormat": {"bold": True}})
    errors.freeze(rows=1)
    costs = book.worksheet(sheets[min(1, len(sheets) - 1)].title)
    for row in range(2, 2 + MISTAKES):
        costs.format(f"G{row}", {"backgroundColor": {"red": 1}})
        costs.insert_note(f"G{row}", "not an amount")


def show(folder: Path, workbooks: int, _rounds: int) -> None:
    """Print the comparison."""
    found = compare(folder, min(workbooks, 50))
    print(f"\nGoogle Sheets, requests for {min(workbooks, 50)} workbooks and the coordinator's:")
    for name, count in found.items():
        print(f"  {name:22} {count.reads:5} reads {count.writes:5} writes {count.minutes:6.1f} min by the quota")
