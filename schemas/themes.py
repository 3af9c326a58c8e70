"""Themes and targets of the Agenda 2030, in all the ways in which people write them.

A theme is known by its id: "16" for SDG 16, "lnob" for a principle. Source of goals, targets and principles:
codelists/agenda2030.json.
"""

from __future__ import annotations

import re

from schemas.codelists import AGENDA
from sheets_sync.model import Label, Language, Stored
from sheets_sync.schema import Read
from sheets_sync.values import Refusal, fold, nearest, shown

GOALS: dict[str, Label] = {}
TARGETS: dict[str, frozenset[str]] = {}
PRINCIPLES: dict[str, Label] = {}
_NAMES: dict[str, str] = {}


def _load() -> None:
    for goal in AGENDA["goals"]:
        number = str(goal["number"])
        short = goal["short"]
        GOALS[number] = Label(
            *(f"{'ODD' if lang == 'fr' else 'SDG'} {number} – {short[lang]}" for lang in ("nl", "fr", "en"))
        )
        TARGETS[number] = frozenset(goal["targets"])
        for names in (short, goal["title"]):
            _NAMES.update({fold(name): number for name in names.values()})
    for principle in AGENDA["principles"]:
        name = principle["name"]
        PRINCIPLES[principle["id"]] = Label(name["nl"], name["fr"], name["en"])
        _NAMES.update({fold(text): principle["id"] for text in (*name.values(), principle["id"])})
    # Two wordings of SDG 16 are in use in Belgium, and another of SDG 8 in the Netherlands.
    _NAMES[fold("Vrede, justitie en sterke instellingen")] = "16"
    _NAMES[fold("Vrede, veiligheid en sterke publieke diensten")] = "16"
    _NAMES[fold("Eerlijk werk en economische groei")] = "8"
    _NAMES[fold("Niemand achterlaten")] = "lnob"


_load()
THEMES = GOALS | PRINCIPLES
ALL_TARGETS = frozenset().union(*TARGETS.values())
_BETWEEN = re.compile(r"[;/+&\n,]|\b(?:en|et|and|of|ou|or)\b", re.IGNORECASE)
_ANY = r"(?:sdg|odd|goal|objectif|doel|doelstelling)(?:'?s)?"
_PREFIXED = re.compile(_ANY)
_NUMBERED = re.compile(rf"(?:{_ANY}[ -]?)?(?:n[r°o]? ?)?(1[0-7]|0?[1-9])(?!\d)(?:[ -](.*))?")
_TARGET = re.compile(
    r"(?:(?:target|subdoelstelling|doel|cible|sdg|odd|goal) ?)?"
    r"((?:1[0-7]|[1-9])[.,](?:[1-9]\d?|[a-d]))(?![\d.,])(?:[\s:–-](?!.*\d[.,]\w).*)?",
    re.IGNORECASE,
)
_GOAL = r"(?:1[0-7]|0?[1-9])(?![\d]|[.,]\d)"
_MENTIONS = re.compile(rf"\b{_ANY}[ -]?(?:n[r°o]? ?)?({_GOAL})", re.IGNORECASE)
_NUMBERS = re.compile(rf"(?:{_ANY})?\s*({_GOAL}(?:[\s–-]+{_GOAL})+)", re.IGNORECASE)


def theme_of(text: str) -> str | None:
    """The id of the one theme that a text names: `16`, `SDG 16`, `ODD16`, a title in one of the three languages."""
    folded = fold(text)
    if folded in _NAMES:
        return _NAMES[folded]
    match = _NUMBERED.fullmatch(folded)
    if match is None:
        return None
    number, rest = str(int(match[1])), (match[2] or "").strip()
    if not rest or nearest(rest, [name for name, theme in _NAMES.items() if theme == number]):
        return number
    return number if _PREFIXED.match(folded) and not _names_another(rest, number) else None


def _names_another(text: str, number: str) -> bool:
    """Whether words behind the number of a goal hold a number or the name of another theme."""
    others = (name for name, theme in _NAMES.items() if theme != number)
    return any(c.isdigit() for c in text) or any(f" {name} " in f" {text} " for name in others)


def name_of(theme: str, language: Language) -> str:
    """What a theme is called; what is no theme is called what it is."""
    return THEMES[theme].of(language) if theme in THEMES else theme


def themes_in(text: str) -> list[str]:
    """The ids of all themes that a text names, in its order: "SDG 11; SDG 13" names two."""
    whole = theme_of(text)
    if whole is not None:
        return [whole]
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    found = [theme_of(part) for part in parts]
    if len(found) > 1 and None not in found:
        return list(dict.fromkeys(t for t in found if t))
    return _several(text)


def _several(text: str) -> list[str]:
    """The goals that a text names by their numbers, if there are at least two: `SDG 11 (main), SDG 13`, `11-13`."""
    numbers = _NUMBERS.fullmatch(text.strip())
    named = re.findall(r"\d+", numbers[1]) if numbers else _MENTIONS.findall(text)
    found = list(dict.fromkeys(str(int(number)) for number in named))
    return found if len(found) > 1 else []


def read_theme(cell: Stored, language: Language) -> Read | Refusal:
    """Exactly one theme; SDG04 where a cell names several, CEL11 where it names none."""
    text = shown(cell, language)
    found = _named_in(cell, text)
    if len(found) == 1:
        return Read(found[0])
    if found:
        return Refusal("SDG04", {"themes": tuple(THEMES[t] for t in found)})
    return _not_in_list(text)


def read_sdg(cell: Stored, language: Language) -> Read | Refusal:
    """What a row says about its SDG; several are kept as "11;13", since a rule compares them with the theme."""
    text = shown(cell, language)
    found = _named_in(cell, text)
    return Read(";".join(found)) if found else _not_in_list(text)


def _named_in(cell: Stored, text: str) -> list[str]:
    """The themes that a cell names; a stored number is one theme or none, whatever its decimal mark looks like."""
    return [] if isinstance(cell, float) and cell % 1 else themes_in(text)


def _not_in_list(text: str) -> Refusal:
    near = nearest(fold(text), _NAMES)
    return Refusal("CEL11", {"value": text, "allowed": tuple(GOALS.values())}, THEMES[_NAMES[near]] if near else None)


def read_target(cell: Stored, language: Language) -> Read | Refusal:
    """A target such as 16.7 or 11.a. A stored number 16.1 can be 16.1 or 16.10 (SDG03)."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        text = f"{cell:g}"
        if text in ALL_TARGETS and f"{text}0" in ALL_TARGETS:
            return Refusal("SDG03", {"a": text, "b": f"{text}0"})
        return Read(text)
    text = shown(cell, language)
    match = _TARGET.fullmatch(text)
    if match is None:
        return Read(text)
    target = match[1].replace(",", ".").lower()
    return Read(target, as_typed="," not in match[1], reading=target)
