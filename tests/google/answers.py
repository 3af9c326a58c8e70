"""Answers against Google's documents: what our server says must be something that Google could say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.google.discovery import Method, Schema, Service


def misfits(service: Service, method: Method, body: Any) -> list[str]:
    """Everything in an answer that the document of its method does not allow."""
    if method.response is None:
        return [] if not body else [f"{method.kind} answers nothing"]
    return list(_value(service, method.response, body, ""))


def _value(service: Service, schema: Schema, value: Any, place: str) -> Iterator[str]:
    if "$ref" in schema or "properties" in schema:
        yield from _message(service, schema, value, place)
        return
    match schema["type"]:
        case "any":
            return
        case "array":
            if not isinstance(value, list):
                yield f"{place}: no list: {value!r}"
                return
            for at, one in enumerate(value):
                yield from _value(service, schema["items"], one, f"{place}[{at}]")
        case "object":
            if not isinstance(value, dict):
                yield f"{place}: no object: {value!r}"
                return
            inner = schema.get("additionalProperties", {"type": "any"})
            for name, one in value.items():
                yield from _value(service, inner, one, f"{place}.{name}")
        case _ if not _is_scalar(schema, value):
            yield f"{place}: no {schema.get('format', schema['type'])}: {value!r}"


def _message(service: Service, schema: Schema, value: Any, place: str) -> Iterator[str]:
    name = schema.get("$ref", "object")
    if not isinstance(value, dict):
        yield f"{place}: no {name}: {value!r}"
        return
    known = service.members(schema)
    for member, one in value.items():
        at = f"{place}.{member}".lstrip(".")
        if member in known:
            yield from _value(service, known[member], one, at)
        else:
            yield f"{at}: {name} has no such member"


def _is_scalar(schema: Schema, value: Any) -> bool:
    if "enum" in schema:
        return value in schema["enum"]
    if schema["type"] == "boolean":
        return isinstance(value, bool)
    if schema["type"] in ("integer", "number"):
        return isinstance(value, int if schema["type"] == "integer" else int | float) and not isinstance(value, bool)
    whole = schema.get("format") != "int64" or (isinstance(value, str) and value.lstrip("-").isdigit())
    return isinstance(value, str) and whole
