"""`sheets-sync template` as its users meet it: what is written where, what never is, and how it ends."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from support.books import save_book
from test_cli import AS_OF, PARTNERSHIPS, WORKBOOKS, tool

if TYPE_CHECKING:
    from pathlib import Path

GOOGLE = "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit"


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A folder with a configuration and a coordinator's workbook, and no municipal workbook yet."""
    folder = tmp_path / "programme"
    folder.mkdir()
    (folder / "config.toml").write_text('language = "nl"\n[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    period = [date(2024, 1, 1), date(2025, 12, 31)]
    tabs: dict[str, list[list[object]]] = {
        "Partnerschappen": [
            [*PARTNERSHIPS],
            ["SDGP-BJ-01", "Eeklo", "Abomey", "BJ", "SDG 16", *period],
            ["SDGP-RW-02", "Deinze", "Huye", "RW", "SDG 11", *period],
        ],
        "Rekenbladen": [
            [*WORKBOOKS, "Actief"],
            ["SDGP-BJ-01", "Eeklo", "flanders", "eeklo.xlsx", "nl", "EUR", None],
            ["SDGP-BJ-01", "Abomey", "partner", "benin/abomey.xlsx", "fr", "XOF", "ja"],
            ["SDGP-RW-02", "Huye", "partner", "huye.xlsx", "en", "RWF", None],
            ["SDGP-RW-02", "Deinze", "flanders", GOOGLE, "nl", "EUR", None],
            ["SDGP-RW-02", "Oud", "flanders", "oud.xlsx", "nl", "EUR", "nee"],
        ],
    }
    save_book(folder / "coordinator.xlsx", tabs)
    return folder


def files(folder: Path) -> set[str]:
    """The workbooks in a folder, but for the coordinator's."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return found - {"coordinator.xlsx", "config.toml"}


def test_one_for_each_that_has_none(programme: Path) -> None:
    """--all makes those of the active rows and tells of Google's; a second time there is nothing to make."""
    done = tool("template", "--all", *AS_OF, cwd=programme)
    before = {name: (programme / name).read_bytes() for name in files(programme)}
    again = tool("template", "--all", *AS_OF, cwd=programme)

    assert (done.returncode, done.stderr) == (0, "")
    assert files(programme) == {"eeklo.xlsx", "benin/abomey.xlsx", "huye.xlsx"}
    assert "3 sjablonen geschreven" in done.stdout
    assert "benin/abomey.xlsx (Abomey, Frans, XOF)" in done.stdout
    assert "Google-rekenblad" in done.stdout
    assert "oud.xlsx" not in done.stdout
    assert again.returncode == 0
    assert "geschreven" not in again.stdout
    assert before == {name: (programme / name).read_bytes() for name in files(programme)}


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (["Abomey"], {"benin/abomey.xlsx"}),
        (["huye.xlsx"], {"huye.xlsx"}),
        (["SDGP-BJ-01"], {"eeklo.xlsx", "benin/abomey.xlsx"}),
        (["Eeklo", "huye"], {"eeklo.xlsx", "huye.xlsx"}),
    ],
)
def test_by_municipality_file_or_partnership(programme: Path, what: list[str], expected: set[str]) -> None:
    """Each is made in its language, and only those that are named."""
    done = tool("template", *what, *AS_OF, cwd=programme)

    assert (done.returncode, files(programme)) == (0, expected)


def test_each_municipality_has_its_own(programme: Path) -> None:
    """Its language, its currency, and the targets of its partnership's theme."""
    tool("template", "--all", *AS_OF, cwd=programme)

    abomey, huye = (openpyxl.load_workbook(programme / name) for name in ("benin/abomey.xlsx", "huye.xlsx"))
    targets = {
        str(cell.value) for row in huye["Lists"].iter_rows() for cell in row if str(cell.value).startswith("11.")
    }
    formats = {cell.number_format for row in abomey["Dépenses"].iter_rows(min_row=6, max_row=6) for cell in row}

    assert abomey.sheetnames == ["Activités", "Dépenses", "Apprentissage", "Résultats", "Aide", "Listes"]
    assert "#,##0_)" in formats
    assert {"11.1", "11.a"} <= targets


def test_a_template_is_a_fixed_point(programme: Path) -> None:
    """Checking it gives nothing; syncing adds only the tool's own tabs; a second time nothing is written."""
    tool("template", "--all", *AS_OF, cwd=programme)
    before = openpyxl.load_workbook(programme / "eeklo.xlsx").sheetnames

    checked = tool("validate", "SDGP-BJ-01", "--format", "json", "--fail-on", "warning", *AS_OF, cwd=programme)
    synced = tool("sync", "SDGP-BJ-01", "--format", "json", "--fail-on", "warning", *AS_OF, cwd=programme)
    again = tool("sync", "SDGP-BJ-01", "--format", "json", "--fail-on", "warning", *AS_OF, cwd=programme)

    assert (checked.returncode, json.loads(checked.stdout)["findings"]) == (0, [])
    writes = json.loads(synced.stdout)["writes"]
    assert synced.returncode == 0
    assert {(w["workbook"], w["tab"]) for w in writes} == {
        *(("eeklo.xlsx", tab) for tab in ("Controle", "Overzicht")),
        *(("benin/abomey.xlsx", tab) for tab in ("Contrôle", "Vue d’ensemble")),
    }
    after = openpyxl.load_workbook(programme / "eeklo.xlsx").sheetnames
    assert set(after) - set(before) == {"Controle", "Overzicht"}
    assert [title for title in after if title in before] == before
    assert (again.returncode, json.loads(again.stdout)["writes"]) == (0, [])


def test_a_file_is_never_overwritten(programme: Path) -> None:
    """Where one of them is there nothing is written, and the sentence says what to do."""
    (programme / "eeklo.xlsx").write_bytes(b"a person's")

    done = tool("template", "SDGP-BJ-01", cwd=programme)

    assert done.returncode == 2
    assert "eeklo.xlsx" in done.stderr
    assert "-o" in done.stderr
    assert (programme / "eeklo.xlsx").read_bytes() == b"a person's"
    assert files(programme) == {"eeklo.xlsx"}


def test_another_folder(programme: Path) -> None:
    """-o names where they go, as they are registered below it; --all then makes all that are not there."""
    (programme / "eeklo.xlsx").write_bytes(b"a person's")

    done = tool("template", "--all", "-o", "../out", *AS_OF, cwd=programme)

    assert done.returncode == 0
    assert files(programme.parent / "out") == {"eeklo.xlsx", "benin/abomey.xlsx", "huye.xlsx"}
    assert files(programme) == {"eeklo.xlsx"}


def test_only_google(programme: Path) -> None:
    """What leads to Google is said to be left out; nothing is written."""
    done = tool("template", "Deinze", cwd=programme)

    assert (done.returncode, files(programme)) == (0, set())
    assert GOOGLE in done.stdout


def test_without_any_configuration(tmp_path: Path) -> None:
    """--lang makes one anywhere, which the tool then reads in that language without a finding."""
    done = tool("template", "--lang", "fr", "--currency", "XOF", "-o", "file.xlsx", *AS_OF, cwd=tmp_path)
    again = tool("template", "--lang", "fr", "-o", "file.xlsx", *AS_OF, cwd=tmp_path)
    checked = tool("validate", "file.xlsx", "--format", "json", *AS_OF, cwd=tmp_path)

    report = json.loads(checked.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "file.xlsx" in done.stdout
    assert (again.returncode, again.stdout) == (2, "")
    assert (checked.returncode, report["findings"]) == (0, [])
    assert report["workbooks"][0]["language"] == "fr"
    assert openpyxl.load_workbook(tmp_path / "file.xlsx").sheetnames[0] == "Activités"


def test_its_name_where_none_is_given(tmp_path: Path) -> None:
    """In this folder or in the one that is named, it is called after its language."""
    (tmp_path / "out").mkdir()

    here = tool("template", "--lang", "fr", cwd=tmp_path)
    there = tool("template", "--lang", "nl", "-o", "out", cwd=tmp_path)

    assert (here.returncode, there.returncode) == (0, 0)
    assert files(tmp_path) == {"template-fr.xlsx", "out/template-nl.xlsx"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--all"),
        (("--all", "Eeklo"), "not both"),
        (("Eeklo", "--currency", "EUR"), "--currency"),
        (("Eklo",), "Eeklo"),
        (("--lang", "de"), "nl"),
        (("--lang", "nl", "--currency", "DM"), "XOF"),
        (("--lang", "nl", "-o", "file.ods"), ".xlsx"),
    ],
)
def test_wrong_use(programme: Path, arguments: tuple[str, ...], told: str) -> None:
    """It ends with 2, says what to write instead, and writes nothing."""
    done = tool("template", *arguments, cwd=programme)

    assert (done.returncode, files(programme)) == (2, set())
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_quiet(programme: Path) -> None:
    """With --quiet there is nothing to mail."""
    done = tool("-q", "template", "--all", cwd=programme)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert files(programme)


def test_a_configuration_elsewhere(programme: Path) -> None:
    """Files go beside the configuration, and the next command names it."""
    done = tool("template", "Eeklo", "-c", "programme/config.toml", cwd=programme.parent)

    assert (done.returncode, files(programme)) == (0, {"eeklo.xlsx"})
    assert "sheets-sync validate -c programme/config.toml" in done.stdout
