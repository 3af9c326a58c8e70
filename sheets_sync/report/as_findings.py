"""What is open, a finding each with since when and by which name it can be accepted; and as JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from sheets_sync.messages import show
from sheets_sync.model import Finding, Location, Severity
from sheets_sync.report.lines import Words
from sheets_sync.report.terminal import SIGNS, Part, drawn, spaced, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from sheets_sync.messages import Catalogue, Rendered
    from sheets_sync.model import Language
    from sheets_sync.state.history import OpenFinding

SCHEMA_VERSION = 1


def render(
    findings: Sequence[OpenFinding], today: date, catalogue: Catalogue, language: Language, *, width: int, color: bool
) -> str:
    """The longest open first."""
    return drawn(_lines(findings, today, Words(catalogue, language)), width, color=color)


def _lines(findings: Sequence[OpenFinding], today: date, words: Words) -> Iterator[RenderableType]:
    for kept in findings:
        sign = SIGNS[Severity(kept.severity)]
        since = date.fromisoformat(kept.open_since)
        open_for = words("open_for", date=show(since, words.language), days=max((today - since).days, 0))
        head = [
            Part(f"{sign.text} {kept.code}", sign.style),
            Part(kept.fingerprint, "bold"),
            Part(place_of(kept, words), "cyan"),
            Part(open_for, "dim"),
        ]
        if kept.came_back:
            head.append(Part(words("came_back"), "yellow"))
        yield text(*spaced(head))
        yield text(f"    {told(kept, words.catalogue, words.language).message}")
        if kept.accepted is not None:
            yield text(Part(f"    {words('accepted_by_coordinator', reason=kept.accepted)}", "dim"))
    if not findings:
        yield text(words("summary_ok"))


def place_of(kept: OpenFinding, words: Words) -> str:
    """The workbook, and where in it."""
    where = kept.cell or (words("row_place", row=kept.row) if kept.row else "")
    parts = (words.text(kept.workbook or kept.group), words.text(kept.tab), where, words.text(kept.row_id))
    return " · ".join(filter(None, parts))


def told(kept: OpenFinding, catalogue: Catalogue, language: Language) -> Rendered:
    """Its sentences."""
    return catalogue.render(Finding(kept.code, Location(column=kept.heading), kept.params, kept.value), language)


def as_json(findings: Sequence[OpenFinding], today: date, catalogue: Catalogue, language: Language) -> str:
    """One object with a finding per line, by the names of the report."""
    lines = [f"  {json.dumps(_plain(kept, today, catalogue, language))}" for kept in findings]
    listed = "[\n" + ",\n".join(lines) + "\n ]" if lines else "[]"
    return f'{{\n "schema_version": {SCHEMA_VERSION},\n "findings": {listed}\n}}\n'


def _plain(kept: OpenFinding, today: date, catalogue: Catalogue, language: Language) -> dict[str, object]:
    rendered = told(kept, catalogue, language)
    return {
        "fingerprint": kept.fingerprint,
        "code": kept.code,
        "severity": kept.severity,
        "partnership_id": kept.group,
        "workbook": kept.workbook,
        "tab": kept.tab,
        "cell": kept.cell,
        "row": kept.row,
        "row_id": kept.row_id,
        "column": kept.heading,
        "value": kept.value,
        "message": rendered.message,
        "fix": rendered.fix,
        "count": kept.times,
        "first_seen": kept.first_seen,
        "open_since": kept.open_since,
        "days_open": max((today - date.fromisoformat(kept.open_since)).days, 0),
        "came_back": kept.came_back,
        "accepted": kept.accepted is not None,
        "accepted_reason": kept.accepted,
    }
