"""What asks a run to stop before it is done. The run looks between two workbooks; who asks is for the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Param


class Asked(NamedTuple):
    """Why a run is to stop: a code of the catalogue (SYS06 or SYS07) with its parameters."""

    code: str
    params: Mapping[str, Param]


class Stop:
    """Asks nothing: the run goes on to its end."""

    def hold(self) -> None:
        """From here on something is written, so that nothing may break in: to stop is asked by `asked` alone."""

    def asked(self) -> Asked | None:
        """Why to stop now; None where the run may go on."""
        return None
