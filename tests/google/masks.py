"""The parameter `fields`: which parts of an answer are wanted, in the grammar of Sheets and in that of Drive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.google.errors import ApiError, bad_mask

if TYPE_CHECKING:
    from tests.google.discovery import Method, Schema, Service

Mask: TypeAlias = "dict[str, Mask]"  # the wanted names, each with what is wanted of it; empty is everything

CELLS = ("sheets", "data", "rowData", "values")


def read_mask(service: Service, method: Method, fields: str | None) -> Mask | None:
    """The mask of a request, None for no mask; raises ApiError where it names what the answer cannot hold."""
    if not fields or method.response is None:
        return None
    if service.name == "drive":
        fields = _without_blanks(fields)
    paths, unpaired = _paths(fields)
    mask: Mask = {}
    for path in paths:
        selected = _select(service, method.response, path)
        if selected is None:
            raise _unknown(service, method.response, fields, path)
        _merge(mask, selected)
    if unpaired:
        raise _unbalanced(service, fields, unpaired)
    return mask or None


def apply_mask(mask: Mask | None, value: Any) -> Any:
    """What is wanted of an answer; rows of cells are cut behind the last cell that holds something wanted."""
    if isinstance(value, list):
        return [apply_mask(mask, one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {name: apply_mask((mask or {}).get(name), one) for name, one in value.items() if not mask or name in mask}
    if isinstance(kept.get("rowData"), list):
        kept |= {"rowData": trimmed(kept["rowData"])}
        if not kept["rowData"]:
            del kept["rowData"]
    return kept


def trimmed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without empty cells at their end, and without empty rows at the end; an empty row between is `{}`."""
    cut = [{"values": _rid(row.get("values", []))} if any(row.get("values", ())) else {} for row in rows]
    return _rid(cut)


def wanted_cells(mask: Mask | None) -> frozenset[str] | None:
    """The names of what is wanted of each cell; None where that is everything.

    Of an effective format only the number format may be wanted: `effectiveFormat.numberFormat` stands for that.
    """
    for name in CELLS:
        if not mask:
            return None
        if name not in mask:
            return frozenset()
        mask = mask[name]
    if not mask:
        return None
    narrow = set(mask.get("effectiveFormat", ())) == {"numberFormat"}
    return frozenset(
        "effectiveFormat.numberFormat" if narrow and name == "effectiveFormat" else name for name in mask
    )


def wants_grid(mask: Mask | None, *, asked: bool) -> bool:
    """Whether cells are answered: a mask that reaches them decides it, whatever `includeGridData` says."""
    if mask is None:
        return asked
    return "sheets" in mask and (not mask["sheets"] or "data" in mask["sheets"])


def _rid(items: list[Any]) -> list[Any]:
    """The items without the empty ones at the end."""
    kept = len(items)
    while kept and not items[kept - 1]:
        kept -= 1
    return items[:kept]


def _paths(fields: str) -> tuple[list[tuple[str, ...]], str]:
    """The paths of a mask in their order, and the bracket that has no other half; both `.` and `/` descend."""
    paths: list[tuple[str, ...]] = []
    outer: list[tuple[str, ...]] = []
    at: tuple[str, ...] = ()
    for name, mark in re.findall(r"([^(),]*)([(),]|$)", fields):
        path = (*at, *re.split(r"[./]", name)) if name else at
        if mark == "(":
            outer.append(at)
            at = path
            continue
        if name:
            paths.append(path)
        if mark == ")":
            if not outer:
                return paths, ")"
            at = outer.pop()
    return paths, "(" if outer else ""


def _select(service: Service, schema: Schema, path: tuple[str, ...]) -> Mask | None:
    """The mask of one path; None where nothing can stand there. A star is one name, at the end it is all of them."""
    while schema.get("type") == "array":
        schema = schema["items"]
    if not path or all(name == "*" for name in path):
        return {}
    known = service.members(schema)
    names = known if path[0] == "*" else [path[0]] if path[0] in known else []
    found = {name: _select(service, known[name], path[1:]) for name in names}
    return {name: mask for name, mask in found.items() if mask is not None} or None


def _merge(into: Mask, more: Mask) -> None:
    """A path adds to a mask; what was wanted whole is then wanted in that part only, as Google does it."""
    for name, inner in more.items():
        _merge(into.setdefault(name, {}), inner)


def _without_blanks(fields: str) -> str:
    """Drive overlooks blanks beside a name, but not a mask that lacks one."""
    bare = re.sub(r"[ \t]*([(),/]|^|$)[ \t]*", r"\1", fields)
    if re.search(r"(^|[,(/])[,)/]|,$|^$|\s", bare.replace("()", "")):
        raise _invalid_selection(fields)
    return bare


def _unknown(service: Service, response: Schema, fields: str, path: tuple[str, ...]) -> ApiError:
    if service.name == "drive":
        return _invalid_selection(_first_unknown(service, response, path))
    return bad_mask(
        fields, f"Error expanding 'fields' parameter. Cannot find matching fields for path '{'.'.join(path)}'."
    )


def _first_unknown(service: Service, response: Schema, path: tuple[str, ...]) -> str:
    """Drive names the part that it does not know, not the way to it."""
    known = next(path[:at] for at in range(len(path)) if _select(service, response, path[: at + 1]) is None)
    return path[len(known)]


def _unbalanced(service: Service, fields: str, unpaired: str) -> ApiError:
    if service.name == "drive":
        return _invalid_selection(fields)
    other = ")" if unpaired == "(" else "("
    said = f"Invalid FieldMask '{fields.replace('/', '.')}'. Cannot find matching '{other}' for all '{unpaired}'."
    return bad_mask(fields, said)


def _invalid_selection(what: str) -> ApiError:
    return ApiError(400, f"Invalid field selection {what}", "", reason="invalidParameter", location="fields")
