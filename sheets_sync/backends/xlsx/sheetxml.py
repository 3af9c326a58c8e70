"""A tab of the tool as the XML of a worksheet, streamed: a chunk at a time, whatever the number of rows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sheets_sync.backends.xlsx.cells import Days
from sheets_sync.backends.xlsx.names import DECLARATION, PACKAGE, TRANSITIONAL, Namespaces
from sheets_sync.backends.xlsx.paper import MARGINS, page_setup
from sheets_sync.backends.xlsx.rows import Heights, rows_xml
from sheets_sync.backends.xlsx.text import attribute, quoted_title
from sheets_sync.model import A1, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx.styles import Kind
    from sheets_sync.model import Link, OutColumn, Sheet, Style

MAX_LINKS = 65_530  # Excel repairs a sheet that has more
_MAX_ADDRESS = 2_079
_CHUNK = 1 << 16
_URL_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


class Setting(NamedTuple):
    """What the workbook decides about a tab that is written into it.

    `titles` are the titles under which our own tabs really stand there; `mark` is the name by which the tab is known
    again, where it may be given.
    """

    formats: Mapping[tuple[Style, Kind], int]
    names: Namespaces = TRANSITIONAL
    year_1904: bool = False
    titles: Mapping[str, str] = {}
    mark: str | None = None


def external_links(sheet: Sheet) -> tuple[str, ...]:
    """The addresses outside the workbook that a tab links to, each once, in a fixed order."""
    found = (_address(link) for link in map(sheet.links.__getitem__, sorted(sheet.links)))
    return tuple(dict.fromkeys(url for url in found if url))


def _address(link: Link) -> str | None:
    """The address outside the workbook as a link may hold it: a web page, or a file beside the workbook."""
    if link.file is not None:
        return quote(link.file, errors="replace")
    url = link.url or ""
    if not url.casefold().startswith(("https://", "http://")) or len(url) > _MAX_ADDRESS:
        return None
    return quote(url, safe=_URL_CHARACTERS, errors="replace")


def link_id(place: int) -> str:
    """The id of the relation of the nth external address."""
    return f"rId{place + 1}"


def sheet_xml(sheet: Sheet, setting: Setting) -> Iterator[bytes]:
    """The whole worksheet; reads the rows once. Raises ValueError for more rows than a tab can hold."""
    yield "".join(_before_rows(sheet, setting)).encode()
    last = 0
    waiting: list[str] = []
    size = 0
    days, heights = Days.since(year_1904=setting.year_1904), Heights(sheet)
    for last, row in enumerate(rows_xml(sheet, setting.formats, days, heights), 1):  # noqa: B007  (the number of the last row is used below)
        waiting.append(row)
        size += len(row)
        if size >= _CHUNK:
            yield "".join(waiting).encode()
            waiting.clear()
            size = 0
    yield "".join((*waiting, *_after_rows(sheet, setting, last, heights.points))).encode()


def _before_rows(sheet: Sheet, setting: Setting) -> Iterator[str]:
    yield f'{DECLARATION}<worksheet xmlns="{setting.names.main}" xmlns:r="{setting.names.relations}">'
    mark = f' codeName="{setting.mark}"' if setting.mark else ""
    yield f'<sheetPr{mark}><pageSetUpPr fitToPage="1"/></sheetPr>'
    pane = _pane(sheet.frozen)
    yield f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView></sheetViews>'
    yield '<sheetFormatPr defaultRowHeight="15"/>'
    if sheet.columns:
        yield f"<cols>{''.join(_columns(sheet.columns))}</cols>"
    yield "<sheetData>"


def _pane(frozen: A1 | None) -> str:
    """The frozen pane above and left of a cell."""
    if frozen is None or frozen <= A1(1, 1):
        return ""
    across = f' xSplit="{frozen.column - 1}"' if frozen.column > 1 else ""
    down = f' ySplit="{frozen.row - 1}"' if frozen.row > 1 else ""
    pane = ("bottom" if down else "top") + ("Right" if across else "Left")
    return (
        f'<pane{across}{down} topLeftCell="{frozen}" activePane="{pane}" state="frozen"/>'
        f'<selection pane="{pane}" activeCell="{frozen}" sqref="{frozen}"/>'
    )


def _columns(columns: Sequence[OutColumn]) -> Iterator[str]:
    for number, column in enumerate(columns, 1):
        hidden = ' hidden="1"' if column.hidden else ""
        width = f"{min(max(column.width, 1), 255):g}"
        yield f'<col min="{number}" max="{number}" width="{width}"{hidden} customWidth="1"/>'


def _after_rows(sheet: Sheet, setting: Setting, last: int, points: float) -> Iterator[str]:
    yield "</sheetData>"
    if sheet.filtered and sheet.heading_row is not None and sheet.columns:
        first = A1(sheet.heading_row, 1)
        shown = sum(not column.hidden for column in sheet.columns)  # those that are not stand behind them
        yield f'<autoFilter ref="{Range(first, A1(max(last, first.row), shown))}"/>'
    merged = separate(sheet.merged)
    if merged:
        cells = "".join(f'<mergeCell ref="{block}"/>' for block in merged)
        yield f'<mergeCells count="{len(merged)}">{cells}</mergeCells>'
    links = "".join(islice(_links(sheet, setting), MAX_LINKS))
    if links:
        yield f"<hyperlinks>{links}</hyperlinks>"
    yield MARGINS
    yield page_setup(sheet, points)
    yield "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"


def separate(merged: Sequence[Range]) -> tuple[Range, ...]:
    """The blocks of more than one cell that overlap none before them: Excel repairs a sheet with others."""
    kept: list[Range] = []
    for block in merged:
        if block.first != block.last and not any(_overlap(block, other) for other in kept):
            kept.append(block)
    return tuple(kept)


def _overlap(one: Range, other: Range) -> bool:
    return (
        one.first.row <= other.last.row
        and other.first.row <= one.last.row
        and one.first.column <= other.last.column
        and other.first.column <= one.last.column
    )


def _links(sheet: Sheet, setting: Setting) -> Iterator[str]:
    external = {url: place for place, url in enumerate(external_links(sheet))}
    for cell, link in sorted(sheet.links.items()):
        url = _address(link)
        if url:
            inside = _location(link.tab, link.cell) if link.tab else ""
            yield f'<hyperlink ref="{cell}" r:id="{link_id(external[url])}"{inside}/>'
        elif link.tab:
            yield f'<hyperlink ref="{cell}"{_location(setting.titles.get(link.tab, link.tab), link.cell)}/>'


def _location(tab: str, cell: A1 | None) -> str:
    """The place inside a workbook to which a link leads."""
    return f' location="{attribute(f"{quoted_title(tab)}!{cell or A1(1, 1)}")}"'


def sheet_relations(addresses: Sequence[str], names: Namespaces) -> bytes:
    """The relations part of a tab that links to addresses outside the workbook."""
    items = "".join(
        f'<Relationship Id="{link_id(place)}" Type="{names.relations}/hyperlink" Target="{attribute(address)}" '
        'TargetMode="External"/>'
        for place, address in enumerate(addresses)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'.encode()
