"""Why something that a person typed was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Param


class Refusal(NamedTuple):
    """A code of the catalogue with its parameters, ready for a finding; `suggestion` is what may have been meant.

    A suggestion is never used as the value: it is only shown.
    """

    code: str
    params: Mapping[str, Param]
    suggestion: Param | None = None
