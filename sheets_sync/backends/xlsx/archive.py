"""The zip file beneath a workbook, as raw entries that can be copied without unpacking them.

Only plain archives are understood (stored or deflated, no zip64, nothing before or behind); all else is
`NotEditable`, so that the caller writes a copy instead of risking what a person made.
"""

from __future__ import annotations

import zlib
from itertools import pairwise
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.backends.xlsx.names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LOCAL = Struct("<4s5H3I2H")
CENTRAL = Struct("<4s6H3I5H2I")
END = Struct("<4s4H2IH")
OFFSET = Struct("<I")
_DESCRIPTOR = b"PK\7\x08"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Excel stores a workbook with a password
_STORED, DEFLATED = 0, 8
_ENCRYPTED, _STREAMED, UTF8 = 0x1, 0x8, 0x800
NO_ZIP64 = 0xFFFFFFFF
MAX_ENTRIES = 0xFFFF
_PIECE = 1 << 20
#: The parts that are unpacked as a whole are lists: of tabs, styles, relations. In memory they take 25 times as much.
_PART_LIMIT = 8 << 20


class NotEditable(Exception):  # noqa: N818  (says what the workbook is, not that the tool failed)
    """The workbook can't be changed safely and was left alone.

    `reason` is one word for logs and tests: damaged, encrypted, signed, shared, duplicate, encoding, unsupported,
    full, read-only, linked, in-use.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Entry(NamedTuple):
    """One entry: `local` is its header with its packed data, `central` its record in the directory."""

    name: str
    crc: int
    size: int
    method: int
    data: slice
    local: bytes | memoryview
    central: bytes


class Record(NamedTuple):
    """A record of the directory, field by field as the format orders them."""

    signature: bytes
    made_by: int
    needs: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name_length: int
    extra_length: int
    comment_length: int
    disk: int
    internal: int
    external: int
    offset: int


def read_entries(package: bytes) -> tuple[Entry, ...]:
    """All entries in the order of the directory. Raises NotEditable for anything out of the ordinary."""
    if package.startswith(_COMPOUND_FILE):
        raise NotEditable("encrypted")
    end = package.rfind(b"PK\5\6")
    if end < 0 or end + END.size > len(package):
        raise NotEditable("damaged")
    _, disk, _, _, count, size, start, comment = END.unpack_from(package, end)
    if disk or MAX_ENTRIES in (count, disk) or start == NO_ZIP64:
        raise NotEditable("unsupported")
    if start + size != end or end + END.size + comment != len(package):
        raise NotEditable("damaged")
    entries, spans, at = [], [], start
    for _ in range(count):
        entry, span, at = _read_entry(package, at, start)
        entries.append(entry)
        spans.append(span)
    if at != end or any(first[1] > second[0] for first, second in pairwise(sorted(spans))):
        raise NotEditable("damaged")
    if len({key_of(entry.name) for entry in entries}) != count:
        raise NotEditable("duplicate")
    return tuple(entries)


def _read_entry(package: bytes, at: int, limit: int) -> tuple[Entry, tuple[int, int], int]:
    """The entry whose record stands at an offset, the bytes that it takes, and where the next record stands."""
    if at + CENTRAL.size > len(package):
        raise NotEditable("damaged")
    record = Record._make(CENTRAL.unpack_from(package, at))
    name_end = at + CENTRAL.size + record.name_length
    next_at = name_end + record.extra_length + record.comment_length
    raw_name = package[at + CENTRAL.size : name_end]
    if record.signature != b"PK\1\2" or record.offset + LOCAL.size > limit:
        raise NotEditable("damaged")
    if record.flags & _ENCRYPTED:
        raise NotEditable("encrypted")
    if record.method not in (_STORED, DEFLATED) or NO_ZIP64 in (record.packed, record.size):
        raise NotEditable("unsupported")
    local = LOCAL.unpack_from(package, record.offset)
    name_at = record.offset + LOCAL.size
    begin = name_at + local[9] + local[10]
    end = stop = begin + record.packed
    if record.flags & _STREAMED:
        stop += 16 if package[end : end + 4] == _DESCRIPTOR else 12
    if local[0] != b"PK\3\4" or package[name_at : name_at + local[9]] != raw_name or stop > limit:
        raise NotEditable("damaged")
    entry = Entry(
        raw_name.decode("utf-8" if record.flags & UTF8 else "cp437", "surrogateescape"),
        record.crc,
        record.size,
        record.method,
        slice(begin - record.offset, end - record.offset),
        memoryview(package)[record.offset : stop],
        package[at:next_at],
    )
    return entry, (record.offset, stop), next_at


def unpack(entry: Entry) -> bytes:
    """The content of an entry, proved by its length and checksum. Raises NotEditable where they don't agree."""
    check_size(entry)
    content = head(entry, entry.size + 1)
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise NotEditable("damaged")
    return content


def check_size(entry: Entry) -> None:
    """Raises NotEditable for an entry that is too large to be unpacked as a whole."""
    if entry.size > _PART_LIMIT:
        raise NotEditable("unsupported")


def head(entry: Entry, length: int) -> bytes:
    """The first bytes of an entry, without unpacking the rest."""
    packed = entry.local[entry.data][: length + _PIECE]  # what is packed is hardly longer, and zlib copies the rest
    if entry.method == _STORED:
        return bytes(packed[:length])
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, length)
    except zlib.error as error:
        raise NotEditable("damaged") from error


def unpacked(entry: Entry) -> Iterator[bytes]:
    """The content of an entry in pieces, however large it is. Raises NotEditable where it can't be unpacked."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = bytes(entry.local[entry.data])
    try:
        while packed and entry.method == DEFLATED:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise NotEditable("damaged") from error
    yield packed


def overlapping(entry: Entry, length: int) -> Iterator[bytes]:
    """The same pieces, each behind the last bytes of what went before: a text of so many bytes is whole in one."""
    end = b""
    for piece in unpacked(entry):
        window = end + piece
        yield window
        end = window[-length:]


def by_name(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """Entries by the key of their name."""
    return {key_of(entry.name): entry for entry in entries}
