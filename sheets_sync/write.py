"""From an outcome to what is to be written: the tabs of each workbook, compared with those that are there. Pure.

The shell asks a backend where tabs go (`Target`), this module says which of them change, and the shell writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sheets_sync.consolidate import consolidate, list_titles, log_run, past_runs
from sheets_sync.feedback import Desk
from sheets_sync.model import Change, Delivery, Finding, Location, Plan
from sheets_sync.notes import released, spare, told
from sheets_sync.plan import LOSS, diff, guard, refuse_miscount
from sheets_sync.seal import sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from sheets_sync.backends import Target
    from sheets_sync.check import Outcome
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Highlight, Language, Sheet
    from sheets_sync.programme import Programme
    from sheets_sync.vanished import Ghost


@dataclass(frozen=True, slots=True)
class Writing:
    """What goes to one target: all of the tool's tabs as they should be, which of them change, and what lights up.

    `released` are the tabs that somebody wrote in and `spare` the others, as `Delivery` has them; `told` tells
    of the first.
    """

    target: Target
    sheets: tuple[Sheet, ...]
    changes: tuple[Change, ...]
    released: Mapping[str, str] = field(default_factory=dict)
    spare: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Finding, ...] = ()
    group: str | None = None
    highlights: tuple[Highlight, ...] = ()

    @property
    def unchanged(self) -> frozenset[str]:
        """The titles of the tabs that are as they should be."""
        return frozenset(sheet.title for sheet in self.sheets) - {change.sheet.title for change in self.changes}

    @property
    def delivery(self) -> Delivery:
        """The same, as a backend takes it."""
        return Delivery(self.sheets, self.highlights, self.released, self.spare, self.unchanged)


def copies(targets: Mapping[str, Target], outcome: Outcome) -> list[Finding]:
    """WRT03 for each workbook that must not be touched now, so that its results go to a copy beside it."""
    groups = {book.entry.ref: book.entry.group for book in outcome.world.books}
    return [
        Finding("WRT03", Location(workbook=ref), {"copy": target.name}, group=groups.get(ref))
        for ref, target in targets.items()
        if target.copy
    ]


def plan_writes(
    outcome: Outcome,
    programme: Programme,
    catalogue: Catalogue,
    targets: Mapping[str, Target],
    coordinator: Target | None,
    *,
    accept_loss: bool = False,
    loss: Decimal = LOSS,
    lost: Mapping[str, Ghost] = MappingProxyType({}),
    wanted: Callable[[Writing], bool] = lambda writing: bool(writing.changes),
) -> tuple[list[Writing], Plan]:
    """What a run writes; `coordinator` is None where only a part was read, so that nothing can be consolidated.

    `lost` are the rows that workbooks lost, which the lists keep. Of what does not change, all that is `wanted` is
    there as well.
    Raises NotWrittenError where the count of rows does not add up, or where a consolidated tab would lose too much.
    """
    language = outcome.world.language
    refuse_miscount(outcome, catalogue, language)
    desk = Desk(outcome, programme, catalogue)
    writings = []
    for book in outcome.world.books:
        target = targets.get(book.entry.ref)
        if target is not None:
            held = target.existing.get(catalogue.word("check", book.entry.language))
            sheets, highlights = (desk.sheets(book, held), ()) if target.copy else desk.lit(book, held)
            sheets = tuple(map(sealed, sheets))
            changes = diff(target.existing, sheets, target.name)
            words = _notes(outcome, catalogue, book.entry.language)
            made = writing(target, sheets, changes, words, book.entry.group)
            made = replace(made, highlights=highlights)
            if made.changes or wanted(made):
                writings.append(made)
    if coordinator is not None:
        runs = past_runs(coordinator.existing, catalogue, language)
        sheets = tuple(map(sealed, consolidate(outcome, programme, catalogue, runs=runs, lost=lost)))
        changes = diff(coordinator.existing, sheets, coordinator.name)
        if not accept_loss:
            titles = list_titles(programme, catalogue, language)
            guard(changes, coordinator.existing, titles, catalogue, language, loss=loss)
        made = _consolidated(outcome, catalogue, coordinator, sheets, changes, writings)
        if made.changes or wanted(made):
            writings.append(made)
    return writings, Plan(tuple(change for w in writings for change in w.changes))


def _consolidated(
    outcome: Outcome,
    catalogue: Catalogue,
    target: Target,
    sheets: Sequence[Sheet],
    changes: Sequence[Change],
    others: Sequence[Writing],
) -> Writing:
    """What goes to the coordinator's workbook, with the line of the run where anything changes anywhere."""
    elsewhere = [change for w in others for change in w.changes]
    logged = log_run([*elsewhere, *changes], target.name, target.existing, outcome, catalogue)
    mine = tuple(change for change in logged if change.workbook == target.name)
    latest = {change.sheet.title: change.sheet for change in mine}
    sheets = tuple(latest.get(sheet.title, sheet) for sheet in sheets)
    return writing(target, sheets, mine, _notes(outcome, catalogue, outcome.world.language))


def writing(
    target: Target, sheets: Sequence[Sheet], changes: Sequence[Change], words: str, group: str | None = None
) -> Writing:
    """What goes to a target where these tabs change; `words` tell a tab that is released from the tool's own."""
    letting = released(target, changes, words)
    return Writing(
        target,
        tuple(sheets),
        tuple(changes),
        letting,
        spare(target, changes, words),
        tuple(told(target, letting, group)),
        group,
    )


def _notes(outcome: Outcome, catalogue: Catalogue, language: Language) -> str:
    """What is added to the title of a tab that somebody wrote in."""
    return catalogue.word("notes_of", language, day=str(outcome.world.as_of))


def with_findings(outcome: Outcome, findings: Sequence[Finding]) -> Outcome:
    """The outcome with findings that came up while it was written down."""
    if not findings:
        return outcome
    return replace(outcome, report=replace(outcome.report, findings=(*outcome.report.findings, *findings)))
