"""What an item of a style sheet means, whatever a program made of its writing when it saved the workbook.

Programs put children in another order, write out defaults, and leave out what follows from the rest. Two items with
the same essence look the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx.outline import Node

Essence: TypeAlias = "tuple[object, ...]"

#: These say where something stands, or that what is there counts, which it does anyway.
_IGNORED = frozenset({"xfId", "pivotButton", "numFmtId", "fontId", "fillId", "borderId"})
_DEFAULTS = frozenset({
    ("horizontal", "general"), ("vertical", "bottom"), ("patternType", "none"), ("locked", "1"), ("val", "1"),
    ("val", "single"), ("style", "none"),
})  # fmt: skip
#: What has no meaning while nothing stands in it. An empty `b` does: bold.
_EMPTY = frozenset({
    "left", "right", "top", "bottom", "diagonal", "start", "end", "horizontal", "vertical", "alignment", "protection",
    "patternFill",
})  # fmt: skip
_FALSE = frozenset({"0", "false"})


def essence(node: Node) -> Essence:
    """An element with what it says; attributes that are defaults, and elements that say nothing, are left out."""
    inner = frozenset(found for child in node.children if not _void(found := essence(child)))
    return node.name, frozenset(_told(node.attributes)), inner


def _told(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in attributes.items():
        value = "1" if text == "true" else text
        ignored = name in _IGNORED or name.startswith(("apply", "xmlns")) or value in _FALSE
        if not ignored and (name, value) not in _DEFAULTS:
            yield name, value


def _void(found: Essence) -> bool:
    name, attributes, inner = found
    return name in _EMPTY and not attributes and not inner


def essences(node: Node | None) -> list[Essence]:
    """Those of all items of a list."""
    return [essence(child) for child in node.children] if node else []


class Formats:
    """The cell formats of a style sheet by what they mean: those of a list refer to items of the others."""

    def __init__(self, lists: Mapping[str, Sequence[Essence]], codes: Mapping[int, str]) -> None:
        self._lists, self._codes = lists, codes

    def essence(self, node: Node) -> Essence:
        """What a cell format means, with what it refers to in place of numbers."""
        number = node.number("numFmtId")
        parts = tuple(
            items[place] if (place := node.number(key)) < len(items) else None
            for key, items in (
                ("fontId", self._lists["fonts"]),
                ("fillId", self._lists["fills"]),
                ("borderId", self._lists["borders"]),
            )
        )
        return essence(node), self._codes.get(number, number), parts
