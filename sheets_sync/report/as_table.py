"""The report on a terminal: a block per partnership, its workbooks, and in each what to correct, errors first.

Without colour it says the same: every sign stands beside a word or a code, and nothing is drawn around the text.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sheets_sync.model import Severity
from sheets_sync.report.terminal import SIGNS, WIDE, Part, columns, drawn, sides, spaced, text
from sheets_sync.report.view import Tally, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from rich.text import Text

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report
    from sheets_sync.report.lines import Line, Topic
    from sheets_sync.report.view import BlockView, BookView, Budget, View

_GOOD = Part("✔", "green")
_TONES = {"good": "green", "warning": "yellow", "error": "red"}
_BAR = 30
_CODE = 9  # a sign, a code, and the space around them


def render(
    report: Report,
    catalogue: Catalogue,
    language: Language,
    *,
    width: int = 100,
    color: bool = False,
    verbose: int = 0,
    dry_run: bool = False,
) -> str:
    """The report for one reader; what is only for information is counted, and told with `verbose`.

    `dry_run`: the writes of the report were not done, and each is listed.
    """
    seen = view(report, catalogue, language)
    draw = _Draw(width, catalogue, language, seen, infos=verbose > 0)
    parts = [part for block in seen.blocks for part in draw.block(block)]
    parts += draw.writes(report, dry_run=dry_run, listed=dry_run or verbose > 0)
    return drawn([*parts, *draw.closing(report, dry_run=dry_run)], width, color=color)


def brief(report: Report, catalogue: Catalogue, language: Language, *, width: int = 100, color: bool = False) -> str:
    """A line for each partnership with something to do, and for each workbook that was not read; else nothing."""
    seen = view(report, catalogue, language)
    draw = _Draw(width, catalogue, language, seen, infos=False)
    return drawn((part for block in seen.blocks for part in draw.brief(block)), width, color=color)


class _Draw:
    """The parts of the text. They share the width, the words, and whether what is only for information is told."""

    def __init__(self, width: int, catalogue: Catalogue, language: Language, seen: View, *, infos: bool) -> None:
        self.width, self.catalogue, self.language, self.seen, self.infos = width, catalogue, language, seen, infos
        books = [book for block in seen.blocks for book in block.books]
        lines = [line for book in books for topic in self.told(book) for line in topic.lines]
        places = max((len(line.place) for line in lines), default=0)
        amounts = max((len(" · ".join(b.budget.words)) for b in seen.blocks if b.budget), default=0)
        beside = width - amounts - 10
        self.beside = beside >= _BAR // 2
        self.bar = min(_BAR, beside if self.beside else width - 7)
        self.widths = (_CODE - 2, min(places, width // 4), max((len(line.row_id) for line in lines), default=0))

    def word(self, key: str, **params: str | int) -> str:
        """A word or sentence of the interface."""
        return self.catalogue.word(key, self.language, **params)

    def told(self, book: BookView) -> list[Topic]:
        """The topics that are shown."""
        return [topic for topic in book.topics if self.infos or topic.severity is not Severity.INFO]

    # --------------------------------------------------------------------------------------------- blocks
    def block(self, block: BlockView) -> Iterator[RenderableType]:
        """Its title with the number of findings, its budget, and its workbooks."""
        if block.title:
            yield text(Part("─" * self.width, "dim"))
            title = spaced([Part(block.title, "bold"), Part(block.label, "bold"), Part(block.theme, "dim")])
            yield sides(text(*title), text(*spaced([] if block.idle else self.tally(block.tally))), self.width)
        if block.budget:
            yield from self.budget(block.budget)
        yield text()
        for book in block.books:
            yield from self.book(book)
            if self.told(book) and book is not block.books[-1]:
                yield text()

    def tally(self, tally: Tally) -> list[Part]:
        """The signs with their numbers, or that all is in order."""
        counts = ((Severity.ERROR, tally.errors), (Severity.WARNING, tally.warnings))
        told = [Part(f"{SIGNS[severity].text} {n}", SIGNS[severity].style) for severity, n in counts if n]
        return told or [Part(f"{_GOOD.text} {self.word('status_good')}", _GOOD.style)]

    def budget(self, budget: Budget) -> Iterator[RenderableType]:
        """A bar of what is accepted (full), claimed (half) and left, and the amounts beside it or below it."""
        amounts = text(" · ".join(budget.words))
        if budget.shares is None:
            yield amounts
            return
        accepted, claimed = budget.shares
        colour = _TONES[budget.shares.tone]
        whole, half = (max(0, min(self.bar, round(share * self.bar))) for share in (min(accepted, claimed), claimed))
        bar = text(
            Part("█" * whole, colour),
            Part("▒" * (half - whole), colour),
            Part("░" * (self.bar - half), "dim"),
            Part(f" {self.word('percent', n=int(claimed * 100))}", colour),
        )
        yield from [bar.append("   ").append_text(amounts)] if self.beside else [bar, amounts]

    def brief(self, block: BlockView) -> Iterator[RenderableType]:
        """Nothing where all is well."""
        if block.tally.errors or block.tally.warnings:
            title = spaced([Part(block.title, "bold"), Part(block.label), *self.tally(block.tally)])
            yield text(*title)
        for book in block.books:
            if book.status == "failed":
                yield text("  ", *spaced([Part(book.title, "bold cyan"), *self.standing(book)]))

    # --------------------------------------------------------------------------------------------- workbooks
    def book(self, book: BookView) -> Iterator[RenderableType]:
        """Its name with what was counted in it or why nothing was, and its topics."""
        if book.title:
            name = [Part(book.title, "bold cyan"), Part(book.owner, "cyan"), *self.standing(book)]
            yield sides(text(*spaced(name)), text(Part(book.rows, "dim")), self.width)
        for topic in self.told(book):
            yield self.topic(topic)

    def standing(self, book: BookView) -> list[Part]:
        """What is to be done in a workbook that was read, and else that it was not."""
        if book.status == "failed":
            return [Part(f"{SIGNS[Severity.ERROR].text} {self.word('failed')}", "bold red")]
        if book.status == "skipped":
            return [Part(self.word("workbook_skipped"), "dim")]
        return [] if book.tally.errors or book.tally.warnings else [_GOOD]

    def topic(self, topic: Topic) -> RenderableType:
        """Its lines, and below them how to solve it, or why it is accepted."""
        style = "dim" if topic.accepted else ""
        sign = _GOOD if topic.accepted else SIGNS[topic.severity]
        code = text(sign, Part(f" {topic.code}", style or "bold"))
        arrow = text(Part("→", style or "green"))
        arrow.justify = "right"
        solution = text(Part(topic.accepted or topic.fix, style))
        rows: list[tuple[Text, ...]] = []
        if self.width >= WIDE:
            for line in topic.lines:
                where = (text(Part(line.place, style)), text(Part(line.row_id, style)))
                rows.append((code, *where, self.message(line, style)))
            return columns([*rows, (text(), text(), arrow, solution)], self.widths)
        for line in topic.lines:
            place = " · ".join(part for part in (line.place, line.row_id) if part)
            rows += [(code, text(Part(place, style or "cyan")))] if place else []
            rows.append((text() if place else code, self.message(line, style)))
        return columns([*rows, (arrow, solution)], self.widths[:1])

    def message(self, line: Line, style: str) -> Text:
        """What is wrong, with a suggestion, and the places of many."""
        parts = spaced([Part(line.message, style), Part(line.hint or "", style or "cyan")], " ")
        return text(*parts, Part(f"\n{line.cells}" if line.cells else "", style or "dim"))

    # --------------------------------------------------------------------------------------------- the end
    def writes(self, report: Report, *, dry_run: bool, listed: bool) -> Iterator[RenderableType]:
        """What was written, or would be: how many tabs, and each of them where that was asked."""
        if report.writes is None:
            return
        yield text(Part("─" * self.width, "dim"))
        for change in report.writes if listed else ():
            place = [Part(change.workbook, "cyan"), Part(change.sheet.title)]
            what = f"{self.word(change.action)}, {self.word('cells', n=change.cells)}"
            yield sides(text(*spaced(place, " · ")), text(what), self.width)
        n = len(report.writes)
        yield text(self.word("would_write" if dry_run else "written", n=n) if n else self.word("nothing_to_write"))

    def closing(self, report: Report, *, dry_run: bool) -> Iterator[RenderableType]:
        """The count of everything, and the command to type next."""
        if report.writes is None:
            yield text(Part("─" * self.width, "dim"))
        tally = self.seen.tally
        told = [
            Part(f"{SIGNS[severity].text} {self.word(f'n_{severity}s', n=n)}", f"bold {SIGNS[severity].style}")
            for severity, n in zip(Severity, tally[:2], strict=False)
            if n
        ]
        if tally.infos:
            infos = self.word("n_infos", n=tally.infos)
            infos = infos if self.infos else self.word("infos_hidden", infos=infos, option="-v")
            told.append(Part(f"{SIGNS[Severity.INFO].text} {infos}", SIGNS[Severity.INFO].style))
        if tally.accepted:
            told.append(Part(f"{_GOOD.text} {self.word('n_accepted', n=tally.accepted)}", "dim"))
        if not tally.errors and not tally.warnings and report.complete:
            told.insert(0, Part(f"{_GOOD.text} {self.word('all_well')}", "bold green"))
        yield text(*spaced(told, " · "))
        yield text(self.seen.workbooks)
        if self.seen.incomplete:
            yield text(Part(self.seen.incomplete, "bold red"))
        for key, command in self.next_steps(report, dry_run=dry_run):
            before, _, after = self.catalogue.words(self.language)[key].partition("{command}")
            yield text(before, Part(command, "bold cyan"), after)

    def next_steps(self, report: Report, *, dry_run: bool) -> Iterator[tuple[str, str]]:
        """What helps most now: why a workbook was not read, else what the most frequent code means; the results."""
        open_ones = [f for f in report.findings if f.counts and f.severity is not Severity.INFO]
        unread = [f.code for f in open_ones if not report.complete and f.code.startswith("SRC")]
        worst = unread or [f.code for f in open_ones if f.severity is Severity.ERROR] or [f.code for f in open_ones]
        if worst:
            yield "next_explain", f"sheets-sync explain {Counter(worst).most_common(1)[0][0]}"
        unwritten = report.groups if report.writes is None else dry_run and report.writes
        if unwritten:
            yield "next_sync", "sheets-sync sync"
