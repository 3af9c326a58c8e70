"""An archive that is put together entry by entry: old ones as they are, new ones packed straight into their place."""

from __future__ import annotations

import zlib
from io import SEEK_END, BytesIO
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.archive import (
    CENTRAL,
    DEFLATED,
    END,
    LOCAL,
    MAX_ENTRIES,
    NO_ZIP64,
    OFFSET,
    UTF8,
    NotEditable,
    Record,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.backends.xlsx.archive import Entry

_LEVEL = 6
_JANUARY_1980 = 0x21  # the earliest day that a zip file knows: the same content gives the same bytes


class Packing:
    """The bytes of an archive stand in memory once: a large tab would otherwise be there packed and joined."""

    def __init__(self) -> None:
        self._content = BytesIO()
        self._directory: list[bytes] = []

    def copy(self, entry: Entry) -> None:
        """Add an entry that was read, bit by bit."""
        self._list(entry.central, self._content.tell())
        self._content.write(entry.local)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a new entry."""
        self._pack(name, chunks, None)

    def replace(self, old: Entry, chunks: Iterable[bytes]) -> None:
        """Add an entry in the place of another, with its name, date and attributes; bit by bit if nothing changed."""
        begin = self._content.tell()
        if self._pack(old.name, chunks, old) == (old.size, old.crc):
            self._directory.pop()
            self._content.seek(begin)
            self._content.truncate()
            self.copy(old)

    def finish(self) -> bytes:
        """The archive. Raises NotEditable where it is too large for a plain one."""
        start = self._content.tell()
        for record in self._directory:
            self._content.write(record)
        end = self._content.tell()
        if end >= NO_ZIP64 or len(self._directory) >= MAX_ENTRIES:
            raise NotEditable("full")
        count = len(self._directory)
        self._content.write(END.pack(b"PK\5\6", 0, 0, count, count, end - start, start, 0))
        return self._content.getvalue()

    def _pack(self, name: str, chunks: Iterable[bytes], like: Entry | None) -> tuple[int, int]:
        """Pack an entry; its size and checksum. The header comes last, when these are known."""
        raw_name = name.encode()
        begin = self._content.tell()
        self._content.write(bytes(LOCAL.size) + raw_name)
        crc = size = 0
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        for chunk in chunks:
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            self._content.write(deflate.compress(chunk))
        self._content.write(deflate.flush())
        length = self._content.tell() - begin - LOCAL.size - len(raw_name)
        if max(size, length) >= NO_ZIP64:
            raise NotEditable("full")
        made_by, time, date, internal, external = 20, 0, _JANUARY_1980, 0, 0
        if like is not None:
            old = Record._make(CENTRAL.unpack_from(like.central))
            made_by, time, date, internal, external = old.made_by, old.time, old.date, old.internal, old.external
        flags = 0 if name.isascii() else UTF8
        middle = (20, flags, DEFLATED, time, date, crc, length, size, len(raw_name), 0)
        self._content.seek(begin)
        self._content.write(LOCAL.pack(b"PK\3\4", *middle))
        self._content.seek(0, SEEK_END)
        self._list(CENTRAL.pack(b"PK\1\2", made_by, *middle, 0, 0, internal, external, 0) + raw_name, begin)
        return size, crc

    def _list(self, record: bytes, offset: int) -> None:
        if offset >= NO_ZIP64:
            raise NotEditable("full")
        self._directory.append(record[:42] + OFFSET.pack(offset) + record[46:])
