"""Whole runs over Google spreadsheets: what is found, what is asked of the service, what people keep."""

from __future__ import annotations

import json
import sys
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.backends.google.credentials import READING
from sheets_sync.backends.google.marks import METADATA_KEY
from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.reading import validate
from sheets_sync.report import render
from sheets_sync.state.compare import changes
from sheets_sync.state.database import peek_state
from support.google_runs import AS_OF, checked, codes, job_on, synced
from support.uploading import upload
from tests.google.faults import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.check import Outcome
    from sheets_sync.job import Job
    from support.uploading import Uploaded
    from tests.google.server import GoogleServer

ELS = "els@example.org"


def as_json(job: Job, outcome: Outcome) -> str:
    """The report of a run as other programs get it."""
    return render("json", outcome.report, job.catalogue, job.config.language, told=None, width=100, color=False)


def comparable(report: dict[str, Any]) -> dict[str, Any]:
    """A report without fingerprints, which are made of the name of the workbook."""
    for finding in report["findings"]:
        del finding["fingerprint"]
    return report


def titles(server: GoogleServer, found: str, *, hidden: bool = False) -> list[str]:
    """The titles of the tabs of a spreadsheet that are shown, or those that are hidden."""
    sheets = [sheet["properties"] for sheet in server.spreadsheet(found).get()["sheets"]]
    return [each["title"] for each in sheets if each.get("hidden", False) is hidden]


# ------------------------------------------------------------------------------------------------- what is found
def test_the_same_is_found_as_in_the_files(server: GoogleServer, demo: Path, uploaded: Uploaded) -> None:
    """Findings with every cell and value, rows, figures: all of the JSON but the fingerprints."""
    local = open_job(load_config(demo / "config.toml"), AS_OF)
    web = job_on(server, uploaded, write=False)

    files = comparable(json.loads(as_json(local, validate(local))))
    spreadsheets = comparable(uploaded.named(as_json(web, validate(web))))

    assert spreadsheets == files
    assert len(files["findings"]) > 20


def test_checking_asks_for_no_right_to_write(server: GoogleServer, uploaded: Uploaded) -> None:
    """The account could not change anything, even by mistake: its token is for reading."""
    checked(server, uploaded)

    assert [record for record in server.log if record.direction == "write"] == []
    assert {token.scopes for token in server.tokens.issued.values()} == {frozenset(READING)}


# ------------------------------------------------------------------------------------------------- what is asked
def asked(server: GoogleServer) -> tuple[int, int]:
    """How many requests were sent, for reading and for writing."""
    return server.count() - server.count(direction="write"), server.count(direction="write")


def test_a_first_run_asks_for_each_spreadsheet_twice(server: GoogleServer, uploaded: Uploaded) -> None:
    """One read and one write each, the coordinator's included, and the lists of files."""
    n = len(uploaded.ids)

    synced(server, uploaded)

    reads, writes = asked(server)
    assert writes == n
    assert reads + writes <= 2 * n + 2 * ceil(n / 1000) + 1


def test_a_quiet_run_reads_no_spreadsheet_and_writes_none(server: GoogleServer, uploaded: Uploaded) -> None:
    """A token, and the list of files: nothing else is asked, and nothing changes."""
    first = synced(server, uploaded)
    before = {found: server.spreadsheet(found).get(include_grid=True) for found in uploaded.ids.values()}
    server.reset_log()

    quiet = synced(server, uploaded)

    assert [record.kind for record in server.log] == ["token", "files.list"]
    assert quiet.report.writes == ()
    assert {f.fingerprint for f in quiet.report.findings} == {f.fingerprint for f in first.report.findings}
    assert {found: server.spreadsheet(found).get(include_grid=True) for found in uploaded.ids.values()} == before


def test_a_spreadsheet_that_changed_costs_one_read_and_one_write(server: GoogleServer, uploaded: Uploaded) -> None:
    """And the coordinator's is written again; all others are neither read nor written."""
    synced(server, uploaded)
    found = uploaded.ids["lommel.xlsx"]
    server.spreadsheet(found).edit("Kosten", "G7", 12.5, user=ELS)
    server.reset_log()

    synced(server, uploaded)

    read = [record.spreadsheet_id for record in server.log if record.kind == "spreadsheets.get"]
    written = {record.spreadsheet_id for record in server.log if record.direction == "write"}
    assert read == [found]
    assert written <= {found, uploaded.ids["coordinator.xlsx"], *uploaded.ids.values()}
    assert server.count(kind="files.list") == 2


def test_after_a_run_that_wrote_the_next_one_still_knows_everything(server: GoogleServer, uploaded: Uploaded) -> None:
    """What was written is in the answer to the write, so that it need not be read to be known."""
    synced(server, uploaded)
    server.spreadsheet(uploaded.ids["lommel.xlsx"]).edit("Kosten", "G7", 12.5, user=ELS)
    synced(server, uploaded)
    server.reset_log()

    synced(server, uploaded)

    assert [record.kind for record in server.log] == ["token", "files.list"]


# ------------------------------------------------------------------------------------------------- what people keep
def test_people_see_two_tabs_more_and_nothing_else_changes(server: GoogleServer, uploaded: Uploaded) -> None:
    """Every cell, format, note, width and filter of theirs is what it was; a rule that lights cells up was added."""
    found = uploaded.ids["lommel.xlsx"]
    before = server.spreadsheet(found).get(include_grid=True)["sheets"]

    synced(server, uploaded)

    after = server.spreadsheet(found).get(include_grid=True)["sheets"]
    for old, new in zip(before, after, strict=False):
        assert [old["properties"], old.get("merges"), old.get("basicFilter")] == [
            new["properties"],
            new.get("merges"),
            new.get("basicFilter"),
        ]
        assert entered(old) == entered(new)
    assert [sheet["properties"]["title"] for sheet in after[len(before) :]] == ["Controle", "Overzicht"]


def entered(sheet: dict[str, Any]) -> list[Any]:
    """What people put into the cells of a tab, with their formats and notes."""
    kept = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")
    rows = [row.get("values", []) for block in sheet["data"] for row in block.get("rowData", [])]
    cells = [[{key: cell[key] for key in kept if key in cell} for cell in row] for row in rows]
    return [cells, [block.get("columnMetadata") for block in sheet["data"]]]


def test_what_somebody_types_in_our_tab_during_the_run_is_kept(server: GoogleServer, uploaded: Uploaded) -> None:
    """Between our read and our write: it goes on in a tab of theirs, and the run tells so."""
    synced(server, uploaded)
    found = uploaded.ids["lommel.xlsx"]
    book = server.spreadsheet(found)
    book.edit("Kosten", "G7", 12.5, user=ELS)
    job = job_on(server, uploaded)
    meanwhile(server, found, lambda: book.edit("Controle", "A4", "bel Jan", user=ELS))

    outcome = run_of(job)

    kept = [title for title in titles(server, found) if title.startswith("Controle (")]
    assert len(kept) == 1
    assert book.values_get(f"'{kept[0]}'!A4")["values"] == [["bel Jan"]]
    assert "WRT04" in codes(outcome, found)
    server.reset_log()
    assert synced(server, uploaded).report.writes == ()
    assert server.count(direction="write") == 0


def test_what_somebody_types_in_their_tab_during_the_run_is_checked_by_the_next(
    server: GoogleServer, uploaded: Uploaded
) -> None:
    """It is never touched, and what changed since the reading is seen by its version."""
    synced(server, uploaded)
    found = uploaded.ids["lommel.xlsx"]
    book = server.spreadsheet(found)
    book.edit("Kosten", "G7", 12.5, user=ELS)
    job = job_on(server, uploaded)
    meanwhile(server, found, lambda: book.edit("Kosten", "G8", "geen idee", user=ELS))

    first = run_of(job)
    second = synced(server, uploaded)

    def cells(outcome: Outcome) -> set[tuple[str, str]]:
        here = (f for f in outcome.report.findings if f.location.workbook == found)
        return {(f.code, str(f.location.cell)) for f in here}

    assert book.values_get("Kosten!G8")["values"] == [["geen idee"]]
    assert ("CEL05", "G8") not in cells(first)
    assert ("CEL05", "G8") in cells(second)


def meanwhile(server: GoogleServer, found: str, act: Any) -> None:
    """Something happens right before the next write to a spreadsheet."""
    done: list[bool] = []

    def plan(request: Any) -> Fault | None:
        if request.direction != "write" or request.spreadsheet_id != found or done:
            return None
        done.append(True)
        return Fault(before=act)

    server.plan(plan)


def run_of(job: Job) -> Outcome:
    """A run that writes."""
    from sheets_sync.sync import sync  # noqa: PLC0415  (as `synced`)

    return sync(job)


def test_a_copy_of_our_tab_is_a_persons(server: GoogleServer, uploaded: Uploaded) -> None:
    """It has the metadata of ours and another number: it is neither taken for ours nor written."""
    synced(server, uploaded)
    found = uploaded.ids["lommel.xlsx"]
    book = server.spreadsheet(found)
    book.duplicate_tab("Controle", title="Mijn lijst", user=ELS)
    book.edit("Mijn lijst", "A2", "van mij", user=ELS)
    book.edit("Kosten", "G7", 12.5, user=ELS)

    synced(server, uploaded)

    assert book.values_get("'Mijn lijst'!A2")["values"] == [["van mij"]]
    marks = [
        m["metadataValue"]
        for s in book.get()["sheets"]
        for m in s.get("developerMetadata", ())
        if m["metadataKey"] == METADATA_KEY
    ]
    assert len(marks) >= 3


def test_the_history_tells_who_changed_a_spreadsheet(server: GoogleServer, uploaded: Uploaded) -> None:
    """As Drive names them; the tool itself is nobody, also when it was the last to write there."""
    synced(server, uploaded)
    found = uploaded.ids["lommel.xlsx"]
    server.spreadsheet(found).edit("Kosten", "G9", 12.5, user=ELS)
    synced(server, uploaded)
    synced(server, uploaded)

    with peek_state(uploaded.folder / ".sheets-sync") as state:
        told = changes(state.connection, 1, 3)

    assert [(change.book.workbook, change.book.editor) for change in told] == [(found, "Els")]


# ------------------------------------------------------------------------------------------------- what goes wrong
def test_each_spreadsheet_that_cannot_be_read_is_told_with_its_reason(
    server: GoogleServer, uploaded: Uploaded
) -> None:
    """Not shared, deleted, an Excel file, waiting for data: each is one failed workbook, and the others go on."""
    ids = [uploaded.ids[name] for name in sorted(uploaded.ids) if name != "coordinator.xlsx"]
    server.unshare(ids[0], server.service_account()["client_email"])
    server.delete(ids[1])
    book = server.spreadsheet(ids[2])
    first = book.get()["sheets"][0]["properties"]["title"]
    book.enter(first, "Z1", '=IMPORTRANGE("x";"y")', user=ELS)

    outcome = checked(server, uploaded)

    assert [codes(outcome, found) & {"SRC01", "SRC02", "SRC03"} for found in ids[:3]] == [
        {"SRC01"},
        {"SRC02"},
        {"SRC03"},
    ]
    assert {book.status for book in outcome.report.workbooks} == {"read", "failed"}


def test_a_spreadsheet_that_may_only_be_viewed_is_read_and_told(server: GoogleServer, uploaded: Uploaded) -> None:
    """Its rows count; that nobody sees there what is wrong is a finding, and no request is wasted on it."""
    found = uploaded.ids["lommel.xlsx"]
    server.share(found, server.service_account()["client_email"], "reader")

    outcome = synced(server, uploaded)

    assert "WRT02" in codes(outcome, found)
    assert [r for r in server.log if r.direction == "write" and r.spreadsheet_id == found] == []


def test_an_excel_file_in_drive_is_told_before_it_is_asked_for(
    server: GoogleServer, demo: Path, tmp_path: Path
) -> None:
    """The list of files says what it is."""
    uploaded = upload(server, demo, tmp_path / "p")
    found = uploaded.ids["lommel.xlsx"]
    server.drive.files[found].mime_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    outcome = checked(server, uploaded)

    assert codes(outcome, found) & {"SRC07"}
    assert [r for r in server.log if r.kind == "spreadsheets.get" and r.spreadsheet_id == found] == []


@pytest.mark.parametrize(
    ("hidden", "code"),
    [("sheets_sync.backends.google.opening", "CFG08"), (None, "CFG02")],
    ids=["not installed", "no key"],
)
def test_without_google_the_files_are_checked_as_ever(
    server: GoogleServer, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidden: str | None, code: str
) -> None:
    """Each spreadsheet is one failed workbook, told with what to do; the others and the coordinator's are read."""
    files = [path.name for path in demo.glob("*.xlsx") if path.name != "lommel.xlsx"]
    uploaded = upload(server, demo, tmp_path / "p", files=files)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    if hidden is not None:
        monkeypatch.setitem(sys.modules, hidden, None)
    else:
        config = uploaded.config.read_text("utf-8").replace('credentials = "sync.json"\n', "")
        uploaded.config.write_text(config, "utf-8")

    outcome = checked(server, uploaded)

    assert codes(outcome, uploaded.ids["lommel.xlsx"]) == {code}
    assert [book.workbook for book in outcome.report.workbooks if book.status == "failed"] == [*uploaded.ids.values()]


@pytest.mark.parametrize("how", ["gone", "open to others", "no key", "not named"])
def test_a_key_that_cannot_be_used_is_told(
    server: GoogleServer, uploaded: Uploaded, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was asked of anybody."""
    from sheets_sync.errors import NothingReadError  # noqa: PLC0415  (as the others)

    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    key = uploaded.folder / "sync.json"
    if how == "gone":
        key.unlink()
    elif how == "open to others":
        key.chmod(0o644)
    elif how == "no key":
        key.write_text("{}", "utf-8")
    else:
        text = uploaded.config.read_text("utf-8").replace('credentials = "sync.json"\n', "")
        uploaded.config.write_text(text, "utf-8")

    with pytest.raises(NothingReadError) as caught:
        checked(server, uploaded)

    assert [f.code for f in caught.value.findings] == ["CFG02" if how == "not named" else "CFG03"]
    assert server.log == []


def test_a_key_that_is_refused_is_told(server: GoogleServer, uploaded: Uploaded) -> None:
    """It was revoked, or the account is gone."""
    from sheets_sync.errors import NothingReadError  # noqa: PLC0415  (as the others)

    key = uploaded.folder / "sync.json"
    info = json.loads(key.read_text("utf-8"))
    info["client_email"] = "nobody@example.iam.gserviceaccount.com"
    key.write_text(json.dumps(info), "utf-8")

    with pytest.raises(NothingReadError) as caught:
        checked(server, uploaded)

    assert [f.code for f in caught.value.findings] == ["CFG03"]
