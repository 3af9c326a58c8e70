"""Write what the documentation takes from the code: schemas/README.md and docs/findings.md.

python tools/generate_docs.py           write them
python tools/generate_docs.py --check   exit with 1 where one of them is out of date, and name it
"""

from __future__ import annotations

import sys
from collections import defaultdict
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING

from schemas import PROGRAMME
from sheets_sync.explain import example
from sheets_sync.messages import Catalogue
from sheets_sync.model import LANGUAGES
from sheets_sync.schema import Address, Amount, Choice, Day, Id, Number, Reads, Ref, Text, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sheets_sync.messages import CodeInfo
    from sheets_sync.schema import Field, Schema
    from sheets_sync.values import Options

ROOT = Path(__file__).parent.parent
CATALOGUE = Catalogue.load("sheets_sync.messages", PROGRAMME.messages)
NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}
GENERATED = "<!-- Made by tools/generate_docs.py (make docs) from the code: change the code, not this page. -->"
_SCHEMAS = """\
# The programme: tabs, columns and rules

A heading is read in any of the three languages, in any order, in capitals or not, with accents or without. What
stands in *italics* need not be filled in. Every code is explained in [docs/findings.md](../docs/findings.md) and by
`sheets-sync explain CODE`."""
_RULES = """
## Rules

What each rule of the programme finds, and where. An error sets the row aside; a warning counts it. What is found in
reading any workbook, such as empty cells, unreadable dates and amounts, stands in
[docs/findings.md](../docs/findings.md).
"""
_FINDINGS = """\
# Findings

Every finding has a code, which never changes its meaning. `sheets-sync explain CODE` shows what stands here. In a
sentence `{…}` stands for what was found; a bar in an example stands between cells and between rows.
"""
#: A longer list of choices is told by its number.
FEW = 6


def pages() -> Mapping[Path, str]:
    """Each generated page with what it should hold."""
    makers: dict[str, Callable[[], Iterable[str]]] = {"schemas/README.md": schemas, "docs/findings.md": findings}
    return {ROOT / name: "\n".join([GENERATED, "", *make()]) + "\n" for name, make in makers.items()}


# ------------------------------------------------------------------------------------------------- the columns
def schemas() -> Iterator[str]:
    """All tabs with their columns, then all rules."""
    yield _SCHEMAS
    for title, tabs in (
        ("Municipal workbooks", PROGRAMME.tabs),
        ("The coordinator's workbook", PROGRAMME.coordinator_tabs),
    ):
        yield from ("", f"## {title}")
        for schema in tabs:
            yield from _tab(schema)
    yield from _rules()


def _tab(schema: type[Schema]) -> Iterator[str]:
    yield from ("", f"### {schema.tab.en} ({schema.tab.nl}, {schema.tab.fr})", "")
    optional = " The tab may be missing." if schema.optional else ""
    yield f"{_first_sentence(schema)}{optional}"
    yield ""
    rows = []
    for field in schema.fields.values():
        name = f"`{field.key}`" if field.required else f"*`{field.key}`*"
        shown = f"`{field.column.example}`" if field.column.example else ""
        rows.append((name, field.column.nl, field.column.fr, field.column.en, _kind(field), shown))
    yield from _table(("column", "nl", "fr", "en", "holds", "example"), rows)


def _kind(field: Field) -> str:  # noqa: C901, PLR0911  (one line for each kind)
    match field.kind:
        case Text(low=low, high=high):
            return f"text of {low} to {high} characters"
        case Id(pattern=pattern):
            return f"its own number, like `{pattern}`"
        case Amount(currency=currency):
            return f"amount in the currency of `{currency}`" if currency.islower() else f"amount in {currency}"
        case Whole(low=low, high=high):
            return f"whole number from {low} to {high}"
        case Choice(options=options):
            return _choices(options)
        case Ref():
            return "the number or code of another row"
        case Number():
            return "number"
        case Reads(read=read):
            return read.__name__.removeprefix("read_").replace("_", " ")
        case Address(of=of):
            return {"mail": "e-mail address", "web": "link", "workbook": "link or file"}[of]
        case Day():
            return "date"


def _choices(options: Options) -> str:
    if len(options.codes) > FEW:
        return f"one of {len(options.codes)} in the list {options.name}"
    return "one of " + ", ".join(f"`{code}`" for code in options.codes)


# ------------------------------------------------------------------------------------------------- the rules
def _rules() -> Iterator[str]:
    yield _RULES
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for schema in (*PROGRAMME.tabs, *PROGRAMME.coordinator_tabs):
        for rule in schema.rules:
            found[rule.code][_first_sentence(rule.check)].append(schema.tab.en)
    for world_rule in PROGRAMME.world_rules:
        for code in world_rule.codes:
            found[code][_first_sentence(world_rule.check)].append("all workbooks")
    rows = []
    for code, info in sorted(CATALOGUE.codes.items()):
        for said, places in found.get(code, {}).items():
            link = f"[{code}](../docs/findings.md#{_anchor(info)})"
            rows.append((link, info.name, info.severity.value, _list(places), said))
    yield from _table(("code", "name", "weight", "where", "what"), rows)


# ------------------------------------------------------------------------------------------------- the findings
def findings() -> Iterator[str]:
    """Every code with its sentences in three languages."""
    yield _FINDINGS
    codes = sorted(CATALOGUE.codes.values())
    rows = [(f"[{i.code}](#{_anchor(i)})", i.name, i.severity.value, _level(i), _who(i)) for i in codes]
    yield from _table(("code", "name", "weight", "about", "who can solve it"), rows)
    for info in codes:
        yield from _finding(info)


def _finding(info: CodeInfo) -> Iterator[str]:
    yield from ("", f"## {info.code} {info.name}", "")
    texts = [CATALOGUE.text(info.code, language) for language in LANGUAGES]
    rows = [
        ("what is wrong", *(text.text for text in texts)),
        ("how to solve it", *(text.fix for text in texts)),
        ("suggestion", *(text.hint or "" for text in texts)),
        ("what it means", *(text.why or "" for text in texts)),
        ("wrong", *(_code(example(info.wrong, language)) for language in LANGUAGES)),
        ("right", *(_code(example(info.right, language)) for language in LANGUAGES)),
    ]
    planned = f" {CATALOGUE.word('explain_planned', 'en')}" if info.planned else ""
    yield f"{info.severity.value}, about {_level(info)}; {_who(info)} can solve it.{planned}"
    yield ""
    yield from _table(("", *NAMES.values()), [row for row in rows if any(row[1:])])


def _level(info: CodeInfo) -> str:
    return CATALOGUE.word(f"level_{info.level}", "en")


def _who(info: CodeInfo) -> str:
    return CATALOGUE.word(f"who_{info.who}", "en")


def _anchor(info: CodeInfo) -> str:
    return f"{info.code} {info.name}".lower().replace(" ", "-")


# ------------------------------------------------------------------------------------------------- text
def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    headings = list(headings)
    yield _line(headings)
    yield _line("---" for _ in headings)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _list(places: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(places))


def _first_sentence(thing: object) -> str:
    return " ".join((getdoc(thing) or "").split("\n\n")[0].split())


def main() -> int:
    """Write the pages, or with --check only compare them."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run `make docs`")
        return int(bool(stale))
    for path in stale:
        path.write_text(pages()[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
