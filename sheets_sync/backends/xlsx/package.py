"""A new workbook that holds nothing but tabs of the tool, written in one pass with flat memory."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from sheets_sync.backends.titles import own_titles
from sheets_sync.backends.xlsx.marks import Mark, defined_names
from sheets_sync.backends.xlsx.names import DECLARATION, PACKAGE, TRANSITIONAL
from sheets_sync.backends.xlsx.sheetxml import (
    Setting,
    external_links,
    sheet_relations,
    sheet_xml,
)
from sheets_sync.backends.xlsx.styles import cell_formats, style_sheet
from sheets_sync.backends.xlsx.text import attribute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sheets_sync.model import Sheet

_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_TYPE = f"{_MEDIA}.worksheet+xml"
STYLES_TYPE = f"{_MEDIA}.styles+xml"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def new_package(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with these tabs. Raises ValueError where there are none, or too many rows."""
    file = BytesIO()
    write_package(file, sheets)
    return file.getvalue()


def write_package(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write the same into a file; the rows of a tab may be any iterable and are read once, as they are written."""
    tabs = list(sheets)
    if not tabs:
        raise ValueError("a workbook needs a tab")
    marks = [Mark.of(title) for title in own_titles([tab.title for tab in tabs])]
    titles = {tab.title: mark.title for tab, mark in zip(tabs, marks, strict=True)}
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:

        def write(name: str, chunks: Iterable[bytes]) -> None:
            with archive.open(name, "w") as part:  # dated 1980 where only a name is given: same input, same bytes
                for chunk in chunks:
                    part.write(chunk)

        write("[Content_Types].xml", _content_types(len(tabs)))
        write("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        write("xl/workbook.xml", _workbook(tabs, marks))
        parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(tabs) + 1)]
        write("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
        write("xl/styles.xml", [style_sheet(TRANSITIONAL.main)])
        for number, (tab, mark) in enumerate(zip(tabs, marks, strict=True), 1):
            setting = Setting(cell_formats(count(1)), titles=titles, mark=mark.code_name)
            write(f"xl/worksheets/sheet{number}.xml", sheet_xml(tab, setting))
            addresses = external_links(tab)
            if addresses:
                write(f"xl/worksheets/_rels/sheet{number}.xml.rels", [sheet_relations(addresses, TRANSITIONAL)])


def _content_types(tabs: int) -> Iterator[bytes]:
    parts = {
        "xl/workbook.xml": f"{_MEDIA}.sheet.main+xml",
        "xl/styles.xml": STYLES_TYPE,
        **{f"xl/worksheets/sheet{number}.xml": SHEET_TYPE for number in range(1, tabs + 1)},
    }
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    yield (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{RELATIONS_TYPE}"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def _relations(targets: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{TRANSITIONAL.relations}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    yield f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'.encode()


def _workbook(tabs: Sequence[Sheet], marks: Sequence[Mark]) -> Iterator[bytes]:
    sheets = "".join(
        f'<sheet name="{attribute(mark.title)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, mark in enumerate(marks, 1)
    )
    names = "".join(
        name
        for place, (tab, mark) in enumerate(zip(tabs, marks, strict=True))
        for name in defined_names(tab, mark, place)
    )
    yield (
        f'{DECLARATION}<workbook xmlns="{TRANSITIONAL.main}" xmlns:r="{TRANSITIONAL.relations}">'
        f'<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000"/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
    ).encode()
