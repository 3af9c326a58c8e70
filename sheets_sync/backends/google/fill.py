"""New workbooks into spreadsheets that people made and shared: only where nothing stands yet, as one batch each."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from sheets_sync.addresses import spreadsheet_id
from sheets_sync.backends.google.blank import filling, is_empty
from sheets_sync.backends.google.client import CredentialsRefused, NoAnswer, Refused, TooMuch, Uncertain
from sheets_sync.backends.google.drive import OFFICE, list_files
from sheets_sync.backends.google.opening import key_path, open_client
from sheets_sync.backends.google.reading import FIELDS, read_spread
from sheets_sync.backends.limits import Limits, TooLarge
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl import Workbook

    from sheets_sync.backends import Access
    from sheets_sync.backends.google.drive import DriveFile
    from sheets_sync.backends.google.limiter import Clock
    from sheets_sync.backends.google.reading import Spread
    from sheets_sync.model import Language, Param

#: How often a batch without an answer is sent, each time after a look at what became of it.
_TRIES = 3


class NotFilled(Exception):  # noqa: N818  (says what the spreadsheet is, not that the tool failed)
    """Why a spreadsheet was left as it is: the key of a word, and its parameters."""

    def __init__(self, why: str, params: Mapping[str, Param]) -> None:
        super().__init__(why)
        self.why, self.params = why, params


class _Found(NamedTuple):
    spread: Spread
    empty: bool


class Filler:
    """Fills spreadsheets one after the other, with the account whose key is configured.

    Raises SourceError CFG02 and CFG03 when it is made, and CFG03 or SRC03 at the first spreadsheet: then no other one
    would fare better.
    """

    def __init__(self, access: Access, clock: Clock | None = None) -> None:
        self._client, self._key_file = open_client(access, clock), str(key_path(access) or "")
        self._log = access.log
        self._files: Mapping[str, DriveFile] | None = None

    def fill(self, ref: str, book: Workbook, language: Language) -> None:
        """Put a new workbook into an empty spreadsheet. Raises NotFilled."""
        found = spreadsheet_id(ref)
        if found is None:
            raise NotFilled("template_is_file", {"workbook": ref})
        try:
            self._refuse(found, ref)
            self._fill(found, ref, book, language)
        except CredentialsRefused as error:
            raise SourceError("CFG03", {"file": self._key_file}) from error
        except (NoAnswer, Uncertain, TooMuch) as error:
            raise NotFilled("template_no_answer", {"workbook": ref}) from error
        except TooLarge as error:
            raise NotFilled("template_not_empty", {"workbook": ref}) from error
        self._log("workbook-filled", workbook=ref, tabs=len(book.worksheets))

    def _refuse(self, found: str, ref: str) -> None:
        """Raises NotFilled for what Drive's list tells already."""
        if self._files is None:
            try:
                self._files = list_files(self._client)
            except NoAnswer as error:
                raise SourceError("SRC03", {"service": "Google Drive", "n": error.tries}) from error
            except Refused:  # each spreadsheet is asked for itself then
                self._files = {}
        file = self._files.get(found)
        if file is not None and file.kind in OFFICE:
            raise NotFilled("template_office", {"workbook": ref})
        if file is not None and not file.can_edit:
            raise self._not_editor(ref)

    def _fill(self, found: str, ref: str, book: Workbook, language: Language) -> None:
        for _ in range(_TRIES):
            spread, empty = self._read(found, ref)
            if not empty:
                raise NotFilled("template_not_empty", {"workbook": ref})
            taken = {grid.tab.title for grid in spread.grids} & set(book.sheetnames)
            if taken:
                raise NotFilled("template_tab_taken", {"workbook": ref, "tab": min(taken)})
            requests = filling(book, spread, language)
            try:
                self._client.update(found, {"requests": requests})
            except Uncertain:
                if set(book.sheetnames) <= {grid.tab.title for grid in self._read(found, ref).spread.grids}:
                    return
            except Refused as error:
                if error.answer.status == HTTPStatus.FORBIDDEN:
                    raise self._not_editor(ref) from error
                raise NotFilled("template_changed", {"workbook": ref}) from error
            else:
                return
        raise Uncertain

    def _read(self, found: str, ref: str) -> _Found:
        try:
            content: dict[str, Any] = json.loads(self._client.spreadsheet(found, FIELDS))
        except Refused as error:
            if error.answer.status == HTTPStatus.BAD_REQUEST:
                raise NotFilled("template_office", {"workbook": ref}) from error
            raise NotFilled("template_not_shared", self._about(ref)) from error
        return _Found(read_spread(content, Limits()), is_empty(content))

    def _not_editor(self, ref: str) -> NotFilled:
        return NotFilled("template_viewer", self._about(ref))

    def _about(self, ref: str) -> Mapping[str, Param]:
        return {"workbook": ref, "account": self._client.account}
