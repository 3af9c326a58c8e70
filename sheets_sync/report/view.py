"""What a person sees of a report, in words of one language; the terminal and the page only draw it.

All text that came from a spreadsheet goes through `show`, so that nothing in it can be seen as anything but text.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.messages import show
from sheets_sync.model import Money, Severity
from sheets_sync.report.grouping import arrange, ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Language, Report
    from sheets_sync.report.grouping import Block, Group, Part

#: So many places of one group are listed at the most.
PLACES = 40
#: A value beside its cell is cut at so many characters.
_SHORT = 24


class Tally(NamedTuple):
    """How many findings of each kind; those that are accepted count nowhere else."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    accepted: int = 0

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Tally:
        """The count of these findings."""
        kinds = [finding.severity if finding.counts else None for finding in findings]
        return cls(*(kinds.count(kind) for kind in (*Severity, None)))


class Line(NamedTuple):
    """One finding, or many of one kind: where, in which row, what is wrong. `cells` lists the places of many."""

    place: str
    row_id: str
    message: str
    hint: str | None
    cells: str | None


class Topic(NamedTuple):
    """Lines that are solved in the same way. `accepted` is the coordinator's reason, in a sentence."""

    code: str
    name: str
    severity: Severity
    accepted: str | None
    fix: str
    lines: tuple[Line, ...]


class BookView(NamedTuple):
    """A workbook: as it was registered, its name, whose it is, what was counted in it, and its topics."""

    ref: str
    title: str
    owner: str
    status: str
    rows: str
    tally: Tally
    topics: tuple[Topic, ...]


class Budget(NamedTuple):
    """The money of a partnership: which shares of the ceiling are accepted and claimed, and the amounts in words."""

    accepted: Decimal
    claimed: Decimal
    words: tuple[str, ...]


class BlockView(NamedTuple):
    """A partnership, the coordinator's workbook or the run."""

    title: str
    label: str
    theme: str
    budget: Budget | None
    tally: Tally
    books: tuple[BookView, ...]

    @property
    def idle(self) -> bool:
        """Whether nothing was to be read in it, so that there is nothing to say of its standing."""
        return self.budget is None and all(book.status == "skipped" for book in self.books)


class View(NamedTuple):
    """All of it, with the sentences that close it."""

    blocks: tuple[BlockView, ...]
    tally: Tally
    workbooks: str
    incomplete: str | None


def view(report: Report, catalogue: Catalogue, language: Language) -> View:
    """The report in the words of one language."""
    words = _Words(catalogue, language)
    statuses = [book.status for book in report.workbooks]
    counts = {key: statuses.count(key) for key in ("read", "failed", "skipped")}
    return View(
        blocks=tuple(_block(block, words) for block in arrange(report)),
        tally=Tally.of(report.findings),
        workbooks=words("summary_workbooks", **counts),
        incomplete=None if report.complete else words("summary_incomplete"),
    )


class _Words:
    """The words of one language."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self.catalogue, self.language = catalogue, language

    def __call__(self, key: str, **params: str | int) -> str:
        """A word or sentence of the interface."""
        return self.catalogue.word(key, self.language, **params)

    def whole(self, key: str, **params: str | int) -> str:
        """The same for what is already harmless, which is not cut."""
        return self.catalogue.words(self.language)[key].format(**params)

    def text(self, text: str | None) -> str:
        """A text of a person, made harmless."""
        return show(text, self.language) if text else ""


# ------------------------------------------------------------------------------------------------- blocks
def _block(block: Block, words: _Words) -> BlockView:
    titles = {"coordinator": words("coordinator_workbook"), "partnership": words.text(block.id), "run": words("run")}
    return BlockView(
        title=titles[block.kind],
        label=words.text(block.label),
        theme=words.text(block.figures.get("theme")) if block.figures else "",
        budget=_budget(block.figures, words) if block.figures else None,
        tally=Tally.of(block.findings),
        books=tuple(_book(part, words) for part in block.parts),
    )


def _budget(figures: Mapping[str, str | None], words: _Words) -> Budget | None:
    """None where the programme gives no ceiling."""
    ceiling, claimed, accepted, left = (
        _amount(figures.get(key)) for key in ("ceiling_eur", "claimed_eur", "accepted_eur", "left_eur")
    )
    if not ceiling:
        return None
    if claimed is None or accepted is None or left is None:
        return Budget(Decimal(0), Decimal(0), (words("amounts_unknown"),))

    def euro(amount: Decimal) -> str:
        return show(Money(amount), words.language)

    rest = words("amount_over", amount=euro(-left)) if left < 0 else words("amount_left", amount=euro(left))
    told = (
        words("claimed_of", claimed=euro(claimed), ceiling=euro(ceiling)),
        words("amount_accepted", amount=euro(accepted)),
        rest,
    )
    return Budget(accepted / ceiling, claimed / ceiling, told)


def _amount(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


# ------------------------------------------------------------------------------------------------- workbooks
def _book(part: Part, words: _Words) -> BookView:
    book = part.book
    tabs = book.tabs if book else ()
    rows = words(
        "rows_counted",
        read=sum(tab.rows_read for tab in tabs),
        accepted=sum(tab.accepted for tab in tabs),
        aside=sum(tab.set_aside for tab in tabs),
        skipped=sum(tab.skipped for tab in tabs),
    )
    findings = [finding for group in part.groups for finding in group.findings]
    return BookView(
        ref=part.workbook or "",
        title=words.text(part.workbook),
        owner=words.text(book.label) if book else "",
        status=book.status if book else "",
        rows=rows if tabs else "",
        tally=Tally.of(findings),
        topics=tuple(_topics(part.groups, words)),
    )


def _topics(groups: Iterable[Group], words: _Words) -> Iterable[Topic]:
    told = [(group, _line(group, words)) for group in groups]

    def solved_alike(item: tuple[Group, tuple[str, Line]]) -> tuple[object, ...]:
        first = item[0].first
        return (first.code, first.severity, first.accepted, item[1][0])

    for _, run in groupby(told, solved_alike):
        items = list(run)
        first, fix = items[0][0].first, items[0][1][0]
        info = words.catalogue.codes.get(first.code)
        reason = first.accepted
        yield Topic(
            code=first.code,
            name=info.name if info else "",
            severity=first.severity,
            accepted=None if reason is None else words("accepted_by_coordinator", reason=words.text(reason)),
            fix=fix,
            lines=tuple(line for _, (_, line) in items),
        )


# ------------------------------------------------------------------------------------------------- lines
def _line(group: Group, words: _Words) -> tuple[str, Line]:
    """How to solve it, and the line."""
    first = group.first
    where = first.location
    message, fix, hint = words.catalogue.render(first, words.language)
    if len(group.findings) == 1:
        spot = str(where.cell) if where.cell else words("row_place", row=where.row) if where.row else ""
        return fix, Line(_joined(words.text(where.tab), spot), words.text(where.row_id), message, hint, None)
    told = [words.catalogue.render(finding, words.language) for finding in group.findings]
    equal = len(set(told)) == 1
    cells = _cells(group, words, values=not equal)
    return fix, Line(words.text(where.tab), "", message, hint if equal else None, cells)


def _cells(group: Group, words: _Words, *, values: bool) -> str:
    """All places of a group: cells as blocks, or each with its value where the findings differ; else row numbers."""
    cells = [f.location.cell for f in group.findings if f.location.cell is not None]
    total = len(group.findings)
    if len(cells) < total:
        places = [str(f.location.row) for f in group.findings]
        return words.whole("grouped_rows", n=total, rows=_listed(places, words))
    if values:
        places = [
            f"{f.location.cell} ({_cut(words.text(f.value))})" if f.value else str(f.location.cell)
            for f in group.findings
        ]
    else:
        places = [str(a) if a == b else f"{a}:{b}" for a, b in ranges(cells)]
    return words.whole("grouped", n=total, cells=_listed(places, words))


def _listed(places: list[str], words: _Words) -> str:
    more = [words("and_more", n=len(places) - PLACES)] if len(places) > PLACES else []
    return ", ".join([*places[:PLACES], *more])


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
