"""The memory of what was mailed: as it was, and never half."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from sheets_sync.mail.due import Memory
from sheets_sync.mailed import NAME, UnreadableError, load, save

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2025, 6, 30)
MEMORY = Memory().with_sent("een.xlsx", "r", ["a", "b"], DAY).with_tried("twee.xlsx", "s", DAY)


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    """For this account alone, and with nothing beside it."""
    save(tmp_path, Memory())
    save(tmp_path, MEMORY)

    assert load(tmp_path) == MEMORY
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_without_a_file_nothing_was_sent(tmp_path: Path) -> None:
    """As before the first letter, also where the folder is not there."""
    assert load(tmp_path) == load(tmp_path / "nowhere") == Memory()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"version": 2, "sent": {}}', '{"version": 1, "sent": []}', '{"version": 1, "sent": {"a": 1}}'],
)
def test_a_file_that_cannot_be_understood(tmp_path: Path, content: str) -> None:
    """Nobody knows then what was sent, so that it is not taken for nothing."""
    (tmp_path / NAME).write_text(content)

    with pytest.raises(UnreadableError):
        load(tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Neither to read nor to write."""
    (tmp_path / "else").write_text("kept")
    (tmp_path / NAME).symlink_to(tmp_path / "else")

    with pytest.raises(UnreadableError):
        load(tmp_path)
    save(tmp_path, MEMORY)

    assert (tmp_path / "else").read_text() == "kept"
    assert load(tmp_path) == MEMORY


def test_a_disk_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing beside it."""
    save(tmp_path, MEMORY)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path, Memory())

    assert load(tmp_path) == MEMORY
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
