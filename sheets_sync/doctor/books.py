"""Each workbook: whether the tool may read and write it, and whether what people type in it means what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.addresses import spreadsheet_id
from sheets_sync.backends.xlsx.examine import account, look_at_file
from sheets_sync.doctor.check import Check
from sheets_sync.errors import SourceError
from sheets_sync.messages import Catalogue
from sheets_sync.model import LANGUAGES, Label

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.backends.google.examine import Examiner
    from sheets_sync.doctor.check import Level
    from sheets_sync.model import Param

_SHARING: dict[str, Level] = {"editor": "ok", "by_link": "look", "unlisted": "look", "silent": "look"}
#: The languages and countries in which the month comes before the day.
_MONTH_FIRST = ("en_US", "en_PH", "en_CA", "es_PA", "es_PR", "fil_PH")


def named_coordinator() -> Label:
    """What the coordinator's workbook is called."""
    catalogue = Catalogue.load("sheets_sync.messages")
    return Label(*(catalogue.word("coordinator_workbook", language) for language in LANGUAGES))


def look_at_book(
    folder: Path, ref: str, label: str | Label, examiner: Examiner | None, *, long: bool = False
) -> Check:
    """How it stands with a workbook as it is registered; `label` is what people call it."""
    found = spreadsheet_id(ref)
    if found is None:
        return _file(folder, ref, label, long=long)
    if examiner is None:
        return Check("workbooks", "look", "book_silent", {"name": label}, ref)
    return _spreadsheet(examiner, found, ref, label)


def _file(folder: Path, ref: str, label: str | Label, *, long: bool) -> Check:
    params: dict[str, Param] = {"name": label, "file": ref, "account": account()}
    try:
        standing = look_at_file(folder / ref, ref, long=long)
    except SourceError as error:
        if error.code == "SRC01":
            return Check("workbooks", "wrong", "file_closed", params, ref)
        if error.code == "SRC02" and long:
            return Check("workbooks", "wrong", "file_missing", params, ref)
        return Check("workbooks", "wrong", error.code, error.params, ref, {"name": label})
    return Check("workbooks", "ok" if standing == "fine" else "look", f"file_{standing}", params, ref)


def _spreadsheet(examiner: Examiner, found: str, ref: str, label: str | Label) -> Check:
    seen = examiner.look(found)
    params: dict[str, Param] = {"name": label, "account": examiner.account, "locale": seen.locale}
    more: dict[str, Param] = {"title": seen.title, "locale": seen.locale, "address": ref}
    level = _SHARING.get(seen.sharing, "wrong")
    if level == "ok" and seen.locale in _MONTH_FIRST:
        return Check("workbooks", "look", "book_month_first", params, ref, more)
    return Check("workbooks", level, f"book_{seen.sharing}", params, ref, more)
