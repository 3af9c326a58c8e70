"""The report as a page: what it says, and that nothing in a spreadsheet is more than text in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheets_sync.model import LANGUAGES, Finding, Location, Report, Severity
from sheets_sync.report import render as render_as
from sheets_sync.report.as_html import render
from sheets_sync.telling import MANY
from support.reports import AS_OF, CATALOGUE, FULL, HOSTILE, WELL, anything, book, finding, languages, reports

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.model import Language

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: Elements that have no end.
_VOID = frozenset({"meta"})
#: Everything that the page is made of, and what its elements may carry.
ELEMENTS = frozenset({
    "html", "head", "meta", "title", "style", "body", "header", "main", "nav", "footer", "section", "article",
    "details", "summary", "h1", "h2", "h3", "h4", "p", "ul", "li", "div", "span", "strong", "a",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "lang", "charset", "http-equiv", "content", "name", "id", "class", "style", "role", "aria-label", "title", "href",
    "rel",
})  # fmt: skip
#: What somebody may type to break out of an element, of an attribute, of the style or of the page itself.
ATTACKS = (
    HOSTILE,
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--",
    "<iframe srcdoc=x>",
    "<svg/onload=alert(1)>",
    "<meta http-equiv=refresh content=0>",
    "{title}{0}%s",
    "&lt;script&gt;&#60;b&#62;",
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://a.example",
    "data:text/html,<script>alert(1)</script>",
    " https://a.example",
    'https://a.example/"onclick="alert(1)',
    "https://a.example/'><b>",
    "http://a.example/\x00\x1b",
    "//a.example",
    "file:///etc/passwd",
)
#: A word with nowhere to break; such are addresses, and the numbers of rows that people think out.
LONG = "C" * 70


class Page(HTMLParser):
    """What a browser sees: elements with their attributes, well nested, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.style = ""
        self._words: list[str] = []
        self._open: list[str] = []
        self.odd: list[str] = []
        self.feed(text)
        self.close()
        self.odd += [f"<{tag}> has no end" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.odd.append(f"</{tag}> ends something else")

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self.style += data
        else:
            self._words.append(data)

    def handle_comment(self, data: str) -> None:
        self.odd.append(f"<!--{data}-->")

    def handle_pi(self, data: str) -> None:
        self.odd.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.odd.append(f"<![{data}]>")

    @property
    def text(self) -> str:
        """The text as one line."""
        return " ".join("".join(self._words).split())

    @property
    def links(self) -> list[str]:
        """Where the links lead."""
        return [attributes["href"] or "" for tag, attributes in self.elements if tag == "a"]


def page(report: Report, language: Language = "en") -> Page:
    """The page of a report, taken apart."""
    return Page(render(report, CATALOGUE, language))


def spaced(text: str) -> str:
    """The text with single spaces, as `Page.text` has it."""
    return " ".join(text.split())


def all_of(text: str) -> Report:
    """A report in which everything that a person can type is this text."""
    where = Location(text, text, row=2, row_id=text, column=text)
    told = Finding("CEL02", where, value=text, suggestion=text, group=text)
    return Report(
        AS_OF,
        complete=False,
        workbooks=(
            book(text, text, "nl", group=text),
            book(f"{text}2", text, "fr", "failed", text),
            book(f"https://a.example/{text}", text, "en", group=text),
        ),
        groups=(FULL.groups[0] | {"partnership_id": text, "theme": text}, FULL.groups[1]),  # type: ignore[operator]
        findings=(
            told,
            told._replace(severity=Severity.INFO),
            told.accept(text),
            told._replace(location=Location(None, text), group=text),
            told._replace(location=Location("coordinator.xlsx", text), code="XXX99"),
            *(told._replace(location=where._replace(row=row, workbook=f"{text}2")) for row in range(MANY)),
        ),
    )


# ------------------------------------------------------------------------------------------------- the form
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", [FULL, WELL, Report(AS_OF, True, (), (), ())], ids=["full", "well", "nothing"])
def test_it_is_a_whole_page_in_one_language(report: Report, language: Language) -> None:
    """It says which language it is in, and every element ends where it should."""
    text = render(report, CATALOGUE, language)

    seen = Page(text)
    assert text.startswith("<!doctype html>\n")
    assert seen.elements[0] == ("html", {"lang": language})
    assert seen.odd == []
    assert [tag for tag, _ in seen.elements].count("title") == 1
    assert CATALOGUE.word("findings", language) in seen.text


def test_it_is_one_file_that_fetches_nothing() -> None:
    """No script, no picture, no font, no style from elsewhere; and the page itself forbids them."""
    seen = page(FULL)

    policies = [a["content"] for tag, a in seen.elements if tag == "meta" and "http-equiv" in a]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert {tag for tag, _ in seen.elements} <= ELEMENTS
    assert "url(" not in seen.style
    assert "@import" not in seen.style


def test_the_policy_stands_before_anything_that_it_could_concern() -> None:
    """A browser holds to it only from there on."""
    tags = [tag for tag, _ in page(FULL).elements]

    assert tags[:5] == ["html", "head", "meta", "meta", "meta"]


def test_parts_are_found_by_their_numbers() -> None:
    """Each line of the contents leads to a block of the page, and no number stands twice."""
    seen = page(FULL)

    names = [attributes["id"] for _, attributes in seen.elements if "id" in attributes]
    assert [link for link in seen.links if link.startswith("#")] == [f"#{name}" for name in names]
    assert len(names) == len(set(names)) == len(FULL.groups) + 1  # and that of the coordinator


def test_it_is_one_of_the_formats() -> None:
    """In the language of the coordinator, or in the one that was asked for."""
    assert render_as("html", FULL, CATALOGUE, "nl") == render(FULL, CATALOGUE, "nl")
    assert render_as("html", FULL, CATALOGUE, "nl", told="fr") == render(FULL, CATALOGUE, "fr")


# ------------------------------------------------------------------------------------------------- what it says
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_to_be_done_is_on_the_page(language: Language) -> None:
    """Each error and warning with its code, its place, what is wrong and how to solve it; infos too, folded away."""
    text = page(FULL, language).text

    for each in FULL.findings:
        rendered, where = CATALOGUE.render(each, language), each.location
        assert f"{CATALOGUE.word(each.severity.value, language)} · {each.code} · " in text
        assert spaced(each.accepted or rendered.fix) in text
        if each.code == "CEL06":  # many that differ: told for all by the first, with each value
            assert f"{where.cell} ({each.value})" in text
        elif each.code != "ROW09":  # many that are equal: blocks of cells
            assert spaced(rendered.message) in text
            assert where.cell is None or f"{where.tab} · {where.cell}" in text
    assert "J4:J6, J12, J30:J31" in text


@settings(max_examples=30)
@given(reports, languages)
def test_no_finding_is_lost(report: Report, language: Language) -> None:
    """The tallies of the blocks add up to all findings, and each code that was found is on the page."""
    text = page(report, language).text

    for each in report.findings:
        assert f"{CATALOGUE.word(each.severity.value, language)} · {each.code}" in text
    for kind, key in (("error", "n_errors"), ("warning", "n_warnings")):
        n = sum(f.severity == kind and f.counts for f in report.findings)
        assert not n or CATALOGUE.word(key, language, n=n) in text


def test_what_is_only_for_information_is_folded_away() -> None:
    """It opens without a script."""
    seen = page(WELL)

    tags = [tag for tag, _ in seen.elements]
    assert tags.index("details") < tags.index("summary") < tags.index("h4")
    assert "CEL14" in seen.text


def test_what_the_coordinator_accepted_has_its_reason() -> None:
    """In place of how to solve it; nothing is left to correct."""
    text = page(replace(WELL, findings=(finding("ROW07", row=2, key="amount").accept("Creditnota"),))).text

    assert "Accepted by the coordinator: Creditnota" in text
    assert CATALOGUE.word("status_good", "en") in text


@pytest.mark.parametrize(("report", "told"), [(FULL, True), (WELL, False)])
def test_an_incomplete_report_says_so_at_the_top(report: Report, *, told: bool) -> None:
    """Before any figure, and aloud where a page is read aloud."""
    seen = page(report)

    alarms = [tag for tag, attributes in seen.elements if attributes.get("role") == "alert"]
    assert (alarms == ["p"]) is told
    assert (CATALOGUE.word("summary_incomplete", "en") in seen.text) is told


@pytest.mark.parametrize(
    ("claimed", "accepted", "left", "bar"),
    [
        ("38412.37", "35000.00", "-3412.37", ("error", "109%", ["100.0%", "0.0%"])),
        ("28000.00", "17500.00", "7000.00", ("warning", "80%", ["50.0%", "30.0%"])),
        ("3500.00", "3500.00", "31500.00", ("good", "10%", ["10.0%", "0.0%"])),
        ("-640.00", "-640.00", "35640.00", ("good", "-1%", ["0.0%", "0.0%"])),
        ("1000000.00", "1000000.00", "-965000.00", ("error", "2857%", ["100.0%", "0.0%"])),
    ],
)
def test_the_bar_is_never_wider_than_its_frame(
    claimed: str, accepted: str, left: str, bar: tuple[str, str, list[str]]
) -> None:
    """What is accepted and what is claimed beyond it, in a colour that says how near the ceiling is, and in words."""
    own = {**WELL.groups[0], "claimed_eur": claimed, "accepted_eur": accepted, "left_eur": left}

    elements = page(replace(WELL, groups=(own,))).elements

    ((number, frame),) = [(n, a) for n, (_, a) in enumerate(elements) if a.get("role") == "img"]
    widths = [str(a["style"]).removeprefix("width:") for _, a in elements[number + 1 : number + 3]]
    assert (f"bar {bar[0]}", bar[1], bar[2]) == (frame["class"], frame["aria-label"], widths)


def test_amounts_that_are_not_known_have_no_bar() -> None:
    """Nothing spent and nothing known are two things."""
    own = {**WELL.groups[0], "claimed_eur": None, "accepted_eur": None, "left_eur": None}

    elements = page(replace(WELL, groups=(own,))).elements

    assert not [attributes for _, attributes in elements if attributes.get("role") == "img"]


@pytest.mark.parametrize(
    ("ref", "link"),
    [
        ("https://sheets.example/d/abc?a=1&b=2", True),
        ("http://sheets.example/x", True),
        ("HTTPS://sheets.example/x", True),
        ("costs.xlsx", False),
        ("//sheets.example/x", False),
        ("javascript:alert(1)//https://x", False),
        ("data:text/html,https://x", False),
        ("file:///etc/passwd", False),
        ("https:alert(1)", False),
        (" https://sheets.example/x", False),
    ],
)
def test_a_workbook_on_the_web_is_a_link_and_nothing_else_is(ref: str, *, link: bool) -> None:
    """It leads to where it was registered, and takes no trace of this page along."""
    report = replace(WELL, workbooks=(book(ref, "Ninove", "nl"),), findings=())

    seen = page(report)

    assert seen.links == ([ref] if link else [])
    assert all(a["rel"] == "noopener noreferrer" for tag, a in seen.elements if tag == "a")


# ------------------------------------------------------------------------------------------------- safety
def assert_only_text(report: Report, language: Language) -> None:
    """The page of this report is made of the elements of a page without anybody's text, and of nothing else."""
    text = render(report, CATALOGUE, language)

    seen = Page(text)
    assert seen.odd == []
    assert {tag for tag, _ in seen.elements} <= ELEMENTS
    assert {name for _, attributes in seen.elements for name in attributes} <= ATTRIBUTES
    assert all(re.match(r"#b\d+$|https?://", link, re.IGNORECASE) for link in seen.links)
    assert seen.style == Page(render(WELL, CATALOGUE, language)).style
    assert {a["style"] for _, a in seen.elements if "style" in a} <= {f"width:{n / 10}%" for n in range(1001)}
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert text.encode()


@pytest.mark.parametrize("text", ATTACKS)
def test_no_attack_is_markup(text: str) -> None:
    """Wherever it stands: as tab, number, heading, value, partnership, theme, municipality, reason or workbook."""
    assert_only_text(all_of(text), "fr")


@settings(max_examples=40)
@given(st.lists(st.sampled_from(ATTACKS) | anything, min_size=1, max_size=3).map("".join), languages)
@example("\x85", "nl")
def test_nothing_that_a_person_types_is_markup(text: str, language: Language) -> None:
    """The same for anything, half characters and control codes included."""
    assert_only_text(all_of(text), language)


@settings(max_examples=40)
@given(reports, languages)
def test_no_parameter_is_markup(report: Report, language: Language) -> None:
    """Also what stands within sentences."""
    assert_only_text(report, language)


# ------------------------------------------------------------------------------------------------- in a browser
_FRAME = """<!doctype html><meta charset="utf-8"><title>waiting</title>
<iframe id="f" src="page.html" style="width:{width}px;height:800px;border:0"></iframe>
<script>
f.onload = () => {{
  const doc = f.contentDocument, root = doc.documentElement, out = [];
  doc.querySelectorAll("details").forEach(each => each.open = true);
  const walk = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT), range = doc.createRange();
  while (walk.nextNode()) {{
    range.selectNodeContents(walk.currentNode);
    for (const box of range.getClientRects())
      if (box.right > root.clientWidth + 1 || box.left < -1) out.push(walk.currentNode.data);
  }}
  seen.textContent = doc.body.innerText + "\\nOUTSIDE " + out.join(" | ");
  document.title = root.scrollWidth + " of " + root.clientWidth;
}};
</script>
<pre id="seen"></pre>"""


def in_browser(text: str, width: int, folder: Path) -> tuple[str, str]:
    """What a browser shows of the page in a window so wide, and how wide it would be of how wide it is."""
    assert CHROMIUM is not None
    (folder / "page.html").write_text(text, "utf-8")
    (folder / "frame.html").write_text(_FRAME.format(width=width), "utf-8")
    switches = (
        "headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking "
        "disable-component-update disable-sync disable-dev-shm-usage hide-scrollbars "
        "allow-file-access-from-files dump-dom virtual-time-budget=5000"
    )
    command = [CHROMIUM, *(f"--{switch}" for switch in switches.split()), f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run([*command, (folder / "frame.html").as_uri()], capture_output=True, check=True, timeout=120)
    dom = done.stdout.decode()
    title, seen = (re.search(f"<{tag}>(.*?)</", dom, re.DOTALL) for tag in ("title", 'pre id="seen"'))
    assert title
    assert seen
    return title[1], spaced(unescape(seen[1]))


@pytest.mark.e2e
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("width", [360, 1200])
def test_a_browser_shows_all_findings_on_a_phone_and_on_a_screen(width: int, tmp_path: Path) -> None:
    """With what a person should do, in full, and without scrolling sideways."""
    title, text = in_browser(render(FULL, CATALOGUE, "nl"), width, tmp_path)

    assert title == f"{width} of {width}"
    for each in FULL.findings:
        assert f"· {each.code} ·" in text
        assert spaced(each.accepted or CATALOGUE.render(each, "nl").fix) in text
    assert text.endswith("OUTSIDE")


@pytest.mark.e2e
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_longest_words_stay_within_a_phone(tmp_path: Path) -> None:
    """Nothing is cut off at the edge, although a word of so many letters has nowhere to break."""
    title, text = in_browser(render(all_of(LONG), CATALOGUE, "fr"), 360, tmp_path)

    assert title == "360 of 360"
    assert text.endswith("OUTSIDE")


@pytest.mark.e2e
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_runs_nothing_of_it(tmp_path: Path) -> None:
    """Every attack at once is seen as the text that it is; a script among them would have taken it away."""
    attack = "<img src=x onerror=document.body.remove()><script>document.body.remove()</script>"

    _, text = in_browser(render(all_of(attack), CATALOGUE, "en"), 1200, tmp_path)

    assert text.count(attack[:70]) > len(all_of(attack).findings)
