"""Highlights as one conditional format per tab, which looks each of its cells up in a tab of ours.

The rule stands behind the cells of the worksheet and names none of them by their place, so that it is the same in
each run: what changes is the list that it looks into, in a tab of ours, reached by a hidden name (Excel 2007 lets no
rule refer to another tab). That name also tells which rules are ours. A worksheet that isn't understood gets none.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from sheets_sync.backends.asking import formula
from sheets_sync.backends.limits import MAX_ROWS
from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.outline import Proven, outline, prefixed, proven, spliced
from sheets_sync.backends.xlsx.text import quoted_title
from sheets_sync.model import A1, Range, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sheets_sync.backends.xlsx.marks import Mark
    from sheets_sync.backends.xlsx.outline import Edit, Node
    from sheets_sync.model import Highlight

#: The hidden name of the cells that hold the list. It is none of the marks, which end in eight digits.
FOUND = "_sheets_sync_found"
#: What may stand between the cells and a conditional format; all else in a worksheet stands before or behind both.
_BEFORE = frozenset({
    "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
})  # fmt: skip
_CELLS = re.compile(rb"<(?:[^\s<>/:]+:)?sheetData(?:\s[^<>]*)?/?>")
_PRIORITY = re.compile(rb"\spriority\s*=\s*[\"'](\d{1,9})[\"']")
#: Stand for row and column where a formula is compared, and what they may be where there are several.
_SOME = ("\ue001", "\ue002")
_ANY = (r"\d+", "[A-Z]+")


# ------------------------------------------------------------------------------------------------- the rule
def reference(mark: Mark, cells: Range) -> str:
    """What the name refers to, as XML."""
    first, last = (f"${column_letters(end.column)}${end.row}" for end in cells)
    return escape(f"{quoted_title(mark.title)}!{first}:{last}")


def _letters(cell: A1) -> tuple[str, str]:
    """Row and column of a cell, as a formula names them."""
    return str(cell.row), column_letters(cell.column)


def _rule(highlight: Highlight, look: int, priority: int) -> str:
    """The rule for the whole table with its headings, so that a row that is put in on top belongs to it, too."""
    first = A1(highlight.heading_row, highlight.first_column)
    area = Range(first, A1(MAX_ROWS, highlight.last_column))
    asked = escape(formula(highlight, *_letters(first), found=FOUND))
    return (
        f'<conditionalFormatting sqref="{area}"><cfRule type="expression" dxfId="{look}" priority="{priority}">'
        f"<formula>{asked}</formula></cfRule></conditionalFormatting>"
    )


# ------------------------------------------------------------------------------------------------- a worksheet
class _Format(NamedTuple):
    """A conditional format with a rule of ours in it; programs put rules for the same cells together."""

    node: Node
    rules: Sequence[Node]


class Worksheet(NamedTuple):
    """A worksheet opened without its rows: `root` is the outline of what is left when `cells` bytes are cut out."""

    xml: bytes
    root: Node
    cells: int

    @classmethod
    def of(cls, xml: bytes) -> Worksheet:
        """Raises NotEditable where it isn't clear which bytes are its cells."""
        once_or_twice = xml.count(b"sheetData") in {1, 2}
        tag = _CELLS.match(xml, xml.rfind(b"<", 0, xml.find(b"sheetData"))) if once_or_twice else None
        if tag is None:
            raise NotEditable("unsupported")
        begin = tag.end()
        end = begin if tag[0].endswith(b"/>") else xml.rfind(b"<", 0, xml.rfind(b"sheetData"))
        root = outline(xml[:begin] + xml[end:])
        held = [node.start for node in root.children if node.name == "sheetData"]
        if root.name != "worksheet" or held != [tag.start()]:
            raise NotEditable("unsupported")
        return cls(xml, root, end - begin)

    @property
    def behind(self) -> Sequence[Node]:
        """The cells and all elements that stand behind them."""
        names = [node.name for node in self.root.children]
        return self.root.children[names.index("sheetData") :]

    def text(self, node: Node) -> str:
        """What stands in an element behind the cells."""
        return unescape(self.xml[node.inner + self.cells : node.close + self.cells].decode())

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The worksheet with edits behind its cells."""
        return spliced(self.xml, ((start + self.cells, end + self.cells, text) for start, end, text in edits))

    def ours(self) -> Iterator[_Format]:
        """The conditional formats that hold a rule of ours."""
        for node in self.behind:
            if node.name == "conditionalFormatting":
                rules = [rule for rule in node.children if any(FOUND in self.text(each) for each in rule.children)]
                if rules:
                    yield _Format(node, rules)


def has_rule(sheet: Worksheet, highlight: Highlight) -> bool:
    """Whether rules of ours, and none that asks for something else, are for every cell of a table."""
    areas: list[Range] = []
    for node, rules in sheet.ours():
        here = _areas(node.get("sqref") or "")
        asked = re.escape(formula(highlight, *_SOME, found=FOUND))
        for some, told in zip(_SOME, _letters(here[0].first) if len(here) == 1 else _ANY, strict=True):
            asked = asked.replace(some, told)
        for rule in rules:
            if rule.get("dxfId") is None or not all(re.fullmatch(asked, sheet.text(f)) for f in rule.children):
                return False
        areas += here
    return _cover(areas, highlight)


def _areas(sqref: str) -> list[Range]:
    """The blocks of cells that a conditional format is for; none where one of them is written in another way."""
    try:
        ends = [[A1.parse(end) for end in block.split(":")] for block in sqref.split()]
    except ValueError:
        return []
    return [Range(block[0], block[-1]) for block in ends]


def _cover(areas: Sequence[Range], highlight: Highlight) -> bool:
    """Whether each cell from the first row below the headings to the last that was read is in one of the blocks."""
    for column in range(highlight.first_column, highlight.last_column + 1):
        row = highlight.heading_row + 1
        for first, last in sorted(areas):
            if first.column <= column <= last.column and first.row <= row:
                row = max(row, last.row + 1)
        if row <= highlight.last_row:
            return False
    return bool(areas)


def with_rule(sheet: Worksheet, highlight: Highlight, look: int) -> Proven:
    """The worksheet with our rule behind all other conditional formats, after them in rank, in place of older ones.

    Raises NotEditable where it would not be well-formed, or could not be taken away again.
    """
    bare = without_rules(sheet)
    clean = Worksheet.of(bare)
    before = [node for node in clean.behind if node.name in _BEFORE]
    ranks = (int(found[1]) for found in _PRIORITY.finditer(bare))
    rule = prefixed(_rule(highlight, look, max(ranks, default=0) + 1), before[0].prefix).encode()
    made = clean.edited([(before[-1].end, before[-1].end, rule)])
    if without_rules(Worksheet.of(made)) != bare:
        raise NotEditable("unsupported")
    return Proven(proven([made]))


def without_rules(sheet: Worksheet) -> bytes:
    """The worksheet without any rule of ours: the very bytes that it had before."""
    edits: list[Edit] = []
    for node, rules in sheet.ours():
        gone = [node] if len(rules) == len(node.children) else rules
        edits += ((each.start, each.end, b"") for each in gone)
    return sheet.edited(edits)
