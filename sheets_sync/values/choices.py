"""Lists to choose from: codes with labels in three languages, read by any of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sheets_sync.values.text import closest, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sheets_sync.model import Label, Language


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """The choices of a column in their order: code to label, and further texts that are read as a code.

    `lookup` maps each text that is read, as written and folded, to its code. Raises ValueError where one text would
    mean two codes, and for an alias of a code that is not in the list.
    """

    name: str
    labels: Mapping[str, Label]
    aliases: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = field(init=False, repr=False)
    lookup: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lookup: dict[str, str] = {}
        for text, code in self._spellings():
            if code not in self.labels:
                raise ValueError(f"{self.name}: {text!r} stands for {code!r}, which is not in the list")
            for key in (text, fold(text)):
                if key and lookup.setdefault(key, code) != code:
                    raise ValueError(f"{self.name}: {text!r} would mean {lookup[key]!r} and {code!r}")
        object.__setattr__(self, "codes", tuple(self.labels))
        object.__setattr__(self, "lookup", lookup)

    def read(self, text: str) -> str | None:
        """The code that the text means, by code, label or alias; None if it is not in the list."""
        return self.lookup.get(text) or self.lookup.get(fold(text))

    def label(self, code: str, language: Language) -> str:
        """The label of a code in one language. Raises KeyError for a code that is not in the list."""
        return self.labels[code].of(language)

    def suggestion(self, text: str) -> str | None:
        """The code whose name the text is a typing error of; None if there is none, or more than one."""
        return closest(text, self.lookup.items())

    def _spellings(self) -> Iterator[tuple[str, str]]:
        for code, label in self.labels.items():
            yield code, code
            yield code.replace("_", " "), code
            for text in label:
                yield text, code
        yield from self.aliases.items()
