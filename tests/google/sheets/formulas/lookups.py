"""Functions that choose: between arguments, or among cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.a1 import parse_cells, split
from tests.google.sheets.formulas.tree import Fault, Node, Ref
from tests.google.sheets.formulas.values import Block, Failed, Scalar, Some, compare, flat, sound, to_truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.formulas.place import Place


def _one(place: Place, node: Node) -> Scalar:
    return next(flat(place.attempt(node)))


def if_(place: Place, asked: Node, then: Node, otherwise: Node | None = None) -> Some:
    """One of two, of which only that one is worked out; of a block, for each of its values."""
    some = place.attempt(asked)
    if isinstance(some, Block):
        branches = (place.attempt(then), False if otherwise is None else place.attempt(otherwise))
        return Block([[_branch(value, branches) for value in row] for row in some.rows])
    if to_truth(some):
        return place.work(then)
    return False if otherwise is None else place.work(otherwise)


def _branch(asked: Scalar, branches: tuple[Some, Some]) -> Scalar:
    if isinstance(asked, Fault):
        return asked
    return next(flat(branches[0] if to_truth(asked) else branches[1]))


def ifs(place: Place, *nodes: Node) -> Some:
    """What stands behind the first that is true."""
    for asked, then in zip(nodes[::2], nodes[1::2], strict=False):
        if to_truth(_one(place, asked)):
            return place.work(then)
    raise Failed("N_A")


def iferror(place: Place, tried: Node, otherwise: Node | None = None) -> Some:
    """The first, unless that is an error."""
    return _unless(place, tried, otherwise, None)


def ifna(place: Place, tried: Node, otherwise: Node | None = None) -> Some:
    """The first, unless it was not found."""
    return _unless(place, tried, otherwise, "N_A")


def _unless(place: Place, tried: Node, otherwise: Node | None, kind: str | None) -> Some:
    some = place.attempt(tried)
    if isinstance(some, Block):
        rows = [[_mended(place, value, otherwise, kind) for value in row] for row in some.rows]
        return Block(rows, some.origin)
    return _mended(place, some, otherwise, kind)


def _mended(place: Place, value: Scalar, otherwise: Node | None, kind: str | None) -> Scalar:
    if not isinstance(value, Fault) or kind not in (None, value.type):
        return value
    return None if otherwise is None else _one(place, otherwise)


def choose(place: Place, which: Node, *nodes: Node) -> Some:
    """One of many, by its number."""
    at = int(place.number(_one(place, which)))
    if not 1 <= at <= len(nodes):
        raise Failed("NUM")
    return place.work(nodes[at - 1])


def _where(axis: int) -> Callable[..., Some]:
    def where(place: Place, node: Node | None = None) -> Some:
        if node is None:
            return float((place.row, place.column)[axis] + 1)
        if not isinstance(node, Ref):
            raise Failed("VALUE")
        tab, box = place.box(node.area)
        if not node.area.ranged:
            return float(box.span(axis)[0] + 1)
        start, end = tab.inside(box).span(axis)
        found: list[Scalar] = [float(index + 1) for index in range(start, end or 0)]
        return Block([found] if axis else [[each] for each in found], (box.top, box.left))

    return where


def _size(axis: int) -> Callable[..., Some]:
    return lambda _place, some: float(some.size[axis] if isinstance(some, Block) else 1)


def index(place: Place, some: Some, row: Some = 0.0, column: Some = 0.0) -> Some:
    """A cell of a block, or a whole row or column of it where the other number is 0."""
    block = some if isinstance(some, Block) else Block([[some]])
    height, width = block.size
    down, along = int(place.number(next(flat(row)))), int(place.number(next(flat(column))))
    if height == 1 and width > 1 and not along:
        down, along = 1, down
    if not (0 <= down <= height and 0 <= along <= width):
        raise Failed("REF")
    if down and along:
        return block.rows[down - 1][along - 1]
    rows = [block.rows[down - 1]] if down else block.rows
    cut = [[line[along - 1]] for line in rows] if along else rows
    return cut[0][0] if len(cut) == 1 and len(cut[0]) == 1 else Block(cut, block.origin)


def _found(wanted: Scalar, values: list[Scalar], *, exact: bool) -> int:
    """The place of a value; where it need not be exact, of the last that is not above it."""
    place = -1
    for at, value in enumerate(values):
        if value is None or isinstance(value, Fault) or isinstance(value, str) != isinstance(wanted, str):
            continue
        order = compare(value, wanted)
        if order == 0 and exact:
            return at
        if order <= 0 and not exact:
            place = at
    if place < 0:
        raise Failed("N_A")
    return place


def match(place: Place, wanted: Some, some: Some, kind: Some = 1.0) -> Some:
    """The number of the place where a value stands."""
    exact = place.number(next(flat(kind))) == 0
    return _found(sound(next(flat(wanted))), list(flat(some)), exact=exact) + 1.0


def _looked_up(*, down: bool) -> Callable[..., Some]:
    def lookup(place: Place, wanted: Some, some: Some, which: Some, loose: Some = True) -> Some:
        if not isinstance(some, Block):
            raise Failed("VALUE")
        rows = some.rows if down else [list(column) for column in zip(*some.rows, strict=True)]
        at = int(place.number(next(flat(which)))) - 1
        if not 0 <= at < len(rows[0]):
            raise Failed("REF")
        keys: list[Scalar] = [row[0] for row in rows]
        return rows[_found(sound(next(flat(wanted))), keys, exact=not to_truth(next(flat(loose))))][at]

    return lookup


def indirect(place: Place, text: Some, a1: Some = True) -> Some:
    """The cells that a text names: an address, or the name of a range."""
    if not to_truth(next(flat(a1))):
        raise Failed("REF")
    title, cells = split(place.text(next(flat(text))).strip())
    tab = place.tab if title is None else place.calc.tab(title)
    box = parse_cells(cells or "")
    if box is None or tab is None:
        if title is not None:
            raise Failed("REF")
        try:
            return place.named(cells or "")
        except Failed:
            raise Failed("REF") from None
    if box.height == 1 and box.width == 1:
        return place.calc.value(tab, box.top, box.left)
    return place.calc.block(tab, box)


def _failing(kind: str) -> Callable[..., Some]:
    return lambda _place: Fault(kind)


WHOLE: dict[str, Callable[..., Any]] = {
    "INDEX": index,
    "MATCH": match,
    "VLOOKUP": _looked_up(down=True),
    "HLOOKUP": _looked_up(down=False),
    "INDIRECT": indirect,
    "ROWS": _size(0),
    "COLUMNS": _size(1),
    "NA": _failing("N_A"),
    "TRUE": lambda _place: True,
    "FALSE": lambda _place: False,
    "ARRAYFORMULA": lambda _place, some: some,
}
LAZY: dict[str, Callable[..., Any]] = {
    "IF": if_,
    "IFS": ifs,
    "IFERROR": iferror,
    "IFNA": ifna,
    "CHOOSE": choose,
    "ROW": _where(0),
    "COLUMN": _where(1),
}
