"""Values ↔ bytes: JSON in which each kind keeps its own, compressed, and known by a hash of its content."""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sheets_sync.model import Label, Money, Month
from sheets_sync.snapshot import KeptColumn, KeptRow, KeptSkipped, KeptTab

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.model import Param
    from sheets_sync.snapshot import Snapshot

_HASH = 16
_LEVEL = 1  # half as large again as at level 6, in a third of the time
_KIND = "\x00"  # the key of an object that stands for a value of this kind; no key of ours is called so


class DamagedContentError(ValueError):
    """What is stored is not what was stored."""


class Packed(NamedTuple):
    """A content: the hash by which it is known, and what is stored of it."""

    hash: bytes
    data: bytes


# ------------------------------------------------------------------------------------------------- JSON
def _tagged(value: object) -> dict[str, Any]:
    match value:
        case datetime():  # before the day that it is as well
            return {_KIND: "m", "v": value.isoformat()}
        case date():
            return {_KIND: "d", "v": value.isoformat()}
        case Decimal():
            return {_KIND: "n", "v": str(value)}
        case time():
            return {_KIND: "t", "v": value.isoformat()}
        case timedelta():
            return {_KIND: "s", "v": [value.days, value.seconds, value.microseconds]}
    raise TypeError(f"nothing is stored of a {type(value).__name__}")


_MADE: Mapping[str, Callable[[Any], object]] = {
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "t": time.fromisoformat,
    "s": lambda parts: timedelta(*parts),
    "money": lambda parts: Money(parts[0], parts[1]),
    "label": lambda parts: Label(*parts),
    "month": lambda parts: Month(*parts),
    "list": tuple,
}


def _made(found: dict[str, Any]) -> object:
    return _MADE[found[_KIND]](found["v"]) if _KIND in found else found


_encode = json.JSONEncoder(separators=(",", ":"), default=_tagged).encode


def to_json(value: object) -> str:
    """A value as one line of ASCII; lists and tuples are lists."""
    return _encode(value)


def from_json(text: str) -> Any:
    """The value again. Raises ValueError for what is not JSON."""
    return json.loads(text, object_hook=_made)


def params_to_json(params: Mapping[str, Param]) -> str:
    """The parameters of a finding, with what is no plain value told apart."""
    return _encode({key: _param(param) for key, param in params.items()})


def _param(param: Param) -> object:
    match param:
        case Money():
            return {_KIND: "money", "v": [param.amount, param.currency]}
        case Label():
            return {_KIND: "label", "v": list(param)}
        case Month():
            return {_KIND: "month", "v": list(param)}
        case tuple():
            return {_KIND: "list", "v": [_param(item) for item in cast("tuple[Param, ...]", param)]}
        case _:
            return param


# ------------------------------------------------------------------------------------------------- contents
def packed(text: str) -> Packed:
    """A text as it is stored."""
    content = text.encode("ascii")
    return Packed(blake2b(content, digest_size=_HASH).digest(), zlib.compress(content, _LEVEL))


def unpacked(data: bytes) -> str:
    """The text again. Raises DamagedContentError for what was not packed here."""
    try:
        return zlib.decompress(data).decode("ascii")
    except (zlib.error, UnicodeDecodeError) as error:
        raise DamagedContentError("not a content that was packed here") from error


# ------------------------------------------------------------------------------------------------- snapshots
def snapshot_to_json(snapshot: Snapshot) -> str:
    """The rows of a workbook."""
    return _encode(snapshot)


def snapshot_from_json(text: str) -> Snapshot:
    """The rows again. Raises ValueError or TypeError for what is no snapshot."""
    return tuple(
        KeptTab(
            schema,
            title,
            heading_row,
            tuple(KeptColumn(*column) for column in columns),
            tuple(KeptRow(number, row_id, tuple(cells)) for number, row_id, cells in rows),
            tuple(KeptSkipped(number, reason, tuple(cells)) for number, reason, cells in skipped),
        )
        for schema, title, heading_row, columns, rows, skipped in from_json(text)
    )
