"""What a person sees of a report, in words of one language; the terminal and the page only draw it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, NamedTuple

from sheets_sync.messages import show
from sheets_sync.model import Money, Severity, TabCount
from sheets_sync.report.grouping import arrange
from sheets_sync.report.lines import Words, topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Label, Language, Report
    from sheets_sync.report.grouping import Block, Part
    from sheets_sync.report.lines import Topic

#: From this share on the ceiling is near.
_NEARLY = Decimal("0.8")


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


class BookView(NamedTuple):
    """A workbook: as it was registered, its name, whose it is, what was counted in it, and its topics."""

    ref: str
    title: str
    owner: str
    status: str
    rows: str
    tally: Tally
    topics: tuple[Topic, ...]


class Shares(NamedTuple):
    """Which shares of the ceiling are accepted and claimed: 1 is all of it, and it can be more."""

    accepted: Decimal
    claimed: Decimal

    @property
    def tone(self) -> Literal["good", "warning", "error"]:
        """How a bar of them looks: well until the ceiling is near, wrong when it is passed."""
        return "error" if self.claimed > 1 else "warning" if self.claimed >= _NEARLY else "good"


class Budget(NamedTuple):
    """The money of a partnership, with the amounts in words; `shares` is None where they are not known."""

    shares: Shares | None
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
    words = Words(catalogue, language)
    statuses = [book.status for book in report.workbooks]
    counts = {key: statuses.count(key) for key in ("read", "failed", "skipped")}
    return View(
        blocks=tuple(_block(block, words, report.names) for block in arrange(report)),
        tally=Tally.of(report.findings),
        workbooks=words("summary_workbooks", **counts),
        incomplete=None if report.complete else words("summary_incomplete"),
    )


# ------------------------------------------------------------------------------------------------- blocks
def _block(block: Block, words: Words, names: Mapping[str, Label]) -> BlockView:
    titles = {"coordinator": words("coordinator_workbook"), "partnership": words.text(block.id), "run": words("run")}
    theme = block.figures.get("theme") if block.figures else None
    return BlockView(
        title=titles[block.kind],
        label=words.text(block.label),
        theme=words.text(names.get(theme or "", theme)),
        budget=_budget(block.figures, words) if block.figures else None,
        tally=Tally.of(block.findings),
        books=tuple(_book(part, words) for part in block.parts),
    )


def _budget(figures: Mapping[str, str | None], words: Words) -> Budget | None:
    """None where the programme gives no ceiling."""
    ceiling, claimed, accepted, left = (
        _amount(figures.get(key)) for key in ("ceiling_eur", "claimed_eur", "accepted_eur", "left_eur")
    )
    if not ceiling:
        return None
    if claimed is None or accepted is None or left is None:
        return Budget(None, (words("amounts_unknown"),))

    def euro(amount: Decimal) -> str:
        return show(Money(amount), words.language)

    rest = words("amount_over", amount=euro(-left)) if left < 0 else words("amount_left", amount=euro(left))
    told = (
        words("claimed_of", claimed=euro(claimed), ceiling=euro(ceiling)),
        words("amount_accepted", amount=euro(accepted)),
        rest,
    )
    return Budget(Shares(accepted / ceiling, claimed / ceiling), told)


def _amount(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


# ------------------------------------------------------------------------------------------------- workbooks
def _book(part: Part, words: Words) -> BookView:
    book = part.book
    tabs = book.tabs if book else ()
    _, read, accepted, aside, skipped = TabCount.total(tabs)
    rows = words("rows_counted", read=read, accepted=accepted, aside=aside, skipped=skipped)
    findings = [finding for group in part.groups for finding in group.findings]
    return BookView(
        ref=part.workbook or "",
        title=words.text(part.workbook),
        owner=words.text(book.label) if book else "",
        status=book.status if book else "",
        rows=rows if tabs else "",
        tally=Tally.of(findings),
        topics=tuple(topics(part.groups, words)),
    )
