"""What is compared with what, and with which aim."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.measure import AS_OF, python, race, told, tool
from benchmarks.show import aim, figures, heading, note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from benchmarks.measure import Figures

#: So many copies are written by one process that its start does not drown them; fewer where each takes long.
COPIES = {"first": 200, "later": 200, "splice": 200, "openpyxl": 20}
ROWS, FEW_ROWS = 150_000, 100


def _generate(folder: Path, **options: object) -> int:
    """Write a programme in a process of its own; the number of its rows."""
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    return int(told(python("benchmarks.generate", folder, *words)))


def validate(folder: Path, workbooks: int, rounds: int) -> None:
    """Checking, from the start of the process to its report."""
    clean, bad = folder / "clean", folder / "bad"
    rows = _generate(clean, workbooks=workbooks)
    _generate(bad, workbooks=workbooks, bad=0.2)
    heading(f"validate: {workbooks} workbooks, {rows} rows", rounds)
    note("From the start of the process to its report in JSON; `untold` reads and checks, and reports nothing.")
    found = race(
        {
            "floor": python("benchmarks.floor", clean),
            "sheets-sync": tool("validate", clean),
            "sheets-sync, 20 % bad rows": tool("validate", bad),
            "untold": python("benchmarks.checked", clean, AS_OF),
            "untold, 20 % bad rows": python("benchmarks.checked", bad, AS_OF),
            "script": python("benchmarks.script", clean),
        },
        rounds=rounds,
    )
    figures(found)
    spent = {name: each.median_cpu for name, each in found.items()}
    aim("against the floor", spent["sheets-sync"] / spent["floor"], "×", at_most=1.5)
    aim("the script against us", spent["script"] / spent["sheets-sync"], "×", at_least=7)
    aim("bad rows against clean, untold", spent["untold, 20 % bad rows"] / spent["untold"], "×", at_most=1.2)
    aim("and told in JSON", spent["sheets-sync, 20 % bad rows"] / spent["sheets-sync"], "×", at_most=1.2)


def write(folder: Path, _workbooks: int, rounds: int) -> None:
    """The tabs Check and Overview of one workbook, put into many copies of it."""
    rows = _generate(folder, workbooks=1, mistakes=29, size="900")  # and one finding tells of them all
    found = told(python("benchmarks.findings", "prepare", folder)).strip()
    heading(f"write: {found}, and Overview into a workbook of {rows} rows", rounds)
    note(
        "Per workbook, of 200 copies (openpyxl: 20) that one process writes, less a process that does the same for",
        "one of them: its start, its imports, making the copies. A night is target and write, with fsync; the first",
        "puts a rule for highlights into each tab with findings, a later one replaces other findings; with_sheets",
        "is a later night in memory alone. All copies have one style sheet, as workbooks of one template have.",
        "openpyxl writes the values only, without looks, links and highlights.",
    )
    ways = {
        "the first night": "first",
        "a later night": "later",
        "with_sheets alone": "splice",
        "openpyxl load and save": "openpyxl",
    }
    spent = _beyond(
        {name: python("benchmarks.findings", way, folder, COPIES[way], COPIES[way]) for name, way in ways.items()},
        {name: python("benchmarks.findings", way, folder, COPIES[way], 0) for name, way in ways.items()},
        rounds,
    )
    spent = {name: spent[name].each(COPIES[way]) for name, way in ways.items()}
    figures(spent, "ms", memory=False)
    theirs = spent["openpyxl load and save"].median_cpu
    for name in ("the first night", "a later night"):
        aim(f"openpyxl against {name}", theirs / spent[name].median_cpu, "×", at_least=30)
    aim("a later night", spent["a later night"].median_cpu * 1000, "ms", at_most=5)


def again(folder: Path, workbooks: int, rounds: int) -> None:
    """A second run where nothing changed: all is read and compared, and nothing is written."""
    sizes = {"ordinary workbooks": "ordinary", "large workbooks": "large"}
    rows = {name: _generate(folder / size, workbooks=workbooks, size=size) for name, size in sizes.items()}
    _generate(folder / "none", workbooks=0)
    for name in ("none", *sizes.values()):
        told(tool("sync", folder / name))
        if json.loads(told(tool("sync", folder / name)))["writes"]:
            raise RuntimeError(f"the second run over {name} writes")
    sized = ", ".join(f"{name} of {count / workbooks:.0f} rows" for name, count in rows.items())
    heading(f"again: sync without a change of {workbooks} {sized}", rounds)
    note("Per workbook, less a sync of a programme without any: its start, its imports, the coordinator's workbook.")
    idle = tool("sync", folder / "none")
    busy = {name: tool("sync", folder / size) for name, size in sizes.items()}
    found = _beyond(busy, dict.fromkeys(busy, idle), rounds)
    each = {name: spent.each(workbooks) for name, spent in found.items()}
    figures(each, "ms", memory=False)


def remembered(folder: Path, workbooks: int, rounds: int) -> None:
    """What it costs to remember a run: the first one, which remembers all, and one in which nothing changed."""
    fresh, kept, forgetful = folder / "fresh", folder / "kept", folder / "not"
    rows = _generate(fresh, workbooks=workbooks)
    for quiet in (kept, forgetful):
        _generate(quiet, workbooks=workbooks)
    told(python("benchmarks.remembered", forgetful, "forget"))
    for quiet in (kept, forgetful):
        for _ in range(2):
            told(tool("sync", quiet))
    heading(f"remembered: sync of {workbooks} workbooks, {rows} rows", rounds)
    first, later = "the first sync", "a sync without a change"
    found = race(
        {
            first: python("benchmarks.remembered", fresh, "kept"),
            f"{first}, nothing kept": python("benchmarks.remembered", fresh, "not"),
            later: tool("sync", kept),
            f"{later}, nothing kept": tool("sync", forgetful),
        },
        rounds=rounds,
    )
    figures(found)
    for name, most in ((first, 1.25), (later, 1.05)):
        aim(name, found[name].median_cpu / found[f"{name}, nothing kept"].median_cpu, "×", at_most=most)


def consolidated(folder: Path, _workbooks: int, rounds: int) -> None:
    """One large tab of the coordinator's; zlib compresses the bytes of its XML."""
    _generate(folder, workbooks=2, size="ordinary")
    for rows in (FEW_ROWS, ROWS):
        told(python("benchmarks.consolidated", "xml", folder, rows))
    heading(f"consolidated: {ROWS} rows × 20 columns", rounds)
    note(
        f"Less the same with {FEW_ROWS} rows: its start, its imports, its rows, which are a pool over and over. MB",
        "is what writing takes beyond what was there before. All compress at level 6, into a file.",
    )
    ours, spliced, theirs, floor = "write_package", "into the coordinator's", "XlsxWriter constant_memory", "zlib"
    ways = {ours: "package", spliced: "splice", theirs: "xlsxwriter", floor: "zlib"}
    found = _beyond(
        {name: python("benchmarks.consolidated", way, folder, ROWS) for name, way in ways.items()},
        {name: python("benchmarks.consolidated", way, folder, FEW_ROWS) for name, way in ways.items()},
        rounds,
    )
    figures(found)
    for name in (ours, spliced):
        aim(f"{name} against XlsxWriter", found[name].median_cpu / found[theirs].median_cpu, "×", at_most=0.33)
        aim(f"{name} against zlib", found[name].median_cpu / found[floor].median_cpu, "×", at_most=2.2)
        aim(f"{name}, memory", max(found[name].peak_mb), "MB", at_most=30)


def _beyond(busy: Mapping[str, list[str]], idle: Mapping[str, list[str]], rounds: int) -> dict[str, Figures]:
    """Each contender less its idle twin of the same round."""
    found = race({**busy, **{f"{name}, idle": command for name, command in idle.items()}}, rounds=rounds)
    return {name: found[name].beyond(found[f"{name}, idle"]) for name in busy}


def requests_to_google(folder: Path, workbooks: int, rounds: int) -> None:
    """How many requests a night takes, beside a plain script."""
    from benchmarks.google import show  # noqa: PLC0415  (with the server of the tests)

    show(folder, workbooks, rounds)


PARTS: Mapping[str, Callable[[Path, int, int], None]] = {
    "validate": validate,
    "write": write,
    "again": again,
    "remembered": remembered,
    "consolidated": consolidated,
    "google": requests_to_google,
}
