"""A formula as a tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tests.google.sheets.formulas.tokens import Area, Unreadable, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as a value, by its type in the API."""

    type: str


@dataclass(frozen=True, slots=True)
class Value:
    """A number, a text or an error that stands in the formula itself."""

    value: float | str | bool | Fault | None


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to cells."""

    area: Area


@dataclass(frozen=True, slots=True)
class Name:
    """A name: of a range, or TRUE or FALSE."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Op:
    """An operator between two, or before or behind one: "-1" has "u-", "1%" has "%"."""

    op: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """Values between braces."""

    rows: tuple[tuple[Node, ...], ...]


Node = Value | Ref | Name | Call | Op | Array

ERRORS = {
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
    "#ERROR!": "ERROR",
}
_LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


@lru_cache(maxsize=20_000)
def references(node: Node) -> tuple[Ref | Name, ...]:
    """What a formula names, without what it finds by a text."""
    match node:
        case Ref() | Name():
            return (node,)
        case Call(_, args) | Op(_, args):
            return tuple(found for arg in args for found in references(arg))
        case Array(rows):
            return tuple(found for row in rows for each in row for found in references(each))
        case _:
            return ()


def calls(node: Node) -> Iterator[Call]:
    """The functions of a formula."""
    match node:
        case Call(_, args) | Op(_, args):
            if isinstance(node, Call):
                yield node
            for arg in args:
                yield from calls(arg)
        case Array(rows):
            for row in rows:
                for each in row:
                    yield from calls(each)
        case _:
            return


@lru_cache(maxsize=20_000)
def parsed(formula: str, mark: str) -> Node:
    """The tree of a formula with its "="; Unreadable where it is none."""
    parts = [part for part in tokens(formula, mark) if part[0] != "space"]
    return _Reader(parts, mark, formula).formula()


class _Reader:
    def __init__(self, parts: list[tuple[str, Any]], mark: str, formula: str) -> None:
        self.parts, self.mark, self.text, self.at = parts, mark, formula, 0
        self.separators = (";", ",") if mark == "." else (";",)
        self.columns = (",", "\\") if mark == "." else ("\\",)

    def formula(self) -> Node:
        node = self.level(0)
        if self.at < len(self.parts):
            raise Unreadable(self.text)
        return node

    def peek(self) -> str | None:
        """The operator that comes next, if one does."""
        kind, token = self.parts[self.at] if self.at < len(self.parts) else ("end", None)
        return token if kind == "op" else None

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if token is None or token not in wanted:
            raise Unreadable(self.text)
        self.at += 1
        return token

    def level(self, depth: int) -> Node:
        if depth == len(_LEVELS):
            return self.unary()
        node = self.level(depth + 1)
        while self.peek() in _LEVELS[depth]:
            op = self.take(*_LEVELS[depth])
            node = Op(op, (node, self.level(depth + 1)))
        return node

    def unary(self) -> Node:
        if self.peek() in ("-", "+"):
            op = self.take("-", "+")
            node = self.unary()
            return Op("u-", (node,)) if op == "-" else node
        node = self.primary()
        while self.peek() == "%":
            self.at += 1
            node = Op("%", (node,))
        return node

    def primary(self) -> Node:
        if self.at >= len(self.parts):
            raise Unreadable(self.text)
        kind, token = self.parts[self.at]
        if kind == "op":
            return self.bracketed()
        self.at += 1
        if kind == "call":
            return Call(token.upper(), self.arguments())
        return _PLAIN[kind](token)

    def bracketed(self) -> Node:
        if self.take("(", "{") == "(":
            node = self.level(0)
            self.take(")")
            return node
        rows = [[self.level(0)]]
        while (op := self.take(";", "}", *self.columns)) != "}":
            if op == ";":
                rows.append([self.level(0)])
            else:
                rows[-1].append(self.level(0))
        return Array(tuple(tuple(row) for row in rows))

    def arguments(self) -> tuple[Node, ...]:
        self.take("(")
        if self.peek() == ")":
            self.at += 1
            return ()
        found = [self.argument()]
        while self.take(")", *self.separators) != ")":
            found.append(self.argument())
        return tuple(found)

    def argument(self) -> Node:
        """An argument; nothing between two separators is an empty cell."""
        return Value(None) if self.peek() in (")", *self.separators) else self.level(0)


def _error(token: str) -> Node:
    return Value(Fault(ERRORS["#" + token.rpartition("#")[2]]))


def _number(token: str) -> Node:
    return Value(float(token.replace(",", ".")))


def _text(token: str) -> Node:
    return Value(token[1:-1].replace('""', '"'))


_PLAIN: dict[str, Callable[[Any], Node]] = {
    "number": _number,
    "text": _text,
    "error": _error,
    "area": Ref,
    "name": Name,
}
