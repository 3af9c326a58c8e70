"""What the tests of setting up a programme in Google share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from google_setup.programmes import Setting, one
from support.google import google_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    """A programme with a key and no workbook yet."""
    with google_server() as server:
        yield Setting(server, tmp_path)


@pytest.fixture
def well(setting: Setting) -> Setting:
    """A programme in which all is well."""
    one(setting, setting.spreadsheet("Kosten 2025", locale="nl_BE"))
    return setting
