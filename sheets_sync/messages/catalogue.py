"""The catalogue: the codes that a finding can have, and per language its sentences and the words of the interface.

A package of messages holds `codes.toml` and one file per language. They are read when they are first asked for, once
in the life of the process.
"""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from sheets_sync.messages.format import show
from sheets_sync.model import Label, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Finding, Language, Param

Level: TypeAlias = Literal["cell", "row", "table", "workbook", "partnership", "programme", "run"]
Solver: TypeAlias = Literal["municipality", "coordinator", "administrator"]

#: Stands where a finding does not carry what its sentence asks for.
UNKNOWN = "?"
_WORDS = "ui"


class CodeInfo(NamedTuple):
    """What a code is, in no language; `params` are the placeholders of text and fix, `hint_params` of the hint.

    `wrong` and `right` are an example, where one says more than words. `planned`: it has its meaning for good, but
    nothing tells it yet.
    """

    code: str
    name: str
    severity: Severity
    level: Level
    who: Solver
    params: tuple[str, ...] = ()
    hint_params: tuple[str, ...] = ()
    wrong: str | Label | None = None
    right: str | Label | None = None
    planned: bool = False


class Text(NamedTuple):
    """The templates of a code in one language; `why` tells what it means and why it matters."""

    text: str
    fix: str
    hint: str | None = None
    why: str | None = None


class Rendered(NamedTuple):
    """What a reader sees of a finding; `hint` is None where there is nothing to suggest."""

    message: str
    fix: str
    hint: str | None = None


class _Shown(dict[str, str]):
    """Parameters as text; a missing one is shown as "?", so that a reader never loses the rest of the sentence."""

    def __missing__(self, key: str) -> str:
        return UNKNOWN


class Catalogue:
    """The sentences and words of several packages together: the engine's first, then those of a programme.

    A programme may put an engine's word in its own terms, but it may not redefine a code: a code means one thing.
    """

    def __init__(self, packages: tuple[str, ...]) -> None:
        self._packages = packages
        self._texts: dict[Language, Mapping[str, Text]] = {}
        self._words: dict[Language, Mapping[str, str]] = {}

    @classmethod
    def load(cls, *packages: str) -> Catalogue:
        """The catalogue of these importable packages; nothing is read before it is asked for."""
        return cls(packages)

    @cached_property
    def codes(self) -> Mapping[str, CodeInfo]:
        """Every code with what it is. Raises ValueError where two packages define the same code."""
        codes: dict[str, CodeInfo] = {}
        for package in self._packages:
            own = _codes(package)
            if again := sorted(codes.keys() & own):
                raise ValueError(f"{package} defines {', '.join(again)} once more: a code means one thing")
            codes |= own
        return MappingProxyType(codes)

    def text(self, code: str, language: Language) -> Text:
        """The templates of a code. Raises KeyError for a code without sentences in this language."""
        texts = self._texts.get(language)
        if texts is None:
            texts = self._texts[language] = {
                code: Text(**entry)
                for package in self._packages
                for code, entry in _read(package, language).items()
                if code != _WORDS
            }
        return texts[code]

    def render(self, finding: Finding, language: Language) -> Rendered:
        """The sentences of a finding for one reader.

        "value" and "column" are taken from the finding itself where its parameters leave them out. It never fails on
        what a finding lacks: a parameter that is missing is shown as "?", and so is the fix of an unknown code.
        """
        try:
            text = self.text(finding.code, language)
        except KeyError:
            return Rendered(finding.code, UNKNOWN)
        shown = _Shown({key: show(param, language) for key, param in finding.params.items()})
        if finding.value is not None and "value" not in shown:
            shown["value"] = show(finding.value, language)
        if finding.location.column is not None and "column" not in shown:
            shown["column"] = show(finding.location.column, language)
        hint = None
        if finding.suggestion is not None and text.hint is not None:
            shown["suggestion"] = show(finding.suggestion, language)
            hint = text.hint.format_map(shown)
        return Rendered(text.text.format_map(shown), text.fix.format_map(shown), hint)

    def words(self, language: Language) -> Mapping[str, str]:
        """All words of the interface in one language, as templates."""
        words = self._words.get(language)
        if words is None:
            merged: dict[str, str] = {}
            for package in self._packages:
                merged |= _read(package, language).get(_WORDS, {})
            words = self._words[language] = MappingProxyType(merged)
        return words

    def word(self, key: str, language: Language, /, **params: Param) -> str:
        """A word or sentence of the interface. Raises KeyError for one that does not exist.

        A sentence that depends on `n` stands twice, as key_one and key_many; French counts 0 as one.
        """
        words = self.words(language)
        template = words.get(key)
        if template is None:
            one = params.get("n") in ((0, 1) if language == "fr" else (1,))
            template = words[f"{key}_one" if one else f"{key}_many"]
        return template.format_map(_Shown({name: show(param, language) for name, param in params.items()}))


@cache
def _read(package: str, name: str) -> dict[str, Any]:
    """One file of a package of messages."""
    return tomllib.loads(files(package).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _codes(package: str) -> dict[str, CodeInfo]:
    """The codes of one package."""
    return {
        code: CodeInfo(
            code=code,
            name=entry["name"],
            severity=Severity(entry["severity"]),
            level=entry["level"],
            who=entry["who"],
            params=tuple(entry["params"]),
            hint_params=tuple(entry.get("hint_params", ())),
            wrong=_example(entry.get("wrong")),
            right=_example(entry.get("right")),
            planned=entry.get("planned", False),
        )
        for code, entry in _read(package, "codes").items()
    }


def _example(entry: str | dict[str, str] | None) -> str | Label | None:
    """One text for all readers, or one for each."""
    return Label(**entry) if isinstance(entry, dict) else entry
