"""The coordinator's tabs: every row once, the figures of each partnership, the findings, and the runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_sync.addresses import address_of
from sheets_sync.consolidate import list_titles, log_run, past_runs
from sheets_sync.errors import SourceError
from sheets_sync.model import A1, Link, Style
from sheets_sync.page import bar
from sheets_sync.plan import diff
from sheets_sync.seal import sealed
from support.cases import CATALOGUE, PROGRAMME
from support.writing import at, held, lines, link_at, outcome_of, style_at, tabs_of

if TYPE_CHECKING:
    from typing import Any

    from sheets_sync.model import Sheet, Tab, Writable

TOTAL = {"bare": True, "Omschrijving": "TOTAAL", "Bedrag": 252.5}
BOTH = {
    "costs": [{"Bedrag": 80}, {"Bedrag": "n.v.t."}, {"bare": True}, {"Bedrag": 92.5}, TOTAL],
    "other": {"language": "fr", "costs": [{"Montant": 52000.7}, {"Montant": 26000}]},
}


def written(outcome: Any) -> dict[str, Tab]:
    """The coordinator's tabs as they are read back after a run."""
    return {title: held(sheet) for title, sheet in tabs_of(outcome).items()}


def column(sheet: Sheet, heading: str) -> list[Writable]:
    """The cells of a column below its heading."""
    return [line[heading] for line in lines(sheet)]


# ------------------------------------------------------------------------------------------------- the tabs
@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "nl",
            "Overzicht|Alle activiteiten|Alle kosten|Alle leerpunten|Alle resultaten|Bevindingen|Synchronisaties",
        ),
        ("en", "Overview|All activities|All costs|All learning|All results|Findings|Runs"),
    ],
)
def test_the_tabs_are_in_the_language_of_the_coordinator(language: str, titles: str) -> None:
    """The overview comes first, then the rows of everybody, the findings and the runs."""
    assert "|".join(tabs_of(outcome_of({"coordinator": language}))) == titles


def test_the_titles_of_the_tables_are_known_to_the_guard() -> None:
    """The guard watches the tabs with rows, not those with findings."""
    titles = list_titles(PROGRAMME, CATALOGUE, "nl")

    assert titles == {"Alle activiteiten", "Alle kosten", "Alle leerpunten", "Alle resultaten"}
    assert titles < tabs_of(outcome_of({})).keys()


def test_the_same_data_on_another_day_gives_the_same_tabs() -> None:
    """No tab tells when it was made, so that a second run writes nothing."""
    today, tomorrow = (outcome_of(BOTH | {"as_of": date(2025, 6, day)}) for day in (29, 30))

    assert diff(written(today), tabs_of(tomorrow).values(), "coordinator.xlsx") == ()


# ------------------------------------------------------------------------------------------------- the rows
def test_each_row_appears_once_with_its_status_and_codes() -> None:
    """Accepted, set aside and skipped rows stand where they stood, with the row number of the workbook."""
    sheet = tabs_of(outcome_of(BOTH))["Alle kosten"]

    rows = [(line["Gemeente"], line["Rij"], line["Status van de rij"], line["Codes"]) for line in lines(sheet)]

    assert rows == [
        ("Genk", 2, "aanvaard", ""),
        ("Genk", 3, "opzijgezet", "CEL05"),
        ("Genk", 5, "aanvaard", ""),
        ("Genk", 6, "overgeslagen", "BUD05, ROW10"),
        ("Covè", 2, "opzijgezet", "CUR02"),
        ("Covè", 3, "aanvaard", ""),
    ]


def test_a_row_that_is_set_aside_stands_out() -> None:
    """Its status is red; what was skipped is grey."""
    sheet = tabs_of(outcome_of(BOTH))["Alle kosten"]

    assert [style_at(sheet, word) for word in ("aanvaard", "opzijgezet", "overgeslagen")] == [
        Style.TEXT,
        Style.ERROR,
        Style.MUTED,
    ]


rows = st.lists(
    st.sampled_from(
        [{}, {"Bedrag": "n.v.t."}, {"Datum bewijsstuk": "31/02/2025"}, {"bare": True}, TOTAL, {"Kostensoort": ""}]
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_no_row_disappears(typed: list[dict[str, Any]]) -> None:
    """The tab has as many rows of each status as the report counts, blank ones left out."""
    outcome = outcome_of({"costs": typed})
    counts = {count.tab: count for count in outcome.report.workbooks[0].tabs}["Kosten"]
    (book,) = outcome.world.books
    blank = sum(row.reason == "blank" for table in book.tables.values() for row in table.block.skipped)

    statuses = column(tabs_of(outcome)["Alle kosten"], "Status van de rij")

    assert statuses.count("aanvaard") == counts.accepted
    assert statuses.count("opzijgezet") == counts.set_aside
    assert statuses.count("overgeslagen") == counts.skipped - blank
    assert len(statuses) == counts.rows_read - blank


def test_choices_stand_in_the_language_of_the_coordinator() -> None:
    """A French workbook gives Dutch words in a Dutch consolidation."""
    costs = [{"Nature de la dépense": "Transport local", "Financement": "apport propre"}]
    outcome = outcome_of({"language": "fr", "costs": costs, "activities": [{"ODD": "16", "Cible": "16.7"}]})
    tabs = tabs_of(outcome)

    (cost,), (activity,) = lines(tabs["Alle kosten"]), lines(tabs["Alle activiteiten"])

    assert (cost["Kostensoort"], cost["Financiering"]) == ("Lokaal vervoer", "eigen inbreng")
    assert str(activity["SDG"]).startswith("SDG 16 – Vrede")
    assert activity["Subdoelstelling"] == "16.7"
    assert activity["Soort activiteit"] != "workshop"


def test_what_cannot_be_read_shows_what_was_typed() -> None:
    """The text of the person stands in the place of the value; what could be read is a number or a day."""
    outcome = outcome_of({"costs": [{"Bedrag": "12.500", "Datum bewijsstuk": "31/02/2025"}, {"Bedrag": "80,5"}]})

    broken, sound = lines(tabs_of(outcome)["Alle kosten"])

    assert (broken["Bedrag"], broken["Datum bewijsstuk"]) == ("12.500", "31/02/2025")
    assert (sound["Bedrag"], sound["Datum bewijsstuk"]) == (Decimal("80.5"), date(2025, 3, 14))


def test_the_values_of_a_total_stay_in_place() -> None:
    """A skipped row shows its text and its number under their headings."""
    total = lines(tabs_of(outcome_of(BOTH))["Alle kosten"])[3]

    assert (total["Omschrijving"], total["Bedrag"], total["Bedrag in euro"]) == ("TOTAAL", Decimal("252.5"), None)


def test_a_cost_shows_how_it_became_euro() -> None:
    """The amount in euro, the rate with its source and date, and the heading of the donor."""
    costs = {
        "costs": [{"Bedrag": 80}, {"Bedrag": 65596, "Munt": "XOF"}, {"Bedrag": 145000, "Munt": "RWF"}],
    }
    names = ("Bedrag in euro", "Koers", "Bron van de koers", "Datum van de koers", "Rubriek van de donor")

    found = [tuple(line[name] for name in names) for line in lines(tabs_of(outcome_of(costs))["Alle kosten"])]

    assert found == [
        (Decimal("80.00"), None, None, None, "Werkingskosten"),
        (Decimal("100.00"), Decimal("655.957"), "Vaste koers", None, "Werkingskosten"),
        (Decimal("100.00"), Decimal(1450), "InforEuro (Europese Commissie)", date(2025, 1, 1), "Werkingskosten"),
    ]


def test_a_table_can_be_filtered_and_keeps_its_headings_in_view() -> None:
    """Figures have their number formats, and each row has as many cells as there are columns."""
    sheet = tabs_of(outcome_of(BOTH))["Alle kosten"]
    looks = {col.heading: col.style for col in sheet.columns}

    assert (sheet.filtered, sheet.frozen, sheet.heading_row) == (True, A1(2, 3), 1)
    assert (looks["Bedrag"], looks["Bedrag in euro"], looks["Datum bewijsstuk"]) == (
        Style.AMOUNT,
        Style.EUR,
        Style.DATE,
    )
    assert {len(row) for row in sheet.rows} == {len(sheet.columns)}


# ------------------------------------------------------------------------------------------------- the overview
def test_the_overview_has_a_line_per_partnership() -> None:
    """Municipalities, theme, money, rows and what is open; the totals stand above the headings."""
    outcome = outcome_of(BOTH | {"partnerships": [{"Budgetplafond (€)": 1000}]})
    sheet = tabs_of(outcome)["Overzicht"]

    (line,) = lines(sheet)

    assert (line["Vlaamse gemeente"], line["Partnergemeente"]) == ("Genk", "Covè")
    assert str(line["Thema"]).startswith("SDG 16 – ")
    assert (line["Budgetplafond"], line["Ingediend"]) == (Decimal(1000), Decimal("291.41"))
    assert (line["Aanvaard"], line["Resterend"]) == (Decimal("212.14"), Decimal("708.59"))
    assert (line["Aandeel gebruikt"], line[""]) == (Decimal("0.29"), "██████░░░░░░░░░░░░░░")
    assert (line["Gelezen rijen"], line["Aanvaarde rijen"]) == (9, 5)
    assert (line["Opzijgezette rijen"], line["Overgeslagen rijen"]) == (2, 2)
    assert line["Laatst ingevuld"] == date(2025, 6, 30)
    total = next(row for row in sheet.rows if row and row[0] == "Totaal")
    assert Decimal("291.41") in total


def test_a_share_is_never_more_than_it_is() -> None:
    """29.7 % is 29 %, as in the finding, on the terminal and in `status`: what is left of a percent is not spent."""
    outcome = outcome_of(BOTH | {"partnerships": [{"Budgetplafond (€)": 980}]})

    (line,) = lines(tabs_of(outcome)["Overzicht"])

    assert (line["Ingediend"], line["Aandeel gebruikt"]) == (Decimal("291.41"), Decimal("0.29"))


def test_figures_in_the_overview_are_those_of_the_report() -> None:
    """Claimed, accepted and left are never counted in two ways."""
    outcome = outcome_of(BOTH)
    (figures,) = outcome.report.groups

    (line,) = lines(tabs_of(outcome)["Overzicht"])

    names = {"claimed_eur": "Ingediend", "accepted_eur": "Aanvaard", "left_eur": "Resterend"}
    assert {key: f"{line[name]:.2f}" for key, name in names.items()} == {key: figures[key] for key in names}


LOCKED = SourceError("SRC05", {"file": "own.xlsx"})


@pytest.mark.parametrize(
    ("data", "failed", "word", "style"),
    [
        ({"costs": [{}]}, {}, "in orde", Style.GOOD),
        ({"costs": [{"Bedrag": -5}]}, {}, "na te kijken", Style.WARNING),
        ({"costs": [{"Bedrag": "n.v.t."}]}, {}, "te verbeteren", Style.ERROR),
        ({"costs": [{}], "other": {"language": "fr"}}, {"own": LOCKED}, "niet gelezen", Style.ERROR),
        ({"workbooks": []}, {}, "niet gelezen", Style.ERROR),
    ],
)
def test_a_word_says_at_a_glance_how_a_partnership_stands(
    data: dict[str, Any], failed: dict[str, SourceError], word: str, style: Style
) -> None:
    """A workbook that could not be read outranks what must be corrected, and that what must be looked at."""
    sheet = tabs_of(outcome_of(data, **failed))["Overzicht"]

    assert column(sheet, "Stand van zaken") == [word]
    assert style_at(sheet, word) is style


def test_what_the_coordinator_accepted_is_not_open() -> None:
    """The light turns green when the only finding is accepted."""
    exception = {"Code": "ROW07", "Nr. rij": "C-001"}
    outcome = outcome_of({"costs": [{"Bedrag": -5}], "exceptions": [exception]})

    assert column(tabs_of(outcome)["Overzicht"], "Stand van zaken") == ["in orde"]


def test_a_partnership_of_which_nothing_could_be_read_has_no_figures() -> None:
    """Nothing read is not the same as nothing spent."""
    (line,) = lines(tabs_of(outcome_of({}, own=LOCKED))["Overzicht"])

    assert (line["Ingediend"], line["Aanvaard"], line["Resterend"], line["Aandeel gebruikt"]) == (None,) * 4


@pytest.mark.parametrize(
    ("share", "blocks"), [("0", 0), ("0.024", 0), ("0.025", 1), ("0.5", 10), ("1", 20), ("1.1", 20), ("-0.1", 0)]
)
def test_a_bar_has_twenty_blocks(share: str, blocks: int) -> None:
    """A share below nothing is an empty bar, one above the whole a full one."""
    assert bar(Decimal(share)) == "█" * blocks + "░" * (20 - blocks)


# ------------------------------------------------------------------------------------------------- the findings
def test_errors_come_first_and_infos_last() -> None:
    """Within a weight the order is that of the workbooks."""
    costs = [{"Datum bewijsstuk": "3 mei 2025"}, {"Bedrag": -5}, {"Bedrag": "n.v.t."}]
    sheet = tabs_of(outcome_of({"costs": costs}))["Bevindingen"]

    assert column(sheet, "Code") == ["CEL05", "CON02", "ROW07", "BUD06", "CEL14"]
    assert [style_at(sheet, word) for word in ("fout", "waarschuwing", "ter info")] == [
        Style.ERROR,
        Style.WARNING,
        Style.MUTED,
    ]


def test_a_finding_tells_where_it_stands_and_how_to_solve_it() -> None:
    """In the language of the coordinator, also for a French workbook."""
    outcome = outcome_of({"language": "fr", "costs": [{"Montant": "à voir"}]})

    first = lines(tabs_of(outcome)["Bevindingen"])[0]

    assert (first["Partnerschap"], first["Gemeente"], first["Rekenblad"]) == ("SDGP-BJ-01", "Genk", "own.xlsx")
    assert (first["Tabblad"], first["Cel"], first["Nummer"]) == ("Dépenses", "G2", "C-001")
    assert (first["Kolom"], first["Waarde"]) == ("Montant", "à voir")
    assert first["Wat er niet klopt"] == "‘à voir’ kan niet als bedrag of getal worden gelezen."
    assert first["Aanvaard omdat"] is None


def test_an_accepted_finding_gives_the_reason() -> None:
    """It is told with what the coordinator wrote, and no longer in the colour of its weight."""
    exception = {"Code": "ROW07", "Nr. rij": "C-001", "Reden": "Creditnota nagekeken"}
    sheet = tabs_of(outcome_of({"costs": [{"Bedrag": -5}], "exceptions": [exception]}))["Bevindingen"]

    (line,) = lines(sheet)

    assert (line["Code"], line["Aanvaard omdat"]) == ("ROW07", "Creditnota nagekeken")
    assert style_at(sheet, "waarschuwing") is Style.MUTED


def test_a_finding_in_the_coordinators_own_tabs_links_to_its_cell() -> None:
    """And a municipal workbook links to where it is registered."""
    outcome = outcome_of({"costs": [{"Bedrag": "n.v.t."}], "rates": [{"Geldig vanaf": "31/02/2025"}]})
    sheet = tabs_of(outcome)["Bevindingen"]
    rate = next(line for line in lines(sheet) if line["Tabblad"] == "Wisselkoersen")

    assert link_at(sheet, rate["Cel"]) == Link("Wisselkoersen", A1.parse(str(rate["Cel"])))
    assert link_at(sheet, "own.xlsx") == Link("Rekenbladen", A1(2, 4))


GOOGLE = "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345/edit"


@pytest.mark.parametrize(
    ("ref", "address"),
    [
        (GOOGLE, GOOGLE),
        ("1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345", GOOGLE),
        ("genk.xlsx", None),
        ("archief/genk-2023.xlsx", None),
        ("http://elsewhere.example/x", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_workbook_on_the_web_can_be_opened_from_the_tabs(ref: str, address: str | None) -> None:
    """A file has no address that works for everybody; nothing but https is ever a link."""
    assert address_of(ref) == address


@pytest.mark.parametrize(("number", "end"), [(None, ""), (0, "#gid=0&range=A2"), (1234, "#gid=1234&range=A2")])
def test_a_row_that_is_set_aside_links_to_its_google_spreadsheet(number: int | None, end: str) -> None:
    """One click leads to the row, as far as the number of its tab is known; for the other rows nothing is stored."""
    outcome = outcome_of({"costs": [{"Bedrag": "n.v.t."}, {}]})
    (book,) = outcome.world.books
    entry = replace(book.entry, ref=GOOGLE)
    tables = {
        schema: replace(t, block=replace(t.block, entry=entry, tab=replace(t.block.tab, number=number)))
        for schema, t in book.tables.items()
    }
    moved = replace(book, entry=entry, tables=tables)
    codes = {(GOOGLE, tab, row): found for (_, tab, row), found in outcome.standing.codes.items()}
    aside = {(GOOGLE, tab): rows for (_, tab), rows in outcome.standing.aside.items()}
    standing = replace(outcome.standing, codes=codes, aside=aside)
    world = outcome.world.with_books([moved])

    sheet = tabs_of(replace(outcome, world=world, standing=standing))["Alle kosten"]

    place = A1(at(sheet, "opzijgezet").row, len(sheet.columns))
    assert sheet.links == {place: Link(url=f"{GOOGLE}{end}")}


# ------------------------------------------------------------------------------------------------- the runs
def test_a_run_that_changes_nothing_is_not_logged() -> None:
    """The tab stays as it is, whatever the day."""
    outcome = outcome_of(BOTH)
    existing = written(outcome)
    changes = diff(existing, tabs_of(outcome, existing).values(), "coordinator.xlsx")

    assert changes == ()
    assert log_run(changes, "coordinator.xlsx", existing, outcome, CATALOGUE) == ()


def test_a_run_that_changes_something_gets_a_line() -> None:
    """The latest stands first, and the earlier ones stay as they were."""
    first = outcome_of(BOTH)
    logged = log_run(diff({}, tabs_of(first).values(), "coordinator.xlsx"), "coordinator.xlsx", {}, first, CATALOGUE)
    existing = {change.sheet.title: held(change.sheet) for change in logged}
    second = outcome_of(BOTH | {"costs": [{}], "as_of": date(2025, 7, 1)})

    changes = diff(existing, tabs_of(second, existing).values(), "coordinator.xlsx")
    again = log_run(changes, "coordinator.xlsx", existing, second, CATALOGUE)

    runs = next(change for change in again if change.sheet.title == "Synchronisaties")
    latest, earlier = lines(runs.sheet)
    assert (latest["Synchronisatie"], latest["Gelezen rijen"]) == (date(2025, 7, 1), 5)
    assert (earlier["Synchronisatie"], earlier["Gelezen rijen"]) == (date(2025, 6, 30), 9)
    assert (earlier["Gelezen rekenbladen"], earlier["Gewijzigde tabbladen"], earlier["Afloop"]) == (2, 7, "volledig")
    assert (runs.workbook, runs.action) == ("coordinator.xlsx", "update")
    assert latest["Gewijzigde tabbladen"] == len(again)


def test_after_a_logged_run_the_next_one_is_silent() -> None:
    """What was written, the line of the run included, is what the next run wants."""
    outcome = outcome_of(BOTH)
    logged = log_run(diff({}, map(sealed, tabs_of(outcome).values()), "c"), "c", {}, outcome, CATALOGUE)
    existing = {change.sheet.title: held(change.sheet) for change in logged}

    assert len(past_runs(existing, CATALOGUE, "nl")) == 1
    assert diff(existing, map(sealed, tabs_of(outcome, existing).values()), "c") == ()


def test_what_somebody_wrote_among_the_runs_is_no_run() -> None:
    """The lines go on as they were; a remark beside one of them, or below, stays behind."""
    outcome = outcome_of(BOTH)
    logged = log_run(diff({}, tabs_of(outcome).values(), "c"), "c", {}, outcome, CATALOGUE)
    existing = {change.sheet.title: held(change.sheet) for change in logged}
    tab = existing["Synchronisaties"]
    rows = [*tab.rows[:1], [*tab.rows[1], "hier ging het mis"], ["vraag aan Jan"]]

    lines = past_runs({"Synchronisaties": replace(tab, rows=rows)}, CATALOGUE, "nl")

    assert lines == past_runs(existing, CATALOGUE, "nl")
    assert len(lines) == 1
