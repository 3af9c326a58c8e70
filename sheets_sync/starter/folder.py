"""A folder to start from: config.toml with the workbooks beside it. Nothing that is there already is overwritten."""

from __future__ import annotations

import shutil
from importlib.resources import files
from typing import TYPE_CHECKING

from sheets_sync.errors import UsageError
from sheets_sync.starter.blank import blank_coordinator
from sheets_sync.starter.book import Words
from sheets_sync.starter.save import save

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.programme import Programme
    from sheets_sync.starter.spec import Demo

CONFIG = "config.toml"
COORDINATOR = "coordinator.xlsx"
#: Lies in the folder of a demo and lists its files, so that they can be made anew.
MARKER = ".sheets-sync-demo"
STATE = ".sheets-sync"


def config_text(programme: Programme, address: str, language: Language) -> str:
    """A new config.toml: every key with its default and a comment that explains it."""
    text = files("sheets_sync.starter").joinpath("config.toml").read_text("utf-8")
    text = text.replace('programme = "schemas:PROGRAMME"', f'programme = "{address}"')
    text = text.replace('language = "nl"', f'language = "{language}"')
    return text + programme.settings_text()


def write_start(
    folder: Path, programme: Programme, address: str, catalogue: Catalogue, language: Language, now: datetime
) -> tuple[Path, ...]:
    """The configuration and an empty coordinator's workbook. Raises UsageError where one of them is there already."""
    config, coordinator = folder / CONFIG, folder / COORDINATOR
    _make(folder, catalogue, language)
    for path in (config, coordinator):
        if path.exists() or path.is_symlink():
            raise UsageError(catalogue.word("init_exists", language, file=str(path)))
    save(blank_coordinator(programme, COORDINATOR, language, now), coordinator, Words(programme, catalogue))
    config.write_text(config_text(programme, address, language), "utf-8")
    return config, coordinator


def write_demo(folder: Path, programme: Programme, address: str, catalogue: Catalogue, language: Language) -> Demo:
    """The programme's demo; an earlier one in this folder is made anew.

    Raises UsageError where there is no demo, and for a folder with anything else in it.
    """
    demo = programme.demo(language)
    if demo is None:
        raise UsageError(catalogue.word("demo_none", language))
    _make(folder, catalogue, language)
    _clear(folder, catalogue, language)
    # the marker comes first: a demo that was interrupted is still known as one
    (folder / MARKER).write_text("".join(f"{book.ref}\n" for book in demo.workbooks), "utf-8")
    (folder / CONFIG).write_text(config_text(programme, address, language), "utf-8")
    for book in demo.workbooks:
        save(book, folder / book.ref, Words(programme, catalogue))
    return demo


def _make(folder: Path, catalogue: Catalogue, language: Language) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(catalogue.word("not_a_folder", language, folder=str(folder)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = catalogue.word("not_writable", language, folder=str(folder), reason=error.strerror or "")
        raise UsageError(told) from None


def _clear(folder: Path, catalogue: Catalogue, language: Language) -> None:
    """Take away what an earlier demo and its runs made; files that somebody else put there stay."""
    marker = folder / MARKER
    if not marker.is_file():
        if any(folder.iterdir()):
            command = "sheets-sync demo demo-2"
            raise UsageError(catalogue.word("demo_foreign", language, folder=str(folder), command=command))
        return
    for ref in marker.read_text("utf-8").split("\n"):
        name = ref.removesuffix(".xlsx")
        if name and "/" not in name and "\\" not in name:
            for copy in (ref, f"{name}.check.xlsx", f"{name}.consolidated.xlsx"):
                (folder / copy).unlink(missing_ok=True)
    shutil.rmtree(folder / STATE, ignore_errors=True)
