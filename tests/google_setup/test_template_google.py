"""`sheets-sync template --google` on the strict server: what is filled, what is left, what is said of it."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from google_setup.programmes import ELS, Setting, cell, one, three_languages
from sheets_sync.config import load_config
from sheets_sync.errors import NothingReadError
from sheets_sync.messages import Catalogue
from sheets_sync.setup import fill
from sheets_sync.starter import NewWorkbook
from sheets_sync.starter.book import Words
from support.google import google_server
from test_cli import AS_OF, tool
from tests.google.errors import ApiError
from tests.google.faults import broken, dropped, from_nth, nth, portal, refused

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

NL = ["Activiteiten", "Kosten", "Leren", "Resultaten", "Uitleg", "Lijsten"]
UPDATE = "spreadsheets.batchUpdate"


class Filled(NamedTuple):
    """Three spreadsheets that were filled at once, to be looked at and not changed."""

    setting: Setting
    ids: dict[str, str]
    done: subprocess.CompletedProcess[str]
    writes: int
    reads: int

    def tab(self, title: str, label: str = "Eeklo") -> dict[str, Any]:
        """A tab of a municipality."""
        return self.setting.tab(self.ids[label], title)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """They are made once: the server takes its time for a thousand rows of limits."""
    with google_server() as server:
        setting = Setting(server, tmp_path_factory.mktemp("filled"))
        ids = three_languages(setting)
        done = tool("template", "--google", "--all", *AS_OF, cwd=setting.folder)
        yield Filled(setting, ids, done, server.count(kind=UPDATE), server.count(kind="spreadsheets.get"))


# ------------------------------------------------------------------------------------------------- what is filled
def test_each_empty_one_is_filled_in_its_language(filled: Filled) -> None:
    """All tabs come in front of the empty one, the locale is that of the language, the summary names each."""
    setting, ids, done, *_ = filled

    assert (done.returncode, done.stderr) == (0, "")
    assert "3 rekenbladen gevuld" in done.stdout
    assert f"{ids['Abomey']} (Abomey, Frans)" in done.stdout
    assert setting.titles(ids["Eeklo"]) == [*NL, "Sheet1"]
    assert setting.titles(ids["Huye"])[:2] == ["Activities", "Costs"]
    locales = [setting.book(ref).get()["properties"]["locale"] for ref in ids.values()]
    assert locales == ["nl_BE", "fr_FR", "en_GB"]


def test_filling_costs_two_requests_each(filled: Filled) -> None:
    """One read and one write for each; a second time there are only reads, and nothing changes."""
    setting = filled.setting
    setting.server.reset_log()

    done = tool("template", "--google", *AS_OF, cwd=setting.folder)

    assert (filled.reads, filled.writes) == (3, 3)
    assert setting.server.count(kind="files.list") == 1
    assert setting.server.count(direction="write") == 0
    assert (done.returncode, done.stdout.count("er staat al iets in")) == (0, 3)


def test_what_was_filled_is_a_blank_workbook(setting: Setting) -> None:
    """Checking it gives nothing; a sync adds the tool's own tabs only; a second one writes nothing."""
    ref = setting.spreadsheet("Abomey")
    setting.entry("SDGP-BJ-01", "Abomey", ref, "fr", "XOF")
    setting.register()
    tool("template", "--google", *AS_OF, cwd=setting.folder)
    options = ("--format", "json", "--fail-on", "warning", *AS_OF)

    checked = tool("validate", *options, cwd=setting.folder)
    synced = tool("sync", *options, cwd=setting.folder)
    setting.server.reset_log()
    again = tool("sync", *options, cwd=setting.folder)

    assert (checked.returncode, json.loads(checked.stdout)["findings"]) == (0, [])
    written = {write["tab"] for write in json.loads(synced.stdout)["writes"] if write["workbook"] == ref}
    assert (synced.returncode, written) == (0, {"Contrôle", "Vue d’ensemble"})
    assert (again.returncode, json.loads(again.stdout)["writes"]) == (0, [])
    assert setting.server.count(direction="write") == 0


def test_what_people_fill_in_is_read_and_counted(setting: Setting) -> None:
    """Typed in the way of the language, by labels of the lists; the figures above the costs follow."""
    ref = setting.spreadsheet("Eeklo")
    one(setting, ref)
    tool("template", "--google", *AS_OF, cwd=setting.folder)
    book = setting.book(ref)
    for place, text in {"B4": "Overleg over water", "C4": "workshop", "D4": "lopend", "E4": "1/02/2025"}.items():
        book.enter("Activiteiten", place, text, user=ELS)
    typed = {"B6": "3/03/2025", "C6": "A-001", "D6": "Verblijf", "E6": "Hotel delegatie", "G6": "1.250,50"}
    for place, text in {**typed, "H6": "EUR", "I6": "001", "K6": "subsidie"}.items():
        book.enter("Kosten", place, text, user=ELS)

    done = tool("validate", "--format", "json", *AS_OF, cwd=setting.folder)

    report = json.loads(done.stdout)
    partnership = next(p for p in report["partnerships"] if p["partnership_id"] == "SDGP-BJ-01")
    assert partnership["claimed_eur"] == "1250.50", report["findings"]
    costs = setting.tab(ref, "Kosten")
    assert [cell(costs, row, 4)["effectiveValue"] for row in (2, 3)] == [
        {"numberValue": 1250.5},
        {"numberValue": 33749.5},
    ]
    assert cell(costs, 6, 9)["effectiveValue"] == {"stringValue": "001"}


# ------------------------------------------------------------------------------------------------- its limits
def test_lists_and_limits_stand_in_the_cells(filled: Filled) -> None:
    """A list refuses, a day beside the period only warns, 0 is refused; in the last row as in the first."""
    costs = filled.tab("Kosten")

    category, day, amount = (cell(costs, 6, column)["dataValidation"] for column in (4, 2, 7))
    last = costs["properties"]["gridProperties"]["rowCount"]

    assert category["condition"]["type"] == "ONE_OF_RANGE"
    assert category["condition"]["values"][0]["userEnteredValue"].startswith("='Lijsten'!$F$2:")
    assert category["strict"]
    days = [{"userEnteredValue": f"=DATE({day})"} for day in ("2024;1;1", "2025;12;31")]
    assert day["condition"] == {"type": "DATE_BETWEEN", "values": days}
    assert not day.get("strict", False)
    assert amount["condition"] == {"type": "NUMBER_NOT_EQ", "values": [{"userEnteredValue": "0"}]}
    assert last == 1005
    assert cell(costs, last, 4)["dataValidation"] == category


def test_what_is_filled_in_is_protected_by_a_warning_only(filled: Filled) -> None:
    """Nobody is kept from anything, and the cells to fill in are free of the warning."""
    (protected,) = filled.tab("Kosten")["protectedRanges"]

    free = protected["unprotectedRanges"]
    assert protected["warningOnly"]
    assert any(area["startRowIndex"] == 5 and area["startColumnIndex"] <= 6 < area["endColumnIndex"] for area in free)
    assert not any(area["startRowIndex"] < 5 and area["startColumnIndex"] < 13 for area in free)
    assert not any(area["startColumnIndex"] == 0 for area in free)


def test_it_looks_as_the_file_does(filled: Filled) -> None:
    """Keys stand in a hidden row, headings have notes and stay in sight, the lists are in a hidden tab."""
    costs, lists = filled.tab("Kosten"), filled.tab("Lijsten")

    assert costs["data"][0]["rowMetadata"][3]["hiddenByUser"]
    assert cell(costs, 4, 1)["effectiveValue"] == {"stringValue": "#cost_id"}
    assert cell(costs, 5, 7)["note"]
    assert costs["properties"]["gridProperties"]["frozenRowCount"] == 5
    assert lists["properties"]["hidden"]
    assert cell(costs, 205, 9)["userEnteredFormat"]["numberFormat"]["type"] == "TEXT"
    assert cell(costs, 1, 4)["userEnteredFormat"]["textFormat"]["link"]["uri"].startswith("#gid=")


@pytest.mark.parametrize(("label", "title"), [("Eeklo", "Kosten"), ("Abomey", "Dépenses"), ("Huye", "Costs")])
def test_its_figures_work_in_each_language(filled: Filled, label: str, title: str) -> None:
    """A formula holds no sign that means something else where a comma begins the decimals."""
    above = [each for row in filled.tab(title, label)["data"][0]["rowData"][:3] for each in row.get("values", ())]
    formulas = [each for each in above if "formulaValue" in each.get("userEnteredValue", {})]

    assert len(formulas) == 2
    assert all("numberValue" in each["effectiveValue"] for each in formulas)
    assert not any(re.search(r"\d\.\d", each["userEnteredValue"]["formulaValue"]) for each in formulas)


def test_what_is_missing_lights_up_once_a_row_is_begun(setting: Setting) -> None:
    """An empty row stays white."""
    ref = setting.spreadsheet("Eeklo")
    one(setting, ref)
    tool("template", "--google", "Eeklo", *AS_OF, cwd=setting.folder)
    book = setting.book(ref)
    number = setting.tab(ref, "Kosten")["properties"]["sheetId"]
    before = book.lit(number)

    book.edit("Kosten", "B6", 45719, user=ELS)

    assert before == {}
    assert {column for row, column in book.lit(number) if row == 5} == {2, 3, 4, 6, 8}
    assert {row for row, _ in book.lit(number)} == {5}


# ------------------------------------------------------------------------------------------------- what is left
def value(setting: Setting, ref: str) -> None:
    """A person wrote one word."""
    setting.book(ref).edit("Sheet1", "C9", "Notities", user=ELS)


def note(setting: Setting, ref: str) -> None:
    """A person wrote no more than a note."""
    setting.book(ref).note("Sheet1", "A1", "Voor Els", user=ELS)


def formula(setting: Setting, ref: str) -> None:
    """A person wrote a formula that shows nothing."""
    setting.book(ref).enter("Sheet1", "A1", '=""', user=ELS)


def protection(setting: Setting, ref: str) -> None:
    """A person prepared a tab."""
    setting.book(ref).protect("Sheet1", "A1:B2", user=ELS)


@pytest.mark.parametrize("made", [value, note, formula, protection], ids=lambda made: made.__name__)
def test_one_that_holds_anything_is_left_as_it_is(setting: Setting, made: Callable[[Setting, str], None]) -> None:
    """A word, a note, a formula that shows nothing, a protection: it is not empty any more, and nothing changes."""
    ref = setting.spreadsheet("Eeklo")
    made(setting, ref)
    one(setting, ref)
    before = setting.book(ref).get(include_grid=True)

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, "er staat al iets in" in done.stdout) == (0, True)
    assert setting.book(ref).get(include_grid=True) == before
    assert setting.server.count(direction="write") == 0


def test_an_empty_tab_with_a_title_of_ours(setting: Setting) -> None:
    """It is named, and nothing is done."""
    ref = setting.spreadsheet("Eeklo")
    setting.book(ref).rename("Sheet1", "Kosten", user=ELS)
    one(setting, ref)

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, "al een tabblad ‘Kosten’" in done.stdout) == (3, True)
    assert setting.titles(ref) == ["Kosten"]


@pytest.mark.parametrize(
    ("role", "told"), [(None, "kan het niet openen; deel het met"), ("reader", "mag kijken maar niet schrijven")]
)
def test_not_shared_or_only_to_be_viewed(setting: Setting, role: str | None, told: str) -> None:
    """The sentence names the address to share with, and the others are filled all the same."""
    ref, other = setting.spreadsheet("Eeklo", role=role), setting.spreadsheet("Abomey")
    setting.entry("SDGP-BJ-01", "Abomey", other, "fr", "XOF")
    one(setting, ref)

    done = tool("template", "--google", "--all", cwd=setting.folder)

    assert done.returncode == 3
    assert told in done.stdout
    assert setting.account in done.stdout
    assert setting.titles(ref) == ["Sheet1"]
    assert setting.titles(other)[0] == "Activités"


def test_an_excel_file_in_drive(setting: Setting) -> None:
    """The sentence says how it becomes a spreadsheet."""
    ref = setting.server.put_office_file("eeklo.xlsx", b"PK", owner=ELS)
    setting.server.share(ref, setting.account)
    one(setting, ref)

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, "Opslaan als Google Spreadsheets" in done.stdout) == (3, True)
    assert setting.server.count(kind="spreadsheets.get") == 0


def test_a_file_and_one_that_is_not_active(setting: Setting) -> None:
    """Where they are named it is told why they are left out; among all others they are not worth a line."""
    ref = setting.spreadsheet("Deinze")
    setting.entry("SDGP-BJ-01", "Eeklo", "eeklo.xlsx")
    setting.entry("SDGP-RW-02", "Deinze", ref)
    setting.register([ref])

    named = tool("template", "--google", "Eeklo", "Deinze", cwd=setting.folder)
    everyone = tool("template", "--google", cwd=setting.folder)

    assert named.returncode == 3
    assert "eeklo.xlsx: dit is geen Google-rekenblad" in named.stdout
    assert f"{ref}: in het tabblad ‘Rekenbladen’ is het niet actief" in named.stdout
    assert (everyone.returncode, "niets te vullen" in everyone.stdout) == (0, True)
    assert setting.server.log == []


# ------------------------------------------------------------------------------------------------- what goes wrong
@pytest.mark.parametrize("fault", [broken(applied=True), dropped(applied=True), broken(), dropped()])
def test_an_answer_that_is_lost(setting: Setting, fault: Any) -> None:
    """Whether the batch was carried out or not, the spreadsheet is filled once."""
    ref = setting.spreadsheet("Eeklo")
    one(setting, ref)
    setting.server.plan(nth(1, fault, kind=UPDATE))

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, setting.titles(ref)) == (0, [*NL, "Sheet1"])


def test_a_write_that_never_succeeds(setting: Setting) -> None:
    """After some tries it is told, and the spreadsheet is as it was."""
    ref = setting.spreadsheet("Eeklo")
    one(setting, ref)
    setting.server.plan(from_nth(1, broken(), kind=UPDATE))

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, "Google gaf geen antwoord" in done.stdout) == (3, True)
    assert (setting.titles(ref), setting.server.count(kind=UPDATE)) == (["Sheet1"], 3)


@pytest.mark.parametrize("kind", ["spreadsheets.get", UPDATE])
def test_a_page_of_a_proxy_is_no_answer(setting: Setting, kind: str) -> None:
    """It says 200 and is none of Google: nothing is told to be filled that is not."""
    ref = setting.spreadsheet("Eeklo")
    one(setting, ref)
    setting.server.plan(from_nth(1, portal(), kind=kind))

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, "Google gaf geen antwoord" in done.stdout) == (3, True), done.stdout + done.stderr
    assert setting.titles(ref) == ["Sheet1"]


def test_a_refusal_of_the_batch(setting: Setting) -> None:
    """Somebody changed it meanwhile: nothing of it is done."""
    ref = setting.spreadsheet("Eeklo")
    one(setting, ref)
    setting.server.plan(nth(1, refused(ApiError(400, "Invalid requests[1].addSheet")), kind=UPDATE))

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, "nam de tabbladen niet aan" in done.stdout) == (3, True)


@pytest.mark.parametrize("key", ["nowhere.json", "config.toml"])
def test_a_key_that_cannot_be_used(setting: Setting, key: str) -> None:
    """Nothing is tried; the sentence names the file, and the exit code says that nothing was done."""
    one(setting, setting.spreadsheet("Eeklo"))
    setting.configure("coordinator.xlsx", key=key)

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, done.stdout) == (4, "")
    assert key in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_that_google_refuses(setting: Setting) -> None:
    """The account is gone."""
    one(setting, setting.spreadsheet("Eeklo"))
    setting.server.tokens.accounts.clear()

    done = tool("template", "--google", "Eeklo", cwd=setting.folder)

    assert (done.returncode, "sync.json" in done.stderr) == (4, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--google", "--all", "Eeklo"), "not both"),
        (("--google", "--coordinator", "Eeklo"), "not both"),
        (("--google", "--coordinator", "--all"), "not both"),
        (("--google", "-o", "folder"), "-o"),
        (("--google", "--currency", "EUR"), "--currency"),
        (("--coordinator",), "init"),
        (("--google", "Eklo"), "Eeklo"),
    ],
)
def test_wrong_use(setting: Setting, arguments: tuple[str, ...], told: str) -> None:
    """It ends with 2 and says what to write instead."""
    one(setting, setting.spreadsheet("Eeklo"))

    done = tool("template", *arguments, cwd=setting.folder)

    assert (done.returncode, told in done.stderr) == (2, True)
    assert setting.server.log == []


# ------------------------------------------------------------------------------------------------- the coordinator's
def test_the_coordinators_own_spreadsheet(setting: Setting) -> None:
    """The tabs to fill in, in the language of the configuration; what is registered there is then synced."""
    coordinator, ref = setting.spreadsheet("Coördinatie"), setting.spreadsheet("Eeklo")
    setting.configure(coordinator, language="fr")

    made = tool("template", "--google", "--coordinator", cwd=setting.folder)
    again = tool("template", "--google", "--coordinator", cwd=setting.folder)

    assert (made.returncode, made.stderr) == (0, "")
    assert "remplissez Partenariats" in made.stdout
    assert setting.titles(coordinator)[:2] == ["Partenariats", "Classeurs"]
    assert setting.book(coordinator).get()["properties"]["locale"] == "fr_FR"
    assert (again.returncode, "contient déjà quelque chose" in again.stdout) == (0, True)

    book = setting.book(coordinator)
    for place, text in zip("ABCDEFG", ["SDGP-BJ-01", "Eeklo", "Abomey", "BJ", "ODD 16"], strict=False):
        book.enter("Partenariats", f"{place}2", text, user=ELS)
    headings = {
        cell.get("effectiveValue", {}).get("stringValue"): number
        for number, cell in enumerate(setting.tab(coordinator, "Partenariats")["data"][0]["rowData"][0]["values"])
    }
    for heading, day in (("Début de la période", "01/01/2024"), ("Fin de la période", "31/12/2025")):
        book.enter("Partenariats", f"{chr(ord('A') + headings[heading])}2", day, user=ELS)
    for place, text in zip("ABCDEF", ["SDGP-BJ-01", "Eeklo", "flandre", ref, "nl", "EUR"], strict=True):
        book.enter("Classeurs", f"{place}2", text, user=ELS)

    filled = tool("template", "--google", cwd=setting.folder)
    first = tool("sync", "--format", "json", *AS_OF, cwd=setting.folder)
    second = tool("sync", "--format", "json", *AS_OF, cwd=setting.folder)

    assert (filled.returncode, setting.titles(ref)[:2]) == (0, NL[:2]), filled.stdout
    assert {write["workbook"] for write in json.loads(first.stdout)["writes"]} == {ref, coordinator}, first.stdout
    assert json.loads(second.stdout)["writes"] == []


def test_init_says_how(setting: Setting) -> None:
    """Whoever starts reads that a spreadsheet will do as well, and the command for it."""
    done = tool("init", "start", cwd=setting.folder)

    assert "sheets-sync template --google --coordinator -c start/config.toml" in done.stdout


def test_the_part_for_google_is_not_installed(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what to install."""
    monkeypatch.setitem(sys.modules, "sheets_sync.backends.google.fill", None)
    config = load_config(setting.folder / "config.toml")
    catalogue = Catalogue.load("sheets_sync.messages")
    new = NewWorkbook("1abc", "nl", (), datetime(2025, 1, 1, tzinfo=UTC))

    with pytest.raises(NothingReadError, match=r"sheets-sync\[google\]"):
        fill(config, [new], Words(config.programme, catalogue))


def test_a_coordinators_workbook_that_is_a_file(setting: Setting) -> None:
    """It is no spreadsheet to fill."""
    done = tool("template", "--google", "--coordinator", cwd=setting.folder)

    assert (done.returncode, "geen Google-rekenblad" in done.stdout) == (3, True)
