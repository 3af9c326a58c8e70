"""What people start from: what a column is for, what its drop-down offers, the settings of a new config.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from schemas.activity import Activity
from schemas.cost import Cost
from schemas.learning import Learning
from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow
from schemas.result import Result
from schemas.themes import ALL_TARGETS, GOALS, TARGETS, THEMES
from sheets_sync.programme import NOT_ACCEPTABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheets_sync.model import Language
    from sheets_sync.schema import Schema

#: The names under which the data files know the tabs.
NAMES: Mapping[str, type[Schema]] = {
    "activities": Activity,
    "costs": Cost,
    "learning": Learning,
    "results": Result,
    "partnerships": Partnership,
    "workbooks": WorkbookRow,
    "rates": Rate,
    "exceptions": AcceptedFinding,
}
_NAME_OF = {schema: name for name, schema in NAMES.items()}

#: How many rows of a blank tab have their number filled in.
NUMBERED: Mapping[type[Schema], int] = {Activity: 40, Cost: 200, Learning: 30, Result: 20}
#: Where a template asks twice before the same text is used again.
UNIQUE: Mapping[type[Schema], tuple[str, ...]] = {Cost: ("receipt_no",)}


@cache
def _purposes() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files("schemas").joinpath("messages", "columns.toml").read_text("utf-8"))


def purpose(schema: type[Schema], key: str, language: Language) -> str:
    """What a column is for, with an example of its own where that is a text."""
    return _purposes().get(_NAME_OF.get(schema, ""), {}).get(key, {}).get(language, "")


def offered(schema: type[Schema], key: str, group: object, codes: Iterable[str], language: Language) -> Sequence[str]:
    """Themes, SDGs and targets, as far as they fit the theme of the partnership; codes that can be accepted."""
    theme = group.theme if isinstance(group, Partnership) else None
    if (schema, key) == (Partnership, "theme"):
        return [label.of(language) for label in THEMES.values()]
    if (schema, key) == (Activity, "sdg"):
        return [label.of(language) for number, label in GOALS.items() if theme not in GOALS or theme == number]
    if (schema, key) == (Activity, "sdg_target"):
        return sorted(TARGETS.get(theme or "", ALL_TARGETS), key=_in_order)
    if (schema, key) == (AcceptedFinding, "code"):
        return [code for code in codes if not code.startswith(NOT_ACCEPTABLE)]
    return ()


def _in_order(target: str) -> tuple[int, bool, str]:
    """16.2 before 16.10, and the means of implementation (16.a) last, as the Agenda 2030 has them."""
    goal, _, number = target.partition(".")
    return int(goal), number.isalpha(), number.zfill(2)


def settings_text() -> str:
    """The [rules] of config.toml, every key with its default and what it decides."""
    return files("schemas").joinpath("rules.toml").read_text("utf-8")
