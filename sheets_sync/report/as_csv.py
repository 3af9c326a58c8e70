"""The findings as CSV (RFC 4180), one line each, for a spreadsheet or a filter. Nothing in it works as a formula."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from sheets_sync.report.as_json import finding_as_json, languages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import BookReport, Language, Report
    from sheets_sync.report.as_json import Json

COLUMNS = (
    "code",
    "name",
    "severity",
    "partnership_id",
    "municipality",
    "workbook",
    "tab",
    "cell",
    "row",
    "row_id",
    "column",
    "value",
    "message",
    "fix",
    "suggestion",
    "language",
    "accepted",
    "accepted_reason",
    "fingerprint",
)
_BYTE_ORDER_MARK = "\ufeff"
#: A sign at which a spreadsheet begins a formula, where a cell may begin: at the start, on a new line, and behind
#: what splits a line in place of the comma, as in Dutch and French ones. Spaces and quotes before it change nothing.
#: The wide signs are those of East Asian keyboards.
_FORMULA = re.compile(r'^(?=[\t\r\n])|(?:^|[;\t\r\n])[\s"]*(?=[=+\-@＝＋－＠])')
#: Without one of these a cell holds nothing of the kind, as nearly all.
_RISKY = re.compile(r"[\t\r\n=+\-@＝＋－＠]")
#: Digits with points, commas and spaces between them calculate nothing. A plus is kept from becoming a number: it is
#: that of a telephone.
_NUMBER = re.compile(r"-?[0-9][0-9., \u00a0\u202f]*")
#: Half characters, and control codes, which could steer a terminal.
_UNPRINTED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def render(
    report: Report, catalogue: Catalogue, home: Language, *, language: Language | None = None, mark: bool = False
) -> str:
    """A heading line and a line per finding, in the language of its workbook or in `language`.

    Lines end in CR LF. `mark`: with a byte order mark, by which Excel knows that the text is UTF-8.
    """
    books = {book.workbook: book for book in report.workbooks}
    reader = languages_of(report, home, language)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        book = books.get(finding.location.workbook or "")
        writer.writerow(_line(finding_as_json(finding, catalogue, reader(finding)), book))
    return (_BYTE_ORDER_MARK if mark else "") + out.getvalue()


def _line(told: Mapping[str, Json], book: BookReport | None) -> Iterator[str]:
    """The cells of a finding as JSON tells it, with its municipality, and yes or no for whether it is accepted."""
    named = {**told, "municipality": book.label if book else None, "accepted": "yes" if told["accepted"] else "no"}
    return (safe(named[column]) for column in COLUMNS)


def safe(cell: Json) -> str:
    """A cell that stays a text: an apostrophe stands before what could begin a formula, unless it is a number.

    What cannot be printed is replaced by U+FFFD; breaks of lines stay.
    """
    text = "" if cell is None else str(cell)
    if not text.isprintable():
        text = _UNPRINTED.sub("\ufffd", text)
    if not _RISKY.search(text) or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\g<0>'", text)
