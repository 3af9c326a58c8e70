"""Put the tool's tabs into every workbook of some folders, and report what that did to each.

    python tests/xlsx/corpus.py [--office N] [--verbose] FOLDER…

For each workbook: edited, or refused and why; every other part the same bytes; the other tabs the same values for
calamine and openpyxl; our own reader tells both apart; a second time the same bytes; other content put in its place;
taken away again, each part the bytes that it had. The same once more with a highlight of every tab, and how many tabs
got one. With --office, LibreOffice opens N of them before and after, and
shows the same in all other tabs. Nothing is written beside the workbooks. Exit status 1 where something is not so.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing as mp
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from people import OURS, OVERVIEW, contents

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.book import open_book
from sheets_sync.backends.xlsx.highlight import FOUND
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.backends.xlsx.splice import own_sheets, with_sheets, without_sheets
from sheets_sync.errors import SourceError
from sheets_sync.feedback.highlights import with_lookup
from sheets_sync.lookup import key_by_id
from sheets_sync.model import A1, Highlight, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.connection import Connection

KINDS = (".xlsx", ".xlsm", ".xltx", ".xltm")
SECONDS, SECONDS_TO_READ = 120, 20
#: One line per tab, with its number in the name of the file.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
CHECK = replace(OURS[0], links=OURS[0].links | {A1(3, 1): Link("Overview", A1(1, 1))})
SHEETS = (CHECK, OVERVIEW)
LIT = (with_lookup(CHECK, [key_by_id("Cost", "C-1", "Bedrag")]), OVERVIEW)
LATER = (replace(CHECK, rows=[*CHECK.rows[:2], ("All is well",)], links={}, filtered=False), OVERVIEW)


def main() -> int:
    """Every workbook once, the figures at the end."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    options.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    options.add_argument("--office", type=int, default=0, metavar="N", help="workbooks that LibreOffice opens, too")
    options.add_argument("--verbose", action="store_true", help="name the refused ones as well")
    chosen = options.parse_args()
    files = sorted({p for f in chosen.folders for p in f.rglob("*") if p.suffix.lower() in KINDS and p.is_file()})
    counts: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    edited = []
    for path in files:
        found = _apart(examine, path)
        counts.update({key: value for key, value in found.items() if isinstance(value, int)})
        if "refused" in found:
            refused[found["refused"]] += 1
            counts["readable, refused"] += found["readable"]
        for what in found.get("wrong", ()):
            print(f"{path}: {what}", flush=True)
        if chosen.verbose and "refused" in found:
            print(f"{path}: refused: {found['refused']}" + ("" if found["readable"] else " (nobody reads it)"))
        counts["wrong"] += bool(found.get("wrong"))
        if found.get("edited"):
            edited.append(path)
    step = max(len(edited) // chosen.office, 1) if chosen.office else 1
    for path in edited[::step] if chosen.office else ():
        what = office(path)
        counts["opened by LibreOffice"] += what is not None
        if what:
            counts["wrong"] += 1
            print(f"{path}: LibreOffice shows something else: {what}")
    _report(len(files), counts, refused)
    return int(counts["wrong"] > 0)


def _report(files: int, counts: Counter[str], refused: Counter[str]) -> None:
    readable = counts["readable"]
    print(f"\n{files} workbooks, {readable} of them readable by calamine or openpyxl")
    share = 100 * (readable - counts["readable, refused"]) / readable if readable else 0.0
    print(f"edited {counts['edited']}: {share:.1f} % of the readable ones; wrong: {counts['wrong']}")
    print("refused:", ", ".join(f"{reason} {n}" for reason, n in refused.most_common()) or "none")
    for key in sorted(counts.keys() - {"readable", "edited", "wrong", "readable, refused"}):
        print(f"  {key}: {counts[key]}")


# ------------------------------------------------------------------------------------------------- one workbook
def examine(path: Path) -> Mapping[str, Any]:
    """What became of one workbook, as keys that hold, and `wrong` with all that isn't as it should be."""
    package = path.read_bytes()
    before = {name: _attempt(reader, package) for name, reader in READERS.items()}
    readable = any(values is not None for values in before.values())
    try:
        after = with_sheets(package, SHEETS)
    except NotEditable as error:
        return {"refused": error.reason, "readable": readable}
    wrong: list[str] = []
    titles = list(own_sheets(after).values())
    wrong += _other_parts(package, after)
    for name, reader in READERS.items():
        old, new = before[name], _attempt(reader, after)
        if old is not None:
            wrong += _same_values(name, old, new, titles)
    wrong += _own_reader(path, after, titles)
    if with_sheets(after, SHEETS) != after:
        wrong.append("a second time the bytes differ")
    if contents(with_sheets(with_sheets(after, LATER), SHEETS)) != contents(after):
        wrong.append("other content and back again: the parts differ")
    wrong += _given_back(package, after)
    lit = _highlighted(package, before)
    return {**lit, "edited": True, "readable": readable, "wrong": [*wrong, *lit["wrong"]]}


def _highlighted(package: bytes, before: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a highlight of each tab did: how many have it, and what isn't as it should be."""
    tabs = open_book(package).tabs
    tables = [Highlight(tab.title, "Cost", 1, 9, 1, 9, 1) for tab in tabs]
    after = with_sheets(package, LIT, tables)
    titles = list(own_sheets(after).values())
    old, new = contents(package), contents(after)
    parts = {tab.part for tab in tabs}
    lit = {name for name in old if name in parts and FOUND.encode() in new[name]}
    wrong = [f"highlighted: {what}" for what in _given_back(package, after)]
    for name, reader in READERS.items():
        if before[name] is not None:
            wrong += [
                f"highlighted: {what}" for what in _same_values(name, before[name], _attempt(reader, after), titles)
            ]
    if any(new[name] != old[name] for name in parts - lit if name in old):
        wrong.append("highlighted: a tab without a rule differs")
    if with_sheets(after, LIT, tables) != after:
        wrong.append("highlighted: a second time the bytes differ")
    return {"tabs": len(tables), "tabs lit": len(lit), "wrong": wrong}


def _attempt(reader: Callable[[bytes], Any], package: bytes) -> Any:
    """What a reader makes of it; None where it fails, or takes too long."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(SECONDS_TO_READ)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reader(package)
    except BaseException:  # noqa: BLE001  (a panic in a reader is no Exception)
        return None
    finally:
        signal.alarm(0)


def _calamine(package: bytes) -> dict[str, list[list[object]]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (only in the child process)

    book = CalamineWorkbook.from_filelike(io.BytesIO(package))
    return {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}


def _openpyxl(package: bytes) -> dict[str, list[list[object]]]:
    import openpyxl  # noqa: PLC0415  (the same)

    book = openpyxl.load_workbook(io.BytesIO(package))
    rows = {
        sheet.title: [[_told(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    }
    if not rows:
        raise ValueError("no tabs")
    return rows  # type: ignore[return-value]  (texts are objects)


def _told(value: object) -> str:
    """A value as text; of a formula that is an object, what it holds."""
    return repr(getattr(value, "__dict__", value))


READERS: Mapping[str, Callable[[bytes], Any]] = {"calamine": _calamine, "openpyxl": _openpyxl}


def _same_values(name: str, old: Any, new: Any, own: list[str]) -> Iterator[str]:
    if new is None:
        yield f"{name} reads it no more"
        return
    if list(old) != [title for title in new if title not in own]:
        yield f"{name} sees other tabs: {list(old)} {list(new)}"
    for title, rows in old.items():
        if title in new and repr(rows) != repr(new[title]):
            yield f"{name}: other values in {title!r}"
    if not set(own) <= set(new):
        yield f"{name} does not see ours"
    elif "=1+1 <is> “text” & stays so" not in str(new[own[0]][2][1]):
        yield f"{name} reads ours as {new[own[0]]}"


def _own_reader(path: Path, after: bytes, own: list[str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        edited = Path(folder) / "book.xlsx"
        edited.write_bytes(after)
        try:
            old = read_workbook(path, "book.xlsx")
        except SourceError:
            return
        try:
            new = read_workbook(edited, "book.xlsx")
        except SourceError as error:
            yield f"our own reader reads it no more: {error}"
            return
    if [tab.title for tab in new.own] != own:
        yield f"our own reader takes {[tab.title for tab in new.own]} for ours"
    if repr(new.tabs) != repr(old.tabs):
        yield "our own reader reads other values"


def _other_parts(package: bytes, after: bytes) -> Iterator[str]:
    old, new = contents(package), contents(after)
    differ = {name for name in old if new.get(name) != old[name]}
    fresh = new.keys() - old.keys()
    expected = {
        name
        for name in differ
        if name.replace("\\", "/").rpartition("/")[2].casefold() in LISTS or "styles" in name.casefold()
    }
    if differ - expected or len(expected) > len(LISTS):
        yield f"other parts differ: {sorted(differ)}"
    if any("sheetsSync" not in name and name.rpartition("/")[2] != "styles.xml" for name in fresh):
        yield f"unexpected parts: {sorted(fresh)}"


LISTS = {"[content_types].xml", "workbook.xml", "workbook.xml.rels", "styles.xml"}


def _given_back(package: bytes, after: bytes) -> Iterator[str]:
    try:
        back = without_sheets(after)
    except NotEditable as error:
        yield f"not given back: {error.reason}"
        return
    if (old := contents(package)) != (new := contents(back)):
        yield f"given back, but other parts: {sorted(n for n in old.keys() | new.keys() if old.get(n) != new.get(n))}"


# ------------------------------------------------------------------------------------------------- apart
def _apart(work: Callable[[Path], Mapping[str, Any]], path: Path) -> Mapping[str, Any]:
    """The outcome of a process of its own, since some workbooks end the process that reads them."""
    mine, theirs = mp.Pipe(duplex=False)
    child = mp.get_context("fork").Process(target=_send, args=(work, path, theirs))
    child.start()
    theirs.close()
    try:
        return (
            dict(json.loads(mine.recv())) if mine.poll(SECONDS) else {"out of time": True, "wrong": ["out of time"]}
        )
    except EOFError:
        return {"killed its reader": True, "wrong": ["killed its reader"]}
    finally:
        child.kill()
        child.join()


def _send(work: Callable[[Path], Mapping[str, Any]], path: Path, to: Connection) -> None:
    try:
        found = work(path)
    except BaseException:  # noqa: BLE001  (told, whatever it is)
        found = {"wrong": [traceback.format_exc()], "readable": True}
    to.send(json.dumps(found))


# ------------------------------------------------------------------------------------------------- LibreOffice
def office(path: Path) -> str | None:
    """What LibreOffice shows otherwise in the other tabs; "" where all is the same, None where it opens neither."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "old.xlsx").write_bytes(path.read_bytes())
        (folder / "new.xlsx").write_bytes(with_sheets(path.read_bytes(), SHEETS))
        shown = {}
        for which in ("old", "new"):
            convert(folder / f"{which}.xlsx", CSV, folder / which)
            shown[which] = {p.name.partition("-")[2]: p.read_bytes() for p in sorted((folder / which).glob("*.csv"))}
    if not shown["old"]:
        return None
    lost = [tab for tab, content in shown["old"].items() if shown["new"].get(tab) != content]
    fresh = [content for tab, content in shown["new"].items() if tab not in shown["old"]]
    if not any("=1+1 <is> “text” & stays so".encode() in content for content in fresh):
        lost.append("(our tab)")
    return ", ".join(lost)


def convert(path: Path, how: str, to: Path) -> None:
    """Let LibreOffice convert a file, with settings of its own."""
    program = shutil.which("soffice")
    if program is None:
        sys.exit("LibreOffice is not installed")
    to.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation=file://{tempfile.gettempdir()}/sheets-sync-office"
    command = [program, profile, "--headless", "--convert-to", how, "--outdir", str(to), str(path)]
    subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)


if __name__ == "__main__":
    sys.exit(main())
