"""Programmes on the strict server: the demonstration with its six municipalities, or as many as are asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from schemas import PROGRAMME
from sheets_sync.job import catalogue_of
from sheets_sync.starter.folder import write_demo
from support.google import google_server
from support.uploading import upload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.uploading import Uploaded
    from tests.google.server import GoogleServer


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What asks for a token tries again by itself, and would wait by the clock of the machine."""
    monkeypatch.setattr("google.auth._exponential_backoff.time", SimpleNamespace(sleep=lambda _seconds: None))


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server from now to the end of the test."""
    with google_server() as made:
        yield made


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration as files."""
    folder = tmp_path_factory.mktemp("demo") / "files"
    write_demo(folder, PROGRAMME, "schemas:PROGRAMME", catalogue_of(PROGRAMME), "en")
    return folder


@pytest.fixture
def uploaded(server: GoogleServer, demo: Path, tmp_path: Path) -> Uploaded:
    """The demonstration as Google spreadsheets, the coordinator's workbook included."""
    return upload(server, demo, tmp_path / "programme")
