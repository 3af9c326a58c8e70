"""How the partnerships stand, a line each: for a terminal, and for other programs."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from sheets_sync.messages import show
from sheets_sync.model import Severity
from sheets_sync.report.lines import Words
from sheets_sync.report.terminal import Part, columns, drawn, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

    from sheets_sync.messages import Catalogue, CodeInfo
    from sheets_sync.model import Language
    from sheets_sync.state.status import GroupStatus, Light, Status

SCHEMA_VERSION = 1
#: The word for a light, the colour that it is called by, and how a terminal shows it.
LIGHTS: Mapping[Light, tuple[str, str, str]] = {
    "unread": ("status_unread", "red", "bold red"),
    "act": ("status_act", "red", "red"),
    "look": ("status_look", "amber", "yellow"),
    "good": ("status_good", "green", "green"),
    "idle": ("workbook_skipped", "grey", "dim"),
}
_SHARE, _NUMBER = 8, 5
_DAY = 10


def render(status: Status, catalogue: Catalogue, language: Language, *, width: int = 100, color: bool = False) -> str:
    """The table, the most urgent first, with the command to type next below each that needs one."""
    words = Words(catalogue, language)
    return drawn(_lines(status, words), width, color=color)


def _lines(status: Status, words: Words) -> Iterator[RenderableType]:
    yield text(Part(words("status_as_of", date=show(date.fromisoformat(status.run.as_of), words.language)), "bold"))
    if not status.recent:
        yield text(Part(words("status_old", days=status.days, command="sheets-sync sync"), "yellow"))
    lights = max(len(words(key)) for key, _, _ in LIGHTS.values()) + 2
    codes = max((len(group.group or "") for group in status.groups), default=0)
    widths = (lights, codes, _SHARE, _NUMBER, _NUMBER, _NUMBER, _DAY)
    heads = ("", "", words("share_short"), words("age_new"), ">7", ">30", words("last_entry_short"))
    rows = [tuple(text(Part(head, "dim")) for head in (*heads, words("municipality")))]
    yield columns(rows, widths)
    for group in status.groups:
        key, _, style = LIGHTS[group.light]
        share = "–" if group.share is None else words("percent", n=int(group.share * 100))
        ages = (group.ages.new, group.ages.week, group.ages.month)
        cells = (
            text(Part(f"● {words(key)}", style)),
            text(Part(words.text(group.group), "bold")),
            text(Part(share, "red" if group.share is not None and group.share > 1 else "")),
            *(text(Part(str(n) if n else "·", "" if n else "dim")) for n in ages),
            text(Part(show(group.last_entry, words.language) if group.last_entry else "–")),
            text(Part(words.text(group.label) if group.group else words("coordinator_workbook"))),
        )
        yield columns([cells], widths)
        step = next_step(group, words.catalogue.codes)
        if step:
            yield text("  → ", Part(step, "cyan"))


def next_step(group: GroupStatus, codes: Mapping[str, CodeInfo]) -> str | None:
    """The command that helps most: to write to those who can solve it, or to see what is wrong."""
    if group.light in ("good", "idle"):
        return None
    if group.group is None:
        return "sheets-sync validate"
    solvers = {codes[f.code].who for f in group.findings if f.code in codes}
    if group.light != "unread" and "municipality" in solvers:
        return f"sheets-sync status --reminder {group.group}"
    return f"sheets-sync validate {group.group}"


def as_json(status: Status, codes: Mapping[str, CodeInfo]) -> str:
    """One object: the run that it goes by, and the partnerships; amounts are text with two decimals, days are ISO."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "as_of": status.run.as_of,
        "run": status.run.id,
        "days_ago": status.days,
        "recent": status.recent,
        "partnerships": [_group(group, codes) for group in status.groups if group.group is not None],
        "coordinator": next((_group(group, codes) for group in status.groups if group.group is None), None),
    }
    return json.dumps(data, indent=1) + "\n"


def _group(group: GroupStatus, codes: Mapping[str, CodeInfo]) -> dict[str, object]:
    return {
        "partnership_id": group.group,
        "status": group.light,
        "colour": LIGHTS[group.light][1],
        "ceiling_eur": group.figures.get("ceiling_eur"),
        "claimed_eur": group.figures.get("claimed_eur"),
        "accepted_eur": group.figures.get("accepted_eur"),
        "left_eur": group.figures.get("left_eur"),
        "ceiling_used": None if group.share is None else f"{group.share:.4f}",
        "errors": group.count(Severity.ERROR),
        "warnings": group.count(Severity.WARNING),
        "open": {
            "up_to_7_days": group.ages.new,
            "over_7_days": group.ages.week,
            "over_30_days": group.ages.month,
            "total": group.ages.total,
        },
        "oldest_since": min((finding.open_since for finding in group.findings), default=None),
        "last_entry": group.last_entry.isoformat() if group.last_entry else None,
        "workbooks": [
            {
                "workbook": book.workbook,
                "municipality": book.label,
                "language": book.language,
                "status": book.status,
                "last_entry": book.modified,
            }
            for book in group.books
        ],
        "next": next_step(group, codes),
    }
