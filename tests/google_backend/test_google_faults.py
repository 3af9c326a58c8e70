"""Google as it is on a bad night: too many requests, pages of HTML, writes of which nobody knows, dropped lines."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.generate import SIZES, programme
from sheets_sync.sync import sync
from support.google import google_server
from support.google_runs import codes, job_on, synced
from support.uploading import upload
from tests.google import faults
from tests.google.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.uploading import Uploaded
    from tests.google.faults import Fault, Plan
    from tests.google.server import GoogleServer

#: The tab in which the coordinator sees each run that changed something: two runs are two lines.
RUNS = {"Runs", "Synchronisaties"}
#: A run over three spreadsheets: the list of files, a read and a write each, and the list again.
REQUESTS = 1 + 3 + 3 + 1
ALL = (
    faults.too_many("read"),
    faults.bad_gateway(),
    faults.bad_gateway(applied=True),
    faults.broken(),
    faults.broken(applied=True),
    faults.dropped(),
    faults.dropped(applied=True),
    faults.lapsed(),
)
NAMES = ("429", "502", "502 applied", "503", "503 applied", "dropped", "dropped applied", "401")


@pytest.fixture
def still() -> Iterator[GoogleServer]:
    """A server whose time only moves when somebody waits."""
    with google_server(clock=standing()) as made:
        yield made


def standing() -> Clock:
    """A clock that stands still at this moment; a key is signed by the clock of the machine, so it must be near."""
    now = time.time()
    return Clock(lambda: now)


def state(server: GoogleServer, uploaded: Uploaded) -> dict[str, Any]:
    """What every spreadsheet holds, as a person could see it: hidden tabs are left out, and the list of runs."""
    held = {}
    for name, found in uploaded.ids.items():
        cells = frozenset({"effectiveValue", "userEnteredValue", "note"})
        sheets = server.spreadsheet(found).get(include_grid=True, cells=cells)["sheets"]
        held[name] = [
            (sheet["properties"]["title"], rows_of(sheet))
            for sheet in sheets
            if not sheet["properties"].get("hidden") and sheet["properties"]["title"] not in RUNS
        ]
    return held


def rows_of(sheet: dict[str, Any]) -> list[Any]:
    """The values of a tab."""
    rows = [row.get("values", []) for block in sheet.get("data", []) for row in block.get("rowData", [])]
    return [[cell.get("effectiveValue") for cell in row] for row in rows]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two municipalities as files, with mistakes."""
    folder = tmp_path_factory.mktemp("small") / "files"
    programme(folder, workbooks=2, mistakes=6, size=SIZES["ordinary"])
    return folder


@pytest.fixture(scope="module")
def expected(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What everybody sees after an undisturbed run."""
    with google_server(clock=standing()) as server:
        uploaded = upload(server, small, tmp_path_factory.mktemp("undisturbed") / "p")
        synced(server, uploaded)
        return state(server, uploaded)


# ------------------------------------------------------------------------------------------------- one fault
@pytest.mark.parametrize("fault", ALL, ids=NAMES)
def test_one_fault_at_a_write_is_made_good(
    still: GoogleServer, small: Path, tmp_path: Path, expected: Any, fault: Fault
) -> None:
    """The run ends as if nothing had happened, and nothing is there twice."""
    uploaded = upload(still, small, tmp_path / "p")
    still.plan(faults.first_of(*(faults.nth(n, fault, direction="write") for n in (1, 3, 6))))

    outcome = synced(still, uploaded)

    assert outcome.report.complete
    assert state(still, uploaded) == expected
    still.plan(None)
    assert synced(still, uploaded).report.writes == ()


def test_a_service_that_never_answers_is_given_up(still: GoogleServer, demo: Path, tmp_path: Path) -> None:
    """Each workbook is told as not read, and the run ends: nothing waits for hours."""
    uploaded = upload(still, demo, tmp_path / "p", files=["coordinator.xlsx"])
    still.plan(faults.from_nth(1, faults.broken(), kind="spreadsheets.get"))
    before = still.clock.now()

    with pytest.raises(Exception, match="Google Sheets"):
        synced(still, uploaded)

    assert still.clock.now() - before < 6 * 400


def test_results_that_could_not_be_delivered_are_told(still: GoogleServer, demo: Path, tmp_path: Path) -> None:
    """WRT07, and the next run delivers them."""
    uploaded = upload(still, demo, tmp_path / "p")
    found = uploaded.ids["lommel.xlsx"]

    def never(request: Any) -> Fault | None:
        return faults.broken() if request.direction == "write" and request.spreadsheet_id == found else None

    still.plan(never)
    first = synced(still, uploaded)
    still.plan(None)
    second = synced(still, uploaded)

    assert "WRT07" in codes(first, found)
    assert found not in {change.workbook for change in first.report.writes or ()}
    assert found in {change.workbook for change in second.report.writes or ()}


# ------------------------------------------------------------------------------------------------- killed
class Killed(BaseException):
    """The process is gone, as far as the run can tell."""


@pytest.mark.parametrize("applied", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("n", range(1, REQUESTS + 2))
def test_a_run_that_is_killed_at_any_request_is_completed_by_the_next(
    still: GoogleServer, small: Path, tmp_path: Path, expected: Any, n: int, *, applied: bool
) -> None:
    """Killed right before or right after a request has its effect: every spreadsheet is whole, then all is done."""
    uploaded = upload(still, small, tmp_path / "p")
    untouched = state(still, uploaded)

    ended = killed(job_on(still, uploaded), n, applied=applied)

    assert ended is (n <= REQUESTS)
    for name, tabs in state(still, uploaded).items():
        assert tabs in (untouched[name], expected[name])
    assert synced(still, uploaded).report.complete
    assert state(still, uploaded) == expected


def killed(job: Any, n: int, *, applied: bool) -> bool:
    """Whether a run was ended at its n-th request."""
    google = job.backend._google
    session, sent = google._client.session, Counter()
    request, lock = session.request, threading.Lock()

    def counted(*args: Any, **options: Any) -> Any:
        with lock:
            sent["requests"] += 1
            number = sent["requests"]
        if number == n and not applied:
            raise Killed
        answer = request(*args, **options)
        if number == n:
            answer.content  # noqa: B018  (the request has had its effect)
            raise Killed
        return answer

    session.request = counted
    try:
        sync(job)
    except Killed:
        return True
    return False


# ------------------------------------------------------------------------------------------------- a bad night
@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred municipalities as files."""
    folder = tmp_path_factory.mktemp("large") / "files"
    programme(folder, workbooks=300, mistakes=3, size=SIZES["few"])
    return folder


def test_three_hundred_workbooks_on_a_bad_night(still: GoogleServer, large: Path, tmp_path: Path) -> None:
    """One request in five goes wrong, under Google's quota: complete, nothing twice, in little more than its time."""
    uploaded = upload(still, large, tmp_path / "p")
    still.quotas.on = True
    still.plan(one_in_five(ALL))
    began = still.clock.now()

    outcome = synced(still, uploaded)

    took = still.clock.now() - began
    reads = sum(r.direction == "read" and r.kind.startswith("spreadsheets") for r in still.log)
    writes = still.count(direction="write")
    dictated = max(reads - 60, 0) + max(writes - 60, 0)  # sixty at once, then one a second
    still.plan(None)
    assert outcome.report.complete
    assert took <= 1.25 * dictated
    titles = [title for found in uploaded.ids.values() for title in shown(still, found)]
    assert Counter(titles)["Controle"] == Counter(titles)["Contrôle"] == 150
    assert synced(still, uploaded).report.writes == ()


def one_in_five(all_of: tuple[Fault, ...]) -> Plan:
    """A fifth of all requests goes wrong; the token service refuses nobody whose key it knows."""
    any_request, token = faults.at_random(7, 0.2, all_of), faults.at_random(7, 0.2, [faults.broken()])
    return lambda request: (token if request.kind == "token" else any_request)(request)


def shown(server: GoogleServer, found: str) -> list[str]:
    """The titles of the tabs of a spreadsheet that are not hidden."""
    sheets = (sheet["properties"] for sheet in server.spreadsheet(found).get()["sheets"])
    return [each["title"] for each in sheets if not each.get("hidden")]
