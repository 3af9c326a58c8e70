"""The report as workflow commands: what GitHub shows as annotations, and nothing else that it would carry out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_sync.model import LANGUAGES, Finding, Label, Language, Location, Report
from sheets_sync.report import render as render_as
from sheets_sync.report.as_github import render
from support.reports import CATALOGUE, FULL, HOSTILE, WELL, anything, book, finding, languages, reports

#: What somebody may type to begin a command of his own, or to end a property or a command early.
ATTACKS = (
    HOSTILE,
    "x\n::set-output name=a::b",
    "x\r::stop-commands::y",
    "x\r\n::add-path::/tmp",
    "::error file=a::b",
    "a,file=b.yml,line=1",
    "a::b",
    "##[error]x",
    "100%0A::warning::x",
    "%250A",
)


class Command(NamedTuple):
    """A command as GitHub's runner takes it from a line."""

    name: str
    properties: dict[str, str]
    data: str


def carried_out(text: str) -> list[Command]:
    """The commands in a text; a line that is none fails.

    As the runner reads them: properties end at the first double colon and are split at commas, each at its first
    equals sign; the escapes are undone last, that of the percent sign after all others.
    """
    commands = []
    for line in re.split(r"\r\n|\r|\n", text.removesuffix("\n")) if text else ():
        match = re.match(r"::(\w+) (.*?)::(.*)$", line, re.DOTALL)
        assert match, line
        pairs = (pair.partition("=") for pair in match[2].split(","))
        properties = [(name, unescaped(value, "%3A", "%2C")) for name, _, value in pairs]
        assert len(dict(properties)) == len(properties)
        commands.append(Command(match[1], dict(properties), unescaped(match[3])))
    return commands


def unescaped(text: str, *more: str) -> str:
    """The text behind the escapes."""
    for escape in ("%0D", "%0A", *more, "%25"):
        text = text.replace(escape, chr(int(escape[1:], 16)))
    return text


def of(*findings: Finding) -> Report:
    """A report with these findings."""
    return replace(FULL, findings=findings)


# ------------------------------------------------------------------------------------------------- what it says
def test_a_finding_is_a_command() -> None:
    """With the file, the place as its title, what is wrong, and on the next line how to solve it."""
    told = finding("CEL03", row=5, key="date", value="31/02/2025")

    assert carried_out(render(of(told), CATALOGUE, "en")) == [
        Command(
            "error",
            {"file": "ninove.xlsx", "title": "CEL03 · Kosten · B5 · C-005"},
            "The date 31/02/2025 does not exist.\n"
            "Look up the right day and write day/month/year, for example 28/02/2025.",
        )
    ]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (finding("CEL03", row=5), "error"),
        (finding("ROW09", row=5), "warning"),
        (finding("CEL14", row=5), "notice"),
        (finding("CEL03", row=5).accept("Creditnota"), "notice"),
    ],
    ids=["error", "warning", "info", "accepted"],
)
def test_the_kind_of_annotation_is_the_weight_of_the_finding(told: Finding, kind: str) -> None:
    """What the coordinator accepted is only noticed."""
    (command,) = carried_out(render(of(told), CATALOGUE, "en"))

    assert command.name == kind


def test_what_is_accepted_says_why() -> None:
    """In place of how to solve it."""
    (command,) = carried_out(render(of(finding("CEL03", row=5).accept("Creditnota")), CATALOGUE, "en"))

    assert command.data.endswith("\nAccepted by the coordinator: Creditnota")


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_of_a_kind_are_one_command(language: Language) -> None:
    """GitHub shows only some annotations of a step, so each tells of all its cells."""
    commands = carried_out(render(FULL, CATALOGUE, language))

    assert sorted({each.code for each in FULL.findings}) == sorted(c.properties["title"][:5] for c in commands)
    (links,) = [c.data for c in commands if c.properties["title"].startswith("ROW09")]
    assert "J4:J6, J12, J30:J31" in links


@pytest.mark.parametrize(
    ("ref", "file"), [("costs.xlsx", "costs.xlsx"), ("https://sheets.example/d/1", None), (None, None)]
)
def test_a_file_is_named_where_there_is_one(ref: str | None, file: str | None) -> None:
    """A workbook on the web is no file of the repository; a finding on the partnership has none."""
    (command,) = carried_out(render(of(finding("CON02", ref)), CATALOGUE, "nl"))

    assert command.properties.get("file") == file


def test_nothing_is_said_where_nothing_was_found() -> None:
    """Not even an empty line."""
    assert render(replace(WELL, findings=()), CATALOGUE, "nl") == ""


def test_it_is_one_of_the_formats() -> None:
    """In the language of the coordinator, or in the one that was asked for."""
    assert render_as("github", FULL, CATALOGUE, "nl") == render(FULL, CATALOGUE, "nl")
    assert render_as("github", FULL, CATALOGUE, "nl", told="fr") == render(FULL, CATALOGUE, "fr")


# ------------------------------------------------------------------------------------------------- safety
@pytest.mark.parametrize(
    ("text", "file", "title"),
    [
        ("50%", "file=50%25,", " · 50%25 · "),
        ("a:b", "file=a%3Ab,", " · a%3Ab · "),
        ("a,b", "file=a%2Cb,", " · a%2Cb · "),
        ("a\r\nb", "file=a%0D%0Ab,", " · a ↵ b · "),
        ("%0A", "file=%250A,", " · %250A · "),
        ("\ud800", "file=\ufffd,", " · <U+D800> · "),
    ],
)
def test_signs_with_a_meaning_are_escaped_in_properties(text: str, file: str, title: str) -> None:
    """The percent sign first of all, so that what looks like an escape stays what it is."""
    told = Finding("CEL02", Location(text, text, row=2), value="x")

    line = render(of(told), CATALOGUE, "en")

    assert file in line
    assert title in line


def test_in_the_message_only_breaks_and_the_percent_sign_are_escaped() -> None:
    """A colon or a comma means nothing there."""
    line = render(of(Finding("CEL02", Location("a.xlsx"), value="a:b,50%")), CATALOGUE, "en")

    assert "“a:b,50%25” cannot be read as a date.%0AWrite" in line


def assert_only_findings(report: Report, language: Language) -> None:
    """Every line is an annotation, and carries nothing but a file and a title."""
    text = render(report, CATALOGUE, language)

    for command in carried_out(text):
        assert command.name in {"error", "warning", "notice"}
        assert set(command.properties) <= {"file", "title"}
    assert not {sign for sign in text if category(sign) in {"Cc", "Cs"} and sign != "\n"}


@settings(max_examples=60)
@given(st.lists(st.sampled_from(ATTACKS) | anything, min_size=1, max_size=3).map("".join), languages)
def test_nothing_that_a_person_types_is_a_command(text: str, language: Language) -> None:
    """Wherever it stands: as workbook, tab, number, heading, value, partnership, municipality or reason."""
    where = Location(text, text, row=2, row_id=text, column=text)
    told = Finding("CEL02", where, {"value": Label(text, text, text)}, text, text, group=text)
    report = replace(
        FULL,
        workbooks=(book(text, text, "nl", group=text),),
        groups=({"partnership_id": text},),
        findings=(told, told.accept(text), told._replace(location=Location("b.xlsx", text))),
    )

    assert_only_findings(report, language)
    assert {command.properties.get("file") for command in carried_out(render(report, CATALOGUE, language))} <= {
        re.sub("[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text),
        "b.xlsx",
        None,
    }


@settings(max_examples=60)
@given(reports, languages)
def test_no_parameter_is_a_command(report: Report, language: Language) -> None:
    """Also what stands within sentences."""
    assert_only_findings(report, language)
