"""Packages made by hand, so that each one is wrong in exactly one way, or ordinary."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CORE_PROPERTIES = f"{PACKAGE}/relationships/metadata/core-properties"

#: Two styles: 0 is general, 1 a date, 2 a duration.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A worksheet with these rows, and what stands before and after them."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(cells: str, number: int = 1) -> str:
    """A row of cells."""
    return f'<row r="{number}">{cells}</row>'


def strings(*texts: str, counts: str = "") -> str:
    """Shared strings, each an `si` with these inner elements."""
    return f'<sst xmlns="{MAIN}"{counts}>{"".join(f"<si>{text}</si>" for text in texts)}</sst>'


def parts(
    *sheets: str | bytes,
    texts: str | bytes | None = None,
    styles: str | bytes | None = STYLES,
    book: str | None = None,
    book_relations: str = "",
    properties: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook with these worksheets, named Tab1, Tab2 and so on."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="Tab{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="b" Type="{CORE_PROPERTIES}" Target="docProps/core.xml"/></Relationships>',
        "xl/workbook.xml": book
        or f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets></workbook>',
    }
    for name, part in (("sharedStrings", texts), ("styles", styles)):
        if part is not None:
            made[f"xl/{name}.xml"] = part
            related += f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
    made["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{related}{book_relations}</Relationships>'
    )
    made |= {f"xl/worksheets/sheet{n}.xml": content for n, content in zip(numbers, sheets, strict=True)}
    return made


def zipped(made: Mapping[str, str | bytes]) -> bytes:
    """The parts as a deflated archive."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(*sheets: str | bytes, **others: str | None) -> bytes:
    """A whole workbook of these worksheets."""
    return zipped(parts(*sheets, **others))


def written(folder: Path, content: bytes, name: str = "book.xlsx") -> Path:
    """The path of a file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path
