"""What the documentation says is so: commands, options, files, links, defaults, and what is made from the code."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click
import pytest

from schemas import PROGRAMME
from sheets_sync.cli import cli
from sheets_sync.config import (
    Config,
    ConfigFile,
    CoordinatorSection,
    GoogleSection,
    LimitsSection,
    MailSection,
    RunSection,
    StateSection,
    load_config,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "schemas/*.md", "tests/**/*.md", "benchmarks/*.md")
    for path in ROOT.glob(pattern)
)
_FENCED = re.compile(r"^( *)```[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")


def name(path: Path) -> str:
    """The page as a test is called."""
    return path.relative_to(ROOT).as_posix()


every_page = pytest.mark.parametrize("page", PAGES, ids=name)


# ------------------------------------------------------------------------------------------------- reading a page
def code(text: str) -> Iterator[str]:
    """What stands in a page as code: each line of a block, each span within a sentence."""
    for block in _FENCED.finditer(text):
        yield from block[2].replace("\\\n", " ").splitlines()
    yield from _SPAN.findall(_FENCED.sub("", text))


def commands(text: str) -> Iterator[list[str]]:
    """The words behind `sheets-sync`, wherever the program is called, without comments and what the shell does."""
    for line in code(text):
        words = re.split(r"\s#\s|\s[|>;&]|[;|>]", line)[0].split()
        for number, word in enumerate(words[:-1]):
            rest = words[number + 1 :]
            if re.fullmatch(r"(.*/bin/)?sheets-sync", word) and re.match(r"-|[a-z]", rest[0]):
                yield rest


def anchors(text: str) -> set[str]:
    """The names by which the headings of a page can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.+?) *$", _FENCED.sub("", text), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings)
    return set(plain)


# ------------------------------------------------------------------------------------------------- the commands
def fault(words: list[str]) -> str | None:
    """What is wrong with a call: no such command or option, a value that is none of its choices, too many words.

    A word in capitals stands for what the reader puts there.
    """
    command: click.Command = cli
    context = click.Context(cli)
    words = [*words]
    given = 0
    while words:
        word = words.pop(0)
        if word.startswith("-") and word != "-":
            option, equals, value = word.partition("=")
            known = {opt: param for param in command.params for opt in (*param.opts, *param.secondary_opts)}
            known |= dict.fromkeys(("-h", "--help"), click.Option(["--help"], is_flag=True))
            if option not in known:
                return f"{command.name} has no option {option}"
            param = known[option]
            assert isinstance(param, click.Option)
            if param.is_flag or param.count:
                continue
            if not equals and not words:
                return f"{option} has no value"
            value = value if equals else words.pop(0)
            if isinstance(param.type, click.Choice) and value not in {*param.type.choices, value.upper()}:
                return f"{option} has no choice {value}"
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            if found is None:
                return f"there is no command {word}"
            command = found
        else:
            given += 1
    most = [param.nargs for param in command.params if isinstance(param, click.Argument)]
    return f"{command.name} takes fewer words" if -1 not in most and given > sum(most) else None


@every_page
def test_every_command_in_it_can_be_typed(page: Path) -> None:
    """Each call of `sheets-sync` names a command and options that exist."""
    faults = {" ".join(words): told for words in commands(page.read_text("utf-8")) if (told := fault(words))}

    assert faults == {}


def test_the_readme_shows_the_commands() -> None:
    """The ones with which a person begins; all others it leads to."""
    shown = {words[0] for words in commands((ROOT / "README.md").read_text("utf-8"))}

    assert {"init", "validate", "sync", "explain", "rules"} <= shown
    assert shown <= set(cli.list_commands(click.Context(cli)))


def test_every_command_is_documented() -> None:
    """One that nobody can read about is one that nobody uses."""
    shown = {words[0] for page in PAGES for words in commands(page.read_text("utf-8"))}

    assert set(cli.list_commands(click.Context(cli))) <= shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sheets-sync", []),
        ("sheets-sync validate costs.xlsx --format json > x.json", [None]),
        ("sheets-sync -c config.toml sync --dry-run   # tonight", [None]),
        ("/opt/x/bin/sheets-sync sync -c x.toml", [None]),
        ("useradd --home-dir /srv/sheets-sync --create-home sheets-sync", []),
        ("sudo -u sheets-sync /usr/bin/sheets-sync --version", [None]),
        ("sheets-sync explain CODE", [None]),
        ("sheets-sync explain CODE CODE", ["explain takes fewer words"]),
        ("sheets-sync synchronise", ["there is no command synchronise"]),
        ("sheets-sync sync --dryrun", ["sync has no option --dryrun"]),
        ("sheets-sync validate --format=yaml", ["--format has no choice yaml"]),
        ("sheets-sync validate --format FORMAT", [None]),
        ("sheets-sync sync --as-of", ["--as-of has no value"]),
    ],
)
def test_a_mistake_in_a_command_would_be_seen(line: str, told: list[str | None]) -> None:
    """How the tests above read a line."""
    assert [fault(words) for words in commands(f"```\n{line}\n```")] == told


@every_page
def test_every_target_of_make_in_it_exists(page: Path) -> None:
    """`make demo` and the like."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = {match[1] for line in code(page.read_text("utf-8")) if (match := re.match(r"\s*make ([a-z]+)\b", line))}

    assert named <= set(targets)


# ------------------------------------------------------------------------------------------------- files and links
@every_page
def test_links_lead_somewhere(page: Path) -> None:
    """To a file that exists, and to a heading in it; or to the web, by https."""
    dead = []
    for link in _LINK.findall(page.read_text("utf-8")):
        if re.match(r"https://|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            dead.append(link)

    assert dead == []


@every_page
def test_files_of_the_project_that_it_names_exist(page: Path) -> None:
    """A path that begins with one of its folders, such as `schemas/activity.py`."""
    folders = {"sheets_sync", "schemas", "tests", "docs", "tools", "benchmarks", ".ci"}
    spans = _SPAN.findall(_FENCED.sub("", page.read_text("utf-8")))
    named = {
        span for span in spans if PurePosixPath(span).parts[0] in folders and re.fullmatch(r"[\w./-]+/[\w./-]*", span)
    }

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_no_page_is_left_out() -> None:
    """Each page of the documentation is linked to from another."""
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in _LINK.findall(page.read_text("utf-8"))
    }

    assert [name(page) for page in ROOT.glob("docs/*.md") if page not in linked] == []


# ------------------------------------------------------------------------------------------------- what is generated
def generator() -> Any:
    """tools/generate_docs.py, as a module."""
    spec = spec_from_file_location("generate_docs", ROOT / "tools/generate_docs.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date() -> None:
    """The reference of the columns and rules, and that of the findings."""
    pages = generator().pages()

    assert [name(page) for page in pages] == ["schemas/README.md", "docs/findings.md"]
    stale = [name(page) for page, text in pages.items() if page.read_text("utf-8") != text]
    assert stale == [], f"{', '.join(stale)}: run `make docs`"


def test_a_stale_page_is_named_and_then_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` writes nothing, says what to run, and is quiet where all is well."""
    module, page = generator(), tmp_path / "page.md"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "pages", lambda: {page: "é\n"})

    told = []
    for arguments in (["--check"], [], ["--check"], []):
        monkeypatch.setattr(sys, "argv", ["generate_docs.py", *arguments])
        told.append((module.main(), capsys.readouterr().out, page.exists()))

    assert told == [
        (1, "page.md is out of date: run `make docs`\n", False),
        (0, "wrote page.md\n", True),
        (0, "", True),
        (0, "", True),
    ]
    assert page.read_text("utf-8") == "é\n"


@pytest.mark.parametrize("page", ["schemas/README.md", "docs/findings.md"])
def test_every_row_of_a_generated_table_is_whole(page: str) -> None:
    """As many cells as its heading has, whatever stands in them; a bar within one is escaped."""
    text = (ROOT / page).read_text("utf-8")

    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert tables
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


# ------------------------------------------------------------------------------------------------- the configuration
def test_the_example_is_the_defaults() -> None:
    """A line that is left out changes nothing, as it says."""
    config = load_config(ROOT / "config.example.toml")

    assert config == Config(
        folder=ROOT,
        coordinator="coordinator.xlsx",
        programme=PROGRAMME,
        settings=PROGRAMME.settings(),
        language=ConfigFile.model_fields["language"].default,
        state_folder=ROOT / ConfigFile.model_fields["state_folder"].default,
        google=GoogleSection(),
        limits=LimitsSection(),
        run=RunSection(),
        mail=MailSection(),
        state=StateSection(),
    )


def test_the_example_has_every_key() -> None:
    """One that is nowhere else explained; those without a default stand in it as a comment."""
    text = (ROOT / "config.example.toml").read_text("utf-8")

    whole = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE))
    assert whole.keys() == ConfigFile.model_fields.keys()
    assert whole["coordinator"].keys() == CoordinatorSection.model_fields.keys()
    assert whole["google"].keys() == GoogleSection.model_fields.keys()
    assert whole["run"].keys() == RunSection.model_fields.keys()
    assert whole["mail"].keys() == {field.alias or key for key, field in MailSection.model_fields.items()}
    assert whole["state"].keys() == StateSection.model_fields.keys()
    assert whole["limits"].keys() == LimitsSection.model_fields.keys()
    assert whole["rules"].keys() == PROGRAMME.settings.model_fields.keys()


# ------------------------------------------------------------------------------------------------- the changelog
def test_the_changelog_begins_with_what_is_to_come() -> None:
    """Unreleased stands first and holds something; the versions below it have a date, and the newest comes first."""
    _, *parts = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")

    assert parts[0].startswith("[Unreleased]\n")
    assert re.search(r"^- ", parts[0], re.MULTILINE)
    released = [re.match(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d\n", part) for part in parts[1:]]
    versions = [tuple(int(number) for number in match.groups()) for match in released if match]
    assert len(versions) == len(released)
    assert versions == sorted(versions, reverse=True)


@pytest.mark.parametrize("page", ["promises.md", "security.md"])
def test_each_promise_names_a_test_that_is_there(page: str) -> None:
    """A table of promises is worth as much as the tests behind it."""
    lines = [line for line in (ROOT / "docs" / page).read_text("utf-8").splitlines() if line.startswith("| ")]
    named = [re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", line) for line in lines[1:]]

    missing = [
        f"{file}::{test}"
        for tests in named
        for file, test in tests
        if not (ROOT / file).is_file() or (test and f"def {test}(" not in (ROOT / file).read_text("utf-8"))
    ]

    assert missing == []
    assert len(lines) > 10
    assert all(tests for tests, line in zip(named, lines[1:], strict=True) if "tests/" in line)
