"""Whatever Google can answer by its own description is a spreadsheet or told to be none, never an exception."""

from __future__ import annotations

import json
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.backends.google.backend import GoogleBackend
from sheets_sync.backends.google.client import NoAnswer
from sheets_sync.backends.google.credentials import load_key
from sheets_sync.backends.google.drive import list_files
from sheets_sync.backends.google.marks import Mark, free_number
from sheets_sync.backends.google.reading import FIELDS
from sheets_sync.backends.google.retry import Answer
from sheets_sync.errors import SourceError
from sheets_sync.model import Workbook
from support.fuzzing import answers, bounded, texts, without_surrogates
from tests.google import discovery
from tests.google.masks import read_mask

SHEETS, DRIVE = discovery.sheets(), discovery.drive()
GET = next(method for method in SHEETS.methods if method.kind == "spreadsheets.get")
#: Any JSON at all.
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
ID = "1" * 44
#: What the tool asks of a list of files.
FILE: dict[str, Any] = {"id": {}, "mimeType": {}, "modifiedTime": {}, "version": {}}
FILE |= {"capabilities": {"canEdit": {}}, "lastModifyingUser": {"me": {}}}
LISTED: dict[str, Any] = {"files": FILE}


def spreadsheets() -> st.SearchStrategy[Any]:
    """Any answer to what the tool asks of a spreadsheet."""
    return answers(SHEETS, {"$ref": "Spreadsheet"}, read_mask(SHEETS, GET, FIELDS) or {}).map(
        lambda found: {**found, "spreadsheetId": ID}
    )


def read(content: bytes) -> Workbook | str:
    """What the backend makes of an answer: a workbook, or the code of the refusal."""
    client = mock.Mock(account="sync@example.org")
    client.spreadsheet.return_value = content
    client.files.return_value = {}
    try:
        return GoogleBackend(client).read(ID)
    except SourceError as error:
        return error.code


@bounded(150)
@given(spreadsheets())
def test_any_answer_is_a_workbook_or_a_refusal(answer: dict[str, Any]) -> None:
    """As the service describes its answers, with any member missing, and numbers that are none."""
    told = read(json.dumps(answer).encode())

    if isinstance(told, Workbook):
        assert str([(tab.title, [[str(cell) for cell in row] for row in tab.rows]) for tab in told.tabs]).encode()
        assert all(len({len(row) for row in tab.rows}) <= 1 for tab in told.tabs)
    else:
        assert told in {"SRC03", "SRC08"}


@bounded(100)
@given(JSON.map(lambda value: json.dumps(without_surrogates(value)).encode()) | st.binary())
def test_what_is_no_spreadsheet_is_told_to_be_none(content: bytes) -> None:
    """Any JSON, or any bytes."""
    assert read(content) == "SRC03"


@bounded(100)
@given(st.integers(100, 599), JSON.map(lambda value: json.dumps(value).encode()) | st.binary())
def test_any_refusal_is_understood_as_far_as_it_goes(status: int, body: bytes) -> None:
    """Whatever stands in it."""
    answer = Answer.of(status, body)

    assert answer.status == status
    assert answer.passes in {True, False}


@bounded(100)
@given(answers(DRIVE, {"$ref": "FileList"}, LISTED) | JSON)
def test_any_list_of_files_is_one_or_no_answer(page: Any) -> None:
    """Where it is built as the service describes it, each file has its id."""
    client = mock.Mock()
    client.files.return_value = {**page, "nextPageToken": ""} if isinstance(page, dict) else {}

    try:
        found = list_files(client)
    except NoAnswer:
        return

    assert found.keys() == {file["id"] for file in (page.get("files", ()) if isinstance(page, dict) else ())}


@bounded(100)
@given(st.lists(st.fixed_dictionaries({}, optional={
    "metadataKey": st.just("sheets-sync") | texts,
    "metadataValue": st.from_regex(r"[0-9a-f]{8}:\d{1,12}:(live|previous|staging)") | texts,
})), st.integers(0, 2**31 - 1))  # fmt: skip
def test_any_metadata_is_a_mark_or_not(metadata: list[dict[str, str]], number: int) -> None:
    """A mark names its own tab."""
    mark = Mark.of(metadata, number)

    assert mark is None or mark.sheet_id == number


@bounded(60)
@given(st.from_regex(r"[0-9a-f]{8}", fullmatch=True), st.sets(st.integers(0, 2**31 - 1)))
def test_a_new_tab_gets_a_number_that_is_free(key: str, taken: set[int]) -> None:
    """And that a spreadsheet can have."""
    number = free_number(key, taken)

    assert 0 < number < 2**31
    assert number not in taken


@bounded(60)
@given(JSON.map(lambda value: json.dumps(without_surrogates(value)).encode()) | st.binary())
def test_any_file_is_a_key_or_is_none(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """CFG03, whatever the libraries say."""
    path = tmp_path_factory.mktemp("key") / "key.json"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(SourceError) as caught:
        load_key(path, "http://127.0.0.1:9", write=False)

    assert caught.value.code == "CFG03"


MEMBERS = ("type", "project_id", "private_key_id", "private_key", "client_email", "client_id", "token_uri")


@bounded(60)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(MEMBERS, JSON)))
def test_any_account_without_a_key_is_none(tmp_path_factory: pytest.TempPathFactory, info: dict[str, Any]) -> None:
    """The same for what looks like one."""
    path = tmp_path_factory.mktemp("key") / "key.json"
    path.write_text(json.dumps(without_surrogates(info)), "utf-8")
    path.chmod(0o600)

    with pytest.raises(SourceError):
        load_key(path, "", write=False)
