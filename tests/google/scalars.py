"""One value of a body or a query as the type that Google's document gives it: what Google takes for it is taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.google.discovery import Schema

TRUE, FALSE = {"true", "t", "yes", "y", "1"}, {"false", "f", "no", "n", "0"}
WHOLE = re.compile(r"[+-]?[0-9]+")


class RefusedError(Exception):
    """A value that is not of its type."""


def type_name(schema: Schema) -> str:
    """What Google calls the type in its refusals."""
    form = schema.get("format", "")
    if schema["type"] in ("integer", "number") or form == "int64":
        return f"TYPE_{form.upper()}"
    return "TYPE_BOOL" if schema["type"] == "boolean" else "TYPE_STRING"


def scalar(schema: Schema, value: Any) -> Any:
    """The value as its type has it; raises RefusedError."""
    match schema["type"], schema.get("format"):
        case "integer", _:
            return _whole(value, 32)
        case "string", "int64":
            return str(_whole(value, 64))
        case "number", _:
            return _number(value)
        case "boolean", _:
            return _truth(value)
    if not isinstance(value, str):
        raise RefusedError
    return value


def choice(value: Any, choices: Sequence[str]) -> str:
    """The name of an enum: by its name in any case, or by its number; raises RefusedError."""
    if isinstance(value, str):
        named = value.upper().replace("-", "_")
        if named in choices:
            return named
    try:
        at = _whole(value, 32)
    except RefusedError:
        raise RefusedError from None
    if not 0 <= at < len(choices):
        raise RefusedError
    return choices[at]


def shown(value: Any) -> str:
    """A refused value as Google repeats it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _whole(value: Any, bits: int) -> int:
    if (isinstance(value, str) and WHOLE.fullmatch(value)) or (isinstance(value, float) and value.is_integer()):
        value = int(value)
    most = 2 ** (bits - 1)
    if isinstance(value, bool) or not isinstance(value, int) or not -most <= value < most:
        raise RefusedError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RefusedError
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        raise RefusedError from None


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = (
        value.lower()
        if isinstance(value, str)
        else {0: "0", 1: "1"}.get(value, "")
        if isinstance(value, int | float)
        else ""
    )
    if word not in TRUE | FALSE:
        raise RefusedError
    return word in TRUE
