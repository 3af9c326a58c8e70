"""Texts as they stand inside a part: always text, always well-formed, read back as they were."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from sheets_sync.kept import storable

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPACE = re.compile(r"^\s|\s$|[\n\t]|\s\s")


def cell_text(text: str) -> str:
    """The `t` element of an inline string; a text that looks like an escape (`_x000D_`) is itself escaped."""
    text = storable(text)
    space = ' xml:space="preserve"' if _SPACE.search(text) else ""
    return f"<t{space}>{escape(_ESCAPE_LIKE.sub('_x005F_', text))}</t>"


def attribute(text: str) -> str:
    """The text as the value of an attribute in double quotes."""
    return escape(storable(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def quoted_title(title: str) -> str:
    """The title as a formula or a link names it: `'O''Brien'`."""
    return "'" + title.replace("'", "''") + "'"
