"""New workbooks into spreadsheets that people made and shared: only where nothing stands yet, as one batch each."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sheets_sync.addresses import spreadsheet_id
from sheets_sync.backends.google.blank import filling, is_empty
from sheets_sync.backends.google.client import CredentialsRefused, NoAnswer, Refused, TooMuch, Uncertain
from sheets_sync.backends.google.drive import OFFICE, list_files
from sheets_sync.backends.google.opening import key_path, open_client
from sheets_sync.backends.google.reading import FIELDS, Garbled, parsed, read_spread
from sheets_sync.backends.limits import Limits
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl import Workbook

    from sheets_sync.backends import Access
    from sheets_sync.backends.google.drive import DriveFile
    from sheets_sync.model import Language, Param

#: How often a batch without an answer is sent, each time after a look at what became of it.
_TRIES = 3


class NotFilled(Exception):  # noqa: N818  (says what the spreadsheet is, not that the tool failed)
    """Why a spreadsheet was left as it is: the key of a word, and its parameters."""

    def __init__(self, why: str, params: Mapping[str, Param]) -> None:
        super().__init__(why)
        self.why, self.params = why, params


class Filler:
    """Fills spreadsheets one after the other, with the account whose key is configured.

    Raises SourceError CFG02 and CFG03 when it is made, and CFG03 or SRC03 at the first spreadsheet: then no other one
    would fare better.
    """

    def __init__(self, access: Access) -> None:
        self._client, self._key_file = open_client(access), str(key_path(access) or "")
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
        except (NoAnswer, Garbled) as error:
            raise NotFilled("template_no_answer", {"workbook": ref}) from error
        except TooMuch as error:
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
        for tries in range(_TRIES + 1):
            content = self._content(found, ref)
            taken = {sheet["properties"].get("title", "") for sheet in content.get("sheets", ())} & {*book.sheetnames}
            if tries and len(taken) == len(book.sheetnames):
                return  # a batch without an answer was carried out all the same
            if not is_empty(content):
                raise NotFilled("template_not_empty", {"workbook": ref})
            if taken:
                raise NotFilled("template_tab_taken", {"workbook": ref, "tab": min(taken)})
            if tries < _TRIES and self._sent(found, ref, filling(book, read_spread(content, Limits()), language)):
                return
        raise NotFilled("template_no_answer", {"workbook": ref})

    def _sent(self, found: str, ref: str, requests: Sequence[Mapping[str, Any]]) -> bool:
        """Whether it is known that the batch was carried out."""
        try:
            parsed(self._client.update(found, {"requests": requests}))
        except (Uncertain, Garbled):
            return False
        except Refused as error:
            if error.answer.status == HTTPStatus.FORBIDDEN:
                raise self._not_editor(ref) from error
            raise NotFilled("template_changed", {"workbook": ref}) from error
        return True

    def _content(self, found: str, ref: str) -> Mapping[str, Any]:
        try:
            return parsed(self._client.spreadsheet(found, FIELDS))
        except Refused as error:
            if error.answer.status == HTTPStatus.BAD_REQUEST:
                raise NotFilled("template_office", {"workbook": ref}) from error
            raise NotFilled("template_not_shared", self._about(ref)) from error

    def _not_editor(self, ref: str) -> NotFilled:
        return NotFilled("template_viewer", self._about(ref))

    def _about(self, ref: str) -> Mapping[str, Param]:
        return {"workbook": ref, "account": self._client.account}
