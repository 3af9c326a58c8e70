"""What was put back, or would be: a line for each tab, and why one was not; it says nothing of how the rows stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.report.lines import Words
from sheets_sync.report.terminal import SIGNS, Part, drawn, sides, spaced, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report


def render(
    report: Report, catalogue: Catalogue, language: Language, *, width: int, color: bool, dry_run: bool
) -> str:
    """The writes of a report with what came up, and what happens next."""
    return drawn(_lines(report, Words(catalogue, language), width, dry_run=dry_run), width, color=color)


def _lines(report: Report, words: Words, width: int, *, dry_run: bool) -> Iterator[RenderableType]:
    writes = report.writes or ()
    for change in writes:
        place = [Part(words.text(change.workbook), "cyan"), Part(words.text(change.sheet.title))]
        what = f"{words(change.action)}, {words('cells', n=change.cells)}"
        yield sides(text(*spaced(place, " · ")), text(what), width)
    for finding in report.findings:
        rendered = words.catalogue.render(finding, words.language)
        sign = SIGNS[finding.severity]
        place = [Part(sign.text, sign.style), Part(words.text(finding.location.workbook), "cyan")]
        yield text(*spaced([*place, Part(finding.code, "bold"), Part(f"{rendered.message} {rendered.fix}")], " "))
    if not writes:
        yield text(words("nothing_to_write"))
        return
    yield text(words("would_write" if dry_run else "written", n=len(writes)))
    yield text(words("restore_next"))
