"""What is made in Google before there is anything to read: new workbooks in spreadsheets that people shared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends import INSTALL
from sheets_sync.errors import NothingReadError, SourceError
from sheets_sync.job import google_access
from sheets_sync.log import silent
from sheets_sync.model import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.config import Config
    from sheets_sync.log import Log
    from sheets_sync.model import Language, Param
    from sheets_sync.starter import NewWorkbook
    from sheets_sync.starter.book import Words


class Filled(NamedTuple):
    """What became of one spreadsheet; `why` is the word for why it was left as it is, if it was."""

    ref: str
    label: str
    language: Language
    why: str = ""
    params: Mapping[str, Param] = {}


def fill(config: Config, new: Sequence[NewWorkbook], words: Words, log: Log = silent) -> list[Filled]:
    """Fill each spreadsheet that is empty and shared, and leave every other one as it is.

    Raises NothingReadError where the key is refused or Google gives no answer at all.
    """
    from sheets_sync.starter.book import make  # noqa: PLC0415  (imports openpyxl)

    done: list[Filled] = []
    if not new:
        return done
    try:
        from sheets_sync.backends.google.fill import Filler, NotFilled  # noqa: PLC0415  (it may not be installed)
    except ModuleNotFoundError as error:
        words_of = partial(words.catalogue.word, command=INSTALL)
        parts = ("doctor_google_missing", "doctor_google_missing_fix")
        raise NothingReadError(" ".join(words_of(key, config.language) for key in parts)) from error
    try:
        filler = Filler(google_access(config, log, write=True))
        for each in new:
            try:
                filler.fill(each.ref, make(each, words).book, each.language)
                done.append(Filled(each.ref, each.label, each.language))
            except NotFilled as error:
                done.append(Filled(each.ref, each.label, each.language, error.why, error.params))
    except SourceError as error:
        told = words.catalogue.render(Finding(error.code, params=error.params), config.language)
        raise NothingReadError(f"{told.message} {told.fix}") from error
    return done
