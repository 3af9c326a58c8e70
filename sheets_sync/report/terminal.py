"""Text on a terminal, by rich: the only place that knows it. A text is never read as markup or as a control code.

Everything is aligned by the width of what is seen, and a no-break space keeps together what it stands in.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.text import Text

#: rich breaks lines at these spaces too; signs for private use stand in for them while it draws.
_KEPT = str.maketrans("\u00a0\u202f", "\uf8f0\uf8f1")
_BACK = str.maketrans("\uf8f0\uf8f1", "\u00a0\u202f")


class Part(NamedTuple):
    """A piece of text in one style, such as "bold red"."""

    text: str
    style: str = ""


#: From this width on, what belongs together stands side by side.
WIDE = 110
SIGNS = {Severity.ERROR: Part("✖", "red"), Severity.WARNING: Part("▲", "yellow"), Severity.INFO: Part("●", "blue")}


def text(*parts: Part | str) -> Text:
    """One text of several styles."""
    from rich.text import Text  # noqa: PLC0415  (rich takes a while to import, and JSON does without)

    pieces = (part if isinstance(part, Part) else Part(part) for part in parts)
    return Text.assemble(*((piece.text.translate(_KEPT), piece.style) for piece in pieces), overflow="fold")


def spaced(parts: Iterable[Part], between: str = "  ") -> list[Part]:
    """The parts that hold something, with a space between them."""
    out: list[Part] = []
    for part in parts:
        if part.text:
            out += [Part(between), part] if out else [part]
    return out


def columns(rows: Iterable[Sequence[Text]], widths: Sequence[int]) -> RenderableType:
    """Rows of cells of these widths, two spaces apart; the last column takes what is left."""
    from rich.table import Table  # noqa: PLC0415  (as above)

    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid


def sides(left: Text, right: Text, width: int) -> RenderableType:
    """One text at the left and one at the right; below each other where they do not fit."""
    space = width - left.cell_len - right.cell_len
    return left.append(" " * space).append_text(right) if space > 1 else left.append("\n  ").append_text(right)


def drawn(parts: Iterable[RenderableType], width: int, *, color: bool) -> str:
    """The parts below each other, without spaces at the end of a line; without colour there are no control codes."""
    from rich.console import Console  # noqa: PLC0415  (as above)

    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    lines = capture.get().translate(_BACK).split("\n")
    return "\n".join(line.rstrip(" ") for line in lines)
