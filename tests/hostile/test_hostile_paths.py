"""A name in a spreadsheet, or a link in a shared folder, leads to no file outside of the programme's folders."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.config import load_config
from sheets_sync.errors import NothingReadError
from sheets_sync.model import Location
from support.books import save_book
from support.hostile import cost, run, tabs, told, write_programme

if TYPE_CHECKING:
    from pathlib import Path

#: What nobody of the programme may see.
CANARY = "Loon burgemeester 4711"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Somebody else's folder beside the programme's, with a workbook that has the tabs of ours."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    save_book(folder / "salaries.xlsx", tabs(cost(what=CANARY)))
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The programme's folder, with one workbook in order."""
    folder = tmp_path / "programme"
    folder.mkdir()
    save_book(folder / "good.xlsx", tabs())
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, with their content."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def consolidated(home: Path) -> str:
    """All that stands in the coordinator's workbook."""
    book = read_workbook(home / "coordinator.xlsx", "coordinator.xlsx")
    return repr([tab.rows for tab in (*book.tabs, *book.own)])


# ------------------------------------------------------------------------------------------------- names
@pytest.mark.parametrize(
    "ref",
    [
        "../elsewhere/salaries.xlsx",
        "sub/../../elsewhere/salaries.xlsx",
        "{outside}/salaries.xlsx",
        "//{outside}/salaries.xlsx",
    ],
    ids=["up", "through a folder that is not there", "absolute", "two slashes"],
)
def test_a_path_leads_to_no_file_outside(home: Path, outside: Path, ref: str) -> None:
    """It is refused with a finding, neither read nor written, and the other workbook is complete."""
    ref = ref.format(outside=outside)
    before = everything(outside)
    write_programme(home, ["good.xlsx", ref])

    report = run(home)

    assert told(report, "SRC") == [("SRC11", ref)]
    assert [book.status for book in report.workbooks] == ["read", "failed"]
    assert everything(outside) == before
    assert CANARY not in consolidated(home)


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("../../../../../../../../etc/passwd", "SRC11"),
        ("/etc/passwd", "SRC11"),
        ("/proc/self/environ", "SRC11"),
        ("/dev/zero", "SRC11"),
        ("~/../etc/passwd", "SRC02"),
        ("file:///etc/passwd", "SRC02"),
        ("file://localhost/etc/passwd", "SRC02"),
        ("\\\\server\\share\\salaries.xlsx", "SRC02"),
        ("C:\\Users\\els\\salaries.xlsx", "SRC02"),
        ("https://example.org/salaries.xlsx", "SRC02"),
        ("https://docs.google.com.example.org/spreadsheets/d/1234567890123456789012345678901234567890", "SRC02"),
        ("good.xlsx/../../elsewhere/salaries.xlsx", "SRC11"),
        (".", "SRC04"),
        ("..", "SRC11"),
        ("a" * 300 + ".xlsx", "SRC02"),
    ],
)
def test_what_is_no_path_of_the_programme_is_a_finding(home: Path, ref: str, code: str) -> None:
    """Whatever it names; the same whether there is such a file or not."""
    write_programme(home, ["good.xlsx", ref])

    report = run(home)

    assert told(report, "SRC") == [(code, ref.strip())]
    assert report.workbooks[0].status == "read"


@pytest.mark.parametrize("ref", ["../elsewhere/salaries.xlsx", "../elsewhere/nothing.xlsx"])
def test_a_refusal_does_not_tell_whether_the_file_is_there(home: Path, outside: Path, ref: str) -> None:
    """Otherwise a spreadsheet could ask what lies on the machine."""
    assert outside.exists()
    write_programme(home, ["good.xlsx", ref])

    report = run(home)

    (found,) = [f for f in report.findings if f.code.startswith("SRC")]
    assert (found.code, found.params) == ("SRC11", {"workbook": ref})


@pytest.mark.parametrize(
    ("ref", "found"),
    [("\u202egood.xlsx", ("SRC02", "\ufffdgood.xlsx")), ("good\u200b.xlsx", ("CFG05", "coordinator.xlsx"))],
)
def test_a_name_is_what_it_shows(home: Path, ref: str, found: tuple[str, str]) -> None:
    """What turns a text around shows as a mark; what takes no room is no part of the name, so that it is the same."""
    write_programme(home, ["good.xlsx", ref])

    report = run(home)

    assert told(report, "SRC", "CFG") == [found]


# ------------------------------------------------------------------------------------------------- links
def test_a_link_out_of_the_folder_is_not_followed(home: Path, outside: Path) -> None:
    """Whoever can put a link in a shared folder cannot read or write through it what only the tool may."""
    before = everything(outside)
    (home / "link.xlsx").symlink_to(outside / "salaries.xlsx")
    write_programme(home, ["good.xlsx", "link.xlsx"])

    report = run(home)

    assert told(report, "SRC") == [("SRC11", "link.xlsx")]
    assert everything(outside) == before
    assert CANARY not in consolidated(home)


def test_nor_is_that_of_a_folder(home: Path, outside: Path) -> None:
    """The same one level up."""
    (home / "shared").symlink_to(outside, target_is_directory=True)
    write_programme(home, ["good.xlsx", "shared/salaries.xlsx"])

    assert told(run(home), "SRC") == [("SRC11", "shared/salaries.xlsx")]


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing"])
def test_a_copy_is_not_written_through_a_link(home: Path, outside: Path, there: bool) -> None:
    """While a workbook is open its findings go beside it: not to where a link of that name leads."""
    victim = outside / "victim.xlsx"
    if there:
        save_book(victim, {"Nota's": [["van iemand anders"]]})
    before = everything(outside)
    (home / "good.check.xlsx").symlink_to(victim)
    (home / "~$good.xlsx").write_bytes(b"Els")
    write_programme(home, ["good.xlsx"])

    report = run(home)

    assert everything(outside) == before
    assert {change.workbook for change in report.writes or ()} == {"good.check-2.xlsx", "coordinator.xlsx"}
    assert (home / "good.check-2.xlsx").is_file()


def test_a_link_that_was_put_there_between_reading_and_writing_is_not_followed(home: Path, outside: Path) -> None:
    """The place is looked at again when it is written."""
    from sheets_sync.job import open_job  # noqa: PLC0415  (the backend as a run opens it)
    from support.hostile import DAY  # noqa: PLC0415  (the same)

    before = everything(outside)
    write_programme(home, ["good.xlsx"])
    backend = open_job(load_config(home / "config.toml"), DAY, write=True).backend
    read = backend.read("good.xlsx")
    (home / "good.xlsx").unlink()
    (home / "good.xlsx").symlink_to(outside / "salaries.xlsx")

    target = backend.target(read, "check")

    assert target.copy
    assert everything(outside) == before


def test_a_link_within_the_folder_is_followed(home: Path) -> None:
    """People arrange their folders as they like."""
    (home / "2025").mkdir()
    (home / "good.xlsx").rename(home / "2025" / "een.xlsx")
    (home / "een.xlsx").symlink_to(home / "2025" / "een.xlsx")
    write_programme(home, ["een.xlsx"])

    report = run(home)

    assert told(report, "SRC") == []
    assert (home / "een.xlsx").is_symlink()
    assert read_workbook(home / "2025" / "een.xlsx", "een.xlsx").own


def test_a_loop_of_links_is_a_finding(home: Path) -> None:
    """It leads nowhere."""
    (home / "a.xlsx").symlink_to(home / "b.xlsx")
    (home / "b.xlsx").symlink_to(home / "a.xlsx")
    write_programme(home, ["good.xlsx", "a.xlsx"])

    assert told(run(home), "SRC") == [("SRC02", "a.xlsx")]


# ------------------------------------------------------------------------------------------------- what is allowed
def test_a_folder_that_the_administrator_names_is_open(home: Path, outside: Path) -> None:
    """Shared folders of municipalities are ordinary; whoever writes config.toml decides which."""
    write_programme(home, ["good.xlsx", "../elsewhere/salaries.xlsx"], '[limits]\nfolders = ["../elsewhere"]\n')

    report = run(home)

    assert told(report, "SRC") == []
    assert read_workbook(outside / "salaries.xlsx", "salaries.xlsx").own


def test_the_folder_of_the_coordinators_workbook_is_open(home: Path, outside: Path) -> None:
    """config.toml names it, and workbooks lie beside it."""
    coord = outside / "coordinator.xlsx"
    write_programme(home, ["good.xlsx", str(outside / "salaries.xlsx")], coord=str(coord))

    assert told(run(home), "SRC") == []


def test_where_a_link_to_the_coordinators_workbook_leads_is_not(home: Path, outside: Path) -> None:
    """Else whoever can replace it opens any folder with a link."""
    write_programme(home, ["good.xlsx"])
    (home / "coordinator.xlsx").rename(outside / "coordinator.xlsx")
    (home / "coordinator.xlsx").symlink_to(outside / "coordinator.xlsx")

    with pytest.raises(NothingReadError) as caught:
        run(home)

    assert [f.code for f in caught.value.findings] == ["SRC11"]


def test_a_folder_with_the_same_beginning_is_another_one(tmp_path: Path, home: Path) -> None:
    """`programme-of-others` does not lie in `programme`."""
    other = tmp_path / "programme-of-others"
    other.mkdir()
    save_book(other / "book.xlsx", tabs())
    write_programme(home, ["good.xlsx", "../programme-of-others/book.xlsx"])

    assert told(run(home), "SRC") == [("SRC11", "../programme-of-others/book.xlsx")]


# ------------------------------------------------------------------------------------------------- twice
def _spelled(home: Path, how: str) -> str:
    """Another name of the coordinator's workbook."""
    if how == "a link":
        (home / "een.xlsx").symlink_to("coordinator.xlsx")
        return "een.xlsx"
    if how == "a second name":
        os.link(home / "coordinator.xlsx", home / "een.xlsx")
        return "een.xlsx"
    (home / "sub").mkdir()
    names = {"as it is": "coordinator.xlsx", "a point": "./coordinator.xlsx", "around": "sub/../coordinator.xlsx"}
    return names.get(how, str(home / "coordinator.xlsx"))


@pytest.mark.parametrize("how", ["as it is", "a point", "around", "absolute", "a link", "a second name"])
def test_the_coordinators_workbook_is_no_municipal_one(home: Path, how: str) -> None:
    """Under whatever name it is listed, it is told, no municipal tabs are put in it, and a second run is silent."""
    write_programme(home, ["good.xlsx"])
    ref = _spelled(home, how)
    listed = write_programme(home / "other", ["good.xlsx", ref])
    (home / "coordinator.xlsx").write_bytes((listed / "coordinator.xlsx").read_bytes())

    first, second = run(home), run(home)

    assert told(first, "SRC", "WRT", "SYS") == [
        ("SRC12", ref),
        *([("WRT03", "coordinator.xlsx")] * (how == "a second name")),
    ]
    assert [book.status for book in first.workbooks] == ["read", "failed"]
    written = [(change.workbook, change.sheet.title) for change in first.writes or ()]
    assert len(written) == len(set(written))
    book = read_workbook(home / "coordinator.xlsx", "coordinator.xlsx")
    assert "Controle" not in {tab.title for tab in (*book.tabs, *book.own)}
    assert second.writes == ()


@pytest.mark.parametrize("link", ["hard", "soft"])
def test_a_municipal_workbook_under_two_names_counts_once(home: Path, link: str) -> None:
    """Otherwise its costs would be claimed twice, and each run would find it changed by the other."""
    if link == "hard":
        os.link(home / "good.xlsx", home / "een.xlsx")
    else:
        (home / "een.xlsx").symlink_to("good.xlsx")
    write_programme(home, ["good.xlsx", "een.xlsx"])

    first, second = run(home), run(home)

    assert told(first, "SRC") == [("SRC12", "een.xlsx")]
    (found,) = [f for f in first.findings if f.code == "SRC12"]
    assert found.params == {"workbook": "een.xlsx", "other": "good.xlsx"}
    assert found.location == Location(workbook="een.xlsx")
    assert str(first.groups[0]["claimed_eur"]) == "12.50"
    assert second.writes == ()
