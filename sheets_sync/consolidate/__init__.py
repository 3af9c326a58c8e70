"""Records and findings → the tabs of the coordinator's workbook, in the coordinator's language.

Nothing in them depends on when they are made: the same data gives the same tabs, so that a second run writes nothing.
Only Runs tells of days, and it gets a line only when something else changed.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sheets_sync.consolidate.findings import findings_sheet
from sheets_sync.consolidate.lists import row_list
from sheets_sync.consolidate.runs import log_run, past_runs, runs_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Sheet, Stored
    from sheets_sync.programme import Programme
    from sheets_sync.vanished import Ghost

__all__ = ["consolidate", "list_titles", "log_run", "past_runs"]


def consolidate(
    outcome: Outcome,
    programme: Programme,
    catalogue: Catalogue,
    *,
    runs: Sequence[Sequence[Stored]] = (),
    lost: Mapping[str, Ghost] = MappingProxyType({}),
) -> tuple[Sheet, ...]:
    """The overview, a list of rows per schema, the findings, and the runs so far.

    `runs` are their rows as read, `lost` the rows that workbooks lost, which the lists keep.
    """
    world, standing, report = outcome.world, outcome.standing, outcome.report
    overview = programme.overview(world, standing, report, catalogue)
    return (
        *([overview] if overview else ()),
        *(row_list(schema, world, standing, programme, catalogue, lost) for schema in programme.tabs),
        findings_sheet(outcome, catalogue),
        runs_sheet(runs, catalogue, world.language),
    )


def list_titles(programme: Programme, catalogue: Catalogue, language: Language) -> frozenset[str]:
    """The titles of the tabs that hold the rows of everybody: those that the guard watches."""
    return frozenset(programme.title(schema, catalogue, language) for schema in programme.tabs)
