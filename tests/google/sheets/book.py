"""A spreadsheet as Google keeps it: read, changed in atomic batches, and edited by people."""

from __future__ import annotations

import random
import threading
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.google.errors import ApiError
from tests.google.sheets.batch import apply, without_nulls
from tests.google.sheets.conditional import lit_cells
from tests.google.sheets.draft import Draft
from tests.google.sheets.formulas.calc import Calculator
from tests.google.sheets.people import People
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.render import Reading, wanted_fields
from tests.google.sheets.state import SHEET_WORD, State, Tab
from tests.google.sheets.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Json = dict[str, Any]


class Spreadsheet(Values, People):
    """One spreadsheet. What it answers is for reading only: parts of it are the state itself.

    `on_change` is called once with the user's address after each change that was applied. `owner` may edit whatever
    is protected. `clock` gives the moment of TODAY and NOW. `unknown` names the functions that formulas use and that
    are not worked out here: their cells show a #NAME? error.
    """

    def __init__(
        self, spreadsheet_id: str, title: str, *, locale: str = "nl_BE", time_zone: str = "Europe/Brussels"
    ) -> None:
        self.id = spreadsheet_id
        self.on_change: Callable[[str], None] = _nothing
        self.owner = ""
        self.clock: Callable[[], datetime] = self._here_and_now
        self.unknown: set[str] = set()
        first = Tab(0, SHEET_WORD.get(locale[:2], "Sheet") + "1")
        seed = random.Random(spreadsheet_id)  # noqa: S311  (ids of a fake, the same in each run)
        self.state = State(title, locale, time_zone, [first], seed)
        self._calc: Calculator | None = None
        self._lock = threading.RLock()  # a server answers on several threads

    @property
    def title(self) -> str:
        """The title, which the file in Drive has too."""
        return self.state.title

    @title.setter
    def title(self, title: str) -> None:
        self.state.title = title

    def _here_and_now(self) -> datetime:
        return datetime.now(ZoneInfo(self.state.time_zone)).replace(tzinfo=None)

    def calculator(self) -> Calculator:
        """The results of the formulas, kept until something changes; those of TODAY and NOW only for one reading."""
        if self._calc is None or self._calc.volatile or self._calc.state is not self.state:
            self._calc = Calculator(self.state, self.clock())
        return self._calc

    def get(
        self,
        *,
        ranges: Sequence[str] = (),
        include_grid: bool = False,
        cells: frozenset[str] | None = None,
        user: str = "",
    ) -> Json:
        """The Spreadsheet resource; `cells` are the fields of a CellData that are wanted, all where it is None.

        `effectiveFormat.numberFormat` may be among them instead of the whole `effectiveFormat`, to spare work.
        """
        wanted = wanted_fields(cells, include_grid=include_grid)
        with self._lock:
            calc = self.calculator()
            said = Reading(calc.state, calc, self.id, user, self.owner, wanted).resource(ranges)
            self.unknown |= calc.unknown
        return said

    def batch_update(self, body: Json, *, user: str) -> Json:
        """The answer to a batch: a reply for each request. Either all of them are done, or an ApiError is raised."""
        body = without_nulls(body)
        with self.changing(user) as draft:
            replies = apply(draft, body.get("requests", []))
        answer: Json = {"spreadsheetId": self.id, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            answer["updatedSpreadsheet"] = self.get(
                ranges=body.get("responseRanges", ()),
                include_grid=body.get("responseIncludeGridData", False),
                user=user,
            )
        return answer

    @contextmanager
    def changing(self, user: str) -> Iterator[Draft]:
        """A draft to work on, which is the spreadsheet from then on unless the block fails."""
        with self._lock:
            draft = Draft(self.state.copy(), user, self.owner, self.clock())
            try:
                yield draft
            except Refusal as refusal:
                raise ApiError(400, str(refusal)) from refusal
            self.state = draft.state
        self.on_change(user)

    def lit(self, sheet_id: int) -> Mapping[tuple[int, int], Json]:
        """The cells of a tab that conditional formats light up, counted from 0, with the format over each."""
        tab = self.state.find(sheet_id)
        if tab is None:
            raise ApiError(400, f"No grid with id: {sheet_id}")
        calc = self.calculator()
        found = lit_cells(calc, tab)
        self.unknown |= calc.unknown
        return found


def _nothing(_: str) -> None:
    pass
