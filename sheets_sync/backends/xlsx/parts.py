"""The parts of an .xlsx package: each one checked, and never unpacked beyond what its entry declares."""

from __future__ import annotations

import zlib
from io import BytesIO
from itertools import pairwise
from struct import Struct
from struct import error as struct_error
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

from sheets_sync.backends.limits import Damaged, check_bytes
from sheets_sync.backends.xlsx.markup import utf8
from sheets_sync.backends.xlsx.names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.backends.limits import Limits

_LOCAL = Struct("<4s22xHH")  # signature, length of the name, length of the extra field
_LOCAL_SIGNATURE = b"PK\x03\x04"
_CENTRAL_SIGNATURE = b"PK\x01\x02"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1
_RAW_DEFLATE = -15
#: Deflate can't do better, so an entry that promises more is wrong.
_MOST_RATIO = 1_032
#: More entries than any workbook has; each costs time before the first cell is read.
_MOST_ENTRIES = 20_000


class Parts:
    """The parts of a package by their name; names differ neither by case nor by the slash they are written with.

    Raises Damaged for an archive that is cut short, or whose entries overlap or share a name.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        if data.count(_CENTRAL_SIGNATURE) > _MOST_ENTRIES:
            raise Damaged("entries")
        try:
            with ZipFile(BytesIO(data)) as archive:
                entries, directory = archive.infolist(), archive.start_dir
        except (BadZipFile, struct_error, ValueError, NotImplementedError, OverflowError, OSError) as error:
            raise Damaged("archive") from error
        _check_overlap(entries, directory)
        self._entries = {key_of(entry.filename): entry for entry in entries}
        if len(self._entries) != len(entries):
            raise Damaged("two parts with one name")
        self._data = data
        self._limit = limits.unpacked_bytes
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return key_of(name) in self._entries

    @property
    def unpacked(self) -> int:
        """How many bytes have been unpacked so far."""
        return self._unpacked

    def head(self, name: str, length: int) -> bytes:
        """The first bytes of a part, whatever the rest of it is; empty where there is none. Raises Damaged."""
        entry = self._entries.get(key_of(name))
        return _unpack(self._data, entry, length) if entry is not None else b""

    def read(self, name: str) -> bytes:
        """A part in UTF-8. Raises Damaged when it is absent or not what its entry says, TooLarge over the limit."""
        entry = self._entries.get(key_of(name))
        if entry is None:
            raise Damaged(name)
        if entry.file_size > _MOST_RATIO * (entry.compress_size + 1):
            raise Damaged(name)
        self._unpacked += entry.file_size
        check_bytes(self._unpacked, self._limit)
        content = _unpack(self._data, entry, entry.file_size + 1)
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise Damaged(name)
        return utf8(content)


def _check_overlap(entries: Iterable[ZipInfo], directory: int) -> None:
    """Entries that share bytes multiply a small file without end."""
    spans = sorted((entry.header_offset, entry.header_offset + _size(entry)) for entry in entries)
    if any(end > start for (_, end), (start, _) in pairwise([*spans, (directory, directory)])):
        raise Damaged("overlapping entries")


def _size(entry: ZipInfo) -> int:
    return _LOCAL.size + len(entry.orig_filename) + entry.compress_size


def _unpack(data: bytes, entry: ZipInfo, most: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in {_STORED, _DEFLATED}:
        raise Damaged("compression")
    try:
        signature, name, extra = _LOCAL.unpack_from(data, entry.header_offset)
    except struct_error as error:
        raise Damaged("entry") from error
    if signature != _LOCAL_SIGNATURE:
        raise Damaged("entry")
    start = entry.header_offset + _LOCAL.size + name + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == _STORED:
        return bytes(packed[:most])
    try:
        return zlib.decompressobj(_RAW_DEFLATE).decompress(packed, most)
    except zlib.error as error:
        raise Damaged("deflate") from error
