"""Results that go into files: as a whole, and nothing else takes harm."""

from __future__ import annotations

import os
import threading
from stat import S_ISFIFO
from typing import TYPE_CHECKING

import pytest

from sheets_sync.files import put

if TYPE_CHECKING:
    from pathlib import Path


def test_a_result_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    """And leaves nothing beside it."""
    path = tmp_path / "rapport.html"
    path.write_text("oud", "utf-8")

    put(path, "nieuw")

    assert [(each.name, each.read_text("utf-8")) for each in tmp_path.iterdir()] == [("rapport.html", "nieuw")]


def test_a_link_is_followed(tmp_path: Path) -> None:
    """Whoever put a link there wants the file behind it."""
    (tmp_path / "map").mkdir()
    link = tmp_path / "rapport.html"
    link.symlink_to(tmp_path / "map" / "laatste.html")

    put(link, "nieuw")

    assert link.is_symlink()
    assert (tmp_path / "map" / "laatste.html").read_text("utf-8") == "nieuw"


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    """A pipe, or /dev/null: it was once replaced by a file, by a run of root."""
    pipe, read = tmp_path / "pijp", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()

    put(pipe, "nieuw")
    reader.join(timeout=30)

    assert read == ["nieuw"]
    assert S_ISFIFO(pipe.stat().st_mode)


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    """And no half file."""
    with pytest.raises(OSError, match="directory"):
        put(tmp_path / "weg" / "rapport.html", "nieuw")

    assert list(tmp_path.iterdir()) == []
