"""Draw what `sheets-sync demo` prints as docs/images/demo.svg: the first lines of it, as the terminal shows them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH, LINES = 100, 46
TARGET = Path(__file__).parent.parent / "docs" / "images" / "demo.svg"
#: rich names a font on the network; the page's own fixed-width font will do.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\n?", re.DOTALL)


def main() -> None:
    """Run the demo in a folder of its own and draw its output."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("sheets-sync")), "--color", "always", "demo", f"{folder}/demo"]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    lines = done.stdout.splitlines()[:LINES]
    console.print(Text.from_ansi("\n".join([*lines, "…"])))
    svg = console.export_svg(title="make demo", unique_id="demo")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(_FONT_FACE.sub("", svg).replace("Fira Code", "DejaVu Sans Mono"), "utf-8")


if __name__ == "__main__":
    main()
