"""A package made anew in memory, with only what calamine needs and under names that it knows.

Nothing of the person's package reaches calamine but cells, texts and number formats, uncompressed: no lying size or
count, no part twice, no odd place for a part.
"""

from __future__ import annotations

import re
from io import BytesIO
from struct import Struct
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

from sheets_sync.backends.xlsx.names import PACKAGE, TRANSITIONAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: A part in pieces, so that no large one is copied to put something before it.
Chunks: TypeAlias = "tuple[bytes | memoryview, ...]"

_LOCAL = Struct("<4s5H3I2H")
_CENTRAL = Struct("<4s6H3I5H2I")
_END = Struct("<4s4H2IH")
_VERSION = 20
_JANUARY_1980 = 0x21
_MAIN, _OFFICE = TRANSITIONAL
_TYPES = f'<Types xmlns="{PACKAGE}/content-types"/>'.encode()
_COUNT = re.compile(rb"\s(?:uniqueCount|count)\s*=\s*[\"']([^\"']*)[\"']")
_ROOT_WITHIN = 4096
#: Calamine parses a tab once more for its merged cells, to the end unless it meets them; `read` finds them itself.
_NO_MERGES = "<mergeCells></mergeCells>"


def package(
    sheets: Sequence[bytes | memoryview], strings: bytes | None, styles: bytes | None, *, from_1904: bool
) -> BytesIO:
    """A workbook of tabs named 1, 2, 3… from their rows, with its texts and styles, as a file in memory."""
    numbers = range(1, len(sheets) + 1)
    tabs = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="s{number}"/>' for number in numbers)
    epoch = '<workbookPr date1904="1"/>' if from_1904 else ""
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{epoch}<sheets>{tabs}</sheets></workbook>'
    pointers = [(f"s{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    parts: dict[str, Chunks] = {
        "[Content_Types].xml": (_TYPES,),
        "_rels/.rels": (_relations([("b", "officeDocument", "xl/workbook.xml")]),),
        "xl/workbook.xml": (book.encode(),),
    }
    for name, part in (("sharedStrings", strings), ("styles", styles)):
        if part is not None:
            pointers.append((name, name, f"{name}.xml"))
            parts[f"xl/{name}.xml"] = (_without_lies(part),)
    parts["xl/_rels/workbook.xml.rels"] = (_relations(pointers),)
    opened = f'<worksheet xmlns="{_MAIN}">{_NO_MERGES}<sheetData>'.encode()
    for number, rows in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = (opened, rows, b"</sheetData></worksheet>")
    return _stored(parts)


def _relations(pointers: Sequence[tuple[str, str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in pointers
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'.encode()


def _without_lies(part: bytes) -> bytes:
    """The part without the counts at its root when they exceed what it can hold: readers reserve memory by them."""
    root = part[:_ROOT_WITHIN]
    counts = _COUNT.findall(root)
    if all(count.isdigit() and int(count) <= len(part) for count in counts):
        return part
    return _COUNT.sub(b"", root) + part[_ROOT_WITHIN:]


def _stored(parts: Mapping[str, Chunks]) -> BytesIO:
    """An archive of parts as they are. zipfile would do the same in ten times the time."""
    pieces: list[bytes | memoryview] = []
    directory: list[bytes] = []
    offset = 0
    for name, chunks in parts.items():
        label = name.encode()
        size = sum(map(len, chunks))
        checksum = 0
        for chunk in chunks:
            checksum = crc32(chunk, checksum)
        header = (_VERSION, 0, 0, 0, _JANUARY_1980, checksum, size, size, len(label), 0)
        pieces += (_LOCAL.pack(b"PK\3\4", *header), label, *chunks)
        directory += (_CENTRAL.pack(b"PK\1\2", _VERSION, *header, 0, 0, 0, 0, offset), label)
        offset += _LOCAL.size + len(label) + size
    listing = b"".join(directory)
    pieces += (listing, _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(listing), offset, 0))
    return BytesIO(b"".join(pieces))
