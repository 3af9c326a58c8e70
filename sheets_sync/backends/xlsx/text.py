"""Texts as they stand inside a part: always text, always well-formed, read back as they were."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from sheets_sync.kept import TITLE_LIMIT, fitting, storable

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPACE = re.compile(r"^\s|\s$|[\n\t]|\s\s")
_TITLE_ENDS = "' \t\n\r\x0b\x0c\xa0"  # with these a title may neither begin nor end
_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def cell_text(text: str) -> str:
    """The `t` element of an inline string; a text that looks like an escape (`_x000D_`) is itself escaped."""
    text = storable(text)
    space = ' xml:space="preserve"' if _SPACE.search(text) else ""
    return f"<t{space}>{escape(_ESCAPE_LIKE.sub('_x005F_', text))}</t>"


def attribute(text: str) -> str:
    """The text as the value of an attribute in double quotes."""
    return escape(storable(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def tab_title(text: str) -> str:
    """The nearest title that Excel accepts for a tab."""
    title = fitting(_TITLE_FORBIDDEN.sub("_", text).strip(_TITLE_ENDS), TITLE_LIMIT).strip(_TITLE_ENDS)
    return title if title and title.casefold() != "history" else f"{title}_"


def unique_title(wanted: str, taken: set[str]) -> str:
    """The title, or "Title (2)" and so on where a tab has it already. `taken` holds casefolded titles."""
    title, number = wanted, 1
    while title.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        title = fitting(wanted, TITLE_LIMIT - len(suffix)).rstrip() + suffix
    return title


def quoted_title(title: str) -> str:
    """The title as a formula or a link names it: `'O''Brien'`."""
    return "'" + title.replace("'", "''") + "'"
