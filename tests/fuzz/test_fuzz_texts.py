"""Every parser of a text takes any text: it reads it or says that it does not, and never raises anything else."""

from __future__ import annotations

import string
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hypothesis import example, given
from hypothesis import strategies as st

from sheets_sync.addresses import address_of, file_link, spreadsheet_id, web_link
from sheets_sync.backends.bounds import Bounds
from sheets_sync.backends.limits import Damaged, Limits
from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.marks import Mark, key_in
from sheets_sync.backends.xlsx.markup import elements, utf8
from sheets_sync.backends.xlsx.names import target_of
from sheets_sync.backends.xlsx.outline import outline, spliced
from sheets_sync.backends.xlsx.recognise import code_key, own_keys, referred
from sheets_sync.backends.xlsx.release import respelled
from sheets_sync.backends.xlsx.text import cell_text
from sheets_sync.config import language_of, limits_of, load_config
from sheets_sync.errors import ConfigError, SourceError
from sheets_sync.kept import storable
from sheets_sync.model import A1, LANGUAGES
from support.fuzzing import bounded, texts, without_surrogates

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ID = st.text(string.ascii_letters + string.digits + "_-", min_size=25, max_size=50)
ADDRESSES = st.builds(
    "{}{}{}".format,
    st.sampled_from([
        "", " ", "https://docs.google.com/spreadsheets/d/", "http://docs.google.com/a/x/spreadsheets/u/0/d/",
        "https://drive.google.com/open?id=", "https://drive.google.com/file/d/", "https://example.org/",
        "https://docs.google.com.example.org/spreadsheets/d/", "file:///", "../", "/", "\\\\server\\", "javascript:",
    ]),
    ID | texts,
    st.sampled_from(["", "/edit#gid=0", "?x", "&id=2", ".xlsx"]) | texts,
)  # fmt: skip


# ------------------------------------------------------------------------------------------------- addresses
@bounded(200)
@given(ADDRESSES, texts)
def test_any_address_is_a_spreadsheet_or_a_file(ref: str, home: str) -> None:
    """An id is nothing but letters and digits, a link goes to the web over https, and to no file elsewhere."""
    found, link, beside = spreadsheet_id(ref), web_link(ref, 1, A1(2, 3)), file_link(ref, home, "Kosten", None)

    assert found is None or set(found) <= set(string.ascii_letters + string.digits + "_-")
    assert link is None or (link.url or "").startswith("https://")
    assert (address_of(ref) or "https://").startswith("https://")
    assert beside is None or not (beside.file or "").startswith("/")


@bounded(200)
@given(ADDRESSES | texts)
def test_any_name_of_a_file_lies_within_or_is_refused(tmp_path: Path, ref: str) -> None:
    """Whatever it holds, and whether there is such a file or not."""
    bounds = Bounds.within(Limits(), [tmp_path])

    try:
        place = bounds.place(tmp_path / ref, ref)
        place.stat()
    except (SourceError, OSError, ValueError):  # refused, not there, or no name for a file
        return

    assert place.is_relative_to(tmp_path)


@bounded(200)
@given(texts | st.from_regex(r"\$?[A-Za-z]{0,4}\$?\d{0,9}", fullmatch=True))
def test_any_text_is_a_cell_or_is_none(text: str) -> None:
    """An address is read back as itself."""
    try:
        found = A1.parse(text)
    except ValueError:
        return

    assert A1.parse(str(found)) == found
    assert found.row > 0
    assert found.column > 0


# ------------------------------------------------------------------------------------------------- parts
MARKS = st.sampled_from(
    ["_sheets_sync_0011aaff", "SheetsSync_0011aaff", "_SHEETS_SYNC_0011AAFF", "_sheets_sync_found"]
)
XML = st.recursive(
    st.sampled_from(
        ["", "a", "<a/>", '<a b="c"/>', "&amp;", "&#65;", "<!-- x -->", "<![CDATA[<]]>", "\u00e9", "<x:a/>"]
    )
    | texts.map(lambda text: text.replace("<", "").replace("&", "")),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: f"<n k='v' >{''.join(parts)}</n>"),
    max_leaves=6,
).map(lambda inner: f'<r xmlns:x="y">{inner}</r>'.encode(errors="replace"))


@bounded(150)
@given(XML | st.binary(), st.binary(max_size=8))
@example(b'<?xml version="1.0" encoding="punycode"?><a/>', b"")
def test_any_part_is_read_or_damaged(xml: bytes, before: bytes) -> None:
    """By the reader, by the editor, and where marks of ours are looked for."""
    for read in (elements, lambda each: elements(utf8(each)), lambda each: elements(utf8(before + each))):
        with suppress(Damaged):
            read(xml)
    try:
        root = outline(xml)
    except NotEditable:
        return

    assert spliced(xml, []) == xml
    assert 0 <= root.start <= root.inner <= root.close <= root.end <= len(xml)
    assert xml[root.start : root.start + 1] == b"<"
    assert xml[root.end - 1 : root.end] == b">"


@bounded(150)
@given(st.lists(st.tuples(MARKS | texts, texts, st.booleans()), max_size=4), st.lists(texts, max_size=4))
def test_a_key_is_that_of_one_tab(names: list[tuple[str, str, bool]], titles: list[str]) -> None:
    """Whatever names a workbook holds."""
    bound = {True: ' localSheetId="0"', False: ""}
    xml = "".join(
        f'<definedName name="{name}"{bound[local]}>{title}!$A:$C</definedName>' for name, title, local in names
    ).encode(errors="replace")

    marked = referred(xml)
    keys = own_keys(marked, [(title, key_in(title)) for title in titles])

    ours = [key for key in keys if key is not None]
    assert len(keys) == len(titles)
    assert len(ours) == len(set(ours))
    assert code_key(xml) is None or len(code_key(xml) or "") == 8


@bounded(150)
@given(texts, texts.map(without_surrogates), texts)
def test_a_reference_to_another_tab_stays(reference: str, old: str, new: str) -> None:
    """Only the title of the one tab is spelt anew; and a mark is found by its title, whatever that is."""
    assert respelled(reference, f"{old}\u0001never", new) == reference
    assert key_in(Mark.of(old).name) == Mark.of(old).key


@bounded(100)
@given(texts, texts)
def test_any_target_of_a_relation_is_a_name(of: str, target: str) -> None:
    """It never leads out of the package."""
    found = target_of(of, target)

    assert ".." not in found.split("/")


@bounded(150)
@given(texts)
def test_any_text_stands_in_a_cell(text: str) -> None:
    """As XML that every reader takes, with no more characters than a cell holds."""
    (element,) = [each for each, _ in elements(f"<r>{cell_text(text)}</r>".encode()) if each == "t"]

    assert element == "t"
    assert len(storable(text).encode("utf-16-le")) <= 2 * 32_767


# ------------------------------------------------------------------------------------------------- the configuration
VALUES = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.dates(), st.just([]), st.just({}),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
)  # fmt: skip
KEYS = {
    "": ["programme", "language", "state_folder", "coordinator", "google", "limits", "rules", "unknown"],
    "coordinator": ["workbook", "x"],
    "google": ["credentials", "api_endpoint", "x"],
    "limits": ["file_mb", "unpacked_mb", "rows", "cells", "seconds", "memory_mb", "folders", "x"],
    "rules": ["ceiling_eur", "warn_at", "heading_shift", "period", "receipt_link_from_eur", "stale_after_days", "x"],
}


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """Any values under the keys that there are, and under others."""
    lines = []
    for section, keys in KEYS.items():
        if section:
            lines.append(f"[{section}]")
        names = draw(st.lists(st.sampled_from(keys), unique=True, max_size=4))
        lines += [f"{name} = {_toml(draw(VALUES))}" for name in names if name not in KEYS]
    return "\n".join(lines)


@bounded(200)
@given(configurations() | texts)
def test_any_configuration_is_one_or_is_told(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """With a finding for each setting, in a language that there is."""
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_bytes(text.encode(errors="surrogatepass"))

    assert language_of(path) in LANGUAGES
    assert limits_of(path).rows > 0
    told: ConfigError | None = None
    try:
        assert load_config(path).bounds.folders
    except ConfigError as error:
        told = error

    assert told is None or told.findings or told.unreadable
    assert {found.code for found in (told.findings if told else ())} <= {"CFG01", "CFG02"}
