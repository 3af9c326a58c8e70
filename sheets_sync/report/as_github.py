"""The findings as workflow commands of GitHub Actions, which shows them as annotations.

Source of the escapes: github.com/actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from sheets_sync.model import Severity
from sheets_sync.report.view import view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report
    from sheets_sync.report.lines import Line, Topic
    from sheets_sync.report.view import BlockView, BookView

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = _DATA | {":": "%3A", ",": "%2C"}


def render(report: Report, catalogue: Catalogue, language: Language) -> str:
    """One command per finding, many of a kind as one; what the coordinator accepted is a notice."""
    lines = []
    for block in view(report, catalogue, language).blocks:
        for book in block.books:
            for topic in book.topics:
                lines += [_command(block, book, topic, line) for line in topic.lines]
    return "".join(f"{line}\n" for line in lines)


def _command(block: BlockView, book: BookView, topic: Topic, line: Line) -> str:
    kind = "notice" if topic.accepted else _COMMANDS[topic.severity]
    place = " · ".join(part for part in (topic.code, line.place or block.title, line.row_id) if part)
    properties = {"title": place}
    if book.ref and "://" not in book.ref:
        properties = {"file": book.ref, **properties}
    said = " ".join(part for part in (line.message, line.hint) if part)
    told = "\n".join(part for part in (said, line.cells, topic.accepted or topic.fix) if part)
    marked = ",".join(f"{name}={_escaped(text, _PROPERTY)}" for name, text in properties.items())
    return f"::{kind} {marked}::{_escaped(told, _DATA)}"


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    """What has a meaning is written otherwise; a control code or half a character becomes U+FFFD."""
    return "".join(signs.get(sign) or ("\ufffd" if category(sign) in {"Cc", "Cs"} else sign) for sign in text)
