"""Any batch is done whole or not at all, and what was read before does not change."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.google.errors import ApiError
from tests.google_grid.making import BOT, ELS, TAB, area, book, lines

SMALL = st.integers(0, 4)
IDS = st.sampled_from([0, 0, 0, 5, 6, 99])


def ranges() -> st.SearchStrategy[dict[str, Any]]:
    """Some range, often a good one."""
    return st.builds(lambda a, b, c, d, i: area(a, a + b, c, c + d, i), SMALL, SMALL, SMALL, SMALL, IDS)


def spans() -> st.SearchStrategy[dict[str, Any]]:
    """Some rows or columns."""
    way = st.sampled_from(["ROWS", "COLUMNS"])
    return st.builds(lambda w, a, b, i: lines(w, a, a + b, i), way, SMALL, SMALL, IDS)


def row(value: str) -> list[dict[str, Any]]:
    """Rows of one cell."""
    return [{"values": [{"userEnteredValue": {"stringValue": value}, "note": "n"}]}]


RULE = {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A1>0"}]}, "format": {}}
METADATA = {"metadataKey": "k", "visibility": "DOCUMENT"}
REQUESTS = st.one_of(
    st.builds(lambda i, n: {"addSheet": {"properties": {"sheetId": i, "index": n}}}, IDS, SMALL),
    st.builds(lambda i: {"deleteSheet": {"sheetId": i}}, IDS),
    st.builds(lambda i, n: {"duplicateSheet": {"sourceSheetId": i, "newSheetId": n}}, IDS, IDS),
    st.builds(lambda r: {"updateCells": {"range": r, "rows": row("x"), "fields": "*"}}, ranges()),
    st.builds(lambda r: {"repeatCell": {"range": r, "cell": {"note": "m"}, "fields": "note"}}, ranges()),
    st.builds(lambda r: {"mergeCells": {"range": r}}, ranges()),
    st.builds(lambda r: {"unmergeCells": {"range": r}}, ranges()),
    st.builds(lambda r: {"sortRange": {"range": r, "sortSpecs": [{"dimensionIndex": 1}]}}, ranges()),
    st.builds(lambda r, d: {"copyPaste": {"source": r, "destination": d}}, ranges(), ranges()),
    st.builds(lambda r, n: {"cutPaste": {"source": r, "destination": {"rowIndex": n}}}, ranges(), SMALL),
    st.builds(lambda s: {"insertDimension": {"range": s}}, spans()),
    st.builds(lambda s: {"deleteDimension": {"range": s}}, spans()),
    st.builds(lambda s, n: {"moveDimension": {"source": s, "destinationIndex": n}}, spans(), SMALL),
    st.builds(lambda s: {"addDimensionGroup": {"range": s}}, spans()),
    st.builds(lambda r: {"addNamedRange": {"namedRange": {"name": "naam", "range": r}}}, ranges()),
    st.builds(lambda r: {"addProtectedRange": {"protectedRange": {"range": r}}}, ranges()),
    st.builds(lambda r: {"setBasicFilter": {"filter": {"range": r}}}, ranges()),
    st.builds(lambda r: {"addConditionalFormatRule": {"rule": {"ranges": [r], "booleanRule": RULE}}}, ranges()),
    st.builds(lambda i: {"deleteConditionalFormatRule": {"sheetId": i}}, IDS),
    st.builds(
        lambda s: {"createDeveloperMetadata": {"developerMetadata": {**METADATA, "location": {"dimensionRange": s}}}},
        spans(),
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(REQUESTS, min_size=1, max_size=6), st.sampled_from([BOT, ELS]))
def test_a_batch_is_done_whole_or_not_at_all(requests: list[dict[str, Any]], user: str) -> None:
    """Whatever it asks: each request has its reply, or the spreadsheet is as it was."""
    spreadsheet = book(["a", 1, "x"], ["b", 2, "y"], ["c", 3, "z"])
    spreadsheet.enter(TAB, "D1", "=SUM(B1:B3)", user=ELS)
    spreadsheet.protect(TAB, "B3:C4", editors=[ELS], user=ELS)
    before = spreadsheet.get(include_grid=True)
    kept, asked = copy.deepcopy(before), copy.deepcopy(requests)
    answer, failed = {}, None

    try:
        answer = spreadsheet.batch_update({"requests": requests}, user=user)
    except ApiError as error:
        failed = error

    if failed is None:
        assert len(answer["replies"]) == len(requests)
    else:
        assert failed.code == 400
        assert spreadsheet.get(include_grid=True) == kept
    assert before == kept
    assert requests == asked
    for tab in spreadsheet.state.tabs:
        assert all(row < tab.rows and column < tab.columns for row, column in tab.cells)
        assert all(tab.inside(merge) == merge for merge in tab.merges)
