"""The report on a terminal."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from sheets_sync.model import LANGUAGES, Language, Report
from sheets_sync.report import render as render_as
from sheets_sync.report.as_table import brief, render
from sheets_sync.report.terminal import WIDE
from support.reports import CATALOGUE, FULL, WELL, WRITES, ambiguous, book, finding, languages, reports

WIDTHS = (60, 80, WIDE - 1, WIDE, 140)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def table(report: Report, language: Language = "en", width: int = 80, **options: int) -> str:
    """The text without colour."""
    return render(report, CATALOGUE, language, width=width, verbose=options.get("verbose", 0))


def flat(text: str) -> str:
    """The text as one line, so that it does not matter where lines end."""
    return " ".join(text.split())


# ------------------------------------------------------------------------------------------------- what it says
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_to_be_done_is_told_at_any_width(language: Language, width: int) -> None:
    """Each error and warning with its code, what is wrong and how to solve it; nothing wider than the terminal."""
    text = table(FULL, language, width)

    for each in FULL.findings:
        if each.severity != "info" and len(each.value or "") < 80:
            rendered = CATALOGUE.render(each, language)
            assert each.code in text
            assert flat(rendered.fix) in flat(text) or each.accepted
            if each.code != "CEL06":  # told for all, by the first
                assert flat(rendered.message) in flat(text)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_a_finding_says_where_it_is() -> None:
    """Its tab, its cell and the number of its row stand behind its code."""
    lines = table(FULL).splitlines()

    assert any(line == "✖ CEL03  Kosten · B5 · C-005" for line in lines)
    assert any(re.fullmatch(r"✖ CEL03  Kosten · B5 +C-005  The date 31/02/2025 does not exist\. .*", line)
               for line in table(FULL, width=140).splitlines())  # fmt: skip


def test_a_suggestion_stands_behind_what_is_wrong() -> None:
    """It can be typed as it is."""
    assert "The date 31/02/2025 does not exist. Did you mean 28/02/2025?" in flat(table(FULL))


def test_what_is_solved_in_the_same_way_is_told_once() -> None:
    """Findings of one code below each other share the sentence that says how."""
    report = replace(FULL, findings=(ambiguous(2, "1.200"), ambiguous(3, "3.400")))

    text = table(report)

    assert text.count("✖ CEL06") == 2
    assert flat(text).count(CATALOGUE.text("CEL06", "en").fix) == 1


def test_many_equal_findings_are_one_line_with_all_their_cells() -> None:
    """Cells below each other are a block."""
    text = table(FULL)

    assert text.count("ROW09") == 1
    assert "6 cells: J4:J6, J12, J30:J31" in text


def test_many_findings_that_differ_are_one_line_with_their_values() -> None:
    """So that each can be looked up."""
    assert "5 cells: G7 (1.200), G8 (3.400), G9 (12.500), G15 (2.750), G20 (1.111)" in flat(table(FULL))


def test_a_very_long_list_of_cells_says_how_many_more() -> None:
    """A column in which every other cell is wrong does not fill the terminal."""
    report = replace(FULL, findings=tuple(finding("ROW09", row=row, key="link") for row in range(2, 402, 2)))

    text = flat(table(report))

    assert "200 cells: J2, J4," in text
    assert "and 160 more" in text


def test_many_rows_are_told_by_their_numbers() -> None:
    """Where no cell is meant."""
    report = replace(FULL, findings=tuple(finding("ROW03", row=row, params={"row": 2}) for row in range(3, 9)))

    assert "6 rows: 3, 4, 5, 6, 7, 8" in flat(table(report))


@pytest.mark.parametrize(("verbose", "shown"), [(0, False), (1, True), (2, True)])
def test_what_is_only_for_information_is_counted_until_it_is_asked_for(verbose: int, *, shown: bool) -> None:
    """The count says how to see it."""
    text = table(FULL, verbose=verbose)

    assert ("CEL14" in text) is shown
    assert ("1 remark for information (shown with -v)" in text) is not shown


def test_what_the_coordinator_accepted_is_told_with_the_reason() -> None:
    """In place of how to solve it; it counts nowhere."""
    text = table(replace(FULL, complete=True, findings=(finding("ROW07", row=2, key="amount").accept("Creditnota"),)))

    assert "✔ ROW07  Kosten · G2 · C-002" in text
    assert "→  Accepted by the coordinator: Creditnota" in text
    assert "All is well: there is nothing to correct. · ✔ 1 accepted by the coordinator" in text


def test_a_workbook_that_was_not_read_is_seen() -> None:
    """And the figures are said to be incomplete, and what to do first."""
    text = table(FULL)

    assert "karongi.xlsx  Karongi District  ✖ not read" in text
    assert "oud.xlsx  Genk  skipped" in text
    assert "Workbooks: read 3, not read 1, skipped 1." in text
    assert CATALOGUE.word("summary_incomplete", "en") in text


def test_the_coordinators_own_workbook_has_a_block() -> None:
    """What is wrong in it comes first, for it may concern everybody."""
    lines = table(FULL).splitlines()

    assert lines[1].startswith("Workbook of the coordinator")
    assert "coordinator.xlsx" in lines


def test_all_is_well_in_a_line() -> None:
    """With the figures, and without anything to correct."""
    text = table(WELL)

    assert "P-01  Ninove  SDG 11" in text
    assert "✔ in order" in text
    assert "✔ All is well: there is nothing to correct." in text


def test_files_without_a_configuration_have_no_title() -> None:
    """The first line is the workbook itself."""
    report = Report(FULL.as_of, True, (book("a.xlsx", "", "nl", group=None),), (), (finding("CEL05", "a.xlsx", 2),))

    text = table(report)

    assert text.splitlines()[1].startswith("a.xlsx")
    assert "sheets-sync sync" not in text


# ------------------------------------------------------------------------------------------------- the budget
@pytest.mark.parametrize(
    ("claimed", "accepted", "left", "percent", "told"),
    [
        ("38412.37", "37449.87", "-3412.37", "109%", "€3,412.37 over the ceiling"),
        ("34999.99", "34999.99", "0.01", "99%", "€0.01 left"),
        ("0.00", "0.00", "35000.00", "0%", "€35,000.00 left"),
        ("-640.00", "-640.00", "35640.00", "-1%", "€35,640.00 left"),
        ("100.00", "740.00", "34900.00", "0%", "€740.00 accepted"),
    ],
)
def test_the_budget_is_told_in_words_beside_its_bar(
    claimed: str | None, accepted: str | None, left: str | None, percent: str, told: str
) -> None:
    """Also above the ceiling, below zero, and where a refund waits; its bar has always the same length."""
    own = WELL.groups[0] | {"claimed_eur": claimed, "accepted_eur": accepted, "left_eur": left}

    text = table(replace(WELL, groups=(own,)))

    assert told in flat(text)
    assert re.search(rf"^[█▒░]{{30}} {percent}( |$)|^[█▒░]{{15,29}} {percent}   ", text, re.MULTILINE)


def test_amounts_that_are_not_known_have_no_bar() -> None:
    """Nothing spent and nothing known are two things."""
    own = WELL.groups[0] | {"claimed_eur": None, "accepted_eur": None, "left_eur": None}

    text = table(replace(WELL, groups=(own,)))

    assert "amounts not known" in text
    assert not re.search(r"[█▒░%]", text)


def test_the_bar_shows_what_is_accepted_claimed_and_left() -> None:
    """A third each: full, half and empty blocks."""
    own = {"ceiling_eur": "300.00", "claimed_eur": "200.00", "accepted_eur": "100.00", "left_eur": "100.00"}

    text = table(replace(WELL, groups=(own,)))

    assert "█" * 10 + "▒" * 10 + "░" * 10 in text


# ------------------------------------------------------------------------------------------------- what comes next
@pytest.mark.parametrize(
    ("report", "commands"),
    [
        (WELL, ["sheets-sync sync"]),
        (FULL, ["sheets-sync explain SRC05", "sheets-sync sync"]),
        (replace(WELL, findings=(finding("ROW09", row=2),)), ["sheets-sync explain ROW09", "sheets-sync sync"]),
        (replace(WELL, writes=WRITES), []),
    ],
    ids=["well", "errors and a failed workbook", "only warnings", "written"],
)
def test_the_next_command_can_be_typed(report: Report, commands: list[str]) -> None:
    """What helps most comes first."""
    text = table(report)

    assert re.findall(r"^Next: (sheets-sync \w+(?: [A-Z]{3}\d\d)?)", text, re.MULTILINE) == commands


@pytest.mark.parametrize(
    ("writes", "dry_run", "told", "listed"),
    [
        (WRITES, False, "2 tabs written.", False),
        (WRITES, True, "2 tabs would be written.", True),
        (WRITES[:1], True, "1 tab would be written.", True),
        ((), False, "Nothing to write: all tabs are up to date.", False),
        ((), True, "Nothing to write: all tabs are up to date.", False),
    ],
)
def test_writes_are_counted_and_without_writing_listed(
    writes: tuple[()], told: str, *, dry_run: bool, listed: bool
) -> None:
    """Each tab with what happens to it and how many of its cells."""
    text = render(replace(WELL, writes=writes), CATALOGUE, "en", width=80, dry_run=dry_run)

    assert told in text
    assert (re.search(r"ninove.xlsx · Controle +new tab, 120 cells$", text, re.MULTILINE) is not None) is listed


# ------------------------------------------------------------------------------------------------- safety
@settings(max_examples=30)
@given(report=reports, language=languages, width=st.sampled_from(WIDTHS), color=st.booleans())
def test_nothing_in_a_spreadsheet_steers_the_terminal(
    report: Report, language: Language, width: int, *, color: bool
) -> None:
    """Whatever stands in a cell, a tab or a name: there is no control code but colours, and those only if asked."""
    text = render(report, CATALOGUE, language, width=width, color=color, verbose=1)

    plain = _COLOUR.sub("", text) if color else text
    assert not {sign for sign in plain if category(sign) in {"Cc", "Cf", "Cs"} and sign != "\n"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[bold red]x[/]", "[bold red]x[/]"),
        ("{value} %s", "{value} %s"),
        (":warning: [link=https://x.example]x[/link]", ":warning: [link=https://x.example]x[/link]"),
        ("\x1b[31mred\x1b[0m", "<U+001B>[31mred<U+001B>[0m"),
        ("abc\u202edef", "abc<U+202E>def"),
        ("a\r\nb", "a ↵ b"),
    ],
)
def test_what_looks_like_markup_is_text(typed: str, shown: str) -> None:
    """Markup, templates and control codes are read by nobody but the reader."""
    text = flat(table(replace(FULL, findings=(finding("CEL02", row=2, key="date", value=typed),)), width=140))

    assert f"“{shown}” cannot be read as a date." in text


def test_colour_changes_nothing_but_colour() -> None:
    """Without it the same is said."""
    colourful = render(FULL, CATALOGUE, "fr", width=100, color=True)

    assert "\x1b[" in colourful
    assert _COLOUR.sub("", colourful).split() == render(FULL, CATALOGUE, "fr", width=100).split()


def test_an_amount_is_not_torn_apart() -> None:
    """A no-break space holds at the end of a line, and is one again behind it."""
    for width in range(60, 90):
        lines = table(FULL, "nl", width).splitlines()

        assert not any(line.endswith("€") for line in lines)
        assert any("€\u00a0" in line for line in lines)


# ------------------------------------------------------------------------------------------------- brief
def test_nothing_is_said_when_all_is_well() -> None:
    """A job at night stays silent."""
    assert brief(WELL, CATALOGUE, "nl") == ""
    assert render_as("table", WELL, CATALOGUE, "nl", quiet=True) == ""


def test_in_brief_each_partnership_with_something_to_do_is_a_line() -> None:
    """And each workbook that was not read."""
    text = brief(FULL, CATALOGUE, "en")

    assert text.splitlines() == [
        "Workbook of the coordinator  ✖ 1",
        "P-01  Ninove – Dogbo  ✖ 8  ▲ 8",
        "P-02  Genk – Karongi District  ✖ 1",
        "  karongi.xlsx  ✖ not read",
    ]


def test_json_does_without_rich() -> None:
    """What draws on a terminal takes a while to import, and programs need none of it."""
    code = (
        "import sys\n"
        "from support.reports import CATALOGUE, FULL\n"
        "from sheets_sync.report import render\n"
        "[render(how, FULL, CATALOGUE, 'nl') for how in ('json', 'csv', 'html', 'github')]\n"
        "sys.exit('rich' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd="tests", check=False)

    assert done.returncode == 0
