"""What was looked at, and how it stands."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheets_sync.model import Param

Level: TypeAlias = Literal["ok", "look", "wrong"]
Group: TypeAlias = Literal["config", "state", "google", "workbooks", "quota"]
LEVELS: tuple[Level, ...] = ("ok", "look", "wrong")


class Check(NamedTuple):
    """One line of `doctor`.

    `key` is that of its sentence (`doctor_<key>`) and, where something is to be done, of the remedy
    (`doctor_<key>_fix`); or the code of a finding that says it already. `about` is the workbook as registered, `more`
    what is shown to whoever asks for details. `refused`: it is why the key opens nothing.
    """

    group: Group
    level: Level
    key: str
    params: Mapping[str, Param] = MappingProxyType({})
    about: str = ""
    more: Mapping[str, Param] = MappingProxyType({})
    refused: bool = False


def worst(checks: Iterable[Check]) -> Level:
    """How it stands as a whole."""
    return max((check.level for check in checks), key=LEVELS.index, default="ok")
