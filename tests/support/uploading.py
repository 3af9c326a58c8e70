"""A programme in a folder, uploaded to the strict server: the same workbooks, now as Google spreadsheets."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import openpyxl

from support.google import key_file
from tests.google.sheets.book import Spreadsheet
from tests.google.sheets.from_xlsx import from_xlsx

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from tests.google.server import GoogleServer
    from tests.google.sheets.state import State

OWNER = "els@example.org"


class Uploaded(NamedTuple):
    """The folder with the configuration, and the id of each file that became a spreadsheet."""

    folder: Path
    ids: Mapping[str, str]

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.folder / "config.toml"

    def named(self, text: str) -> Any:
        """A report as JSON, with the names of the files in place of ids."""
        for name, found in self.ids.items():
            text = text.replace(found, name)
        return json.loads(text)


def upload(
    server: GoogleServer, source: Path, folder: Path, *, files: Collection[str] = (), coordinator: str | None = None
) -> Uploaded:
    """Upload a programme; `files` stay files, and so does the coordinator's workbook where it is named there."""
    folder.mkdir(parents=True, exist_ok=True)
    coordinator = coordinator or "coordinator.xlsx"
    account = json.loads(key_file(server, folder).read_text("utf-8"))["client_email"]
    ids: dict[str, str] = {}
    for path in sorted(source.glob("*.xlsx")):
        if path.name in files or path.name == coordinator:
            shutil.copy(path, folder / path.name)
        if path.name not in files:
            ids[path.name] = server.new_id() if path.name == coordinator else _put(server, path, account)
    registered(folder / coordinator, {name: found for name, found in ids.items() if name != coordinator})
    if coordinator in ids:
        _put(server, folder / coordinator, account, ids[coordinator])
        (folder / coordinator).unlink()
    config = (source / "config.toml").read_text("utf-8")
    if coordinator in ids:
        config = config.replace(f'"{coordinator}"', f'"{ids[coordinator]}"')
    google = f'[google]\ncredentials = "sync.json"\napi_endpoint = "{server.endpoint}"\n'
    (folder / "config.toml").write_text(re.sub(r"\[google\][^\[]*", "", config) + f"\n{google}", "utf-8")
    return Uploaded(folder, ids)


def registered(coordinator: Path, ids: Mapping[str, str]) -> None:
    """Write the ids where the coordinator's workbook has the names of files."""
    book = openpyxl.load_workbook(coordinator)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.strip() in ids:
                    cell.value = ids[cell.value.strip()]
    book.save(coordinator)


#: What was converted before, by what the file holds: most tests upload the same few workbooks.
_CONVERTED: dict[bytes, State] = {}


def _converted(path: Path, found: str) -> Spreadsheet:
    """A workbook as a spreadsheet with this id."""
    key = hashlib.sha256(found.encode() + _content(path)).digest()
    if key not in _CONVERTED:
        _CONVERTED[key] = from_xlsx(path, found).state
    made = Spreadsheet(found, path.stem)
    made.state = _CONVERTED[key].copy()
    return made


def _content(path: Path) -> bytes:
    """What a file holds, whenever it was saved."""
    with ZipFile(path) as package:
        parts = [name for name in package.namelist() if not name.startswith("docProps/")]
        return b"".join(name.encode() + package.read(name) for name in parts)


def _put(server: GoogleServer, path: Path, account: str, found: str = "") -> str:
    """The id under which a workbook is in Drive now; what Google cannot convert stays a file there."""
    try:
        found = server.add(_converted(path, found or server.new_id()), owner=OWNER).id
    except (BadZipFile, KeyError):
        found = server.put_office_file(path.name, path.read_bytes())
    server.share(found, account)
    return found
