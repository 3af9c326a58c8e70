"""What a code means, for `sheets-sync explain`, and all codes in a line each, for `sheets-sync rules`."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import groupby
from string import Formatter
from typing import TYPE_CHECKING

from sheets_sync.errors import UsageError
from sheets_sync.messages import show
from sheets_sync.report.terminal import SIGNS, WIDE, Part, columns, drawn, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from sheets_sync.messages import Catalogue, CodeInfo
    from sheets_sync.model import Label, Language


def find(wanted: str, catalogue: Catalogue, language: Language) -> CodeInfo:
    """The code that is meant, by code or by name, in capitals or not.

    Raises UsageError with the nearest one for a code that does not exist.
    """
    names = {info.name: info for info in catalogue.codes.values()}
    asked = wanted.strip()
    found = catalogue.codes.get(asked.upper()) or names.get(asked.lower())
    if found is not None:
        return found
    near = get_close_matches(asked.upper(), catalogue.codes, n=1) or get_close_matches(asked.lower(), names, n=1)
    told = [catalogue.word("code_unknown", language, value=wanted)]
    if near:
        told.append(catalogue.word("did_you_mean", language, suggestion=near[0]))
    raise UsageError(" ".join(told))


# ------------------------------------------------------------------------------------------------- one code
def explain(code: str, catalogue: Catalogue, language: Language, *, width: int = 80, color: bool = False) -> str:
    """The page of a code: what it means, what the reader sees, an example, how to solve it and who can.

    Raises UsageError for a code that does not exist.
    """
    info = find(code, catalogue, language)
    return drawn(_page(info, catalogue, language), width, color=color)


def _page(info: CodeInfo, catalogue: Catalogue, language: Language) -> Iterator[RenderableType]:
    def word(key: str) -> str:
        return catalogue.word(key, language)

    told, sign = catalogue.text(info.code, language), SIGNS[info.severity]
    sections = [
        ("explain_why", Part(told.why or "")),
        ("explain_text", Part(_sentence(told.text, info, language))),
        ("explain_fix", Part(_sentence(told.fix, info, language))),
        ("explain_wrong", Part(example(info.wrong, language), "red")),
        ("explain_right", Part(example(info.right, language), "green")),
        ("explain_level", Part(word(f"level_{info.level}"))),
        ("explain_who", Part(word(f"who_{info.who}"))),
    ]
    sections = [(word(key), part) for key, part in sections if part.text]
    yield text(Part(info.code, "bold"), Part(f"  {info.name}"))
    yield text(sign, Part(f" {word(f'severity_{info.severity}')}", sign.style))
    if info.planned:
        yield text(Part(word("explain_planned")))
    yield text()
    width = max(len(label) for label, _ in sections)
    yield columns([(text(Part(label, "cyan")), text(part)) for label, part in sections], [width])


def example(entry: str | Label | None, language: Language) -> str:
    """An example for one reader; nothing where there is none."""
    return show(entry, language) if entry else ""


def _sentence(template: str, info: CodeInfo, language: Language) -> str:
    """A sentence without a finding: the value of the example stands in it, and "…" for the rest."""
    wrong = example(info.wrong, language)
    known = {"value": wrong} if wrong and "|" not in wrong else {}
    return template.format_map({name: known.get(name, "…") for name in _placeholders(template)})


def _placeholders(template: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(template) if name)


# ------------------------------------------------------------------------------------------------- all codes
def rules(catalogue: Catalogue, language: Language, *, width: int = 100, color: bool = False) -> str:
    """All codes, in families: how much they weigh, their names, and what they say."""
    return drawn(_families(catalogue, language, wide=width >= WIDE), width, color=color)


def _families(catalogue: Catalogue, language: Language, *, wide: bool) -> Iterator[RenderableType]:
    codes = sorted(catalogue.codes.values())
    longest = max(len(info.name) for info in codes)
    for number, (_, family) in enumerate(groupby(codes, lambda info: info.code[:3])):
        if number:
            yield text()
        rows = []
        for info in family:
            code = text(SIGNS[info.severity], Part(f" {info.code}", "bold"))
            said = Part(_sentence(catalogue.text(info.code, language).text, info, language), "" if wide else "dim")
            name = Part(info.name, "cyan" if wide else "")
            rows.append((code, text(name), text(said)) if wide else (code, text(name, "\n", said)))
        yield columns(rows, [7, longest] if wide else [7])
