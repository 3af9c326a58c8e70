"""LibreOffice as a person uses it: sort rows, put rows in, save; and which cells it then shows in a colour."""

from __future__ import annotations

import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{}
</script:module>"""
_BASIC = """
Function Setting(name, value)
    Dim made As New com.sun.star.beans.PropertyValue
    made.Name = name
    made.Value = value
    Setting = made
End Function

Function Opened(path)
    Opened = StarDesktop.loadComponentFromURL(ConvertToURL(path), "_blank", 0, Array(Setting("Hidden", True)))
End Function

Sub Saved(doc, path, filter)
    doc.storeToURL(ConvertToURL(path), Array(Setting("FilterName", filter)))
End Sub

Sub Sorted(doc, tab, block, column, rising)
    Dim fields(0) As New com.sun.star.table.TableSortField
    fields(0).Field = column
    fields(0).IsAscending = rising
    doc.Sheets.getByName(tab).getCellRangeByName(block).sort(Array(Setting("SortFields", fields())))
End Sub
"""
_ENDING = """
StarDesktop.terminate()
Exit Sub
Failed:
Open "{}" For Output As #1
Print #1, Err & " in line " & Erl & ": " & Error
Close #1
StarDesktop.terminate()
End Sub"""


class Deed(NamedTuple):
    """A workbook that is opened, lines of Basic in which `doc` is that workbook, and where it is saved."""

    path: Path
    lines: Sequence[str]
    to: Path


def done(deeds: Sequence[Deed], profile: Path) -> None:
    """Do all of it in one go; each is saved as .xlsx, and as .html beside it. `profile` is a folder for settings."""
    failed = profile / "failed.txt"
    body = [_BASIC, "Sub Main", "On Error GoTo Failed"]  # it would ask a person what to do
    for deed in deeds:
        body += [f'doc = Opened("{deed.path}")', *deed.lines]
        body += [f'Saved(doc, "{deed.to}", "Calc MS Excel 2007 XML")']
        body += [f'Saved(doc, "{deed.to.with_suffix(".html")}", "HTML (StarCalc)")', "doc.close(True)"]
    _started(profile, "--terminate_after_init")  # it makes the profile, with an empty module
    module = profile / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(_MODULE.format(escape("\n".join([*body, _ENDING.format(failed)]))), "utf-8")
    _started(profile, "macro:///Standard.Module1.Main")
    assert not failed.exists(), failed.read_text("utf-8")


def _started(profile: Path, what: str) -> None:
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", what]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


class Shown(NamedTuple):
    """A cell as it is shown: its text, and the colour of its ground as "#rrggbb", or nothing."""

    text: str
    ground: str


def shown(path: Path) -> list[list[list[Shown]]]:
    """The tabs of a workbook that was saved as .html, row by row."""
    reader = _Tables()
    reader.feed(path.with_suffix(".html").read_text("utf-8"))
    return reader.tables


class _Tables(HTMLParser):
    """Every table of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[Shown]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "td" or (self._inside and tag not in {"table", "tr"})
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag == "td":
            self.tables[-1][-1].append(Shown("", (dict(attrs).get("bgcolor") or "").lower()))
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._inside:
            row = self.tables[-1][-1]
            row[-1] = row[-1]._replace(text=f"{row[-1].text}{data}")
