"""The parts of the Google backend on their own: pace, patience, what a cell holds, marks, large tabs."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.backends import Access
from sheets_sync.backends.google import batch
from sheets_sync.backends.google.batch import MOST_BYTES, batches, due
from sheets_sync.backends.google.cells import StillLoading, stored
from sheets_sync.backends.google.content import Content, typed
from sheets_sync.backends.google.drive import DriveFile
from sheets_sync.backends.google.highlight import MOST, rule
from sheets_sync.backends.google.limiter import Limiter
from sheets_sync.backends.google.marks import METADATA_KEY, Mark, free_number
from sheets_sync.backends.google.opening import open_google
from sheets_sync.backends.google.reading import Garbled, Spread, read_spread
from sheets_sync.backends.google.retry import CAP, DEADLINE, Answer, Patience
from sheets_sync.backends.google.snapshots import ASKED, FULL_READ_EVERY, Snapshot
from sheets_sync.backends.limits import Limits, TooLarge
from sheets_sync.model import Delivery, Highlight, OutColumn, Sheet
from sheets_sync.plan import differing
from sheets_sync.seal import sealed
from support.google import Waiting, google_server, key_file
from tests.google import faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.google.faults import Fault


class Clock:
    """A clock that is moved on by whoever waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


# ------------------------------------------------------------------------------------------------- pace
@given(st.lists(st.floats(0, 20), min_size=1, max_size=300), st.integers(1, 20))
def test_no_window_holds_more_requests_than_allowed(pauses: list[float], most: int) -> None:
    """Whenever they come, however long between them."""
    clock = Clock()
    limiter, given_at = Limiter(clock, most, 60.0), []
    for pause in pauses:
        clock.sleep(pause)
        limiter.wait()
        given_at.append(clock.now)

    late = [b - a for a, b in zip(given_at, given_at[most:], strict=False)]

    assert all(between >= 60.0 - 1e-6 for between in late)


def test_nobody_gets_a_turn_while_the_service_wants_a_pause() -> None:
    """A request that is told to slow down holds up all others of its direction."""
    clock = Clock()
    limiter = Limiter(clock, 10)
    limiter.pause(30)

    limiter.wait()

    assert clock.now == pytest.approx(30)


# ------------------------------------------------------------------------------------------------- patience
@given(st.floats(0, 1, exclude_max=True))
def test_patience_ends_and_no_wait_is_longer_than_the_cap(dice: float) -> None:
    """Each wait is a share of a span that doubles up to the cap; all together stay below the deadline."""
    clock = Clock()
    patience, waits = Patience(clock, lambda: max(dice, 0.01)), []
    while (wait := patience.wait()) is not None and len(waits) < 100_000:
        waits.append(wait)
        clock.sleep(wait)

    assert max(waits) <= CAP
    assert sum(waits) < DEADLINE
    assert waits[0] <= 2


def drive_refusal(reason: str) -> bytes:
    """What Drive says."""
    return json.dumps({"error": {"code": 403, "message": "…", "errors": [{"reason": reason}]}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "passes", "too_fast"),
    [
        pytest.param(429, b"", True, True, id="too many"),
        pytest.param(500, b"{}", True, False, id="internal"),
        pytest.param(502, b"<html>Please try again in 30 seconds.</html>", True, False, id="a page of HTML"),
        pytest.param(503, b"", True, False, id="unavailable"),
        pytest.param(408, b"", True, False, id="time-out"),
        pytest.param(403, drive_refusal("userRateLimitExceeded"), True, True, id="Drive, too fast"),
        pytest.param(403, drive_refusal("storageQuotaExceeded"), False, False, id="Drive, full"),
        pytest.param(
            403, b'{"error": {"message": "The caller does not have permission"}}', False, False, id="no right"
        ),
        pytest.param(404, b"[]", False, False, id="not there"),
        pytest.param(400, b'{"error": null}', False, False, id="refused"),
    ],
)
def test_what_passes_by_itself_is_tried_again(status: int, body: bytes, *, passes: bool, too_fast: bool) -> None:
    """And nothing else is: a full disk stays full."""
    answer = Answer.of(status, body)

    assert (answer.passes, answer.is_too_fast) == (passes, too_fast)


# ------------------------------------------------------------------------------------------------- cells
def cell(kind: str, value: object, shown: str | None = None) -> dict[str, Any]:
    """A cell as it is answered."""
    made: dict[str, Any] = {"effectiveValue": {kind: value}}
    if shown:
        made["effectiveFormat"] = {"numberFormat": {"type": shown}}
    return made


@pytest.mark.parametrize(
    ("held", "value"),
    [
        ({}, ""),
        ({"note": "van Els"}, ""),
        (cell("stringValue", "12,5"), "12,5"),
        (cell("stringValue", ""), ""),
        (cell("numberValue", 12.5), 12.5),
        (cell("numberValue", 12.5, "CURRENCY"), 12.5),
        (cell("numberValue", 0), 0.0),
        (cell("boolValue", False), False),
        (cell("numberValue", 45_717, "DATE"), date(2025, 3, 1)),
        (cell("numberValue", 45_717.5, "DATE_TIME"), datetime(2025, 3, 1, 12)),  # noqa: DTZ001  (no zones here)
        (cell("numberValue", 45_717, "TIME"), date(2025, 3, 1)),
        (cell("numberValue", 0.25, "TIME"), time(6)),
        (cell("numberValue", 1.25, "TIME"), timedelta(hours=30)),
        (cell("numberValue", -5, "DATE"), -5.0),
        (cell("numberValue", 1e9, "DATE"), 1e9),
        (cell("errorValue", {"type": "REF", "message": "bestaat niet"}), "#REF!"),
        (cell("errorValue", {"type": "N_A"}), "#N/A"),
        (cell("errorValue", {"type": "SOMETHING_NEW"}), "#ERROR!"),
    ],
)
def test_a_cell_is_read_as_in_a_file(held: dict[str, Any], value: object) -> None:
    """What the spreadsheet stored as a number or a day is taken as it is, a text stays a text."""
    found = stored(held)

    assert (found, type(found)) == (value, type(value))


def test_a_cell_that_waits_for_data_is_no_value() -> None:
    """The workbook is asked again later."""
    with pytest.raises(StillLoading):
        stored(cell("errorValue", {"type": "LOADING"}))


@pytest.mark.parametrize("text", ["=1+1", "+32 9 123", "-", "@SUM(A1)", "'=1", "\t=1", "＝1", '=IMPORTDATA("x")'])
def test_a_text_is_only_ever_sent_as_a_text(text: str) -> None:
    """Whatever it begins with, no spreadsheet works it out."""
    assert typed(text) == {"userEnteredValue": {"stringValue": text}}


@given(st.one_of(st.none(), st.booleans(), st.text(), st.decimals(allow_nan=False), st.dates(), st.datetimes()))
def test_every_value_is_sent_as_one_typed_value(value: Any) -> None:
    """As JSON that the service understands, or as nothing at all."""
    made = typed(value)

    assert made == {} or next(iter(made["userEnteredValue"])) in {"stringValue", "numberValue", "boolValue"}
    json.dumps(made).encode()


# ------------------------------------------------------------------------------------------------- any answer
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CELL = st.fixed_dictionaries(
    {},
    optional={
        "effectiveValue": st.sampled_from(["stringValue", "numberValue", "boolValue", "errorValue"]).flatmap(
            lambda kind: st.fixed_dictionaries(
                {
                    kind: {
                        "stringValue": st.text(max_size=5),
                        "numberValue": st.floats(allow_nan=False, allow_infinity=False),
                        "boolValue": st.booleans(),
                        "errorValue": st.fixed_dictionaries({"type": st.sampled_from(["REF", "NEW"])}),
                    }[kind]
                }
            )
        ),
        "note": st.text(max_size=3),
        "userEnteredValue": st.fixed_dictionaries({"formulaValue": st.text(max_size=5)}),
        "effectiveFormat": st.fixed_dictionaries(
            {"numberFormat": st.fixed_dictionaries({"type": st.sampled_from(["DATE", "TIME", "NUMBER", "NEW"])})}
        ),
    },
)


@given(st.lists(st.lists(CELL, max_size=4), max_size=4), JSON)
def test_every_answer_gives_rows_of_one_length_that_end_with_something(rows: list[list[Any]], extra: Any) -> None:
    """Whatever else an answer holds, today or in a later version of the service."""
    sheet = {
        "properties": {"title": "Kosten"},
        "data": [{"rowData": [{"values": row} if row else {} for row in rows]}],
        "extra": extra,
    }

    (grid,) = read_spread(
        json.dumps({"spreadsheetId": "x", "sheets": [sheet], "extra": extra}).encode(), Limits()
    ).grids

    held = grid.tab.rows
    assert len({len(row) for row in held}) <= 1
    filled = [[bool(each.get("effectiveValue")) for each in row] for row in rows]
    assert len(held) == max((i for i, row in enumerate(filled, 1) if any(row)), default=0)
    assert sum(len(row) for row in held) == len(held) * max(
        (at for row in filled for at, x in enumerate(row, 1) if x), default=0
    )


def test_a_spreadsheet_beyond_the_limits_is_refused() -> None:
    """Before its cells are made."""
    row = {"values": [cell("numberValue", 1)] * 10}
    sheet = {"properties": {"title": "x"}, "data": [{"rowData": [row] * 10}]}

    with pytest.raises(TooLarge):
        read_spread({"spreadsheetId": "x", "sheets": [sheet]}, Limits(cells=99))


@pytest.mark.parametrize("answer", [b"{}", b'{"spreadsheetId": null}', b'{"spreadsheetId": "x"}', b"[]", b"<html>"])
def test_an_answer_that_is_no_spreadsheet_is_asked_for_again(answer: bytes) -> None:
    """Without a single tab all rows of a workbook would seem to have vanished."""
    with pytest.raises(Garbled):
        read_spread(answer, Limits())


# ------------------------------------------------------------------------------------------------- marks, memory
@given(st.text(), st.integers(0, 2**31 - 1))
def test_only_a_mark_that_names_its_own_tab_counts(value: str, number: int) -> None:
    """Whatever somebody wrote under the same key."""
    found = Mark.of([{"metadataKey": METADATA_KEY, "metadataValue": value}], number)

    assert found is None or f":{number}:" in value


def test_a_number_for_a_tab_is_free_and_the_same_each_time() -> None:
    """Up to the largest that there is."""
    assert free_number("000000ff", []) == free_number("000000ff", [1]) == 255
    assert free_number("000000ff", [255, 256]) == 257
    assert free_number("ffffffff", []) in range(1, 2**31)
    assert free_number("7ffffffe", [2**31 - 2]) == 2**31 - 1
    assert free_number("7ffffffe", [2**31 - 2, 2**31 - 1]) == 1


@pytest.mark.parametrize(
    ("snapshot", "holds"),
    [
        (Snapshot(ASKED, "7", "t", "", "", 1000.0, b""), True),
        (Snapshot(ASKED, "8", "t", "", "", 1000.0, b""), False),
        (Snapshot(ASKED, "7", "u", "", "", 1000.0, b""), False),
        (Snapshot("other", "7", "t", "", "", 1000.0, b""), False),
        (Snapshot(ASKED, "", "t", "", "", 1000.0, b""), False),
        (Snapshot(ASKED, "7", "t", "", "", 1000.0 - FULL_READ_EVERY, b""), False),
        (Snapshot(ASKED, "7", "t", "", "", 5000.0, b""), False),
    ],
    ids=[
        "as it was",
        "another version",
        "another time",
        "another question",
        "volatile",
        "a week ago",
        "from tomorrow",
    ],
)
def test_only_what_is_surely_the_same_is_not_read_again(snapshot: Snapshot, *, holds: bool) -> None:
    """In doubt it is read."""
    assert snapshot.holds(DriveFile("x", "t", "7", can_edit=True, by_us=False), 1001.0) is holds


# ------------------------------------------------------------------------------------------------- batches
EMPTY = read_spread({"spreadsheetId": "x", "sheets": [{"properties": {"title": "Kosten", "sheetId": 5}}]}, Limits())


def list_of(rows: int) -> Sheet:
    """A list of ours."""
    columns = (OutColumn("Wie", 20), OutColumn("Hoeveel", 12))
    body = [(f"gemeente {n} " * 8, Decimal(n)) for n in range(rows)]
    return sealed(Sheet("Alle kosten", columns, [("Wie", "Hoeveel"), *body], filtered=True))


def sent(delivery: Delivery) -> list[list[dict[str, Any]]]:
    """What is sent to a spreadsheet in which nothing stands yet."""
    return batches(EMPTY, delivery, due(delivery, EMPTY))


def sizes(made: Sequence[Sequence[Any]]) -> list[int]:
    """How many bytes each batch takes."""
    return [len(json.dumps({"requests": requests}, ensure_ascii=False, separators=(",", ":"))) for requests in made]


def test_an_ordinary_tab_is_one_batch() -> None:
    """Nothing is staged that fits."""
    assert len(sent(Delivery((list_of(500),)))) == 1


def test_a_large_tab_is_filled_aside_and_put_in_its_place_at_once() -> None:
    """Each piece stays below what Google advises; the last one pastes, and takes the hidden tab away."""
    made = sent(Delivery((list_of(40_000),)))

    assert len(made) > 3
    assert max(sizes(made)) <= MOST_BYTES
    assert [*made[0][0]] == ["addSheet"]
    assert made[0][0]["addSheet"]["properties"]["hidden"] is True
    kinds = [kind for request in made[-1] for kind in request]
    assert kinds.index("copyPaste") < kinds.index("deleteSheet")
    assert {kind for requests in made[1:-1] for request in requests for kind in request} <= {
        "updateCells",
        "repeatCell",
        "updateSheetProperties",
    }


def test_a_rule_is_not_added_for_ever() -> None:
    """Should the service write formulas down in another way one day, a tab doesn't fill up with rules."""
    looked = Highlight("Kosten", "Cost", heading_row=1, last_row=3, first_column=1, last_column=2, id_column=1)
    asked = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=sheets_sync_found+"?"'}]}
    other = {"ranges": [{"sheetId": 5}], "booleanRule": {"condition": asked}}

    def with_rules(n: int) -> Spread:
        sheet = {"properties": {"title": "Kosten", "sheetId": 5}, "conditionalFormats": [other] * n}
        return read_spread({"spreadsheetId": "x", "sheets": [sheet]}, Limits())

    assert [len(list(rule(with_rules(n).grids[0], looked))) for n in (0, MOST - 1, MOST)] == [1, 1, 0]


# ------------------------------------------------------------------------------------------------- a large tab
@pytest.mark.parametrize("fault", [None, faults.broken(applied=True), faults.dropped(), faults.broken()])
def test_a_large_tab_comes_and_changes_whatever_happens_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault | None
) -> None:
    """Nothing but our tab is there afterwards: what it was filled in is gone, what it held before is hidden."""
    monkeypatch.setattr(batch, "MOST_BYTES", 60_000)  # in a hundredth of the time
    monkeypatch.setattr(batch, "_PIECE", 40_000)
    with google_server() as server:
        account = server.service_account()["client_email"]
        book = server.create("boek", owner="els@example.org")
        server.share(book.id, account)
        backend = open_google(Access(key_file(server, tmp_path), server.endpoint, write=True, clock=Waiting(server)))
        for rows in (900, 1_000):
            if fault is not None:
                plans = (faults.nth(n, fault, direction="write") for n in (1, 2, 4, 6))
                server.plan(faults.first_of(*plans))
            target = backend.target(backend.read(book.id, long=True), "consolidated")
            backend.write(target, Delivery((list_of(rows),), spare={"Alle kosten": "Alle kosten (notities)"}))

            held = backend.read(book.id, long=True)
            assert [tab.title for tab in held.tabs] == ["Blad1"]
            assert [(tab.title, differing(tab.rows, list_of(rows).rows)) for tab in held.own] == [("Alle kosten", 0)]
        shown = [sheet["properties"] for sheet in book.get()["sheets"]]
        assert [(each["title"], each.get("hidden", False)) for each in shown] == [
            ("Blad1", False),
            ("Alle kosten (notities)", True),
            ("Alle kosten", False),
        ]


@given(st.lists(st.lists(st.sampled_from(["", "a", "b", None, 1, True]), max_size=3), max_size=60))
def test_what_is_sent_once_for_many_cells_is_what_stands_in_each(rows: list[list[Any]]) -> None:
    """Rows with runs of the same text in a column, put together again as the service does."""
    held: dict[tuple[int, int], Any] = {}
    for request in Content(Sheet("x", (OutColumn("a"),), rows, heading_row=None), 1, {}).requests():
        kind, body = next(iter(request.items()))
        if body["fields"] != "userEnteredValue":
            continue
        if kind == "updateCells":
            for at, row in enumerate(body["rows"], body["start"]["rowIndex"]):
                held |= {(at, column): cell for column, cell in enumerate(row.get("values", ())) if cell}
        else:
            area = body["range"]
            for at in range(area["startRowIndex"], area["endRowIndex"]):
                assert (at, area["startColumnIndex"]) not in held
                held[at, area["startColumnIndex"]] = body["cell"]

    wanted = {(at, column): typed(value) for at, row in enumerate(rows) for column, value in enumerate(row)}
    assert held == {place: cell for place, cell in wanted.items() if cell}
