"""More hostile workbooks: texts that mean something elsewhere, names that lead out, and lists without end."""

from __future__ import annotations

from attacks import A1, TEXT, attack
from makers import OFFICE, PACKAGE, STYLES, parts, row, sheet, strings, workbook, zipped

#: What a spreadsheet, a terminal or a browser would do something with.
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠A1", "=cmd|'/C calc'!A0")
ONE = sheet(row(A1))
INLINE = 't="inlineStr"><is><t xml:space="preserve">'
SPACE = " " * 5_000_000


def _attributes(count: int = 300_000) -> str:
    return " ".join(f'a{number}="x"' for number in range(count))


def _with(part: str, before: str, after: str) -> bytes:
    """A workbook in one part of which something stands in place of something else."""
    made = parts(ONE)
    made[part] = str(made[part]).replace(before, after, 1)
    return zipped(made)


# ------------------------------------------------------------------------------------------------- texts
@attack("read")
def texts_of_fifty_thousand() -> bytes:
    """Cells with more characters than any spreadsheet allows."""
    return workbook(sheet("".join(row(f'<c r="A{n}" {INLINE}{"é" * 50_000}</t></is></c>', n) for n in range(1, 401))))


@attack("read")
def texts_like_formulas() -> bytes:
    """Texts that begin as a formula does, by whatever sign."""
    cells = (row(f'<c r="A{n}" {INLINE}{text}</t></is></c>', n) for n, text in enumerate(FORMULAS, 1))
    return workbook(sheet("".join(cells)))


@attack("read")
def formulas_that_reach_out() -> bytes:
    """Formulas that start a program, fetch a page or open a file, with the result that was stored."""
    formulas = ("cmd|'/C calc'!A0", 'WEBSERVICE("http://127.0.0.1:9/")', 'HYPERLINK("file:///etc/passwd")')
    cells = (row(f'<c r="A{n}" t="str"><f>{text}</f><v>=1</v></c>', n) for n, text in enumerate(formulas, 1))
    return workbook(sheet("".join(cells)))


@attack("SRC06")
def character_reference_of_nothing() -> bytes:
    """A reference to a character that XML forbids."""
    return workbook(sheet(row('<c r="A1" t="str"><v>a&#0;b</v></c>')))


@attack("SRC06")
def character_reference_of_a_surrogate() -> bytes:
    """A reference to half a character."""
    return workbook(sheet(row('<c r="A1" t="str"><v>a&#xD800;b</v></c>')))


@attack("read")
def titles_that_mislead() -> bytes:
    """Titles of tabs that turn around, hold what takes no room, and read as formulas or references."""
    made = parts(*[ONE] * 5)
    titles = ["\u202eKosten", "Kos\u200bten", "=cmd|x", "O'Brien'!$A", "a\u2028b"]
    for number, title in enumerate(titles, 1):
        made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace(f'"Tab{number}"', f'"{title}"')
    return zipped(made)


@attack("SRC06")
def title_that_steers_a_terminal() -> bytes:
    """A title of a tab with a control code, which XML forbids."""
    return _with("xl/workbook.xml", '"Tab1"', '"&#x1b;[2J"')


# ------------------------------------------------------------------------------------------------- leading out
@attack("read")
def parts_with_paths() -> bytes:
    """Entries of the archive that would be unpacked elsewhere."""
    names = ("../../../../../../tmp/sheets-sync-out", "/etc/sheets-sync-out", "..\\..\\out", "C:\\out")
    return zipped(parts(ONE) | dict.fromkeys(names, "x"))


@attack("read")
def relations_that_lead_out() -> bytes:
    """A link, a drawing and a workbook that lead to files of the machine."""
    kinds = ("hyperlink", "drawing", "externalLink")
    related = "".join(
        f'<Relationship Id="x{n}" Type="{OFFICE}/{kind}" Target="file:///etc/passwd" TargetMode="External"/>'
        for n, kind in enumerate(kinds)
    )
    listing = f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
    return zipped(parts(ONE, book_relations=related) | {"xl/worksheets/_rels/sheet1.xml.rels": listing})


@attack("SRC06")
def document_type_elsewhere() -> bytes:
    """A document type that is to be fetched."""
    return workbook('<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:9/x.dtd">' + ONE)


# ------------------------------------------------------------------------------------------------- without end
@attack("SRC06")
def quadratic_blow_up() -> bytes:
    """One long entity, fifty thousand times."""
    entity = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
    return workbook(entity + sheet(row(f'<c r="A1" t="str"><v>{"&a;" * 50_000}</v></c>')))


@attack("SRC06")
def encoding_without_end() -> bytes:
    """An encoding that takes the square of its length to decode."""
    cell = f'<c r="A1" t="str"><v>a-{"b" * 3_000_000}</v></c>'
    return workbook(f'<?xml version="1.0" encoding="punycode"?>{sheet(row(cell))}'.encode())


@attack("SRC06")
def comment_without_end() -> bytes:
    """A comment that nobody closes."""
    return workbook(ONE.replace("<sheetData>", "<!--" + "-" * 5_000_000 + "<sheetData>"))


@attack("read")
def attributes_of_a_cell() -> bytes:
    """Three hundred thousand attributes in one tag: a reader that compares each with each never ends."""
    return workbook(sheet(row(f'<c r="A1" {_attributes()}><v>1</v></c>')))


@attack("read")
def attributes_of_a_tab() -> bytes:
    """The same in the list of tabs."""
    return _with("xl/workbook.xml", "<sheet ", f"<sheet {_attributes()} ")


@attack("read")
def attributes_of_a_format() -> bytes:
    """The same in a cell format."""
    many = f'<xf numFmtId="164" {_attributes()}/>'
    return workbook(sheet(row('<c r="A1" s="1"><v>1</v></c>')), styles=STYLES.replace('<xf numFmtId="164"/>', many))


@attack("read")
def attributes_of_a_text() -> bytes:
    """The same in a text."""
    return workbook(sheet(row(TEXT)), texts=strings(f"<t {_attributes()}>a</t>"))


@attack("read")
def space_in_tags() -> bytes:
    """Five million spaces in a tag of each part."""
    made = parts(
        ONE.replace("<worksheet ", f"<worksheet {SPACE}"), styles=STYLES.replace("<font/>", f"<font {SPACE}/>")
    )
    for part, tag in (("xl/workbook.xml", "<sheet "), ("xl/_rels/workbook.xml.rels", "<Relationship ")):
        made[part] = str(made[part]).replace(tag, tag + SPACE, 1)
    return zipped(made)


@attack("read")
def brackets_without_end() -> bytes:
    """Five million signs at each of which a tag could begin."""
    return workbook(ONE.replace("<sheetData>", "<" * 5_000_000 + "<sheetData>"))


@attack("read")
def merges_that_never_close() -> bytes:
    """A million times the beginning of a merged range."""
    return workbook(sheet(row(A1), after=f"<mergeCells>{'<mergeCell ref ' * 1_000_000}</mergeCells>"))


@attack("read")
def runs_of_one_text() -> bytes:
    """One text of half a million pieces."""
    return workbook(sheet(row(TEXT)), texts=strings("<r><t>a</t></r>" * 500_000))


@attack("read")
def all_columns() -> bytes:
    """Values in every column there is."""
    return workbook(sheet("".join(row("<c><v>1</v></c>" * 16_384, n) for n in range(1, 21))))


@attack("read")
def names_like_ours() -> bytes:
    """A hundred thousand hidden names as the tool has them."""
    names = "".join(f'<definedName name="_sheets_sync_{n:08x}">Tab1!$A$1</definedName>' for n in range(100_000))
    return _with("xl/workbook.xml", "</workbook>", f"<definedNames>{names}</definedNames></workbook>")


@attack("read")
def relations_without_number() -> bytes:
    """Three hundred thousand relations of the workbook."""
    many = "".join(f'<Relationship Id="z{n}" Type="t" Target="x{n}"/>' for n in range(300_000))
    return zipped(parts(ONE, book_relations=many))


@attack("read")
def types_without_number() -> bytes:
    """Three hundred thousand types of parts."""
    many = '<Default Extension="x" ContentType="y"/>' * 300_000
    return zipped(parts(ONE) | {"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{many}</Types>'})


@attack("read")
def lists_without_end() -> bytes:
    """Every list of the package is long: what changes the workbook would hold gigabytes."""
    deep = "<x/>" * 3_000_000
    made = parts(ONE, styles=STYLES.replace("</styleSheet>", f"{deep}</styleSheet>"))
    made["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types">{deep}</Types>'
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace("</workbook>", f"{deep}</workbook>")
    return zipped(made)


@attack("read")
def validations_and_links() -> bytes:
    """A hundred thousand lists to choose from, and as many links."""
    numbers = range(1, 100_001)
    limits = "".join(
        f'<dataValidation type="list" sqref="A{n}"><formula1>"a"</formula1></dataValidation>' for n in numbers
    )
    links = "".join(f'<hyperlink ref="A{n}" location="x"/>' for n in numbers)
    after = f"<dataValidations>{limits}</dataValidations><hyperlinks>{links}</hyperlinks>"
    return workbook(sheet(row(A1), after=after))
