"""Titles of tabs, in whatever kind of workbook: what is accepted, what is free, and the key that a title gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from sheets_sync.kept import TITLE_LIMIT, fitting
from sheets_sync.model import Tab

_ENDS = "' \t\n\r\x0b\x0c\xa0"  # with these a title may neither begin nor end
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def tab_title(text: str) -> str:
    """The nearest title that Excel accepts for a tab; Google accepts it, too."""
    title = fitting(_FORBIDDEN.sub("_", text).strip(_ENDS), TITLE_LIMIT).strip(_ENDS)
    return title if title and title.casefold() != "history" else f"{title}_"


def unique_title(wanted: str, taken: set[str]) -> str:
    """The title, or "Title (2)" and so on where a tab has it already. `taken` holds casefolded titles."""
    title, number = wanted, 1
    while title.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        title = fitting(wanted, TITLE_LIMIT - len(suffix)).rstrip() + suffix
    return title


def own_titles(wanted: Iterable[str]) -> Iterator[str]:
    """The titles that are asked for, made acceptable, and different from each other."""
    taken: set[str] = set()
    for text in wanted:
        title = unique_title(tab_title(text), taken)
        taken.add(title.casefold())
        yield title


def key_of(title: str) -> str:
    """Eight hexadecimal digits made of an accepted title, in capitals or not."""
    return blake2b(title.casefold().encode(), digest_size=4).hexdigest()


class Held(Mapping[str, Tab]):
    """The tabs of ours that a workbook holds, by the title that was asked for, whatever a person made of it."""

    def __init__(self, tabs: Mapping[str, Tab]) -> None:
        self._tabs = tabs

    def __getitem__(self, title: str) -> Tab:
        return self._tabs[key_of(tab_title(title))]

    def __iter__(self) -> Iterator[str]:
        return (tab.title for tab in self._tabs.values())

    def __len__(self) -> int:
        return len(self._tabs)
