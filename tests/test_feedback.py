"""The tabs Check and Overview of a municipal workbook, as its readers see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sheets_sync.errors import SourceError
from sheets_sync.feedback import Desk
from sheets_sync.feedback.lines import cells_of
from sheets_sync.kept import CELL_LIMIT, kept
from sheets_sync.model import A1, Finding, Link, Location, Style, Tab
from sheets_sync.since import Since
from support.cases import CATALOGUE, PROGRAMME
from support.defaults import OTHER
from support.writing import at, beside, feedback_of, lines, link_at, outcome_of, style_at, texts

if TYPE_CHECKING:
    from typing import Any

    from sheets_sync.model import Sheet, Stored

BAD = "n.v.t."
FLIGHTS = {"Link naar bewijsstuk": "https://dms.genk.example/1"}


def check_of(data: dict[str, Any], ref: str = "own.xlsx") -> Sheet:
    """The tab Check of one workbook."""
    return feedback_of(outcome_of(data), ref)[0]


def overview_of(data: dict[str, Any], ref: str = "own.xlsx") -> Sheet:
    """The tab Overview of one workbook."""
    return feedback_of(outcome_of(data), ref)[1]


def found(sheet: Sheet) -> list[dict[str, Any]]:
    """The lines of the list: from below the headings to the first blank row."""
    below = lines(sheet)
    end = next((i for i, line in enumerate(below) if not any(line.values())), len(below))
    return below[:end]


# ------------------------------------------------------------------------------------------------- the headline
@pytest.mark.parametrize(
    ("language", "titles", "sentence"),
    [
        ("nl", ("Controle", "Overzicht"), "Alles in orde: u hoeft niets te verbeteren."),
        ("fr", ("Contrôle", "Vue d’ensemble"), "Tout est en ordre\u202f: il n’y a rien à corriger."),
        ("en", ("Check", "Overview"), "All is well: there is nothing to correct."),
    ],
)
def test_the_tabs_are_in_the_language_of_the_workbook(language: str, titles: tuple[str, str], sentence: str) -> None:
    """Whatever the language of the coordinator; where nothing is wrong both tabs say so in green."""
    tabs = feedback_of(outcome_of({"language": language, "coordinator": "nl"}))

    assert tuple(tab.title for tab in tabs) == titles
    assert [style_at(tab, sentence) for tab in tabs] == [Style.GOOD, Style.GOOD]


@pytest.mark.parametrize(
    ("costs", "sentence", "style"),
    [
        ([{"Bedrag": BAD}], "1 punt te verbeteren, 2 punten om na te kijken.", Style.ERROR),
        ([{"Bedrag": BAD}, {"Bedrag": BAD}], "2 punten te verbeteren, 2 punten om na te kijken.", Style.ERROR),
        ([{"Bedrag": -5}], "1 punt om na te kijken.", Style.WARNING),
        ([{"Datum bewijsstuk": "3 mei 2025"}], "Alles in orde: u hoeft niets te verbeteren.", Style.GOOD),
    ],
)
def test_the_headline_counts_what_is_to_be_done(costs: list[dict[str, Any]], sentence: str, style: Style) -> None:
    """Errors are to be corrected, warnings to be looked at; what is only told does not count."""
    assert style_at(check_of({"costs": costs}), sentence) is style


# ------------------------------------------------------------------------------------------------- the list
def test_a_line_tells_where_what_and_how() -> None:
    """With the heading and the value as typed, and a link to the cell."""
    sheet = check_of({"costs": [{}, {"Datum bewijsstuk": "31/02/2025"}]})

    line = found(sheet)[0]

    assert (line["Ernst"], line["Tabblad"], line["Cel"], line["Nummer"]) == ("fout", "Kosten", "B3", "C-002")
    assert (line["Kolom"], line["Waarde"], line["Code"]) == ("Datum bewijsstuk", "31/02/2025", "CEL03")
    assert line["Wat er niet klopt"] == "De datum 31/02/2025 bestaat niet."
    assert str(line["Hoe u het oplost"]).endswith("Bedoelde u 28/02/2025?")
    assert link_at(sheet, "B3") == Link("Kosten", A1(3, 2))
    assert style_at(sheet, "B3") is Style.LINK


def test_errors_come_first_and_infos_last_and_grey() -> None:
    """What must be done stands on top."""
    costs = [{"Datum bewijsstuk": "3 mei 2025"}, {"Bedrag": -5}, {"Bedrag": BAD}]
    sheet = check_of({"costs": costs})

    assert [line["Code"] for line in found(sheet)] == ["CEL05", "CON02", "ROW07", "BUD06", "CEL14"]
    assert [style_at(sheet, word) for word in ("fout", "waarschuwing", "ter info", "3 mei 2025")] == [
        Style.ERROR,
        Style.WARNING,
        Style.MUTED,
        Style.MUTED,
    ]


def test_a_finding_about_a_row_links_to_its_first_cell() -> None:
    """Where no cell is meant, the row is named."""
    sheet = check_of({"costs": [{}, {"bare": True, "Omschrijving": "De rest volgt in juli"}]})

    assert [line["Cel"] for line in found(sheet)] == ["rij 3"]
    assert link_at(sheet, "rij 3") == Link("Kosten", A1(3, 1))


def test_four_equal_findings_are_four_lines() -> None:
    """So few can be read one by one."""
    sheet = check_of({"costs": [{"Omschrijving": ""}] * 4})

    assert [line["Cel"] for line in found(sheet) if line["Code"] == "CEL01"] == ["E2", "E3", "E4", "E5"]


def test_five_equal_findings_in_a_column_are_one_line_with_all_cells() -> None:
    """The line names each cell, and still counts as five things to correct."""
    sheet = check_of({"costs": [*[{"Omschrijving": ""}] * 4, {}, {"Omschrijving": ""}]})

    (line,) = (line for line in found(sheet) if line["Code"] == "CEL01")

    assert line["Cel"] == "E2 …"
    assert line["Nummer"] is None
    assert str(line["Wat er niet klopt"]).split("\n") == [
        "‘Omschrijving’ is leeg, maar verplicht.",
        "5 cellen: E2:E5, E7",
    ]
    assert any(text.startswith("5 punten te verbeteren") for text in texts(sheet))


def test_findings_that_say_something_else_are_not_one_line() -> None:
    """Five amounts that can be read in two ways each name their own two ways."""
    sheet = check_of({"costs": [{"Bedrag": f"{n}.500"} for n in range(11, 16)]})

    assert sum(line["Code"] == "CEL06" for line in found(sheet)) == 5


def test_what_is_only_told_is_one_line_whatever_the_values() -> None:
    """Dates typed as text fill no page; the first stands for all."""
    sheet = check_of({"costs": [{"Datum bewijsstuk": f"{n} mei 2025"} for n in range(1, 8)]})

    (line,) = found(sheet)

    assert line["Waarde"] == "1 mei 2025 …"
    assert "B2:B8" in str(line["Wat er niet klopt"])


def finding(cell: str | None, row: int = 0) -> Finding:
    """A finding on a cell, or on a row."""
    place = A1.parse(cell) if cell else None
    return Finding("CEL01", Location("own.xlsx", "Kosten", place, place.row if place else row))


@pytest.mark.parametrize(
    ("findings", "cells"),
    [
        (["G5"], "G5"),
        (["G5", "G6", "G7"], "G5:G7"),
        (["G12", "G5", "G7", "G6"], "G5:G7, G12"),
        (["G9", "G10", "H11"], "G9:G10, H11"),
        ([4, 5, 6, 9], "4–6, 9"),
        ([f"G{row}" for row in range(2, 400, 2)], ", ".join(f"G{row}" for row in range(2, 400, 2))),
    ],
)
def test_cells_below_each_other_are_a_range(findings: list[str | int], cells: str) -> None:
    """All of them are named, however many; rows where no cell is meant."""
    told = [finding(f) if isinstance(f, str) else finding(None, f) for f in findings]

    assert cells_of(told) == cells


def test_an_accepted_finding_stays_visible_with_its_reason() -> None:
    """It is grey, does not count, and says what the coordinator decided."""
    exception = {"Code": "ROW07", "Nr. rij": "C-001", "Reden": "Creditnota nagekeken"}
    sheet = check_of({"costs": [{"Bedrag": -5}], "exceptions": [exception]})

    (line,) = found(sheet)

    assert line["Hoe u het oplost"] == "Aanvaard door de coördinator: Creditnota nagekeken"
    assert style_at(sheet, "waarschuwing") is Style.MUTED
    assert "Alles in orde: u hoeft niets te verbeteren." in texts(sheet)


def test_a_long_value_is_cut() -> None:
    """The cell itself is one click away."""
    sheet = check_of({"costs": [{"Omschrijving": "x" * 400}]})

    (line,) = (line for line in found(sheet) if line["Code"] == "CEL12")

    assert line["Waarde"] == "x" * 119 + "…"


# ------------------------------------------------------------------------------------------------- the partnership
OVER = {
    "costs": [{"Bedrag": 30000, "Datum bewijsstuk": "10/01/2025"} | FLIGHTS],
    "other": {
        "language": "fr",
        "currency": "EUR",
        "costs": [
            {"Montant": 9000, "Date de la pièce": "10/02/2025", "Lien vers la pièce": "https://drive.example.com/1"}
        ],
    },
}


def test_what_is_about_the_partnership_is_told_on_both_sides() -> None:
    """The other municipality is named; only in the workbook itself the cell is a link."""
    ours, theirs = check_of(OVER), check_of(OVER, OTHER)

    (here,) = (line for line in found(ours) if line["Code"] == "BUD01")
    (there,) = (line for line in found(theirs) if line["Code"] == "BUD01")

    assert (here["Tabblad"], here["Cel"]) == ("Dépenses\n(Covè)", "G2")
    assert (there["Onglet"], there["Cellule"]) == ("Dépenses", "G2")
    assert (link_at(ours, "G2"), link_at(theirs, "G2")) == (None, Link("Dépenses", A1(2, 7)))


def test_what_only_concerns_the_other_side_is_not_told() -> None:
    """Each municipality sees its own mistakes, and nobody else's."""
    data = {"costs": [{}], "other": {"language": "fr", "costs": [{"Libellé": ""}]}}

    codes = {line["Code"] for line in found(check_of(data))} if check_of(data).heading_row else set()

    assert codes == set()


def test_what_only_the_coordinator_can_solve_is_not_told() -> None:
    """A mistake in the coordinator's own tabs, such as two themes, is not for the municipalities."""
    sheet = check_of({"partnerships": [{"Thema (SDG of principe)": "SDG 11; SDG 16"}]})

    assert "SDG04" not in texts(sheet)


# ------------------------------------------------------------------------------------------------- the explanation
def test_each_code_is_explained_once_below_the_list() -> None:
    """With what it means and why it matters; nothing is explained that does not occur."""
    sheet = check_of({"costs": [{"Omschrijving": ""}, {"Omschrijving": ""}, {"Bedrag": -5}]})
    start = at(sheet, "Wat de codes betekenen").row

    explained = {str(row[0]): row[1] for row in sheet.rows[start:]}

    assert list(explained) == ["CEL01", "CON02", "ROW07"]
    assert explained["CEL01"] == CATALOGUE.text("CEL01", "nl").why


def test_nothing_is_explained_where_nothing_was_found() -> None:
    """A workbook without findings has a short tab: no headings, no codes."""
    sheet = check_of({})

    assert sheet.heading_row is None
    assert len(texts(sheet)) == 3


def test_the_tab_fits_a_page_and_repeats_its_headings() -> None:
    """A4 across: no wider than can be read when it is fitted to the width of the page."""
    sheet = check_of({"costs": [{"Bedrag": BAD}]})

    assert sheet.landscape
    assert sheet.heading_row == 3
    assert sheet.frozen == A1(4, 1)
    assert sum(column.width for column in sheet.columns if not column.hidden) <= 185


# ------------------------------------------------------------------------------------------------- since when
def next_day(sheet: Sheet, data: dict[str, Any], day: date) -> Sheet:
    """The tab of a later run, which finds this one in the workbook, each number as a file holds it."""
    outcome = outcome_of(data)
    outcome = replace(outcome, world=replace(outcome.world, as_of=day))
    held = Tab(sheet.title, [[kept(cell) for cell in row] for row in sheet.rows])
    return Desk(outcome, PROGRAMME, CATALOGUE).sheets(outcome.world.books[0], held)[0]


def test_a_finding_keeps_the_day_on_which_it_was_first_told() -> None:
    """A new one has today; of one that is solved nothing is left."""
    first = check_of({"costs": [{"Bedrag": BAD}, {"Omschrijving": ""}]})

    later = next_day(first, {"costs": [{"Bedrag": BAD}, {}, {"Kostensoort": ""}]}, date(2025, 8, 1))

    assert {line["Sinds"] for line in found(first)} == {date(2025, 6, 30)}
    days = {line["Code"]: line["Sinds"] for line in found(later)}
    assert (days["CEL05"], days["CEL01"]) == (date(2025, 6, 30), date(2025, 8, 1))
    assert next_day(later, {"costs": [{"Bedrag": BAD}, {}, {"Kostensoort": ""}]}, date(2025, 9, 1)) == later


def test_of_a_line_for_many_the_oldest_counts() -> None:
    """It was there first."""
    first = check_of({"costs": [{"Bedrag": BAD}]})

    later = next_day(first, {"costs": [{"Bedrag": BAD}] * 9}, date(2025, 8, 1))

    (line,) = [line for line in found(later) if line["Code"] == "CEL05"]
    assert line["Sinds"] == date(2025, 6, 30)


def test_however_many_there_are_their_days_fit_beside_the_lines() -> None:
    """The tab gets no further row for them, and each cell holds what a file can keep."""
    many = [Finding("CEL05", Location("a.xlsx", "Kosten", row=row, row_id=f"C-{row}")) for row in range(9_000)]
    since = Since(None, date(2025, 6, 30))

    cells = since.cells(many, 6)

    assert len(cells) <= 6
    assert max(map(len, cells)) <= CELL_LIMIT
    again = Since(Tab("Controle", [[cell] for cell in cells]), date(2025, 7, 1))
    assert {again.of([finding]) for finding in many} == {date(2025, 6, 30)}


@pytest.mark.parametrize(
    "cell", ["since 2025-02-31: 0123456789abcdef", "since 2025-06-30:", "since yesterday", 7.0, ""]
)
def test_what_is_no_day_is_passed_over(cell: Stored) -> None:
    """Whoever wrote it."""
    finding = Finding("CEL05")

    assert Since(Tab("Controle", [[cell]]), date(2025, 6, 30)).of([finding]) == date(2025, 6, 30)


# ------------------------------------------------------------------------------------------------- the overview
def test_the_overview_tells_who_what_and_how_much_is_left() -> None:
    """The figures are those of the whole partnership, with what each side claimed."""
    data = {
        "partnerships": [{"Budgetplafond (€)": 400}],
        "costs": [{"Bedrag": 80}, {"Bedrag": 20, "Omschrijving": ""}],
        "other": {"language": "fr", "currency": "EUR", "costs": [{"Montant": 60}]},
    }

    sheet = overview_of(data)

    assert beside(sheet, "Code partnerschap") == ["SDGP-BJ-01"]
    assert beside(sheet, "Partnergemeente") == ["Covè (Benin)"]
    assert beside(sheet, "Periode") == ["01/01/2024 – 31/12/2025"]
    labels = ("Budgetplafond", "Ingediend door Genk", "Ingediend door Covè", "Ingediend", "Aanvaard", "Opzijgezet")
    assert [beside(sheet, label)[0] for label in (*labels, "Resterend")] == [
        Decimal(400),
        Decimal("100.00"),
        Decimal("60.00"),
        Decimal("160.00"),
        Decimal("140.00"),
        Decimal("20.00"),
        Decimal("240.00"),
    ]
    assert beside(sheet, "Aandeel gebruikt") == [Decimal("0.40")]
    assert "████████░░░░░░░░░░░░" in texts(sheet)


def test_the_overview_says_what_became_of_the_rows_of_each_tab() -> None:
    """Read, accepted, set aside and skipped, with links to the tabs and to Check."""
    sheet = overview_of({"costs": [{}, {"Bedrag": BAD}, {"bare": True}, {}]})

    assert beside(sheet, "Kosten") == [4, 2, 1, 1]
    assert link_at(sheet, "Kosten") == Link("Kosten")
    assert link_at(sheet, "Naar het tabblad ‘Controle’") == Link("Controle")


def test_an_amount_that_is_not_known_yet_is_told() -> None:
    """The total is not shown as if it were complete."""
    sheet = overview_of({"costs": [{}, {"Bedrag": BAD}]})

    assert beside(sheet, "Ingediend")[1:] == [
        "Van 1 rij is het bedrag in euro nog niet bekend: in werkelijkheid is dit meer."
    ]


def test_a_side_that_could_not_be_read_is_told() -> None:
    """Nothing read is not the same as nothing spent: neither a workbook, nor a tab without its columns."""
    data = {"costs": [{}], "other": {"language": "fr"}}
    locked = feedback_of(outcome_of(data, other=SourceError("SRC05", {"file": "other.xlsx"})))[1]
    nothing = feedback_of(outcome_of({}, own=SourceError("SRC05", {"file": "own.xlsx"})))[1]
    headless = overview_of({"costs": [{}], "layout": {"costs": {"without": ["Bedrag"]}}})

    assert beside(locked, "Ingediend door Covè") == ["niet gelezen"]
    assert beside(nothing, "Ingediend door Genk") == ["niet gelezen"]
    assert "Resterend" not in texts(nothing)
    assert beside(headless, "Ingediend door Genk") == ["niet gelezen"]
    assert beside(headless, "Kosten") == ["niet gelezen"]


@pytest.mark.parametrize(("amount", "style"), [(100, Style.BAR), (330, Style.BAR_WARNING), (401, Style.BAR_ERROR)])
def test_the_bar_has_the_colour_of_the_danger(amount: int, style: Style) -> None:
    """Amber from the first share at which the programme warns, red above the ceiling."""
    sheet = overview_of({"partnerships": [{"Budgetplafond (€)": 400}], "costs": [{"Bedrag": amount} | FLIGHTS]})

    row = at(sheet, "Aandeel gebruikt").row + 1
    assert sheet.styles[A1(row, 2)] is style


def test_a_workbook_of_an_unknown_partnership_has_no_figures() -> None:
    """It still says what is wrong in it, if it was read at all."""
    outcome = outcome_of({"workbooks": [{"Code partnerschap": "SDGP-BJ-99"}]})

    check, overview = feedback_of(outcome)

    assert check.title == "Controle"
    assert "Budgetplafond" not in texts(overview)


def test_one_desk_makes_what_each_workbook_would_get_alone() -> None:
    """What concerns whom is sorted out once for all workbooks."""
    outcome = outcome_of(OVER)
    desk = Desk(outcome, PROGRAMME, CATALOGUE)

    for book in outcome.world.books:
        assert desk.sheets(book) == feedback_of(outcome, book.entry.ref)
