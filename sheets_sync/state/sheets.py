"""The tool's own tabs ↔ contents: the head once, the rows in pieces that stay the same when rows are put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zlib import crc32

from sheets_sync.model import A1, Highlight, Link, OutColumn, Range, Sheet, Style
from sheets_sync.state.packing import Packed, from_json, packed, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheets_sync.model import Writable

_T = TypeVar("_T")

#: A piece ends behind a row whose checksum ends in zeroes, about one in so many: so it depends on the rows alone.
_ONE_IN = 128
_MOST = 1024


class PackedSheet(NamedTuple):
    """A tab as it is stored, with what lights up by it."""

    head: Packed
    pieces: tuple[Packed, ...]


def pack_sheet(sheet: Sheet, highlights: Iterable[Highlight] = ()) -> PackedSheet:
    """The tab in contents; the head names its pieces, so that it is another one as soon as one of them is."""
    pieces = tuple(map(packed, _pieces(sheet)))
    head = {
        "title": sheet.title,
        "columns": [[c.heading, c.width, c.style.value, c.hidden] for c in sheet.columns],
        "heading_row": sheet.heading_row,
        "merged": list(map(str, sheet.merged)),
        "frozen": str(sheet.frozen) if sheet.frozen else None,
        "filtered": sheet.filtered,
        "landscape": sheet.landscape,
        "lookup": str(sheet.lookup) if sheet.lookup else None,
        "highlights": list(highlights),
        "pieces": [piece.hash.hex() for piece in pieces],
    }
    return PackedSheet(packed(to_json(head)), pieces)


def unpack_sheet(head: str, pieces: Iterable[str]) -> tuple[Sheet, tuple[Highlight, ...]]:
    """The tab again. Raises ValueError, KeyError or TypeError for what is none."""
    data = from_json(head)
    rows: list[tuple[Writable, ...]] = []
    styles: dict[A1, Style] = {}
    links: dict[A1, Link] = {}
    for piece in pieces:
        for cells, styled, linked in from_json(piece):
            rows.append(tuple(cells))
            styles |= {A1(len(rows), int(column)): Style(style) for column, style in styled.items()}
            links |= {A1(len(rows), int(column)): _link(link) for column, link in linked.items()}
    sheet = Sheet(
        title=data["title"],
        columns=tuple(
            OutColumn(heading, width, Style(look), hidden) for heading, width, look, hidden in data["columns"]
        ),
        rows=tuple(rows),
        heading_row=data["heading_row"],
        styles=styles,
        links=links,
        merged=tuple(map(_range, data["merged"])),
        frozen=A1.parse(data["frozen"]) if data["frozen"] else None,
        filtered=data["filtered"],
        landscape=data["landscape"],
        lookup=_range(data["lookup"]) if data["lookup"] else None,
    )
    return sheet, tuple(Highlight(*highlight) for highlight in data["highlights"])


def _pieces(sheet: Sheet) -> Iterator[str]:
    styles = _by_row(sheet.styles)
    links = _by_row({place: _plain(link) for place, link in sheet.links.items()})
    lines: list[str] = []
    for number, cells in enumerate(sheet.rows, 1):
        line = to_json([cells, styles.get(number, {}), links.get(number, {})])
        lines.append(line)
        if crc32(line.encode("ascii")) % _ONE_IN == 0 or len(lines) == _MOST:
            yield f"[{','.join(lines)}]"
            lines = []
    if lines:
        yield f"[{','.join(lines)}]"


def _by_row(sparse: Mapping[A1, _T]) -> dict[int, dict[int, _T]]:
    rows: dict[int, dict[int, _T]] = {}
    for place, value in sparse.items():
        rows.setdefault(place.row, {})[place.column] = value
    return rows


def _plain(link: Link) -> Sequence[str | None]:
    return [link.tab, str(link.cell) if link.cell else None, link.url, link.file]


def _link(parts: Sequence[str | None]) -> Link:
    tab, cell, url, file = parts
    return Link(tab, A1.parse(cell) if cell else None, url, file)


def _range(text: str) -> Range:
    first, last = text.split(":")
    return Range(A1.parse(first), A1.parse(last))
