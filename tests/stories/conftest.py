"""What the stories of whole runs share: the demo, before a run and after one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.config import load_config
from sheets_sync.job import catalogue_of, open_job
from sheets_sync.starter.folder import write_demo
from sheets_sync.sync import sync


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo before any run."""
    folder = tmp_path_factory.mktemp("made")
    config = folder / "config.toml"
    config.write_text('[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")
    programme = load_config(config).programme
    write_demo(folder / "demo", programme, "schemas:PROGRAMME", catalogue_of(programme), "en")
    return folder / "demo"


@pytest.fixture(scope="module")
def done(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo after one run."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("done") / "demo"))
    sync(open_job(load_config(folder / "config.toml"), date(2025, 6, 30)))
    return folder


@pytest.fixture
def fresh(made: Path, tmp_path: Path) -> Path:
    """A copy of the demo before any run."""
    return Path(shutil.copytree(made, tmp_path / "demo"))


@pytest.fixture
def again(done: Path, tmp_path: Path) -> Path:
    """A copy of the demo after one run."""
    return Path(shutil.copytree(done, tmp_path / "again"))
