"""The programme's lists as data: drop-downs, cost categories, the goals and principles of the Agenda 2030."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from sheets_sync.model import Label
from sheets_sync.values import Options

_HERE = files(__name__)


class Category(NamedTuple):
    """A cost category: the donor's heading, and whether the grant pays it."""

    code: str
    label: Label
    donor_heading: str
    grant: Literal["yes", "agreement", "no"]


def _label(data: dict[str, Any]) -> Label:
    return Label(data["nl"], data["fr"], data["en"])


def _options(name: str, data: dict[str, dict[str, Any]]) -> Options:
    aliases = {also: code for code, d in data.items() for also in d.get("also", ())}
    return Options(name, {code: _label(d) for code, d in data.items()}, aliases)


_CHOICES = tomllib.loads(_HERE.joinpath("choices.toml").read_text("utf-8"))
_CATEGORIES = tomllib.loads(_HERE.joinpath("categories.toml").read_text("utf-8"))
CHOICES = {name: _options(name, data) for name, data in _CHOICES.items()}
CATEGORIES = {c: Category(c, _label(d), d["donor_heading"], d["grant"]) for c, d in _CATEGORIES.items()}
CATEGORY = Options("category", {c.code: c.label for c in CATEGORIES.values()}, {})

AGENDA: dict[str, Any] = json.loads(_HERE.joinpath("agenda2030.json").read_text("utf-8"))
