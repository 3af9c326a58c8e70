"""How it stands, in one sentence with its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.model import Severity, Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Language


class Headline(NamedTuple):
    """The sentence, its colour, and how many errors and warnings nobody accepted."""

    sentence: str
    style: Style
    errors: int
    warnings: int


def headline(findings: Iterable[Finding], catalogue: Catalogue, language: Language) -> Headline:
    """All is well, or how many things are to be corrected and looked at."""
    weights = [finding.severity for finding in findings if finding.counts]
    errors, warnings = weights.count(Severity.ERROR), weights.count(Severity.WARNING)
    parts = [catalogue.word(key, language, n=n) for key, n in (("to_correct", errors), ("to_look_at", warnings)) if n]
    if not parts:
        return Headline(catalogue.word("all_well", language), Style.GOOD, 0, 0)
    return Headline(f"{', '.join(parts)}.", Style.ERROR if errors else Style.WARNING, errors, warnings)
