"""Whether a value is as a JSON Schema says: the part of JSON Schema that ours uses, and no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
#: What is checked, so that nothing in a schema is left unchecked.
KNOWN = frozenset(
    {
        *("type", "const", "enum", "pattern", "minimum", "required", "properties", "additionalProperties", "items"),
        *("$ref", "$defs", "$schema", "title", "description"),
    }
)


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "it") -> Iterator[str]:
    """Where a value is not what the schema says. Raises ValueError for a word that is not known here."""
    if unknown := schema.keys() - KNOWN:
        raise ValueError(f"{place}: {sorted(unknown)}")
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, place)
    yield from _own(value, schema, place)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from (f"{place}: no {key}" for key in schema.get("required", ()) if key not in value)
        if schema.get("additionalProperties") is False:
            yield from (f"{place}: {key} is not in the schema" for key in value if key not in properties)
        for key in value.keys() & properties.keys():
            yield from faults(value[key], properties[key], root, f"{place}.{key}")
    for number, item in enumerate(value if isinstance(value, list) else ()):
        yield from faults(item, schema.get("items", {}), root, f"{place}[{number}]")


def _own(value: Any, schema: dict[str, Any], place: str) -> Iterator[str]:
    """What the value itself is, without what stands in it."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(type(value) is TYPES[kind] for kind in kinds):
        yield f"{place}: {value!r} is not {kinds}"
    if value != schema.get("const", value) or value not in schema.get("enum", [value]):
        yield f"{place}: {value!r} is another word"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{place}: {value!r} is not like {schema['pattern']}"
    if type(value) is int and value < schema.get("minimum", value):
        yield f"{place}: {value} is too low"
