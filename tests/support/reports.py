"""A report with everything in it that a reader can meet, and reports of anything."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from sheets_sync.messages import Catalogue
from sheets_sync.model import (
    A1,
    LANGUAGES,
    BookReport,
    Change,
    Finding,
    Label,
    Location,
    Money,
    Month,
    Report,
    Severity,
    Sheet,
    TabCount,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Language

CATALOGUE = Catalogue.load("sheets_sync.messages", "schemas.messages")
AS_OF = date(2025, 6, 30)
#: What somebody may type who means no good, or just types.
HOSTILE = "=1+1 <script>alert(1)</script> [bold red]x[/] \x1b[31mred\x1b[0m {value} \u202eabc 50% a,b:c\r\n::error::x"

_COST_COLUMNS = {"date": (2, "Datum"), "amount": (7, "Bedrag"), "link": (10, "Link"), "remarks": (13, "Opmerkingen")}


def finding(
    code: str, workbook: str | None = "ninove.xlsx", row: int | None = None, key: str | None = None, **more: object
) -> Finding:
    """A finding in the tab Kosten, with the severity of the catalogue."""
    column, heading = _COST_COLUMNS.get(key or "", (0, None))
    where = Location(
        workbook=workbook,
        tab="Kosten" if row else None,
        cell=A1(row, column) if row and column else None,
        row=row,
        row_id=f"C-{row:03d}" if row else None,
        column=heading,
        key=key,
    )
    severity = CATALOGUE.codes[code].severity if code in CATALOGUE.codes else Severity.ERROR
    return Finding(code, where, severity=severity, group="P-01", **more)  # type: ignore[arg-type]  (tests know the fields)


def ambiguous(row: int, value: str) -> Finding:
    """An amount that can be read in two ways."""
    euros = Money(Decimal(value.replace(".", ""))), Money(Decimal(value))
    return finding("CEL06", row=row, key="amount", value=value, params=dict(zip("ab", euros, strict=True)))


def book(ref: str, label: str, language: Language, status: str = "read", group: str | None = "P-01") -> BookReport:
    """A registered workbook, with one tab where it was read."""
    tabs = (TabCount("Kosten", 40, 30, 8, 2),) if status == "read" else ()
    return BookReport(ref, group, label, language, status, tabs)  # type: ignore[arg-type]  (tests know the words)


def figures(name: str, claimed: str | None, accepted: str | None, left: str | None) -> Mapping[str, str | None]:
    """The money of a partnership with a ceiling of 35,000 euro."""
    ceiling = "35000.00"
    return {
        "partnership_id": name,
        "theme": "SDG 11",
        "ceiling_eur": ceiling,
        "claimed_eur": claimed,
        "accepted_eur": accepted,
        "left_eur": left,
    }


WRITES = (
    Change("ninove.xlsx", Sheet("Controle", (), ()), "create", 120),
    Change("dogbo.xlsx", Sheet("Contrôle", (), ()), "update", 1),
)
_AMBIGUOUS = {7: "1.200", 8: "3.400", 9: "12.500", 15: "2.750", 20: "1.111"}
_WITHOUT_LINK = (4, 5, 6, 12, 30, 31)
FULL = Report(
    as_of=AS_OF,
    complete=False,
    workbooks=(
        book("ninove.xlsx", "Ninove", "nl"),
        book("dogbo.xlsx", "Dogbo", "fr"),
        book("https://sheets.example/d/abc?a=1&b=2", "Genk", "nl", group="P-02"),
        book("karongi.xlsx", "Karongi District", "en", "failed", "P-02"),
        book("oud.xlsx", "Genk", "nl", "skipped", "P-02"),
    ),
    groups=(
        figures("P-01", "38412.37", "37449.87", "-3412.37"),
        figures("P-02", "29750.00", "29750.00", "5250.00"),
        figures("P-03", None, None, None),
    ),
    findings=(
        finding("CFG04", "coordinator.xlsx", 11, params={"value": "P-99"}, value="P-99"),
        finding("CEL14", row=3, key="date", value="07/03/25", params={"reading": date(2025, 3, 7)}),
        finding("CON02", params={"n": 3, "amount": Money(Decimal("962.50"))}),
        finding("CEL03", row=5, key="date", value="31/02/2025", suggestion=date(2025, 2, 28)),
        *(ambiguous(row, value) for row, value in _AMBIGUOUS.items()),
        *(finding("ROW09", row=row, key="link", params={"limit": Money(Decimal(100))}) for row in _WITHOUT_LINK),
        finding("CEL02", row=21, key="date", value=HOSTILE),
        finding("ROW07", row=22, key="amount", params={"value": Money(Decimal(-640))}).accept("Creditnota"),
        finding("CUR03", "dogbo.xlsx", 8, "amount", params={"currency": "XOF", "month": Month(2025, 2)}),
        finding("BUD06", None, params={"n": 2, "total": Money(Decimal("38412.37"))}),
        finding("SRC05", "karongi.xlsx", params={"file": "karongi.xlsx"}),
    ),
)
WELL = Report(
    as_of=AS_OF,
    complete=True,
    workbooks=(book("ninove.xlsx", "Ninove", "nl"),),
    groups=(figures("P-01", "100.00", "100.00", "34900.00"),),
    findings=(finding("CEL14", row=3, key="date", value="07/03/25", params={"reading": date(2025, 3, 7)}),),
)


# ------------------------------------------------------------------------------------------------- anything
anything = st.text(st.characters(), max_size=12)  # half characters and control codes too
_some = st.none() | anything
_numbers = st.decimals(allow_nan=True, allow_infinity=True) | st.integers(-(10**20), 10**20).map(Decimal)
_simple = (
    anything
    | st.integers()
    | _numbers
    | st.dates()
    | st.just(datetime(2025, 3, 7, 4, 5))  # noqa: DTZ001  (local time, as a run notes it)
    | st.builds(Money, _numbers, st.sampled_from(["EUR", "XOF", None]))
    | st.builds(Month, st.integers(2000, 2100), st.integers(1, 12))
    | st.builds(Label, anything, anything, anything)
)
params = st.recursive(_simple, lambda inner: st.lists(inner, max_size=6).map(tuple), max_leaves=6)
_cells = st.builds(A1, st.integers(1, 40), st.integers(1, 3))
_codes = st.sampled_from(["CEL06", "ROW09", "CEL14", "CON02", "BUD01", "SRC05", "XXX99"])


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """A finding of some code, at some place, with anything in it."""
    code = draw(_codes)
    cell = draw(st.none() | _cells)
    where = Location(
        workbook=draw(st.none() | st.sampled_from(["a.xlsx", "b.xlsx", "coordinator.xlsx"]) | anything),
        tab=draw(_some),
        cell=cell,
        row=cell.row if cell else draw(st.none() | st.integers(1, 40)),
        row_id=draw(_some),
        column=draw(_some),
        key=draw(st.none() | st.sampled_from(["amount", "date"])),
    )
    info = CATALOGUE.codes.get(code)
    names = info.params if info else ("value",)
    return Finding(
        code,
        where,
        draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, params))),
        value=draw(_some),
        suggestion=draw(st.none() | params),
        group=draw(st.none() | st.sampled_from(["P-01", "P-02", "P-09"])),
        severity=info.severity if info else Severity.ERROR,
        accepted=draw(st.none() | anything),
    )


_BOOKS = (
    book("a.xlsx", "Ninove", "nl"),
    book("b.xlsx", HOSTILE, "fr", "failed", "P-02"),
    book("c", "C", "en", group=None),
)
reports = st.builds(
    Report,
    as_of=st.dates(),
    complete=st.booleans(),
    workbooks=st.just(
        (
            book("a.xlsx", "Ninove", "nl"),
            book("b.xlsx", HOSTILE, "fr", "failed", "P-02"),
            book("c", "C", "en", group=None),
        )
    ),
    groups=st.just((figures("P-01", "10.00", "9.00", "34990.00"),)),
    findings=st.lists(findings(), max_size=12).map(tuple),
    writes=st.none() | st.just(WRITES),
)
languages = st.sampled_from(LANGUAGES)
