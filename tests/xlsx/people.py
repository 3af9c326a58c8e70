"""Workbooks as people have them: made by openpyxl and XlsxWriter with all that these can, or by hand to be odd."""

from __future__ import annotations

import struct
import warnings
import zlib
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsxwriter
from makers import MAIN, OFFICE, PACKAGE, row, sheet, zipped
from makers import STYLES as BARE_STYLES
from makers import parts as bare_parts
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, NamedStyle, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from sheets_sync.backends.xlsx.package import RELATIONS_TYPE
from sheets_sync.model import A1, Link, OutColumn, Range, Sheet, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STYLES = BARE_STYLES.replace("<fill/>", "<fill><patternFill/></fill>")
CELL = sheet(row('<c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>een</t></is></c>'))

#: What the tool writes into them.
CHECK = Sheet(
    "Check",
    (OutColumn("Where", 14, Style.WRAP), OutColumn("What", 44, Style.WRAP), OutColumn("When", 12, Style.DATE)),
    [
        ("Check – Ninove", None, None),
        ("Where", "What", "When"),
        ("B7", "=1+1 <is> “text” & stays so", date(2025, 6, 30)),
        ("Ü", Decimal("1234.50"), datetime(2025, 6, 30, 12, 30)),  # noqa: DTZ001  (a spreadsheet knows no zones)
    ],
    heading_row=2,
    styles={A1(1, 1): Style.TITLE, A1(3, 1): Style.ERROR, A1(4, 2): Style.EUR},
    links={A1(3, 1): Link("Kosten", A1(7, 2)), A1(4, 1): Link(url="https://example.org/a?b=1&c=2")},
    merged=(Range(A1(1, 1), A1(1, 3)),),
    frozen=A1(3, 1),
    filtered=True,
)
OVERVIEW = Sheet("Overview", (OutColumn("Left", 20, Style.EUR),), [("Left",), (Decimal("-0.10"),)])
OURS = (CHECK, OVERVIEW)


def values(package: bytes) -> dict[str, list[list[object]]]:
    """What openpyxl reads in each tab, formulas as they are written."""
    with warnings.catch_warnings(action="ignore"):  # it tells what it would lose
        try:
            book = openpyxl.load_workbook(BytesIO(package))
        except (OSError, IndexError):  # it looks for content types, and for styles at one place only
            return {}
    return {tab.title: [[cell.value for cell in line] for line in tab.iter_rows()] for tab in book.worksheets}


def contents(package: bytes) -> dict[str, bytes]:
    """Every part, unpacked."""
    with ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(package: bytes, **edits: Callable[[str], str]) -> bytes:
    """A package with some parts edited; `workbook` is xl/workbook.xml, and so on."""
    made: dict[str, str | bytes] = dict(contents(package))
    for name, edit in edits.items():
        part = next(each for each in made if each.rpartition("/")[2].partition(".")[0] == name)
        made[part] = edit(bytes(made[part]).decode())  # type: ignore[arg-type]  (all of them are bytes here)
    return zipped(made)


def picture() -> BytesIO:
    """A PNG of one pixel."""
    chunks = (b"IHDR" + struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0), b"IDAT" + zlib.compress(b"\0\0\0\0"), b"IEND")
    packed = (struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(packed))


# ------------------------------------------------------------------------------------------------- by programs
def by_openpyxl() -> bytes:
    """Formulas, a chart, a table, lists, conditional formats, comments, names, protection, merged and hidden."""
    book = openpyxl.Workbook()
    costs = book.active
    costs.title = "Kosten"
    for line in (["Nr.", "Bedrag", "Datum"], *([f"C-{n}", n * 1.5, datetime(2025, 1, n)] for n in range(1, 9))):  # noqa: DTZ001  (the same)
        costs.append(line)
    costs["E1"] = "=SUM(B2:B9)"
    costs["A2"].comment = Comment("nakijken", "Els")
    costs["A3"].hyperlink = "https://example.org/"
    costs.merge_cells("G1:H2")
    costs.freeze_panes = "A2"
    costs.auto_filter.ref = "A1:C9"
    costs.print_title_rows = "1:1"
    costs.print_area = "A1:C9"
    costs.add_data_validation(DataValidation("list", formula1='"a,b"', sqref="D2:D9"))
    costs.conditional_formatting.add("B2:B9", CellIsRule("greaterThan", ["5"], fill=PatternFill("solid", "FFFF00")))
    costs["B1"].font = Font(bold=True, color="FF0000")
    costs["B2"].number_format = '#,##0.00 "fr"'
    book.add_named_style(NamedStyle("bedrag", number_format="0.000"))
    costs["B3"].style = "bedrag"
    chart = BarChart()
    chart.add_data(Reference(costs, min_col=2, min_row=1, max_row=9), titles_from_data=True)
    costs.add_chart(chart, "J2")
    table = book.create_sheet("Lijst")
    for line in (["a", "b"], [1, 2], [3, 4]):
        table.append(line)
    table.add_table(Table(displayName="Lijst1", ref="A1:B3"))
    table.sheet_state = "hidden"
    book.defined_names["totaal"] = DefinedName("totaal", attr_text="Kosten!$E$1")
    costs.defined_names["lokaal"] = DefinedName("lokaal", attr_text="Kosten!$A$1")
    book.security = WorkbookProtection(workbookPassword="geheim", lockStructure=True)
    book.active = 0
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def by_xlsxwriter(*, vba: bool = False, year_1904: bool = False) -> bytes:
    """Strings shared, sparklines, an image, a text box, a chart, notes, lists, rich text, stored results."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "date_1904": year_1904})
    costs, last = book.add_worksheet("Coûts"), book.add_worksheet("Fin")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for line in range(8):
        costs.write_string(line, 0, f"D-{line}")
        costs.write_number(line, 1, line * 3)
        costs.write_datetime(line, 2, datetime(2025, 3, line + 1), day)  # noqa: DTZ001  (the same)
    costs.write_formula("D1", "=SUM(B1:B8)", None, 84)
    costs.write_rich_string("E1", book.add_format({"bold": True}), "gras", " et non")
    costs.add_sparkline("F1", {"range": "Coûts!B1:B8"})
    costs.insert_image("G1", "point.png", {"image_data": picture()})
    costs.insert_textbox("H1", "à lire")
    costs.write_comment("A1", "à vérifier")
    costs.data_validation("I1:I9", {"validate": "list", "source": "=Fin!$A$1:$A$3"})
    costs.conditional_format("B1:B8", {"type": "data_bar", "bar_solid": True})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Coûts!$B$1:$B$8"})
    costs.insert_chart("K2", chart)
    last.write_column("A1", ["x", "y", "z"])
    last.hide()
    book.define_name("total", "=Coûts!$D$1")
    book.set_properties({"title": "Dépenses"})
    if vba:
        book.set_vba_name("ThisWorkbook")
        book.add_vba_project(BytesIO(b"\xd0\xcf\x11\xe0 no real project"), is_stream=True)
        costs.set_vba_name("Feuil1")
    book.close()
    return file.getvalue()


# ------------------------------------------------------------------------------------------------- by hand
_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def parts(*sheets: str, styles: str | None = STYLES) -> dict[str, str | bytes]:
    """The parts of a workbook, each with its content type."""
    made = bare_parts(*sheets, styles=styles)
    kinds = {"workbook": "sheet.main", "styles": "styles"}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_MEDIA}.{kinds.get(name[3:-4], "worksheet")}+xml"/>'
        for name in made
        if name.startswith("xl/") and name.endswith(".xml")
    )
    made["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{RELATIONS_TYPE}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    return made


def plain() -> bytes:
    """One small tab."""
    return zipped(parts(CELL))


def prefixed() -> bytes:
    """Every part with prefixes, and one that is declared where it is used."""
    made = {name: str(part) for name, part in parts(CELL).items()}
    for name, part in made.items():
        prefix = {"[Content_Types].xml": "ct"}.get(name, "p" if name.endswith(".rels") else "x")
        renamed = (
            part.replace("</", "</\0").replace("<\0", "<").replace("<", f"<{prefix}:").replace(f"<{prefix}:/", "</")
        )
        renamed = renamed.replace("</\0", f"</{prefix}:").replace("xmlns=", f"xmlns:{prefix}=")
        made[name] = renamed
    book = made["xl/workbook.xml"].replace(f' xmlns:r="{OFFICE}"', "")
    made["xl/workbook.xml"] = book.replace(' r:id="', f' xmlns:q="{OFFICE}" q:id="')
    return zipped(made)


def strict() -> bytes:
    """The other dialect of the format."""
    made = {
        name: str(part).replace(MAIN, STRICT_MAIN).replace(OFFICE, STRICT_OFFICE)
        for name, part in parts(CELL).items()
    }
    return zipped(made)


def elsewhere() -> bytes:
    """The workbook part in another folder, with a space in it, reached from the root."""
    made = {}
    for name, part in parts(CELL.replace('r="A1"', 'r="A1" s="1"')).items():
        text = str(part).replace('Target="xl/workbook.xml"', 'Target="/my%20book/main.xml"')
        text = (
            text.replace('"/xl/workbook', '"/my book/main')
            .replace('"/xl/', '"/my book/')
            .replace('Target="worksheets/', 'Target="/my book/worksheets/')
        )
        made[
            name.replace("xl/workbook.xml", "xl/main.xml")
            .replace("workbook.xml.rels", "main.xml.rels")
            .replace("xl/", "my book/")
        ] = text
    return zipped(made)


def odd_marks() -> bytes:
    """A byte order mark, single quotes, spaces around the sign of equality."""
    made: dict[str, str | bytes] = {}
    for name, part in parts(CELL).items():
        made[name] = (
            b"\xef\xbb\xbf"
            + str(part).replace('="', " = '").replace('" ', "' ").replace('">', "'>").replace('"/>', "'/>").encode()
        )
    return zipped(made)


def streamed() -> bytes:
    """Entries whose sizes stand behind them."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    file = Pipe()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts(CELL).items():
            archive.writestr(name, content)
    return file.getvalue()


def names(text: str) -> bytes:
    """One small tab, and these names."""
    return changed(
        plain(), workbook=lambda xml: xml.replace("</sheets>", f"</sheets><definedNames>{text}</definedNames>")
    )


def styled(edit: Callable[[str], str]) -> bytes:
    """One small tab, with the style sheet edited."""
    return changed(plain(), styles=edit)


#: All of them, by what is special.
PEOPLE: Mapping[str, Callable[[], bytes]] = {
    "openpyxl": by_openpyxl,
    "XlsxWriter": by_xlsxwriter,
    "macros": lambda: by_xlsxwriter(vba=True),
    "days since 1904": lambda: by_xlsxwriter(year_1904=True),
    "plain": plain,
    "prefixes": prefixed,
    "strict": strict,
    "elsewhere": elsewhere,
    "odd marks": odd_marks,
    "streamed": streamed,
    "no style sheet": lambda: zipped(parts(CELL, styles=None)),
    "no number formats": lambda: styled(lambda xml: xml[: xml.index("<numFmts")] + xml[xml.index("<fonts") :]),
    "an empty list of formats": lambda: styled(
        lambda xml: xml[: xml.index("<numFmts")] + '<numFmts count="0"/>' + xml[xml.index("<fonts") :]
    ),
    "an open empty list of formats": lambda: styled(
        lambda xml: xml[: xml.index("<numFmts")] + "<numFmts></numFmts>" + xml[xml.index("<fonts") :]
    ),
    "a style sheet with nothing": lambda: styled(lambda _: f'<styleSheet xmlns="{MAIN}"></styleSheet>'),
    "no fonts": lambda: styled(lambda xml: xml.replace('<fonts count="1"><font/></fonts>', "")),
    "names": lambda: names('<definedName name="a">Tab1!$A$1</definedName>'),
    "an empty list of names": lambda: names(""),
    "no content types": lambda: zipped(bare_parts(CELL)),
    "a calculation and external books": lambda: changed(
        plain(),
        workbook=lambda xml: xml.replace("</sheets>", '</sheets><functionGroups/><calcPr calcId="1"/>'),
    ),
    "tabs of the same titles": lambda: changed(
        zipped(parts(CELL, CELL)), workbook=lambda xml: xml.replace("Tab1", "check").replace("Tab2", "OVERVIEW")
    ),
    "a hidden last tab that is shown": lambda: changed(
        zipped(parts(CELL, CELL)),
        workbook=lambda xml: xml.replace('"Tab2"', '"Tab2" state="hidden"').replace(
            "<sheets>", '<bookViews><workbookView activeTab="0" firstSheet="0"/></bookViews><sheets>'
        ),
    ),
    "odd ids": lambda: zipped(
        {
            name: str(part).replace("rId1", "R7c").replace('sheetId="1"', 'sheetId="4711"')
            for name, part in parts(CELL).items()
        }
    ),
}  # fmt: skip
