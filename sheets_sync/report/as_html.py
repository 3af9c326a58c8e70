"""The report as one page for a browser: no script, nothing fetched, readable on a phone and on paper.

Every text is escaped where it enters the page, and the page itself forbids whatever could slip through.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from sheets_sync.messages import show
from sheets_sync.model import Severity
from sheets_sync.report.view import Tally, view

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report
    from sheets_sync.report.lines import Line, Topic
    from sheets_sync.report.view import BlockView, BookView, Budget

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="soft">{checked}</p>
{tally}
{incomplete}
{contents}
</header>
<main>
{blocks}
<footer>{workbooks}</footer>
</main>
</body>
</html>
"""
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_WEB = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


def render(report: Report, catalogue: Catalogue, language: Language) -> str:
    """The page, in the words of one language."""
    seen = view(report, catalogue, language)
    page = _Page(catalogue, language)
    return _PAGE.format(
        language=language,
        title=page.word("findings"),
        css=_css(),
        checked=page.word("checked_on", date=show(report.as_of, language)),
        tally=page.tally(seen.tally, infos=True),
        incomplete=f'<p class="alarm" role="alert">{_safe(seen.incomplete)}</p>' if seen.incomplete else "",
        contents=page.contents(seen.blocks) if len(seen.blocks) > 1 else "",
        blocks="\n".join(page.block(number, block) for number, block in enumerate(seen.blocks)),
        workbooks=_safe(seen.workbooks),
    )


@cache
def _css() -> str:
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def _safe(text: str) -> str:
    """A text that cannot be anything but text in the page."""
    return escape(_HALF_CHARACTER.sub("\ufffd", text))


class _Page:
    """The parts of the page; they share the words."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self.catalogue, self.language = catalogue, language

    def word(self, key: str, **params: str | int) -> str:
        """A word or sentence of the interface, escaped."""
        return _safe(self.catalogue.word(key, self.language, **params))

    # --------------------------------------------------------------------------------------------- the top
    def tally(self, tally: Tally, *, infos: bool = False) -> str:
        """How many findings of each kind."""
        chips = [
            f'<li class="chip {kind}">{self.word(key, n=n)}</li>'
            for kind, key, n in (
                ("error", "n_errors", tally.errors),
                ("warning", "n_warnings", tally.warnings),
                ("info", "n_infos", tally.infos if infos else 0),
                ("accepted", "n_accepted", tally.accepted if infos else 0),
            )
            if n
        ]
        if not tally.errors and not tally.warnings:
            chips.insert(0, f'<li class="chip good">{self.word("status_good")}</li>')
        return f'<ul class="tally">{"".join(chips)}</ul>'

    def contents(self, blocks: Iterable[BlockView]) -> str:
        """A line for each block: its budget at a glance, and whether something is to be done."""
        lines = [
            f'<li><a href="#b{number}">'
            f'<strong>{_safe(block.title)} <span class="soft">{_safe(block.label)}</span></strong>'
            f"{self.bar(block.budget)}{self.standing(block)}</a></li>"
            for number, block in enumerate(blocks)
        ]
        return f'<nav><ul class="contents">{"".join(lines)}</ul></nav>'

    # --------------------------------------------------------------------------------------------- blocks
    def block(self, number: int, block: BlockView) -> str:
        """A partnership, the coordinator's workbook or the run."""
        theme = f' <span class="soft theme">{_safe(block.theme)}</span>' if block.theme else ""
        title = f"<h2>{_safe(block.title)} {_safe(block.label)}{theme}</h2>" if block.title else ""
        budget = _safe(" · ".join(block.budget.words)) if block.budget else ""
        parts = [
            title,
            self.standing(block),
            f'<div class="budget">{self.bar(block.budget)}<p>{budget}</p></div>' if budget else "",
            *(self.book(book) for book in block.books),
        ]
        inside = "\n".join(part for part in parts if part)
        return f'<section class="block" id="b{number}">\n{inside}\n</section>'

    def standing(self, block: BlockView) -> str:
        """What there is to do in it; nothing where nothing was read."""
        return "<span></span>" if block.idle else self.tally(block.tally)

    def bar(self, budget: Budget | None) -> str:
        """The share of the ceiling that is accepted, and what is claimed beside that."""
        if budget is None or budget.shares is None:
            return "<span></span>"
        share = budget.shares.claimed
        claimed = min(max(share, Decimal(0)), Decimal(1))
        accepted = min(max(budget.shares.accepted, Decimal(0)), claimed)
        percent = self.word("percent", n=int(share * 100))
        widths = [f"{part * 100:.1f}%" for part in (accepted, claimed - accepted)]
        shares = "".join(f'<span style="width:{width}"></span>' for width in widths)
        tone = budget.shares.tone
        return f'<div class="bar {tone}" role="img" aria-label="{percent}" title="{percent}">{shares}</div>'

    # --------------------------------------------------------------------------------------------- workbooks
    def book(self, book: BookView) -> str:
        """A workbook with what was counted in it, its topics, and folded away what is only for information."""
        title = _safe(book.title)
        if book.ref.isprintable() and _WEB.match(book.ref):
            title = f'<a href="{_safe(book.ref)}" rel="noopener noreferrer">{title}</a>'
        owner = f' <span class="soft">{_safe(book.owner)}</span>' if book.owner else ""
        status = {"failed": ("error", "failed"), "skipped": ("accepted", "workbook_skipped")}.get(book.status)
        chip = f' <span class="chip {status[0]}">{self.word(status[1])}</span>' if status else ""
        head = f"<h3>{title}{owner}{chip}</h3>" if title else ""
        rows = f'<p class="soft">{_safe(book.rows)}</p>' if book.rows else '<p class="soft"></p>' if head else ""
        infos = [topic for topic in book.topics if topic.severity is Severity.INFO]
        topics = "".join(self.topic(topic) for topic in book.topics if topic not in infos)
        if infos:
            told = "".join(self.topic(topic) for topic in infos)
            topics += f"<details><summary>{self.word('n_infos', n=book.tally.infos)}</summary>{told}</details>"
        return f'<article class="book">{head}{rows}{topics}</article>'

    def topic(self, topic: Topic) -> str:
        """Its lines, and below them how to solve it or why it is accepted."""
        kind = "accepted" if topic.accepted else topic.severity.value
        named = " · ".join(_safe(part) for part in (topic.code, topic.name) if part)
        title = f"{self.word(topic.severity.value)} · {named}"
        lines = "".join(self.line(line) for line in topic.lines)
        fix = _safe(topic.accepted or topic.fix)
        return f'<div class="topic {kind}"><h4>{title}</h4><ul>{lines}</ul><p class="fix">{fix}</p></div>'

    def line(self, line: Line) -> str:
        """Where, and what is wrong."""
        row = f"<span>{_safe(line.row_id)}</span>" if line.row_id else ""
        place = f'<span class="place">{_safe(line.place)}{row}</span>' if line.place else ""
        hint = f' <span class="hint">{_safe(line.hint)}</span>' if line.hint else ""
        cells = f'<p class="cells">{_safe(line.cells)}</p>' if line.cells else ""
        whole = "" if place else ' class="whole"'
        return f"<li{whole}>{place}<div>{_safe(line.message)}{hint}{cells}</div></li>"
