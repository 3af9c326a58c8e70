"""A workbook in which any bytes are others is read or refused, and changed without a loss or left alone."""

from __future__ import annotations

import pytest
import targets
from hypothesis import given
from hypothesis import strategies as st

from support.fuzzing import bounded

#: What turns up in the parts of a workbook, and what does not belong there.
PIECES = [
    b"",
    b'"',
    b"<",
    b">",
    b"/>",
    b"&",
    b"<x>",
    b"</x>",
    b' a="b"',
    b"<!--",
    b"]]>",
    b"\xff",
    b"0",
    b"99999999999",
]
PIECES += [
    b' r="A1"',
    b"<c/>",
    b"<row/>",
    b"<sheetData/>",
    b"</sheetData>",
    b"<x:c/>",
    b"_sheets_sync_",
    b"../",
    b"\0",
]
EDITS = st.tuples(
    st.integers(0, 255), st.integers(0, 65_535), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=6)
).map(lambda edit: bytes([edit[0]]) + edit[1].to_bytes(2, "little") + bytes([edit[2], len(edit[3])]) + edit[3])
CHANGES = st.builds(
    lambda base, edits: bytes([base]) + b"".join(edits), st.integers(0, 1), st.lists(EDITS, min_size=1, max_size=4)
)


@bounded(250)
@given(CHANGES)
def test_any_change_is_read_and_changed_or_left_alone(data: bytes) -> None:
    """Nothing of a person's is lost, and the same tabs again make the same file."""
    targets.editor(targets.package(data))


@bounded(100)
@given(st.binary(max_size=400).map(lambda data: b"\xff" + data) | st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Behind the beginning of a file, or as changes."""
    targets.reader(targets.package(data))


@pytest.mark.parametrize("base", [0, 1])
def test_without_a_change_it_is_a_workbook_that_can_be_changed(base: int) -> None:
    """Otherwise nothing of all this would reach the editor."""
    assert targets.editor(targets.package(bytes([base])))


@pytest.mark.parametrize("kind", ["chartsheet", "worksheet.xml", ""])
def test_a_tab_of_ours_that_holds_no_cells_is_none_of_ours(kind: str) -> None:
    """As atheris found: the reader passes over it, so the editor must not put anything in its place."""
    name, before = "xl/_rels/workbook.xml.rels", b'relationships/worksheet" Target="worksheets/sheetsSync.xml"'
    parts = dict(targets.bases()[1])
    assert before in parts[name]
    parts[name] = parts[name].replace(before, before.replace(b'worksheet"', kind.encode() + b'"', 1))

    assert targets.editor(targets.zipped(parts))


def test_what_stands_among_the_tabs_and_is_none_is_left_alone() -> None:
    """As atheris found: the reader passes over it, so the workbook is not changed."""
    parts = dict(targets.bases()[1])
    assert b'<sheet name="Overzicht"' in parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b'<sheet name="Overzicht"', b'<other name="Overzicht"'
    )

    assert not targets.editor(targets.zipped(parts))


def test_a_tab_that_leads_to_two_parts_is_refused() -> None:
    """As atheris found: the reader took the one and the editor the other, so that a person's tab changed places."""
    parts = dict(targets.bases()[1])
    before = b'sheetId="2" state="visible" r:id="rId2"'
    assert before in parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(before, before + b' id="rId5"')

    assert targets.reader(targets.zipped(parts)) is None
