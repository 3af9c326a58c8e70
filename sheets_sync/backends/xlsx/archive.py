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
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LOCAL = Struct("<4s5H3I2H")
_CENTRAL = Struct("<4s6H3I5H2I")
_END = Struct("<4s4H2IH")
_OFFSET = Struct("<I")
_DESCRIPTOR = b"PK\7\x08"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Excel stores a workbook with a password
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _STREAMED, _UTF8 = 0x1, 0x8, 0x800
_NO_ZIP64 = 0xFFFFFFFF
_MAX_ENTRIES = 0xFFFF
_JANUARY_1980 = 0x21  # the earliest day that a zip file knows: the same content gives the same bytes
_LEVEL = 6
_PIECE = 1 << 20
_PART_LIMIT = 64 << 20  # the parts that are unpacked as a whole are lists: of tabs, styles, relations


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


class _Record(NamedTuple):
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
    if end < 0 or end + _END.size > len(package):
        raise NotEditable("damaged")
    _, disk, _, _, count, size, start, comment = _END.unpack_from(package, end)
    if disk or _MAX_ENTRIES in (count, disk) or start == _NO_ZIP64:
        raise NotEditable("unsupported")
    if start + size != end or end + _END.size + comment != len(package):
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
    if at + _CENTRAL.size > len(package):
        raise NotEditable("damaged")
    record = _Record._make(_CENTRAL.unpack_from(package, at))
    name_end = at + _CENTRAL.size + record.name_length
    next_at = name_end + record.extra_length + record.comment_length
    raw_name = package[at + _CENTRAL.size : name_end]
    if record.signature != b"PK\1\2" or record.offset + _LOCAL.size > limit:
        raise NotEditable("damaged")
    if record.flags & _ENCRYPTED:
        raise NotEditable("encrypted")
    if record.method not in (_STORED, _DEFLATED) or _NO_ZIP64 in (record.packed, record.size):
        raise NotEditable("unsupported")
    local = _LOCAL.unpack_from(package, record.offset)
    name_at = record.offset + _LOCAL.size
    begin = name_at + local[9] + local[10]
    end = stop = begin + record.packed
    if record.flags & _STREAMED:
        stop += 16 if package[end : end + 4] == _DESCRIPTOR else 12
    if local[0] != b"PK\3\4" or package[name_at : name_at + local[9]] != raw_name or stop > limit:
        raise NotEditable("damaged")
    entry = Entry(
        raw_name.decode("utf-8" if record.flags & _UTF8 else "cp437", "surrogateescape"),
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
    if entry.size > _PART_LIMIT:
        raise NotEditable("unsupported")
    content = head(entry, entry.size + 1)
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise NotEditable("damaged")
    return content


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
        while packed and entry.method == _DEFLATED:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise NotEditable("damaged") from error
    yield packed


def pack(name: str, chunks: Iterable[bytes], like: Entry | None = None) -> Entry:
    """A new entry; one that takes the place of another keeps its date and attributes."""
    crc = size = 0
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw_name = name.encode()
    start = _LOCAL.size + len(raw_name)
    local = bytearray(start)  # grows in its place: a list of pieces, joined, would be there twice
    for chunk in chunks:
        crc = zlib.crc32(chunk, crc)
        size += len(chunk)
        local += deflate.compress(chunk)
    local += deflate.flush()
    length = len(local) - start
    if max(size, length) >= _NO_ZIP64:
        raise NotEditable("full")
    made_by, time, date, internal, external = 20, 0, _JANUARY_1980, 0, 0
    if like is not None:
        old = _Record._make(_CENTRAL.unpack_from(like.central))
        made_by, time, date, internal, external = old.made_by, old.time, old.date, old.internal, old.external
    flags = 0 if name.isascii() else _UTF8
    middle = (20, flags, _DEFLATED, time, date, crc, length, size, len(raw_name), 0)
    local[:start] = _LOCAL.pack(b"PK\3\4", *middle) + raw_name
    central = _CENTRAL.pack(b"PK\1\2", made_by, *middle, 0, 0, internal, external, 0) + raw_name
    return Entry(name, crc, size, _DEFLATED, slice(start, start + length), memoryview(local), central)


def join(entries: Sequence[Entry]) -> bytes:
    """The archive of these entries, in this order; entries that were read are copied bit by bit."""
    offset, directory = 0, []
    for entry in entries:
        if offset >= _NO_ZIP64:
            raise NotEditable("full")
        directory.append(entry.central[:42] + _OFFSET.pack(offset) + entry.central[46:])
        offset += len(entry.local)
    size = sum(map(len, directory))
    if offset + size >= _NO_ZIP64 or len(entries) >= _MAX_ENTRIES:
        raise NotEditable("full")
    end = _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), size, offset, 0)
    return b"".join((*(entry.local for entry in entries), *directory, end))


def by_name(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """Entries by the key of their name."""
    return {key_of(entry.name): entry for entry in entries}
