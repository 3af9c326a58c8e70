"""New workbooks: what people start from gives no findings, offers what can be read, and explains itself."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

import schemas
from reading_room import PROGRAMME as READING_ROOM
from schemas.activity import Activity
from schemas.cost import Cost
from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow
from schemas.starting import NAMES, NUMBERED
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.check import Checker, assess, bare_world, register
from sheets_sync.errors import UsageError
from sheets_sync.messages import Catalogue
from sheets_sync.model import LANGUAGES, Severity
from sheets_sync.schema import Choice, Column, Field, Id, Read, Reads
from sheets_sync.starter import Formula, NewTab, NewWorkbook, number_of
from sheets_sync.starter.blank import blank_coordinator, blank_municipal
from sheets_sync.starter.book import Words
from sheets_sync.starter.folder import config_text, write_demo, write_start
from sheets_sync.starter.looks import note_of
from sheets_sync.starter.save import content_of, save

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook as Opened
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.model import Finding, Language, Tab
    from sheets_sync.schema import Schema
    from sheets_sync.starter.spec import Cell

PROGRAMME = schemas.PROGRAMME
CATALOGUE = Catalogue.load("sheets_sync.messages", PROGRAMME.messages)
WORDS = Words(PROGRAMME, CATALOGUE)
NOW = datetime(2025, 6, 30, 9, 0, tzinfo=UTC)
ADDRESS = "schemas:PROGRAMME"
ROOT = Path(__file__).parent.parent

languages = pytest.mark.parametrize("language", LANGUAGES)
schemas_in_all_languages = pytest.mark.parametrize(
    ("schema", "language"), [(s, lang) for s in NAMES.values() for lang in LANGUAGES], ids=str
)


def checker(language: Language) -> Checker:
    """What stays the same through a run."""
    return Checker(PROGRAMME, PROGRAMME.settings(), CATALOGUE, language, date(2025, 6, 30))


def told(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """The findings that somebody must look at."""
    judged = ((f.code, str(f.location.cell or "")) for f in findings if severity(f) is not Severity.INFO)
    return list(judged)


def severity(finding: Finding) -> Severity:
    """What the catalogue says."""
    return CATALOGUE.codes[finding.code].severity


def checked(new: NewWorkbook, folder: Path) -> list[tuple[str, str]]:
    """What the tool says about a municipal workbook on its own."""
    save(new, folder / new.ref, WORDS)
    check = checker(new.language)
    world = bare_world(check, [PROGRAMME.bare(new.ref, "", new.language)])
    return told(assess(check, world, {new.ref: read_workbook(folder / new.ref, new.ref)}.get).report.findings)


def opened(new: NewWorkbook) -> Opened:
    """The workbook as another library reads it."""
    return load_workbook(io.BytesIO(content_of(new, WORDS)))


def one_tab(schema: type[Schema], rows: Sequence[Sequence[Cell]] = (), language: Language = "en") -> NewWorkbook:
    """A workbook with one tab."""
    return NewWorkbook("new.xlsx", language, (NewTab(schema, rows=rows),), NOW)


def read(new: NewWorkbook, folder: Path) -> Tab:
    """The first tab, as the tool reads it."""
    save(new, folder / new.ref, WORDS)
    return read_workbook(folder / new.ref, new.ref).tabs[0]


# ------------------------------------------------------------------------------------------------- blank ones
@languages
def test_a_blank_municipal_workbook_has_nothing_to_correct(language: Language, tmp_path: Path) -> None:
    """The numbers alone make no row count, and no heading has to be guessed."""
    assert checked(blank_municipal(PROGRAMME, "blank.xlsx", language, NOW, catalogue=CATALOGUE), tmp_path) == []


@languages
def test_an_empty_coordinators_workbook_has_nothing_to_correct(language: Language, tmp_path: Path) -> None:
    """What init makes registers nothing and is in order."""
    new = blank_coordinator(PROGRAMME, "coordinator.xlsx", language, NOW)
    save(new, tmp_path / new.ref, WORDS)

    world, findings = register(checker(language), read_workbook(tmp_path / new.ref, new.ref))

    assert (told(findings), world.registry.entries) == ([], ())


@languages
def test_a_template_filled_with_what_its_lists_offer_has_nothing_to_correct(
    language: Language, tmp_path: Path
) -> None:
    """Labels chosen from the drop-downs, stored dates and numbers: nothing that the template leads to is wrong."""
    activities: list[list[Cell]] = [
        [
            "A-001",
            "Work visit",
            "work_visit_out",
            "done",
            date(2025, 3, 3),
            date(2025, 3, 8),
            "partner",
            "",
            "16.10",
            8,
        ]
    ]
    costs: list[list[Cell]] = [
        [
            "C-001",
            date(2025, 3, 8),
            "A-001",
            "per_diem",
            "Per diem",
            "",
            90,
            "EUR",
            "2025/01",
            "",
            "grant",
            "flanders",
        ]
    ]
    activities[0] += [4, 500, "Two districts take it over"]
    tabs = (NewTab(Activity, rows=activities, numbered=3), NewTab(Cost, rows=costs, numbered=3))

    assert checked(NewWorkbook("filled.xlsx", language, tabs, NOW), tmp_path) == []


@pytest.mark.parametrize("schema", NUMBERED, ids=str)
def test_the_numbers_are_those_that_the_schema_asks_for(schema: type[Schema]) -> None:
    """Every number that a template fills in matches the pattern of its column, from the first to the last."""
    field = schema.fields[schema.id_key or ""]
    assert isinstance(field.kind, Id)

    numbers = [number_of(field, n) for n in range(1, NUMBERED[schema] + 1)]

    assert [n for n in numbers if not re.fullmatch(field.kind.pattern, n)] == []
    assert len(set(numbers)) == NUMBERED[schema]


def test_a_column_whose_example_has_no_number_cannot_be_numbered() -> None:
    """The author of a programme is told which column it is."""
    field = Field("no", Column("a", "b", "c", example="none"), Id(r"\w+"), required=True, default=None)

    with pytest.raises(ValueError, match="the example of no ends in no number"):
        number_of(field, 1)


# ------------------------------------------------------------------------------------------------- lists
def lists_of(sheet: Worksheet, book: Opened) -> dict[int, list[str]]:
    """The texts of the drop-down of each column that has one, by its number."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            title, cells = str(rule.formula1).rsplit("!", 1)
            block = book[title.strip("'")][cells.replace("$", "")]
            (column,) = {c.min_col for c in rule.sqref.ranges}
            found[column] = [str(row[0].value) for row in block]
    return found


@schemas_in_all_languages
def test_what_a_list_offers_is_read_without_a_question(schema: type[Schema], language: Language) -> None:
    """Each text of a drop-down means one code; it is in the reader's language."""
    book = opened(one_tab(schema, language=language))
    offered = lists_of(book.worksheets[0], book)

    for column, field in enumerate(schema.fields.values(), 1):
        if isinstance(field.kind, Choice):
            labels = {code: label.of(language) for code, label in field.kind.options.labels.items()}
            assert {field.kind.options.read(text): text for text in offered[column]} == labels
        elif isinstance(field.kind, Reads):
            readings = [field.kind.read(text, language) for text in offered[column]]
            assert [r for r in readings if not (isinstance(r, Read) and r.as_typed)] == []


@languages
def test_only_targets_of_the_registered_theme_are_offered(language: Language) -> None:
    """A municipality whose theme is known chooses among its own targets, in their order, and its own SDG."""
    group = Partnership(
        partnership_id="SDGP-RW-01",
        flemish_municipality="Eeklo",
        partner_municipality="Musanze District",
        partner_country="RW",
        theme="16",
        period_start=date(2024, 1, 1),
        period_end=date(2025, 12, 31),
    )
    new = NewWorkbook("new.xlsx", language, (NewTab(Activity),), NOW, "EUR", group)
    book = opened(new)

    offered = lists_of(book.worksheets[0], book)

    assert offered[9] == [*(f"16.{n}" for n in range(1, 11)), "16.a", "16.b"]
    assert [Activity.fields["sdg"].kind.read(text, language) for text in offered[8]] == [Read("16")]  # type: ignore[union-attr]


def test_only_codes_that_an_exception_may_have_are_offered() -> None:
    """The coordinator isn't led to accept what cannot be accepted."""
    offered = PROGRAMME.offered(AcceptedFinding, "code", None, CATALOGUE, "en")

    assert {"BUD02", "ROW07"} <= set(offered)
    assert [code for code in offered if code.startswith(("SRC", "TAB", "CFG", "WRT"))] == []


@languages
def test_a_reference_is_chosen_from_the_tab_it_refers_to(language: Language) -> None:
    """The activity of a cost, and the partnership of a workbook and of a rate, come from where they are numbered."""
    municipal = opened(blank_municipal(PROGRAMME, "m.xlsx", language, NOW, catalogue=CATALOGUE))
    coordinator = opened(blank_coordinator(PROGRAMME, "c.xlsx", language, NOW))

    activities = lists_of(municipal[Cost.tab.of(language)], municipal)[3]
    places = {
        str(rule.formula1)
        for schema in (WorkbookRow, Rate)
        for rule in coordinator[schema.tab.of(language)].data_validations.dataValidation
        if str(rule.formula1).startswith(f"'{Partnership.tab.of(language)}'!$A$2")
    }

    assert activities[:3] == ["A-001", "A-002", "A-003"]
    assert len(places) == 1


# ------------------------------------------------------------------------------------------------- headings
@schemas_in_all_languages
def test_every_heading_explains_itself(schema: type[Schema], language: Language) -> None:
    """The comment on a heading says what the column is for, in the reader's language."""
    sheet = opened(one_tab(schema, language=language)).worksheets[0]

    for column, field in enumerate(schema.fields.values(), 1):
        comment = sheet.cell(1, column).comment
        purpose = PROGRAMME.purpose(schema, field.key, language)
        assert purpose
        assert comment is not None
        assert comment.text.startswith(purpose)


def test_the_purposes_are_those_of_the_columns() -> None:
    """No column without a purpose, and no purpose without its column."""
    data = tomllib.loads((ROOT / "schemas" / "messages" / "columns.toml").read_text("utf-8"))

    assert {name: list(columns) for name, columns in data.items()} == {n: list(s.fields) for n, s in NAMES.items()}
    assert {tuple(words) for columns in data.values() for words in columns.values()} == {LANGUAGES}


@pytest.mark.parametrize(
    ("schema", "key", "language", "expected"),
    [
        (Cost, "date", "nl", "P\nVerplicht.\nEen datum: dag/maand/jaar.\nVoorbeeld: 13/05/2024"),
        (Cost, "cost_id", "nl", "P\nAl ingevuld: laat dit nummer staan."),
        (Cost, "currency", "en", "P\nChoose from the list."),
        (Activity, "participants", "en", "P\nA whole number from 0 to 5000.\nExample: 18"),
        (Activity, "planned_cost", "fr", "P\nUniquement le nombre, sans monnaie.\nExemple : 4200"),
        (Rate, "units_per_eur", "fr", "P\nObligatoire.\nExemple : 1462,35"),
    ],
)
def test_a_comment_tells_what_may_be_filled_in(
    schema: type[Schema], key: str, language: Language, expected: str
) -> None:
    """Required or not, the kind, and an example as this reader types it."""
    note = note_of(schema.fields[key], "P", CATALOGUE, language)

    assert note.replace("\u202f", " ") == expected


# ------------------------------------------------------------------------------------------------- cells
def test_a_text_is_never_a_formula() -> None:
    """What stands in the data of a new workbook is shown, not executed."""
    rows = [["C-001", "", "", "", "=1+1", "+32 3 000 00 00", "", "", "@SUM(1)"]]

    sheet = opened(one_tab(Cost, rows)).worksheets[0]

    assert [(sheet.cell(2, n).data_type, sheet.cell(2, n).value) for n in (5, 6, 9)] == [
        ("s", "=1+1"),
        ("s", "+32 3 000 00 00"),
        ("s", "@SUM(1)"),
    ]


def test_a_formula_has_its_result_stored(tmp_path: Path) -> None:
    """A new workbook is read like one that a spreadsheet has saved: results and errors stand with their formulas."""
    rows: list[list[Cell]] = [
        ["C-001", "", "", "", "", "", 10.5],
        ["C-002", "", "", "", "", "", Formula("2*#REF!", "#REF!")],
        ["", "", "", "", "Total & more", "", Formula('SUM(G2:G2)&""', 10.5)],
    ]

    tab = read(one_tab(Cost, rows), tmp_path)

    assert [row[6] for row in tab.rows[1:4]] == [10.5, "#REF!", 10.5]


def test_cells_have_the_format_of_their_kind() -> None:
    """Receipt numbers and targets stay text, dates show the day first, francs have no decimals."""
    new = NewWorkbook("new.xlsx", "fr", (NewTab(Cost, rows=[["C-001"]]),), NOW, currency="XOF")

    sheet = opened(new).worksheets[0]
    formats = {key: sheet.cell(2, n).number_format for n, key in enumerate(Cost.fields, 1)}

    assert [formats[k] for k in ("cost_id", "date", "amount", "receipt_no")] == ["@", "dd/mm/yyyy", "#,##0_)", "@"]


def test_columns_stand_as_their_person_has_them(tmp_path: Path) -> None:
    """A title above, another order, a heading in own words, a column of one's own."""
    tab = NewTab(
        Cost,
        title="Costs 2025",
        columns=("amount", "cost_id", "Our own number"),
        headings={"amount": "Amount paid"},
        above=[["Costs of our municipality"], []],
        rows=[[12.5, "C-001", "M-9"]],
    )

    seen = read(NewWorkbook("new.xlsx", "en", (tab,), NOW), tmp_path)

    assert seen.title == "Costs 2025"
    assert [list(row) for row in seen.rows] == [
        ["Costs of our municipality", "", ""],
        ["", "", ""],
        ["Amount paid", "Cost no.", "Our own number"],
        [12.5, "C-001", "M-9"],
    ]


def test_the_same_content_gives_the_same_bytes() -> None:
    """Nothing of the hour or of the machine goes into a new workbook; it says when it was saved as it is told to."""
    new = one_tab(Activity, [["A-001", "Visit"]])

    assert content_of(new, WORDS) == content_of(new, WORDS)
    assert opened(new).properties.modified == NOW.replace(tzinfo=None)


# ------------------------------------------------------------------------------------------------- the folder
def test_the_example_configuration_is_what_init_writes() -> None:
    """There is one text of config.toml, and its values are the defaults."""
    text = config_text(PROGRAMME, ADDRESS, "nl")
    rules = tomllib.loads(text)["rules"]

    assert text == (ROOT / "config.example.toml").read_text("utf-8")
    assert PROGRAMME.settings.model_validate(rules) == PROGRAMME.settings()
    assert set(rules) == set(PROGRAMME.settings.model_fields)


@languages
def test_a_starter_is_written_once(language: Language, tmp_path: Path) -> None:
    """Neither file of a starter is ever overwritten, whichever of the two is there."""
    folder = tmp_path / "new" / "programme"
    config, coordinator = write_start(folder, PROGRAMME, ADDRESS, CATALOGUE, language, NOW)
    before = {path: path.read_bytes() for path in (config, coordinator)}

    for path in (config, coordinator):
        path.with_name("aside").write_bytes(path.read_bytes())
        path.unlink()
        with pytest.raises(UsageError):
            write_start(folder, PROGRAMME, ADDRESS, CATALOGUE, language, NOW)
        path.with_name("aside").rename(path)

    assert tomllib.loads(config.read_text("utf-8"))["language"] == language
    assert {path: path.read_bytes() for path in sorted(folder.iterdir(), reverse=True)} == before


def test_a_demo_is_made_anew_and_nothing_else_goes(tmp_path: Path) -> None:
    """What an earlier demo and its runs made is written again or taken away; what somebody added stays."""
    write_demo(tmp_path, PROGRAMME, ADDRESS, CATALOGUE, "en")
    fresh = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    (tmp_path / "lommel.xlsx").write_bytes(b"changed")
    (tmp_path / "lommel.check.xlsx").write_bytes(b"of a run")
    (tmp_path / ".sheets-sync").mkdir()
    (tmp_path / ".sheets-sync" / "state.sqlite").write_bytes(b"of a run")
    (tmp_path / "notes.txt").write_text("mine")

    write_demo(tmp_path, PROGRAMME, ADDRESS, CATALOGUE, "en")

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {**fresh, "notes.txt": b"mine"}


def test_a_marker_leads_nowhere_else(tmp_path: Path) -> None:
    """A marker that was tampered with takes away nothing outside the demo's folder."""
    folder, outside = tmp_path / "demo", tmp_path / "outside.xlsx"
    folder.mkdir()
    outside.write_bytes(b"precious")
    (folder / ".sheets-sync-demo").write_text("../outside.xlsx\n..\\outside.xlsx\n\n")

    write_demo(folder, PROGRAMME, ADDRESS, CATALOGUE, "en")

    assert outside.read_bytes() == b"precious"


def test_a_programme_may_have_no_demo(tmp_path: Path) -> None:
    """It says so, and writes nothing."""
    with pytest.raises(UsageError, match="has no demo"):
        write_demo(tmp_path, READING_ROOM, "reading_room:PROGRAMME", CATALOGUE, "en")

    assert list(tmp_path.iterdir()) == []


@languages
def test_any_programme_has_its_blank_workbooks(language: Language, tmp_path: Path) -> None:
    """The engine makes them of the tabs alone: what a programme does not say about them is left out."""
    catalogue = Catalogue.load("sheets_sync.messages", READING_ROOM.messages)
    new = blank_municipal(READING_ROOM, "mol.xlsx", language, NOW, catalogue=catalogue)
    save(new, tmp_path / "mol.xlsx", Words(READING_ROOM, catalogue))

    check = Checker(READING_ROOM, READING_ROOM.settings(), catalogue, language, date(2025, 6, 30))
    world = bare_world(check, [READING_ROOM.bare("mol.xlsx", "", language)])
    outcome = assess(check, world, {"mol.xlsx": read_workbook(tmp_path / "mol.xlsx", "mol.xlsx")}.get)

    assert (outcome.report.complete, outcome.report.findings) == (True, ())


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    """A demo never lands among a person's files."""
    (tmp_path / "budget.xlsx").write_bytes(b"precious")

    with pytest.raises(UsageError, match="holds other things than a demo"):
        write_demo(tmp_path, PROGRAMME, ADDRESS, CATALOGUE, "en")

    assert [p.name for p in tmp_path.iterdir()] == ["budget.xlsx"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """The name of a file where a folder is meant is refused in a sentence."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UsageError, match="is a file"):
        write_demo(tmp_path / "file", PROGRAMME, ADDRESS, CATALOGUE, "en")
    with pytest.raises(UsageError, match="cannot be made"):
        write_start(tmp_path / "file" / "deeper", PROGRAMME, ADDRESS, CATALOGUE, "en", NOW)


def test_what_a_programme_says_of_new_workbooks_costs_no_spreadsheet_library() -> None:
    """A run that only reads never imports openpyxl for the sake of the demo or the templates."""
    code = (
        "import sys, schemas, sheets_sync.starter; schemas.PROGRAMME.demo('en'); sys.exit('openpyxl' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
