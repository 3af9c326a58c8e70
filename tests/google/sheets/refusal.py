"""Why a request is refused: the part of Google's sentence behind "Invalid requests[0].updateCells: "."""

from __future__ import annotations

PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection"
    " if you need to edit."
)


class Refusal(Exception):  # noqa: N818  (it is no error of ours: Google says no)
    """A request that Google would refuse, in its words where they are known."""
