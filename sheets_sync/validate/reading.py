"""What a cell reads as where it is neither a plain value nor empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Param

#: A plain value, None for an empty cell, or one of those below.
Cell: TypeAlias = Any


class Flaw(NamedTuple):
    """A cell that cannot be read: the code and parameters of its finding.

    `value` is what the row has there all the same: an amount of 0 is no amount, yet it adds up to nothing.
    """

    code: str
    params: Mapping[str, Param]
    suggestion: Param | None = None
    value: Any = None


class Meant(NamedTuple):
    """A cell that was read although it was not typed as asked; `reading` is told (CEL14) unless it is None.

    `swap_mark` is the day of a date typed in digits.
    """

    value: Any
    reading: Param | None = None
    swap_mark: int = 0


class Typed(NamedTuple):
    """An amount typed as text: how it reads depends on the currency of its row."""

    text: str
