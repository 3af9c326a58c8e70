"""The demo as somebody meets it: one command, six workbooks, the mistakes people make, and what to open next."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from sheets_sync.cli import cli
from sheets_sync.config import load_config
from sheets_sync.job import catalogue_of, open_job
from sheets_sync.model import LANGUAGES
from sheets_sync.reading import validate
from sheets_sync.report import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from sheets_sync.model import Language

#: The day for which the demo is made.
DAY = date(2025, 6, 30)
#: What is found in each workbook, apart from what only informs. Accepted by the coordinator: ROW07.
FOUND = {
    "lommel.xlsx": "ACT02 BUD01 BUD07 CEL03 CEL06 CON02 PII02 ROW08 ROW09 SDG01 XWB01",
    "ouidah.xlsx": "ACT06 CEL11 CON02 CUR01 CUR04 ROW02 ROW03 ROW04 TAB02 XWB01",
    "sint-niklaas.xlsx": "ACT05 BUD03 BUD04 BUD05 CEL01 CON02 ROW05 ROW07 SDG03",
    "huye.xlsx": "ACT01 CEL04 CEL05 CEL09 CON02 CUR03 ROW01",
}


def run(*words: str) -> Result:
    """The command as it is typed, in a process of its own no more than in theirs."""
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def report_of(folder: Path, language: Language = "en") -> dict[str, Any]:
    """What the tool says about the folder, as JSON."""
    config = load_config(folder / "config.toml")
    job = open_job(config, DAY)
    text = as_json.render(validate(job).report, catalogue_of(config.programme), language)
    return dict(json.loads(text))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once for those who only look."""
    folder = tmp_path_factory.mktemp("demo") / "build" / "demo"
    assert run("demo", str(folder)).exit_code == 0
    return folder


def test_the_mistakes_people_make_are_found_where_they_are(folder: Path) -> None:
    """Nothing more and nothing less than what the story of each workbook says."""
    findings = report_of(folder)["findings"]

    found: dict[str, set[str]] = {}
    for finding in findings:
        if finding["severity"] != "info":
            found.setdefault(finding["workbook"], set()).add(finding["code"])
    about_partnerships = found.pop(None)  # type: ignore[call-overload]

    assert {ref: " ".join(sorted(codes)) for ref, codes in found.items()} == FOUND
    assert about_partnerships == {"BUD06"}
    assert {f["code"] for f in findings if f["accepted"]} == {"ROW07"}


def test_one_partnership_is_over_its_ceiling_one_near_it_and_one_in_order(folder: Path) -> None:
    """The three states that a coordinator meets."""
    report = report_of(folder)
    shares = {p["partnership_id"]: float(p["claimed_eur"]) / float(p["ceiling_eur"]) for p in report["partnerships"]}
    in_order = {f["partnership_id"] for f in report["findings"] if f["severity"] != "info"}

    assert shares["SDGP-BJ-21"] > 1
    assert 0.9 < shares["SDGP-RW-21"] < 1
    assert shares["SDGP-BJ-22"] < 0.8
    assert in_order == {"SDGP-BJ-21", "SDGP-RW-21"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_is_the_same_in_each_language_of_the_coordinator(language: Language, tmp_path: Path) -> None:
    """Whatever the coordinator reads, the same is found, and the terminal tells it in that language."""
    result = run("demo", str(tmp_path), "--lang", language)

    report = report_of(tmp_path, language)
    codes = {f["code"] for f in report["findings"] if f["severity"] != "info"}
    word = catalogue_of(load_config(tmp_path / "config.toml").programme).word
    assert codes == {code for codes in FOUND.values() for code in codes.split()} | {"BUD06"}
    assert word("demo_coordinator", language, file="coordinator.xlsx") in result.stdout


def test_it_says_which_files_to_open_and_what_to_type(tmp_path: Path) -> None:
    """After the report comes a line for each workbook with something to correct, and the command to go on with."""
    result = run("demo", str(tmp_path))

    last = result.stdout[result.stdout.index("The demo is in") :]
    assert re.findall(r"^  ([\w-]+\.xlsx)", last, re.MULTILINE) == ["coordinator.xlsx", *FOUND]
    assert f"sheets-sync sync -c {tmp_path / 'config.toml'} --as-of 2025-06-30" in last


def test_it_counts_what_the_workbook_itself_counts(tmp_path: Path) -> None:
    """Whoever opens the file reads the same number on top of its tab."""
    result = run("demo", str(tmp_path))

    told = re.findall(r"^  ([\w-]+\.xlsx): the tab “(\w+)”.*\((\d+) things?\)", result.stdout, re.MULTILINE)
    tops = [str(openpyxl.load_workbook(tmp_path / name)[tab]["A2"].value) for name, tab, _ in told]
    assert len(told) == len(FOUND)
    assert [re.findall(r"\d+", top)[0] for top in tops] == [number for _, _, number in told]


def test_it_can_be_repeated(tmp_path: Path) -> None:
    """The second time says exactly what the first time said, whatever happened to the workbooks in between."""
    first = run("demo", str(tmp_path))
    (tmp_path / "kandi.xlsx").write_bytes(b"spilled coffee")

    second = run("demo", str(tmp_path))

    assert (second.exit_code, second.stdout) == (first.exit_code, first.stdout)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_starter_says_what_to_do_next(language: Language, tmp_path: Path) -> None:
    """Three steps, in the language asked for; a second time nothing is overwritten."""
    once = run("init", str(tmp_path), "--lang", language)

    steps = re.findall(r"^  (\d)\. ", once.stdout, re.MULTILINE)
    assert (once.exit_code, steps) == (0, ["1", "2", "3"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config.toml", "coordinator.xlsx"]
    assert report_of(tmp_path, language)["findings"] == []


def test_a_starter_for_another_programme(tmp_path: Path) -> None:
    """The configuration names the programme, and the steps name its tabs."""
    result = run("init", str(tmp_path), "--programme", "reading_room:PROGRAMME", "--lang", "en")

    config = load_config(tmp_path / "config.toml")
    assert type(config.programme).__name__ == "ReadingRoom"
    assert "Open coordinator.xlsx and fill in Branches;" in result.stdout


def test_quiet_says_nothing(tmp_path: Path) -> None:
    """A script that sets up a programme gets no words."""
    assert run("init", str(tmp_path), "-q").stdout == ""
