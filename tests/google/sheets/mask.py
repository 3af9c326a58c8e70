"""The `fields` of an update: which parts of an object are set, and which of them are cleared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.google.sheets.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: A mask as a tree: the empty tree stands for everything below.
Mask = dict[str, "Mask"]

_TOKEN = re.compile(r"[A-Za-z0-9_*]+|[(),./]")


def parse_mask(text: str | None, known: Iterable[str]) -> Mask:
    """The tree of a mask, `*` being all that is known; refused where it is empty or names something unknown."""
    if not text:
        raise Refusal("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text:
        raise Refusal(f"Invalid field: {text}")
    tree, rest = _group(tokens, text)
    if rest:
        raise Refusal(f"Invalid field: {text}")
    names = set(known)
    if "*" in tree:
        return {name: {} for name in known}
    for name in tree:
        if name not in names:
            raise Refusal(f"Invalid field: {name}")
    return tree


def _group(tokens: list[str], text: str) -> tuple[Mask, list[str]]:
    tree: Mask = {}
    while tokens and tokens[0] != ")":
        node, last = tree, tokens[0]
        path = [last]
        tokens = tokens[1:]
        while tokens[:1] in (["."], ["/"]):
            path.append(tokens[1] if len(tokens) > 1 else "")
            tokens = tokens[2:]
        if not all(re.fullmatch(r"[A-Za-z0-9_*]+", name) for name in path):
            raise Refusal(f"Invalid field: {text}")
        below: Mask = {}
        if tokens[:1] == ["("]:
            below, tokens = _group(tokens[1:], text)
            tokens = tokens[1:]
        for name in path[:-1]:
            node = node.setdefault(_camel(name), {})
        node.setdefault(_camel(path[-1]), {}).update({} if "*" in below else below)
        if tokens[:1] == [","]:
            tokens = tokens[1:]
    return tree, tokens


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def merged(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, mask: Mask) -> dict[str, Any] | None:
    """The old object with what the mask names as the new one has it; None where nothing is left of it."""
    result = dict(old or {})
    new = new or {}
    for name, below in mask.items():
        kept = merged(result.get(name), new.get(name), below) if below else new.get(name)
        if kept is None:
            result.pop(name, None)
        else:
            result[name] = kept
    return result or None
