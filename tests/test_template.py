"""Templates: nothing to correct in an empty one, nor in one filled by the rules; what must not change is kept."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

import schemas
from schemas.activity import Activity
from schemas.codelists import CATEGORIES, CATEGORY, CHOICES
from schemas.context import Coordination
from schemas.cost import Cost
from schemas.learning import Learning
from schemas.money import Rates
from schemas.partnership import Partnership, Rate
from schemas.result import Result
from schemas.template import live
from schemas.themes import GOALS
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.check import Checker, assess
from sheets_sync.errors import UsageError
from sheets_sync.messages import Catalogue
from sheets_sync.model import LANGUAGES, Severity
from sheets_sync.programme import Registry, World
from sheets_sync.starter.blank import blank_municipal, registered
from sheets_sync.starter.book import Words
from sheets_sync.starter.save import content_of, save_new
from sheets_sync.starter.templates import order, write_all
from sheets_sync.table import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from openpyxl import Workbook as Opened
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.model import Language, Report
    from sheets_sync.schema import Schema
    from sheets_sync.starter import NewWorkbook

PROGRAMME = schemas.PROGRAMME
CATALOGUE = Catalogue.load("sheets_sync.messages", PROGRAMME.messages)
WORDS = Words(PROGRAMME, CATALOGUE)
AS_OF = date(2025, 6, 30)
NOW = datetime(2025, 6, 30, tzinfo=UTC)
SETTINGS = PROGRAMME.settings()
CURRENCIES: dict[Language, str] = {"nl": "EUR", "fr": "XOF", "en": "RWF"}
PARTNERSHIP = Partnership(
    partnership_id="SDGP-RW-01",
    flemish_municipality="Eeklo",
    partner_municipality="Musanze District",
    partner_country="RW",
    theme="16",
    budget_eur=Decimal(30000),
    period_start=date(2024, 1, 1),
    period_end=date(2025, 12, 31),
)
RATES = Rates(
    [
        Rate(
            currency="RWF",
            valid_from=date(2024, 1, 1),
            valid_to=date(2025, 12, 31),
            units_per_eur=Decimal(1450),
            source="inforeuro",
        )
    ]
)

languages = pytest.mark.parametrize("language", LANGUAGES)


def entry_of(language: Language) -> Entry:
    """The registration of a municipality."""
    defaults = {"currency": CURRENCIES[language], "paid_by": "partner"}
    return Entry("musanze.xlsx", "SDGP-RW-01", "Musanze District", language, defaults)


def world_of(language: Language) -> World:
    """What the coordinator registered: one partnership with one workbook."""
    data = Coordination(SETTINGS, tuple(CATALOGUE.codes), {"SDGP-RW-01": PARTNERSHIP}, RATES)
    return World(Registry((entry_of(language),), (), data), SETTINGS, AS_OF, language)


@cache
def template(language: Language) -> bytes:
    """The template of the registered municipality."""
    return content_of(new_of(language), WORDS)


def new_of(language: Language) -> NewWorkbook:
    """What it is made of."""
    return registered(PROGRAMME, entry_of(language), world_of(language), NOW, CATALOGUE)


def opened(content: bytes) -> Opened:
    """The workbook as another library reads it."""
    return load_workbook(io.BytesIO(content))


def checked(content: bytes, language: Language, folder: Path) -> Report:
    """What the tool says about it."""
    path = folder / "musanze.xlsx"
    path.write_bytes(content)
    check = Checker(PROGRAMME, SETTINGS, CATALOGUE, language, AS_OF)
    return assess(check, world_of(language), {"musanze.xlsx": read_workbook(path, "musanze.xlsx")}.get).report


def told(report: Report, *, infos: bool = False) -> list[tuple[str, str, object]]:
    """The findings at or above warning, or all."""
    found = (f for f in report.findings if infos or f.severity is not Severity.INFO)
    return [(f.code, str(f.location.cell or f.location.row), f.value or dict(f.params)) for f in found]


def rows_of(sheet: Worksheet, schema: type[Schema]) -> int:
    """The first row below the headings of a template, which are frozen."""
    assert sheet.freeze_panes is not None
    assert schema.id_key is not None
    return int(re.sub(r"\D", "", str(sheet.freeze_panes)))


def fill(book: Opened, language: Language, rows: Mapping[type[Schema], Iterable[Mapping[str, Any]]]) -> bytes:
    """The template filled in from the first row on, by another library."""
    for schema, filled in rows.items():
        sheet = book[schema.tab.of(language)]
        for number, row in enumerate(filled, rows_of(sheet, schema)):
            for key, value in row.items():
                sheet.cell(number, list(schema.fields).index(key) + 1).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# ------------------------------------------------------------------------------------------------- untouched
@languages
def test_an_untouched_template_has_nothing_to_correct(language: Language, tmp_path: Path) -> None:
    """Its numbers, its figures and its help are no rows, and no heading has to be guessed: not even an info."""
    report = checked(template(language), language, tmp_path)

    assert told(report, infos=True) == []
    assert [(tab.rows_read, tab.accepted) for book in report.workbooks for tab in book.tabs] == [(0, 0)] * 4


@languages
def test_a_template_made_again_is_the_same_file(language: Language) -> None:
    """Nothing of the hour or of the machine goes into it."""
    assert content_of(new_of(language), WORDS) == template(language)


# ------------------------------------------------------------------------------------------------- filled in
WORDS_OF_A_PERSON = st.text(
    st.characters(categories=["Lu", "Ll"], include_characters=" -’'", max_codepoint=0x17F), min_size=0, max_size=50
).map(lambda text: " ".join(text.split()))
DAYS = st.dates(PARTNERSHIP.period_start, AS_OF)


def label(name: str, code: str | None, language: Language) -> str | None:
    """What people choose from the list."""
    if code is None:
        return None
    return (CATEGORY if name == "category" else CHOICES[name]).labels[code].of(language)


@st.composite
def activities(draw: st.DrawFn, language: Language) -> list[dict[str, Any]]:
    """Rows that keep to the rules of the tab Activities."""
    rows: list[dict[str, Any]] = []
    for n in range(draw(st.integers(1, 4))):
        start, status = draw(DAYS), draw(st.sampled_from(["ongoing", "done"]))
        people = draw(st.integers(0, 5000))
        row: dict[str, Any] = {
            "title": f"Activity {draw(WORDS_OF_A_PERSON)} {n}",
            "type": label("activity_type", draw(st.sampled_from(CHOICES["activity_type"].codes)), language),
            "status": label("status", status, language),
            "start_date": start,
            "place": label("place", draw(st.none() | st.sampled_from(CHOICES["place"].codes)), language),
            "sdg": draw(st.sampled_from([None, GOALS["16"].of(language)])),
            "sdg_target": draw(st.sampled_from([None, "16.1", "16.10", "16.a"])),
            "participants": people,
            "participants_women": draw(st.none() | st.integers(0, people)),
            "remarks": draw(WORDS_OF_A_PERSON) or None,
        }
        if status == "done":
            row |= {"end_date": draw(st.dates(start, AS_OF)), "result": f"Result {draw(WORDS_OF_A_PERSON)}"}
        rows.append(row)
    return rows


@st.composite
def costs(draw: st.DrawFn, language: Language, activities: int) -> list[dict[str, Any]]:
    """Rows that keep to the rules of the tab Costs."""
    rows = []
    eligible = [c.code for c in CATEGORIES.values() if c.grant == "yes"]
    for n in range(draw(st.integers(0, 8))):
        own = draw(st.booleans())
        currency = draw(st.sampled_from([None, "EUR", "XOF", "RWF"]))
        francs = (currency or CURRENCIES[language]) != "EUR"
        amount = draw(st.integers(1000, 150_000)) if francs else draw(st.integers(100, 50_000)) / 100
        rows.append(
            {
                "date": draw(DAYS),
                "activity_id": f"A-{draw(st.integers(1, activities)):03d}",
                "category": label("category", draw(st.sampled_from(CATEGORY.codes if own else eligible)), language),
                "description": f"Receipt {draw(WORDS_OF_A_PERSON)} {n}",
                "supplier": draw(WORDS_OF_A_PERSON) or None,
                "amount": amount,
                "currency": currency,
                "receipt_no": draw(st.sampled_from([f"2025/{n:03d}", f"00{n}", f"F {n}", f"3/{n + 1}"])),
                "receipt_link": f"https://drive.example/{n}",
                "funding": label("funding", "own" if own else draw(st.sampled_from([None, "grant"])), language),
                "paid_by": label("paid_by", draw(st.none() | st.sampled_from(CHOICES["paid_by"].codes)), language),
                "remarks": f"Agreed {draw(WORDS_OF_A_PERSON)}" if own else draw(WORDS_OF_A_PERSON) or None,
            }
        )
    return rows


@st.composite
def municipalities(draw: st.DrawFn) -> tuple[Language, dict[type[Schema], list[dict[str, Any]]]]:
    """A language, and what a municipality fills in."""
    language = draw(st.sampled_from(LANGUAGES))
    done = draw(activities(language))
    lesson = {
        "date": draw(DAYS),
        "activity_id": "A-001",
        "learned_by": label("learned_by", draw(st.sampled_from(CHOICES["learned_by"].codes)), language),
        "lesson": f"We learned that {draw(WORDS_OF_A_PERSON)}",
        "shareable": label("yes_no", draw(st.none() | st.sampled_from(["yes", "no"])), language),
    }
    result = {
        "indicator": f"Indicator {draw(WORDS_OF_A_PERSON)}",
        "level": label("level", draw(st.none() | st.sampled_from(CHOICES["level"].codes)), language),
        "baseline": draw(st.none() | st.integers(0, 100)),
        "target": draw(st.none() | st.integers(-5, 100)),
        "year": draw(st.sampled_from([2024, 2025])),
        "value": draw(st.none() | st.floats(-1e6, 1e6, allow_nan=False)),
    }
    optional = draw(st.booleans())
    rows: dict[type[Schema], list[dict[str, Any]]] = {Activity: done, Cost: draw(costs(language, len(done)))}
    return language, rows | ({Learning: [lesson], Result: [result]} if optional else {})


@settings(max_examples=20, deadline=None)
@given(municipalities())
def test_a_template_filled_by_the_rules_has_nothing_to_correct(
    tmp_path_factory: pytest.TempPathFactory, filled: tuple[Language, dict[type[Schema], list[dict[str, Any]]]]
) -> None:
    """Whatever is chosen from the lists and typed within the limits counts, row by row."""
    language, rows = filled

    content = fill(opened(template(language)), language, rows)
    report = checked(content, language, tmp_path_factory.getbasetemp())

    assert told(report) == []
    counted = {tab.tab: tab.accepted for book in report.workbooks for tab in book.tabs}
    assert counted == {s.tab.of(language): len(rows.get(s, ())) for s in PROGRAMME.tabs}


@languages
def test_headings_can_be_reworded(language: Language, tmp_path: Path) -> None:
    """The columns of a template are known by the hidden row above the headings."""
    book = opened(template(language))
    sheet = book[Cost.tab.of(language)]
    first = rows_of(sheet, Cost)
    for column in range(1, len(Cost.fields) + 1):
        sheet.cell(first - 1, column).value = f"Our column {column}"

    row = {"date": AS_OF, "activity_id": "A-001", "category": label("category", "per_diem", language)}
    row |= {"description": "Per diem", "amount": 90, "currency": "EUR", "receipt_no": "1"}
    activity = {"title": "Visit", "type": "workshop", "status": "ongoing", "start_date": AS_OF}
    report = checked(fill(book, language, {Activity: [activity], Cost: [row]}), language, tmp_path)

    assert told(report, infos=True) == []
    assert report.groups[0]["claimed_eur"] == "90.00"


# ------------------------------------------------------------------------------------------------- what is kept
@languages
def test_what_must_not_change_is_protected_and_the_rest_is_not(language: Language) -> None:
    """Headings, keys, figures and numbers are kept, without a password; every cell to fill in is open."""
    book = opened(template(language))

    for schema in PROGRAMME.tabs:
        sheet = book[schema.tab.of(language)]
        first, width = rows_of(sheet, schema), len(schema.fields)
        last = first + PROGRAMME.numbered[schema] - 1
        above = [sheet.cell(r, c) for r in range(1, first) for c in range(1, width + 1)]
        numbers = [sheet.cell(r, 1) for r in range(first, last + 1)]
        to_fill = [sheet.cell(r, c) for r in range(first, last + 1) for c in range(2, width + 1)]
        assert {cell.protection.locked for cell in (*above, *numbers)} == {True}
        assert {cell.protection.locked for cell in to_fill} == {False}
        assert all(numbers[n].value for n in (0, -1))
        dimensions = sheet.column_dimensions
        assert {dimensions[letter].protection.locked for letter in ("A", "B", get_column_letter(width + 1))} == {
            False
        }


@languages
def test_protection_forbids_nothing_but_changing_what_is_kept(language: Language) -> None:
    """Sorting, filtering, inserting and deleting rows, widths and colours stay allowed, and there is no password."""
    for sheet in opened(template(language)).worksheets[:-1]:
        guard = sheet.protection
        assert (guard.sheet, guard.password) == (True, None)
        forbidden = (guard.sort, guard.autoFilter, guard.insertRows, guard.deleteRows, guard.formatCells)
        assert not any((*forbidden, guard.formatColumns, guard.formatRows, guard.insertColumns))


def test_texts_that_look_like_numbers_stay_texts() -> None:
    """Targets, numbers of rows and of receipts have the format of a text, in cells and beyond them."""
    book = opened(template("fr"))
    texts: dict[type[Schema], tuple[str, ...]] = {
        Activity: ("activity_id", "sdg_target"),
        Cost: ("cost_id", "activity_id", "receipt_no"),
    }

    for schema, keys in texts.items():
        sheet = book[schema.tab.fr]
        for key in keys:
            cell = sheet.cell(rows_of(sheet, schema), list(schema.fields).index(key) + 1)
            column = sheet.column_dimensions[get_column_letter(cell.column or 0)]
            assert cell.number_format == column.number_format == "@"


@languages
def test_the_keys_are_hidden_right_above_the_headings(language: Language) -> None:
    """They are there for the tool, not for the reader."""
    sheet = opened(template(language))[Cost.tab.of(language)]
    number = rows_of(sheet, Cost) - 2

    assert sheet.row_dimensions[number].hidden
    assert [cell.value for cell in sheet[number]][: len(Cost.fields)] == [f"#{key}" for key in Cost.fields]


# ------------------------------------------------------------------------------------------------- limits
def limits(language: Language, schema: type[Schema]) -> dict[str, DataValidation]:
    """The rule of the spreadsheet for each column, by its key."""
    sheet = opened(template(language))[schema.tab.of(language)]
    keys = list(schema.fields)
    found = {}
    for rule in sheet.data_validations.dataValidation:
        (block,) = rule.sqref.ranges
        assert block.min_row == rows_of(sheet, schema)
        found[keys[block.min_col - 1]] = rule
    return found


@pytest.mark.parametrize(
    ("schema", "key", "expected"),
    [
        (Activity, "start_date", ("date", None, "45292", "46022", "warning")),
        (Activity, "participants", ("whole", None, "0", "5000", "stop")),
        (Activity, "planned_cost", ("decimal", None, "0", "1000000000", "stop")),
        (Activity, "title", ("textLength", None, "3", "120", "warning")),
        (Activity, "result", ("textLength", "lessThanOrEqual", "500", None, "warning")),
        (Cost, "date", ("date", None, "45292", "46022", "warning")),
        (Cost, "amount", ("decimal", "notEqual", "0", None, "stop")),
        (Cost, "receipt_no", ("custom", None, "AND(LEN(I6)<=40,SUMPRODUCT(--($I$6:$I$1005=I6))<2)", None, "warning")),
        (Cost, "receipt_link", ("custom", None, 'LEFT(J6,8)="https://"', None, "warning")),
        (Cost, "activity_id", ("list", None, "'Activiteiten'!$A$4:$A$43", None, "warning")),
        (Result, "target", ("decimal", None, "-1000000000", "1000000000", "stop")),
    ],
)
def test_the_spreadsheet_itself_knows_the_limits(
    schema: type[Schema], key: str, expected: tuple[object, ...]
) -> None:
    """It refuses what can only be a mistake, and asks twice where somebody may have a reason."""
    rule = limits("nl", schema)[key]

    assert (rule.type, rule.operator, rule.formula1, rule.formula2, rule.errorStyle) == expected


@languages
def test_a_choice_is_refused_where_it_is_not_in_the_list(language: Language) -> None:
    """Only with the words of the list can data be added up; the sentence is in the reader's language."""
    for schema in PROGRAMME.tabs:
        for key, rule in limits(language, schema).items():
            assert rule.showErrorMessage
            assert rule.error
            assert len(rule.error) <= 255
            if schema.fields[key].kind.kind == "choice":
                assert (rule.type, rule.errorStyle) == ("list", "stop")


def test_the_period_of_the_programme_holds_where_no_partnership_is_known() -> None:
    """A template without a registration takes every day on which the programme pays."""
    new = blank_municipal(PROGRAMME, "x.xlsx", "en", NOW, catalogue=CATALOGUE)

    assert PROGRAMME.days(Cost, "date", new) == (date(2022, 1, 1), date(2026, 12, 31))


@languages
def test_a_row_that_was_begun_shows_what_is_missing(language: Language) -> None:
    """Each required cell lights up while it is empty beside another that is filled in; the others never do."""
    sheet = opened(template(language))[Cost.tab.of(language)]
    coloured = {str(block.sqref).rstrip("0123456789:")[0] for block in sheet.conditional_formatting}
    rules = [rule for block in sheet.conditional_formatting for rule in block.rules]

    required = {"date", "activity_id", "category", "description", "amount", "receipt_no"}
    assert coloured == {get_column_letter(n) for n, key in enumerate(Cost.fields, 1) if key in required}
    assert all(rule.formula[0].startswith("AND(COUNTA($B") for rule in rules)


# ------------------------------------------------------------------------------------------------- figures
@languages
def test_the_figures_have_their_results_stored(language: Language) -> None:
    """A reader that calculates nothing sees what a spreadsheet would: nothing spent, all left."""
    content = template(language)
    book, results = opened(content), load_workbook(io.BytesIO(content), data_only=True)
    title = Cost.tab.of(language)

    formulas = [
        c for row in book[title].iter_rows(max_row=rows_of(book[title], Cost)) for c in row if c.data_type == "f"
    ]

    stored = [results[title][cell.coordinate].value for cell in formulas]
    assert stored == ([0, 0] if language == "en" else [0, 30000])


def test_what_is_left_is_told_only_where_the_workbook_can_know_the_rate() -> None:
    """A franc with a rate by the month is converted by the tool alone, and the line says so."""
    lines = {c: live(Cost, replace(new_of("en"), currency=c), CATALOGUE) for c in ("EUR", "XOF", "RWF", "USD")}

    assert {c: [line.label for line in each] for c, each in lines.items()} == {
        "EUR": ["For the grant, in this tab", "Left of the ceiling of €30,000.00"],
        "XOF": ["For the grant, in this tab", "Left of the ceiling of €30,000.00"],
        "RWF": ["For the grant, in RWF", "For the grant, in EUR"],
        "USD": ["For the grant, in USD", "For the grant, in EUR"],
    }
    assert "“Overview” converts RWF" in lines["RWF"][0].note
    assert live(Activity, new_of("en"), CATALOGUE) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_formula_is_the_same_in_every_language(language: Language) -> None:
    """The file holds English function names, commas and points; only the label of the own contribution differs."""
    for line in live(Cost, new_of(language), CATALOGUE):
        names = set(re.findall(r"[A-Z]{3,}(?=\()", line.formula))
        assert names <= {"IFERROR", "SUMPRODUCT", "ROUND", "SUMIFS"}
        assert ";" not in line.formula


# ------------------------------------------------------------------------------------------------- the explanation
@languages
def test_the_help_explains_every_column(language: Language) -> None:
    """Each tab and column with what it is for, whether it is required, and what can be chosen."""
    sheet = opened(template(language))[CATALOGUE.word("guide", language)]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    lines = {(row[0], row[1]): row[2:] for row in rows}

    for schema in PROGRAMME.tabs:
        assert any(str(row[0]).startswith(schema.tab.of(language)) for row in rows)
        for field in schema.fields.values():
            purpose = PROGRAMME.purpose(schema, field.key, language)
            required, how, choices = lines[field.column.label.of(language), purpose]
            assert required
            if field.kind.kind == "choice":
                assert all(text.of(language) in str(choices) for text in field.kind.options.labels.values())  # type: ignore[union-attr]
            elif field.column.prefilled or field.kind.kind in {"day", "amount", "whole", "text"}:
                assert how


@languages
def test_the_help_says_whose_workbook_it_is(language: Language) -> None:
    """The partnership, its theme and its period stand there, and the tabs that the tool will add."""
    sheet = opened(template(language))[CATALOGUE.word("guide", language)]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)

    for fact in ("Musanze District", "SDGP-RW-01", GOALS["16"].of(language), "01/01/2024 – 31/12/2025"):
        assert fact in text
    for tab in ("check", "overview"):
        assert CATALOGUE.word(tab, language) in text


@languages
def test_every_tab_leads_to_the_help(language: Language) -> None:
    """The first row links to the explanation, and the explanation to each tab."""
    book = opened(template(language))
    help_tab = CATALOGUE.word("guide", language)
    links = {
        sheet.title: [c.hyperlink.location for r in sheet.iter_rows() for c in r if c.hyperlink] for sheet in book
    }

    assert all(links[schema.tab.of(language)] == [f"'{help_tab}'!A1"] for schema in PROGRAMME.tabs)
    assert links[help_tab] == [f"'{schema.tab.of(language)}'!A1" for schema in PROGRAMME.tabs]


# ------------------------------------------------------------------------------------------------- where they go
def entries(*refs: str, read: bool = True) -> list[Entry]:
    """Registrations of these workbooks."""
    return [Entry(ref, "SDGP-RW-01", ref, "en", read=read) for ref in refs]


@pytest.mark.parametrize(
    ("ref", "why"),
    [
        ("https://docs.google.com/spreadsheets/d/1aB2/edit", "template_google"),
        ("1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms", "template_google"),
        ("../out.xlsx", "template_no_file"),
        ("/etc/out.xlsx", "template_no_file"),
        ("a/../../out.xlsx", "template_no_file"),
        ("link/out.xlsx", "template_no_file"),
        ("costs.ods", "template_no_file"),
        ("Huye", "template_no_file"),
    ],
)
def test_what_gets_no_file(ref: str, why: str, tmp_path: Path) -> None:
    """A template never lands outside the folder, whatever is registered."""
    folder = tmp_path / "programme"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)

    asked = order(entries(ref), folder, missing=False)

    assert (asked.made, [word for _, word in asked.left_out]) == ((), [why])


def test_a_workbook_that_is_not_read_gets_no_template(tmp_path: Path) -> None:
    """It is not active, or nobody knows its partnership."""
    asked = order(entries("huye.xlsx", read=False), tmp_path, missing=True)

    assert (asked.made, [word for _, word in asked.left_out]) == ((), ["template_inactive"])


def test_only_what_is_missing(tmp_path: Path) -> None:
    """Of all, those without a file; a broken link is a file, since somebody put it there."""
    (tmp_path / "a.xlsx").write_bytes(b"a person's")
    (tmp_path / "b.xlsx").symlink_to("nowhere.xlsx")

    asked = order(entries("a.xlsx", "b.xlsx", "sub/c.xlsx"), tmp_path, missing=True)

    assert [path.relative_to(tmp_path).as_posix() for _, path in asked.made] == ["sub/c.xlsx"]


def test_nothing_is_written_where_one_is_there(tmp_path: Path) -> None:
    """One file in the way stops them all, before the first is written."""
    (tmp_path / "b.xlsx").write_bytes(b"a person's")
    new = new_of("nl")

    with pytest.raises(UsageError, match="bestaat al"):
        write_all([(new, tmp_path / "a.xlsx"), (new, tmp_path / "b.xlsx")], WORDS, "nl")

    assert [p.name for p in tmp_path.iterdir()] == ["b.xlsx"]
    assert (tmp_path / "b.xlsx").read_bytes() == b"a person's"


def test_a_file_made_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """Between looking and writing somebody may have been quicker; no half file stays behind either."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"a person's")

    with pytest.raises(FileExistsError):
        save_new(b"ours", path)

    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]
    assert path.read_bytes() == b"a person's"


def test_a_disk_without_second_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick or a share that knows no hard links gets its file all the same, and keeps one that is there."""

    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refused)
    path = tmp_path / "a.xlsx"

    save_new(b"ours", path)
    with pytest.raises(FileExistsError):
        save_new(b"again", path)

    assert (path.read_bytes(), [p.name for p in tmp_path.iterdir()]) == (b"ours", ["a.xlsx"])


def test_a_new_file_can_be_read_by_others_as_any_new_file(tmp_path: Path) -> None:
    """Its rights are those that the account gives to new files, not those of a temporary one."""
    (tmp_path / "plain").write_bytes(b"")

    save_new(b"ours", tmp_path / "a.xlsx")

    assert (tmp_path / "a.xlsx").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is a file is a sentence with the reason."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UsageError, match="cannot be written"):
        write_all([(new_of("en"), tmp_path / "file" / "a.xlsx")], WORDS, "en")
