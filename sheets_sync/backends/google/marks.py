"""By which developer metadata a tab of the tool is known again, whatever its title has become.

On the tab itself, key `sheets-sync`, value `<key>:<sheetId>:<role>`. It names the number of its own tab: a copy of
the tab, by whomever, carries the number of another one and is a person's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

METADATA_KEY = "sheets-sync"
Role: TypeAlias = Literal["live", "previous", "staging"]
_VALUE = re.compile(r"([0-9a-f]{8}):(\d{1,10}):(live|previous|staging)")
_LARGEST = 2**31 - 1


class Mark(NamedTuple):
    """A tab of ours: the key of the title that was asked for, the number of the tab, and what it is for.

    `previous` holds what a live tab held before it was written last, until it is written again; `staging` what is on
    its way into one.
    """

    key: str
    sheet_id: int
    role: Role = "live"

    @classmethod
    def of(cls, metadata: Iterable[Mapping[str, Any]], sheet_id: int) -> Mark | None:
        """The mark among the metadata of a tab, if it is its own."""
        for each in metadata:
            found = (
                _VALUE.fullmatch(each.get("metadataValue", "")) if each.get("metadataKey") == METADATA_KEY else None
            )
            if found is not None and int(found[2]) == sheet_id:
                return cls(found[1], sheet_id, found[3])  # type: ignore[arg-type]  # (one of the three, by the pattern)
        return None

    def request(self) -> Mapping[str, Any]:
        """What puts the mark on its tab."""
        return {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": METADATA_KEY,
                    "metadataValue": f"{self.key}:{self.sheet_id}:{self.role}",
                    "location": {"sheetId": self.sheet_id},
                    "visibility": "DOCUMENT",
                }
            }
        }


def free_number(key: str, taken: Iterable[int]) -> int:
    """A number for a new tab, the same for the same key where nobody has it."""
    used = set(taken)
    number = int(key, 16) % _LARGEST or 1
    while number in used:
        number = number % _LARGEST + 1
    return number
