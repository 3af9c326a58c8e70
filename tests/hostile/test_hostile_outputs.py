"""What people type, in cells, titles and names, does nothing in any output: no formula, markup or control code."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from sheets_sync.backends.google.client import GoogleClient
from support.google import google_server
from support.hostile import (
    ACTIVITIES,
    ACTIVITY,
    AS_OF,
    COSTS,
    coordinator,
    google_config,
    run,
    spreadsheet,
    write_programme,
)
from test_cli import tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

#: The signs at which a spreadsheet begins a formula, also behind white space and in the wide forms of East Asia.
SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋", "－", "＠")
FORMULAS = tuple(f"{sign}HYPERLINK(A1;B1)" for sign in SIGNS)
#: What a page, a terminal, a log or a build server would do something with.
OTHERS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "javascript:alert(1)",
    "\x1b]8;;http://evil.example\x07klik\x1b]8;;\x07",
    "\x1b[2J\x9b31m\x08\x7f",
    "::error file=x::y",
    "\n::stop-commands::z",
    "##[command]x",
    "2025-06-30T00:00:00.000Z error forged=yes",
    "\u202egnirts\u202c",
    "Ko\u200bsten\ufeff",
    "a\u2028b\u2029c\x85d",
    "{value} {0.__class__} %s %(x)s ${HOME}",
    "[link](javascript:alert(1))",
    "=cmd|'/C calc'!A0",
    "x" * 50_000,
)
PAYLOADS = (*FORMULAS, *OTHERS)
#: Names of files and municipalities, which stand in more places than cells do; no file is called by the others.
NAMES = tuple(text[:60] for text in PAYLOADS if not set(text) & set("/\n\r"))
TITLES = ("=Kosten", "\u202ekosten", "<b>x<b>", "Kos\u200bten", "@x", "-x")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff\ud800-\udfff]")


def cell(text: str) -> str:
    """A text as a file can hold it: XML knows no control codes, and Excel writes them so."""
    return re.sub("[\x00-\x08\x0b\x0c\r\x0e-\x1f]", lambda match: f"_x{ord(match[0]):04X}_", text)


def rows() -> list[Sequence[object]]:
    """Costs in which each of these texts stands where it is quoted by a finding; the whole of it in one cell."""
    costs = []
    for number, text in enumerate(PAYLOADS, 1):
        short = text[:200]
        costs.append([f"C-{number:03}", short, short, short, text, short, short, short, short])
    return [COSTS, *costs]


def save(path: Path, tabs: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """A workbook in which every text is a text."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for title, lines in tabs.items():
            sheet = book.add_worksheet(title)
            for number, line in enumerate(lines):
                for place, value in enumerate(line):
                    if isinstance(value, str):
                        sheet.write_string(number, place, cell(value)[:32_767])
                    else:
                        sheet.write(number, place, value)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme in which everything that a person can type is one of these texts."""
    folder = tmp_path_factory.mktemp("outputs")
    municipal: dict[str, Any] = {"Activiteiten": [ACTIVITIES, ACTIVITY], "Kosten": rows()}
    municipal |= {title: [[title]] for title in TITLES}
    save(folder / "een.xlsx", municipal)
    refs = ["een.xlsx", *(f"{name}.xlsx" for name in NAMES)]
    write_programme(folder, [])
    labels = dict(zip(refs, [PAYLOADS[0], *NAMES], strict=True))
    save(folder / "coordinator.xlsx", coordinator(refs, labels))
    return folder


def shown(home: Path, how: str, *more: str, code: int = 3) -> str:
    """What `validate` prints in one of the formats."""
    done = tool("validate", "--format", how, "-v", *more, *AS_OF, cwd=home)
    assert done.returncode == code, done.stderr[-2_000:]
    return done.stdout


# ------------------------------------------------------------------------------------------------- what is printed
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_the_csv_is_a_formula(home: Path, delimiter: str) -> None:
    """At whatever sign a spreadsheet splits the lines; a number may be negative."""
    printed = shown(home, "csv")

    cells = [each for line in csv.reader(io.StringIO(printed), delimiter=delimiter) for each in line]
    formulas = [each for each in cells if re.match(r"[\s\"]*[=+\-@＝＋－＠\t\r\n]", each)]
    assert [each for each in formulas if not re.fullmatch(r"-?[\d., ]+", each)] == []
    assert "HYPERLINK" in printed


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_nothing_in_the_page_is_theirs(home: Path) -> None:
    """No script, no image, nothing that is done on an event, and no link but to the web."""
    page = Page(shown(home, "html"))

    assert {"script", "img", "b", "iframe", "form"}.isdisjoint(tag for tag, _ in page.tags)
    attributes = [pair for _, held in page.tags for pair in held.items()]
    assert [name for name, _ in attributes if name.startswith("on")] == []
    assert [to for name, to in attributes if name in {"href", "src"} and not re.match(r"#|https://", to or "")] == []


@pytest.mark.parametrize("color", ["never", "always"])
def test_nothing_steers_the_terminal(home: Path, color: str) -> None:
    """No control code but those of our colours, nothing that turns text around."""
    printed = shown(home, "table", "--color", color)

    ours = re.compile(r"\x1b\[[\d;]*m")
    assert STEERING.findall(ours.sub("", printed)) == []
    assert bool(ours.search(printed)) is (color == "always")


def test_nothing_is_a_command_of_the_build_server(home: Path) -> None:
    """Each line is one of ours, and says error, warning or notice."""
    printed = shown(home, "github")

    assert {line.split(" ")[0] for line in printed.splitlines()} <= {"::error", "::warning", "::notice"}


def test_the_json_is_valid(home: Path) -> None:
    """It holds the texts as they are, for programs, which must not trust them."""
    report = json.loads(shown(home, "json"))

    assert any("HYPERLINK" in (found["value"] or "") for found in report["findings"])


@pytest.mark.parametrize("how", ["text", "json"])
def test_no_line_of_the_log_is_theirs(home: Path, how: str) -> None:
    """One line for each event; a name stays within its field, and what a cell holds is not there."""
    done = tool("validate", "-vv", "--log-format", how, "--format", "json", *AS_OF, cwd=home)

    lines = done.stderr.splitlines()
    assert STEERING.findall(done.stderr.replace("\n", "")) == []
    assert all(re.match(r'(\{"time": ")?\d{4}-\d\d-\d\dT[\d:.]+Z', line) for line in lines)
    assert [line for line in lines if line.startswith("2025-06-30T00:00:00.000Z")] == []
    assert "x" * 100 not in done.stderr


# ------------------------------------------------------------------------------------------------- what is written
def formulas(path: Path) -> list[str]:
    """The formulas in a workbook."""
    book = openpyxl.load_workbook(path)
    return [str(each.value) for sheet in book for row in sheet.iter_rows() for each in row if each.data_type == "f"]


def test_no_cell_that_is_written_in_a_file_is_a_formula(home: Path) -> None:
    """Not in the tabs of the municipality, not in the consolidated ones; and a second run writes nothing."""
    first, second = run(home), run(home)

    assert {change.workbook for change in first.writes or ()} == {"een.xlsx", "coordinator.xlsx"}
    assert formulas(home / "een.xlsx") == []
    assert formulas(home / "coordinator.xlsx") == []
    assert second.writes == ()
    quoted = [f for f in first.findings if "HYPERLINK" in str(f.value)]
    assert len(quoted) > len(SIGNS)


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[Path, Any, list[str]]]:
    """The same in Google spreadsheets: the folder, the server, the ids of both."""
    with google_server() as server:
        costs = [[value[:2_000] if isinstance(value, str) else value for value in row] for row in rows()]
        municipal: dict[str, Any] = {"Activiteiten": [ACTIVITIES, ACTIVITY], "Kosten": costs}
        book = spreadsheet(server, municipal | {title: [[title]] for title in TITLES})
        coord = spreadsheet(server, coordinator([book], {book: FORMULAS[0]}))
        write_programme(tmp_path, [], google_config(server, tmp_path))
        config = (tmp_path / "config.toml").read_text("utf-8").replace("coordinator.xlsx", coord)
        (tmp_path / "config.toml").write_text(config, "utf-8")
        yield tmp_path, server, [coord, book]


def test_half_a_character_is_a_mark(web: tuple[Path, Any, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Google spells one out, in a cell or a name, it is read as U+FFFD; pairs and backslashes stay."""
    home, server, books = web
    asked = GoogleClient.spreadsheet

    def halved(client: GoogleClient, *how: Any) -> bytes:
        return asked(client, *how).replace(b"HYPERLINK", rb"\ud83d\ude00 \ud800 \\ud800")

    monkeypatch.setattr(GoogleClient, "spreadsheet", halved)

    report = run(home)

    assert [found for found in report.findings if found.code.startswith("SYS")] == []
    assert report.workbooks[0].label == "=\U0001f600 \ufffd \\ud800(A1;B1)"
    assert {change.workbook for change in report.writes or ()} == set(books)
    assert server.count(kind="spreadsheets.batchUpdate", status=200) > 0


def test_no_cell_that_is_written_in_google_is_a_formula(web: tuple[Path, Any, list[str]]) -> None:
    """All that is sent are typed values; and a second run writes nothing."""
    home, server, books = web

    first, second = run(home), run(home)

    assert {change.workbook for change in first.writes or ()} == set(books)
    for each in books:
        answer = server.spreadsheet(each).get(include_grid=True)
        entered = [
            cell["userEnteredValue"]
            for sheet in answer["sheets"]
            for data in sheet.get("data", ())
            for row in data.get("rowData", ())
            for cell in row.get("values", ())
            if "userEnteredValue" in cell
        ]
        assert [value for value in entered if "formulaValue" in value] == []
        assert any("HYPERLINK" in value.get("stringValue", "") for value in entered)
    assert second.writes == ()
