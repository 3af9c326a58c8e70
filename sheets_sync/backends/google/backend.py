"""Google spreadsheets as a backend: listed once, read once each, written once each."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sheets_sync.addresses import spreadsheet_id
from sheets_sync.backends import Purpose, Target
from sheets_sync.backends.google.ahead import Ahead
from sheets_sync.backends.google.batch import batches, due, freed
from sheets_sync.backends.google.cells import StillLoading
from sheets_sync.backends.google.client import (
    MOST_BYTES,
    THREADS,
    CredentialsRefused,
    NoAnswer,
    Refused,
    TooMuch,
    Uncertain,
)
from sheets_sync.backends.google.drive import OFFICE, list_files
from sheets_sync.backends.google.reading import FIELDS, Garbled, parsed, read_spread
from sheets_sync.backends.google.snapshots import ASKED, NoSnapshots, Snapshot
from sheets_sync.backends.limits import Limits, TooLarge, check_bytes, megabytes, too_much_memory
from sheets_sync.backends.titles import Held
from sheets_sync.errors import SourceError
from sheets_sync.log import silent
from sheets_sync.model import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheets_sync.backends.google.client import GoogleClient
    from sheets_sync.backends.google.drive import DriveFile
    from sheets_sync.backends.google.reading import Grid, Spread
    from sheets_sync.backends.google.snapshots import Snapshots
    from sheets_sync.log import Log
    from sheets_sync.model import Delivery, Sheet

SERVICE = "Google Sheets"
#: How often a spreadsheet that still loads data from elsewhere is asked again, and a write that failed is made anew.
_TRIES = 3
_LOADING_PAUSE = 5.0
#: What is larger is not read ahead of its turn: two dozen such answers wait at a time.
_AHEAD_BYTES = 30_000_000
#: What one request may end with.
_FAILURES = (Refused, NoAnswer, Uncertain, CredentialsRefused, TooMuch, TooLarge, StillLoading, Garbled)


class GoogleBackend:
    """Spreadsheets that are registered by their address or id."""

    def __init__(
        self,
        client: GoogleClient,
        snapshots: Snapshots | None = None,
        limits: Limits | None = None,
        *,
        key_file: str = "",
        now: Callable[[], float] = time.time,
        log: Log = silent,
    ) -> None:
        self._client, self._snapshots = client, snapshots or NoSnapshots()
        self._limits, self._key_file, self._now, self._log = limits or Limits(), key_file, now, log
        self._files: Mapping[str, DriveFile] | None = None
        self._spreads: dict[str, Spread] = {}
        self._unrecorded: dict[str, bytes] = {}
        self._ahead: Ahead[bytes] = Ahead(self._fetched_ahead, THREADS)

    # ------------------------------------------------------------------------------------ reading
    def prepare(self, refs: Sequence[str]) -> None:
        """Ask for those that changed, several at a time. Raises SourceError where nothing can be asked."""
        files = self._listed()
        ids = [_id(ref) for ref in refs]
        self._ahead.expect(each for each in ids if not self._is_office(each) and not self._is_unchanged(each, files))

    def may_kill(self, _ref: str) -> bool:
        """Nothing but Python reads an answer."""
        return False

    def read(self, ref: str, *, own: bool = True, long: bool = False) -> Workbook:
        """The spreadsheet as it is now.

        Raises SourceError: SRC01 without access, SRC02 where there is none, SRC03 without an answer, SRC07 for a file
        that Drive only shows, SRC08 beyond the limits, CFG03 where the key is refused.
        """
        found = _id(ref)
        files = self._listed()
        if self._is_office(found):
            raise SourceError("SRC07", {})
        limits = self._limits.of_coordinator if long else self._limits
        snapshot = self._snapshots.get(found) if self._is_unchanged(found, files) else None
        try:
            content = snapshot.content if snapshot else self._taken(found, limits)
            spread = self._loaded(found, content, limits)
        except (TooLarge, MemoryError) as error:
            told = error if isinstance(error, TooLarge) else too_much_memory(limits)
            raise SourceError("SRC08", {"size": told.size, "limit": told.limit}) from error
        except _FAILURES as error:
            raise self._failure(error, ref) from error
        self._spreads[found] = spread.without_rows
        if snapshot is None:
            self._remember(found, files.get(found), spread, content)
        tabs = tuple(grid.tab for grid in spread.people if grid.is_table)
        ours = tuple(grid.tab for grid in spread.live.values()) if own else ()
        moment, editor = self._by_people(found, files.get(found))
        modified = datetime.fromisoformat(moment).date() if moment else None
        version = blake2b(content, digest_size=16).hexdigest()
        return Workbook(ref, tabs, modified, version, ours, editor)

    def _by_people(self, found: str, file: DriveFile | None) -> tuple[str, str]:
        """The moment when somebody else than the tool changed it last, and who, where that is known."""
        if file is not None and not file.by_us:
            return file.modified, file.editor
        snapshot = self._snapshots.head(found)
        return (snapshot.by_people, snapshot.editor) if snapshot is not None else ("", "")

    def _remember(self, found: str, file: DriveFile | None, spread: Spread, content: bytes) -> None:
        """Keep what was answered under the version that was listed before; what changes by itself, under none."""
        if file is not None:
            version, kept = ("", b"") if spread.volatile else (file.version, content)
            moment, editor = self._by_people(found, file)
            self._snapshots.put(found, Snapshot(ASKED, version, file.modified, moment, editor, self._now(), kept))

    def _listed(self) -> Mapping[str, DriveFile]:
        """What Drive lists, asked once; nothing where Drive refuses to: then each is read and nothing is skipped."""
        if self._files is None:
            try:
                self._files = list_files(self._client)
            except (CredentialsRefused, NoAnswer) as error:
                raise self._failure(error, "") from error
            except Refused as error:
                self._log("google-no-listing", "warning", status=error.answer.status)
                self._files = {}
        return self._files

    def _is_office(self, found: str) -> bool:
        file = (self._files or {}).get(found)
        return file is not None and file.kind in OFFICE

    def _is_unchanged(self, found: str, files: Mapping[str, DriveFile]) -> bool:
        """Whether a spreadsheet is as it is remembered."""
        file, snapshot = files.get(found), self._snapshots.head(found)
        return file is not None and snapshot is not None and snapshot.holds(file, self._now())

    def _taken(self, found: str, limits: Limits) -> bytes:
        """What was read ahead; what was too large for that, or for all that was read with it, is asked now."""
        try:
            return self._ahead.take(found)
        except (TooMuch, MemoryError):
            return self._fetched(found, limits)

    def _fetched_ahead(self, found: str) -> bytes:
        return self._client.spreadsheet(found, FIELDS, min(_AHEAD_BYTES, self._limits.unpacked_bytes))

    def _fetched(self, found: str, limits: Limits) -> bytes:
        """The spreadsheet as it is now. Raises TooLarge."""
        most = min(MOST_BYTES, limits.unpacked_bytes)
        try:
            return self._client.spreadsheet(found, FIELDS, most)
        except TooMuch:
            raise TooLarge(f"> {megabytes(most)}", megabytes(most)) from None

    def _loaded(self, found: str, content: bytes, limits: Limits) -> Spread:
        """The spreadsheet in an answer; asked again while it waits for data from elsewhere, or is none.

        Raises NoAnswer and TooLarge.
        """
        for _ in range(_TRIES):
            check_bytes(len(content), limits.unpacked_bytes)
            try:
                return read_spread(content, limits)
            except (StillLoading, Garbled):
                self._client.clock.sleep(_LOADING_PAUSE)
                content = self._fetched(found, limits)
        raise NoAnswer(_TRIES)

    def _failure(self, error: Exception, ref: str) -> SourceError:
        """What a person is told of it."""
        match error:
            case CredentialsRefused():
                return SourceError("CFG03", {"file": self._key_file})
            case NoAnswer(tries=tries):
                return SourceError("SRC03", {"service": SERVICE, "n": tries})
            case Refused(answer=answer) if answer.status == HTTPStatus.NOT_FOUND:
                return SourceError("SRC02", {"workbook": ref})
            case Refused(answer=answer) if answer.status == HTTPStatus.BAD_REQUEST:
                return SourceError("SRC07", {})
            case _:
                return SourceError("SRC01", {"account": self._client.account})

    # ------------------------------------------------------------------------------------ writing
    def target(self, workbook: Workbook, _purpose: Purpose) -> Target:
        """The spreadsheet itself."""
        spread = self._spreads[_id(workbook.ref)]
        tabs = {key: grid.tab for key, grid in spread.live.items()}
        titles = tuple(grid.tab.title for grid in spread.grids)
        return Target(workbook.ref, workbook.ref, Held(tabs), workbook.version, titles=titles)

    def write(self, target: Target, delivery: Delivery) -> Sequence[tuple[str, str]]:
        """Send it all as one batch. Raises SourceError WRT01, 02 or 07."""
        found = _id(target.ref)
        file = self._listed().get(found)
        if file is not None and not file.can_edit:
            raise self._no_right(target)
        if not self._unrecorded:  # from now on it is us who changed it last: nobody could tell when people did
            self._snapshots.save()
        late = self._spreads[found].edited
        wanted = due(delivery, self._spreads[found])
        if not late and not wanted:
            return []
        try:
            after = self._written(found, delivery, wanted)
            late += after.edited
            if after.edited:
                after = self._answer(found, freed(after))
        except _FAILURES as error:
            raise self._not_written(error, target) from error
        return [(self._title_of(after, grid), grid.tab.title) for grid in late]

    def finish(self) -> None:
        """Set free what a run that was ended left behind, and remember what was written with its new version."""
        self._ahead.close()
        with suppress(*_FAILURES):
            for found, spread in list(self._spreads.items()):
                if spread.edited:
                    self._answer(found, freed(spread))
            if self._unrecorded:
                files = list_files(self._client)
                for found, content in self._unrecorded.items():
                    file = files.get(found)
                    if file is not None and file.by_us:
                        self._remember(found, file, self._spreads[found], content)
        self._unrecorded.clear()
        self._snapshots.close()

    def _written(self, found: str, delivery: Delivery, wanted: Sequence[tuple[Sheet, str]]) -> Spread:
        """The spreadsheet with the tabs in it.

        After each failure it is read again: a request without an answer may have been carried out, and a refused one
        may have been made for tabs that somebody deleted or added meanwhile.
        """
        spread = self._spreads[found]
        patience, refusals = self._client.patience(), 0
        while True:
            try:
                *staging, last = batches(spread, delivery, wanted)
                for requests in staging:
                    self._stage(found, requests)
                return self._answer(found, last)
            except Uncertain:
                pass
            except Refused as error:
                refusals += 1
                if error.answer.status != HTTPStatus.BAD_REQUEST or refusals == _TRIES:
                    raise
            wait = patience.wait()
            if wait is None:
                raise NoAnswer(patience.tries)
            self._client.clock.sleep(wait)
            content = self._fetched(found, self._limits.of_coordinator)
            spread = read_spread(content, self._limits.of_coordinator)
            wanted = due(delivery, spread)
            if not wanted:
                self._keep(found, spread, content)
                return spread

    def _stage(self, found: str, requests: Sequence[Mapping[str, Any]]) -> None:
        """Carry out a batch that only concerns a hidden tab of ours, which does no harm twice."""
        patience = self._client.patience()
        while True:
            try:
                self._client.update(found, {"requests": requests})
            except Uncertain:
                wait = patience.wait()
                if wait is None:
                    raise NoAnswer(patience.tries) from None
                self._client.clock.sleep(wait)
            except Refused:
                if not patience.tries or "addSheet" not in requests[0]:
                    raise
                return  # it is there already: the answer got lost
            else:
                return

    def _answer(self, found: str, requests: Sequence[Mapping[str, Any]]) -> Spread:
        """Carry out a batch; gives the spreadsheet as it is then, which is in the same answer."""
        body = {"requests": requests, "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
        content = self._client.update(found, body, f"updatedSpreadsheet({FIELDS})")
        answer = parsed(content).get("updatedSpreadsheet", {})
        spread = read_spread(answer, self._limits.of_coordinator)
        self._keep(found, spread, json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())
        return spread

    def _keep(self, found: str, spread: Spread, content: bytes) -> None:
        """What is to be remembered as soon as it is known which version this is."""
        self._spreads[found] = spread.without_rows
        self._unrecorded[found] = content

    @staticmethod
    def _title_of(spread: Spread, copy: Grid) -> str:
        """The title of the tab of ours of which this is a copy."""
        live = spread.live.get(copy.mark.key) if copy.mark else None
        return live.tab.title if live else copy.tab.title

    def _no_right(self, target: Target) -> SourceError:
        return SourceError("WRT02", {"account": self._client.account, "range": target.name})

    def _not_written(self, error: Exception, target: Target) -> SourceError:
        """What a person is told of it."""
        match error:
            case Refused(answer=answer) if answer.status == HTTPStatus.FORBIDDEN or "protected" in answer.text:
                return self._no_right(target)
            case Refused():
                return SourceError("WRT01", {})
            case NoAnswer(tries=tries):
                return SourceError("WRT07", {"service": SERVICE, "n": tries})
            case CredentialsRefused():
                return SourceError("CFG03", {"file": self._key_file})
            case _:
                return SourceError("WRT07", {"service": SERVICE, "n": 1})


def _id(ref: str) -> str:
    found = spreadsheet_id(ref)
    if found is None:
        raise SourceError("SRC02", {"workbook": ref})
    return found
