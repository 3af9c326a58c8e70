"""The zip file beneath a workbook: what is understood is copied bit by bit, what isn't is left alone."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from people import CELL as SHEET
from people import OURS, by_openpyxl, contents, parts, plain

from sheets_sync.backends.xlsx.archive import Entry, NotEditable, by_name, read_entries, unpack, unpacked
from sheets_sync.backends.xlsx.packing import Packing
from sheets_sync.backends.xlsx.splice import with_sheets

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = plain()
DIRECTORY = PACKAGE.index(b"PK\1\2")
END = PACKAGE.index(b"PK\5\6")


def packed_with(method: int) -> bytes:
    """A workbook of which all parts are packed in one way."""
    file = BytesIO()
    with ZipFile(file, "w", method) as archive:
        for name, content in parts(SHEET).items():
            archive.writestr(name, content)
    return file.getvalue()


def put(package: bytes, at: int, form: str, value: int) -> bytes:
    """The package with a number written over what stands there."""
    edited = bytearray(package)
    struct.pack_into(form, edited, at, value)
    return bytes(edited)


def reason(package: bytes) -> str:
    """Why it is left alone."""
    with pytest.raises(NotEditable) as caught:
        with_sheets(package, OURS)
    return caught.value.reason


@pytest.mark.parametrize("package", [PACKAGE, by_openpyxl(), packed_with(ZIP_STORED)])
def test_entries_that_are_read_and_joined_are_the_same_archive(package: bytes) -> None:
    """Byte for byte."""
    packing = Packing()

    for entry in read_entries(package):
        packing.copy(entry)

    assert packing.finish() == package


def packed(name: str, chunks: list[bytes]) -> Entry:
    """The one entry of an archive, read from it."""
    packing = Packing()
    packing.add(name, chunks)
    (entry,) = read_entries(packing.finish())
    return entry


def test_parts_that_are_not_packed_are_edited_too() -> None:
    """Some programs only store."""
    package = packed_with(ZIP_STORED)

    after = with_sheets(package, OURS)

    assert contents(after)["xl/worksheets/sheet1.xml"] == SHEET.encode()


DAMAGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "another way of packing": (lambda: packed_with(ZIP_BZIP2), "unsupported"),
    "sizes of 64 bits": (lambda: put(PACKAGE, DIRECTORY + 20, "<I", 0xFFFFFFFF), "unsupported"),
    "a directory at 64 bits": (lambda: put(PACKAGE, END + 16, "<I", 0xFFFFFFFF), "unsupported"),
    "several disks": (lambda: put(PACKAGE, END + 4, "<H", 1), "unsupported"),
    "a directory elsewhere": (lambda: put(PACKAGE, END + 16, "<I", DIRECTORY - 1), "damaged"),
    "more entries than there are": (lambda: put(PACKAGE, END + 10, "<H", 60), "damaged"),
    "fewer entries than there are": (lambda: put(PACKAGE, END + 10, "<H", 2), "damaged"),
    "two entries in one place": (lambda: put(PACKAGE, DIRECTORY + 42, "<I", PACKAGE.index(b"PK\3\4", 4)), "damaged"),
    "an entry that is no entry": (lambda: put(PACKAGE, 0, "<I", 0), "damaged"),
    "an entry longer than the file": (lambda: put(PACKAGE, DIRECTORY + 20, "<I", len(PACKAGE)), "damaged"),
    "another length": (lambda: put(PACKAGE, PACKAGE.index(b"xl/workbook.xml", DIRECTORY) - 22, "<I", 5), "damaged"),
    "a part beyond all measure": (
        lambda: put(PACKAGE, PACKAGE.index(b"xl/workbook.xml", DIRECTORY) - 22, "<I", 1 << 30),
        "unsupported",
    ),
}


@pytest.mark.parametrize(("make", "told"), DAMAGE.values(), ids=DAMAGE)
def test_an_archive_out_of_the_ordinary_is_left_alone(make: Callable[[], bytes], told: str) -> None:
    """Each with its reason."""
    assert reason(make()) == told


@settings(deadline=None, max_examples=400)
@given(at=st.integers(0, len(PACKAGE) - 1), bits=st.integers(1, 255))
@example(at=6, bits=8)
def test_one_wrong_byte_is_refused_or_harms_no_part(at: int, bits: int) -> None:
    """Never another exception, and never another content in a part that was sound."""
    damaged = bytearray(PACKAGE)
    damaged[at] ^= bits
    sound = {}
    try:
        for name, entry in by_name(read_entries(bytes(damaged))).items():
            sound[name] = unpack(entry)
        after = with_sheets(bytes(damaged), OURS)
    except NotEditable:
        return

    held = {name: unpack(entry) for name, entry in by_name(read_entries(after)).items()}
    touched = {"[content_types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert {name: held.get(name) for name in sound if name not in touched} == {
        name: content for name, content in sound.items() if name not in touched
    }


@given(st.lists(st.binary(max_size=3000), max_size=5))
def test_what_is_packed_is_unpacked(chunks: list[bytes]) -> None:
    """As a whole, and in pieces."""
    again = packed("een/déél.xml", chunks)

    assert again.name == "een/déél.xml"
    assert unpack(again) == b"".join(unpacked(again)) == b"".join(chunks)


def test_a_large_part_is_unpacked_in_pieces() -> None:
    """However well it was packed."""
    entry = packed("x", [bytes(5_000_000)])

    pieces = [len(piece) for piece in unpacked(entry)]

    assert sum(pieces) == 5_000_000
    assert max(pieces) <= 1 << 20
