"""Hostile workbooks of a few kilobytes that cost a careless reader memory, time, its process or its honesty."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from makers import MAIN, OFFICE, STYLES, parts, row, sheet, strings, workbook, zipped

if TYPE_CHECKING:
    from collections.abc import Callable


class Attack(NamedTuple):
    """How a workbook is made, and how its reading ends: "read", or the code of the refusal."""

    make: Callable[[], bytes]
    end: str


ATTACKS: dict[str, Attack] = {}


def attack(end: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Registers the maker of a workbook under its name."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        ATTACKS[make.__name__] = Attack(make, end)
        return make

    return register


A1 = '<c r="A1"><v>1</v></c>'
TEXT = '<c r="A1" t="s"><v>0</v></c>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


# ------------------------------------------------------------------------------------------------- entities
@attack("SRC06")
def entity_bomb_in_sheet() -> bytes:
    """Entities that expand to gigabytes."""
    return workbook(BOMB + sheet(row('<c r="A1" t="str"><v>&l11;</v></c>')))


@attack("SRC06")
def entity_bomb_in_strings() -> bytes:
    """The same where the texts are."""
    return workbook(sheet(row(TEXT)), texts=BOMB + strings("<t>&l11;</t>"))


@attack("SRC06")
def entity_bomb_in_workbook() -> bytes:
    """The same where the tabs are listed."""
    made = parts(sheet(row(A1)))
    return zipped(made | {"xl/workbook.xml": BOMB + str(made["xl/workbook.xml"]).replace("Tab1", "&l11;")})


@attack("SRC06")
def outside_entity_in_sheet() -> bytes:
    """An entity that reads a file of the machine."""
    return workbook(OUTSIDE + sheet(row('<c r="A1" t="str"><v>&e;</v></c>')))


@attack("SRC06")
def outside_entity_in_strings() -> bytes:
    """The same where the texts are."""
    return workbook(sheet(row(TEXT)), texts=OUTSIDE + strings("<t>&e;</t>"))


@attack("SRC06")
def outside_entity_in_styles() -> bytes:
    """The same where the number formats are."""
    return workbook(sheet(row(A1)), styles=OUTSIDE + STYLES)


@attack("SRC06")
def outside_entity_in_utf16() -> bytes:
    """The same, hidden from a search for bytes by the encoding."""
    return workbook((OUTSIDE + sheet(row('<c r="A1" t="str"><v>&e;</v></c>'))).encode("utf-16"))


# ------------------------------------------------------------------------------------------------- bombs
@attack("SRC08")
def bomb_of_text() -> bytes:
    """One text of a hundred million characters in a tenth of a megabyte."""
    return workbook(sheet(row(TEXT)), texts=strings("<t>" + "a" * 101_000_000 + "</t>"))


@attack("SRC08")
def bomb_of_space() -> bytes:
    """White space without end between two rows."""
    return workbook(sheet(row(A1) + " " * 101_000_000 + row('<c r="A2"><v>1</v></c>', 2)))


@attack("read")
def blank_styled_rows() -> bytes:
    """A blank styled cell in every row that a sheet can have."""
    return workbook(sheet(row(A1) + "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 1_048_577))))


@attack("read")
def blank_rows() -> bytes:
    """Two million rows without anything."""
    return workbook(sheet(row(A1) + "<row/>" * 2_000_000))


@attack("read")
def text_of_twenty_million() -> bytes:
    """One long text in the sheet itself."""
    return workbook(sheet(row(f'<c r="A1" t="inlineStr"><is><t>{"é" * 10_000_000}</t></is></c>')))


@attack("read")
def deep_nesting() -> bytes:
    """Elements two hundred thousand deep."""
    return workbook(sheet(row('<c r="A1"><v>1</v>' + "<x>" * 200_000 + "</x>" * 200_000 + "</c>")))


@attack("read")
def many_strings() -> bytes:
    """Two million texts that no cell uses."""
    return workbook(sheet(row(TEXT)), texts=strings(*["<t>a</t>"] * 2_000_000))


@attack("read")
def many_styles() -> bytes:
    """A million cell formats."""
    many = '<xf numFmtId="164"/>' * 1_000_000
    return workbook(
        sheet(row('<c r="A1" s="999999"><v>1</v></c>')), styles=STYLES.replace('<xf numFmtId="0"/></c', many + "</c")
    )


@attack("read")
def many_tabs() -> bytes:
    """Two thousand tabs."""
    return workbook(*[sheet(row(A1))] * 2_000)


@attack("read")
def many_merges() -> bytes:
    """A hundred thousand merged ranges."""
    merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_001))
    return workbook(sheet(row(A1), after=f"<mergeCells>{merged}</mergeCells>"))


@attack("read")
def many_conditional_formats() -> bytes:
    """A hundred thousand conditional formats."""
    formats = '<conditionalFormatting sqref="A1"><cfRule type="expression"/></conditionalFormatting>' * 100_000
    return workbook(sheet(row(A1), after=formats))


@attack("read")
def format_of_brackets() -> bytes:
    """A number format of two hundred thousand brackets."""
    return workbook(sheet(row('<c r="A1" s="1"><v>1</v></c>')), styles=STYLES.replace("dd/mm/yyyy", "[" * 200_000))


@attack("SRC06")
def too_many_entries() -> bytes:
    """Thirty thousand parts that nothing refers to."""
    return zipped(parts(sheet(row(A1))) | {f"junk/{n}": "" for n in range(30_000)})


# ------------------------------------------------------------------------------------------------- far away
def _with_far(address: str, number: int) -> bytes:
    return workbook(sheet(row(A1) + row(f'<c r="{address}"><v>1</v></c>', number)))


@attack("read")
def far_corner() -> bytes:
    """A value in the last cell of a sheet."""
    return _with_far("XFD1048576", 1_048_576)


@attack("read")
def far_column() -> bytes:
    """A value in the last column, somewhat below."""
    return _with_far("XFD20000", 20_000)


@attack("read")
def far_row() -> bytes:
    """A value in the last row."""
    return _with_far("Z1048576", 1_048_576)


@attack("SRC06")
def far_by_two_attributes() -> bytes:
    """A cell with two addresses."""
    return workbook(sheet(row(A1 + '<c r="B1" r="XFD1048576"><v>1</v></c>')))


@attack("read")
def far_in_another_namespace() -> bytes:
    """A far cell whose prefix a search for `<c` passes over."""
    far = row('<x:c r="XFD1048576"><x:v>1</x:v></x:c>', 1_048_576)
    return workbook(sheet(row(A1) + far).replace("<worksheet", f'<worksheet xmlns:x="{MAIN}"'))


@attack("read")
def far_behind_a_comment() -> bytes:
    """A far cell behind a comment that ends the rows."""
    return workbook(sheet(row(A1) + "<!-- </sheetData> -->" + row('<c r="XFD1048576"><v>1</v></c>', 1_048_576)))


@attack("read")
def far_by_reference() -> bytes:
    """A far address spelt with a character reference."""
    return workbook(sheet(row(A1) + row('<c r="&#88;FD1048576"><v>1</v></c>', 1_048_576)))


@attack("read")
def far_without_address() -> bytes:
    """A row number far below, and cells that have only their order."""
    return workbook(sheet(row(A1) + row("<c><v>1</v></c>" * 16_384, 1_048_576)))


@attack("read")
def row_beyond_any() -> bytes:
    """A row number that no sheet has."""
    return workbook(sheet(row(A1) + row('<c r="A99999999999"><v>1</v></c>', 99_999_999_999)))


@attack("read")
def column_beyond_any() -> bytes:
    """A column that no sheet has."""
    return workbook(sheet(row(A1 + '<c r="ZZZZZZZ1"><v>1</v></c>')))


@attack("SRC08")
def full_to_the_limit() -> bytes:
    """More cells with values than any table has."""
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="GR{n}"><v>1</v></c></row>' for n in range(1, 60_000))
    return workbook(sheet(cells))


# ------------------------------------------------------------------------------------------------- lies
@attack("read")
def dimension_too_small() -> bytes:
    """A dimension that hides all cells but one."""
    cells = "".join(row(f'<c r="A{n}"><v>{n}</v></c>', n) for n in range(1, 201))
    return workbook(sheet(cells, before='<dimension ref="A1"/>'))


@attack("read")
def dimension_too_large() -> bytes:
    """A dimension of the whole sheet around one cell."""
    return workbook(sheet(row(A1), before='<dimension ref="A1:XFD1048576"/>'))


@attack("read")
def dimension_of_nothing() -> bytes:
    """A dimension that is no range."""
    return workbook(sheet(row(A1), before='<dimension ref="::"/>'))


@attack("read")
def merge_of_everything() -> bytes:
    """A merged range over the whole sheet."""
    return workbook(sheet(row(A1), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


@attack("read")
def link_over_everything() -> bytes:
    """A hyperlink over the whole sheet."""
    return workbook(sheet(row(A1), after='<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'))


@attack("read")
def strings_without_number() -> bytes:
    """A count of texts that would fill all memory."""
    return workbook(sheet(row(TEXT)), texts=strings("<t>a</t>", counts=' count="9" uniqueCount="1000000000000"'))


@attack("read")
def styles_without_number() -> bytes:
    """Counts of formats that would fill all memory."""
    return workbook(sheet(row(A1)), styles=STYLES.replace('count="3"', 'count="1000000000000"'))


@attack("SRC06")
def string_out_of_range() -> bytes:
    """A text that is not there."""
    return workbook(sheet(row('<c r="A1" t="s"><v>99</v></c>')), texts=strings("<t>a</t>"))


@attack("SRC06")
def string_before_the_first() -> bytes:
    """A text counted from the end."""
    return workbook(sheet(row('<c r="A1" t="s"><v>-1</v></c>')), texts=strings("<t>a</t>"))


@attack("SRC06")
def size_too_small() -> bytes:
    """A part that is longer than its entry says."""
    content = workbook(sheet(row(A1)), texts=strings("<t>" + "a" * 100_000 + "</t>"))
    at = content.rindex(b"xl/sharedStrings.xml") - 46
    return content[: at + 24] + struct.pack("<I", 10) + content[at + 28 :]


@attack("SRC06")
def two_parts_with_one_name() -> bytes:
    """Two worksheets of which every program may pick another."""
    made = zipped(parts(sheet(row(A1))) | {"xl/worksheets/sheetX.xml": sheet(row('<c r="A1"><v>2</v></c>'))})
    return made.replace(b"sheetX.xml", b"sheet1.xml")


@attack("SRC06")
def overlapping_entries() -> bytes:
    """Many entries over the same bytes."""
    content = zlib.compress(b"a" * 10_000_000)[2:-4]
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(content), 10_000_000, 1, 0) + b"a" + content
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(content), 10_000_000, 5, 0, 0, 0, 0, 0, 0
    )
    entries = b"".join(entry + f"{n:05}".encode() for n in range(1_000))
    return local + entries + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1_000, 1_000, len(entries), len(local), 0)


@attack("SRC06")
def names_that_lead_out() -> bytes:
    """Tabs that point outside of the package, and titles that are paths, devices and scripts."""
    made = parts(*[sheet(row(A1))] * 5)
    for number, title in enumerate(["../../x", "CON", "&lt;script&gt;", "a" * 300, ""], 1):
        made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace(f'"Tab{number}"', f'"{title}"')
    rels = str(made["xl/_rels/workbook.xml.rels"])
    return zipped(made | {"xl/_rels/workbook.xml.rels": rels.replace("worksheets/sheet5", "../../../../etc/passwd")})


# ------------------------------------------------------------------------------------------------- odd values
@attack("read")
def numbers_that_are_none() -> bytes:
    """Not a number, infinity, a word and a date beyond any calendar where numbers belong."""
    values = ["NaN", "INF", "1e400", "-1e400", "abc", "1_0", "0x10", "99999999999", "-5"]
    cells = "".join(f'<c r="{chr(65 + n)}1" s="{n % 3}"><v>{value}</v></c>' for n, value in enumerate(values))
    return workbook(sheet(row(cells)))


@attack("read")
def control_characters() -> bytes:
    """Characters that XML forbids, and half of a pair."""
    cells = '<c r="A1" t="str"><v>a\x01b\x0bc</v></c><c r="B1" t="str"><v>_xD800_</v></c><c s="0" r="C1"><v>1</v></c>'
    return workbook(sheet(row(cells)), texts=strings("<t>a\x02</t>"))


@attack("SRC06")
def bytes_that_are_no_text() -> bytes:
    """A text that isn't UTF-8."""
    return workbook(sheet(row('<c r="A1" t="str"><v>X</v></c>')).encode().replace(b"X", b"\xff\xfe\xed\xa0\x80"))


@attack("SRC06")
def unknown_encoding() -> bytes:
    """A declaration of an encoding that doesn't exist."""
    return workbook('<?xml version="1.0" encoding="nonsense"?>' + sheet(row(A1)))


@attack("SRC06")
def bomb_by_encoding() -> bytes:
    """A declaration of an encoding that is a compression."""
    return workbook('<?xml version="1.0" encoding="zlib_codec"?>' + sheet(row(A1)))


@attack("read")
def cells_outside_rows() -> bytes:
    """Cells and rows inside each other the wrong way round."""
    return workbook(
        sheet('<c r="A1"><v>1</v></c><row r="2"><row r="3"><c r="B3"><c r="C3"><v>1</v></c></c></row></row>')
    )


@attack("read")
def rows_twice() -> bytes:
    """Two lists of rows, and a row that comes twice."""
    return workbook(sheet(row(A1) + row(A1) + f"</sheetData><sheetData>{row(A1)}"))


@attack("SRC06")
def tab_that_is_a_picture() -> bytes:
    """A worksheet that holds no XML."""
    return workbook(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


@attack("SRC06")
def tab_that_is_the_workbook() -> bytes:
    """A tab that leads to the list of tabs."""
    made = parts(sheet(row(A1)))
    rels = str(made["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", "workbook.xml")
    return zipped(made | {"xl/_rels/workbook.xml.rels": rels})


@attack("SRC06")
def tab_without_part() -> bytes:
    """A tab whose part is missing."""
    made = parts(sheet(row(A1)))
    del made["xl/worksheets/sheet1.xml"]
    return zipped(made)


@attack("SRC06")
def no_tabs() -> bytes:
    """A workbook without a single tab."""
    return workbook(sheet(row(A1)), book=f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets/></workbook>')


@attack("SRC06")
def bit_flipped() -> bytes:
    """One wrong bit in the middle of a part."""
    content = bytearray(workbook(sheet("".join(row(f'<c r="A{n}"><v>{n * n}</v></c>', n) for n in range(1, 900)))))
    content[len(content) // 2] ^= 0x10
    return bytes(content)


@attack("SRC06")
def cut_short() -> bytes:
    """The second half of the file is missing."""
    content = workbook(sheet(row(A1)))
    return content[: len(content) // 2]


@attack("read")
def archive_in_archive() -> bytes:
    """A workbook with a whole other one before it."""
    return workbook(sheet(row(A1))) + workbook(sheet(row('<c r="A1"><v>2</v></c>')))
