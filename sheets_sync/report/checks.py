"""What `doctor` found, for a terminal and for other programs."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.doctor.check import worst
from sheets_sync.messages import show
from sheets_sync.model import Finding
from sheets_sync.report.terminal import Part, columns, drawn, spaced, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from sheets_sync.doctor.check import Check, Level
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language

SCHEMA_VERSION = 1
_SIGNS: dict[Level, Part] = {"ok": Part("✔", "green"), "look": Part("▲", "yellow"), "wrong": Part("✖", "red")}
_TO_DO: tuple[Level, ...] = ("wrong", "look")


class Told(NamedTuple):
    """A check in words; `fix` is empty where nothing is to be done."""

    message: str
    fix: str


def told(check: Check, catalogue: Catalogue, language: Language) -> Told:
    """What a check says in one language."""
    if check.key in catalogue.codes:
        message, fix, _ = catalogue.render(Finding(check.key, params=check.params), language)
        if "name" in check.more:
            of = catalogue.words(language)["doctor_of"]
            message = of.format(name=show(check.more["name"], language), message=message)
        return Told(message, fix)
    message = catalogue.word(f"doctor_{check.key}", language, **check.params)
    remedy = f"doctor_{check.key}_fix"
    fix = catalogue.word(remedy, language, **check.params) if remedy in catalogue.words(language) else ""
    return Told(message, fix if check.level != "ok" else "")


def as_json(checks: Sequence[Check], catalogue: Catalogue, language: Language) -> str:
    """One object, a line for each check; all is ASCII."""
    lines = ",\n".join(f"  {json.dumps(_object(check, catalogue, language))}" for check in checks)
    return f'{{\n "schema_version": {SCHEMA_VERSION},\n "level": "{worst(checks)}",\n "checks": [\n{lines}\n ]\n}}\n'


def _object(check: Check, catalogue: Catalogue, language: Language) -> dict[str, str | None]:
    message, fix = told(check, catalogue, language)
    return {
        "group": check.group,
        "check": check.key,
        "level": check.level,
        "workbook": check.about or None,
        "message": message,
        "fix": fix or None,
    }


def as_table(
    checks: Sequence[Check],
    catalogue: Catalogue,
    language: Language,
    *,
    width: int = 100,
    color: bool = False,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """A line for each check, and below it what to do; `verbose` adds details, `quiet` leaves out what is in order."""
    shown = [check for check in checks if not (quiet and check.level == "ok")]
    parts: list[RenderableType] = []
    for group, members in groupby(shown, key=lambda check: check.group):
        parts.append(text(Part(catalogue.word(f"doctor_group_{group}", language), "bold")))
        parts += [columns(list(_rows(check, catalogue, language, verbose=verbose)), (3,)) for check in members]
        parts.append(text())
    parts.append(text(*_closing(checks, catalogue, language)))
    return drawn(parts, width, color=color)


def _rows(check: Check, catalogue: Catalogue, language: Language, *, verbose: bool) -> Iterator[tuple[Text, Text]]:
    message, fix = told(check, catalogue, language)
    yield text("  ", _SIGNS[check.level]), text(message)
    if fix:
        arrow = text(Part("→", "green"))
        arrow.justify = "right"
        yield arrow, text(fix)
    for key, value in check.more.items() if verbose else ():
        word = f"doctor_more_{key}"
        if value != "" and word in catalogue.words(language):
            yield text(), text(Part(catalogue.word(word, language, value=value), "dim"))


def _closing(checks: Sequence[Check], catalogue: Catalogue, language: Language) -> list[Part]:
    if worst(checks) == "ok":
        return [_SIGNS["ok"], Part(f" {catalogue.word('doctor_all_well', language)}", "bold green")]
    levels = [check.level for check in checks]
    counts = {level: levels.count(level) for level in _TO_DO if level in levels}
    words = {level: catalogue.word(f"doctor_sum_{level}", language, n=n) for level, n in counts.items()}
    return spaced([Part(f"{_SIGNS[level].text} {word}", _SIGNS[level].style) for level, word in words.items()], " · ")
