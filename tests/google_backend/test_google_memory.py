"""What is remembered of spreadsheets between two runs, and for how long."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sheets_sync.backends.google.snapshots import ASKED, FULL_READ_EVERY, Snapshot
from sheets_sync.backends.google.stored import StoredSnapshots
from sheets_sync.state.database import open_state, peek_state

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_800_000_000.0


def memory(folder: Path, *, keeps: bool = True) -> StoredSnapshots:
    """What a run opens."""
    return StoredSnapshots(partial(peek_state, folder), partial(open_state, folder) if keeps else None)


def answered(at: float, content: bytes = b"{}") -> Snapshot:
    """A spreadsheet that was read at this moment."""
    return Snapshot(ASKED, "7", "2026-01-01T00:00:00Z", "2025-12-01T00:00:00Z", "Els", at, content)


def test_what_one_run_keeps_the_next_one_knows(tmp_path: Path) -> None:
    """With every byte of it."""
    first = memory(tmp_path)
    first.put("een", answered(NOW, b'{"sheets": []}'))
    assert first.get("een") == answered(NOW, b'{"sheets": []}')
    first.close()

    second = memory(tmp_path)

    assert second.get("een") == answered(NOW, b'{"sheets": []}')
    assert second.head("een") == answered(NOW, b"")
    assert (second.get("twee"), second.head("twee")) == (None, None)
    second.close()


def test_what_is_damaged_is_not_known(tmp_path: Path) -> None:
    """It is asked anew, and kept in its place."""
    first = memory(tmp_path)
    first.put("een", answered(NOW))
    first.close()
    with open_state(tmp_path) as state:
        state.write(lambda connection: connection.execute("UPDATE snapshots SET content = x'00'"))
    second = memory(tmp_path)

    assert second.get("een") is None

    second.put("een", answered(NOW + 1))
    second.close()
    third = memory(tmp_path)
    assert third.get("een") == answered(NOW + 1)
    third.close()


def test_who_only_reads_keeps_nothing(tmp_path: Path) -> None:
    """Not even a file."""
    looking = memory(tmp_path / "state", keeps=False)
    looking.put("een", answered(NOW))
    looking.close()

    assert not (tmp_path / "state").exists()


def test_a_spreadsheet_that_nobody_registers_any_more_is_forgotten(tmp_path: Path) -> None:
    """Its content may be about people."""
    first = memory(tmp_path)
    first.put("weg", answered(NOW - 3 * FULL_READ_EVERY))
    first.put("bleef", answered(NOW - FULL_READ_EVERY))
    first.close()
    second = memory(tmp_path)
    second.put("nieuw", answered(NOW))
    second.close()

    third = memory(tmp_path)

    assert [third.get(name) is not None for name in ("weg", "bleef", "nieuw")] == [False, True, True]
    third.close()


def test_what_was_kept_is_known_at_once(tmp_path: Path) -> None:
    """Also where there was no memory when the run began."""
    run = memory(tmp_path)
    assert run.get("een") is None
    run.put("een", answered(NOW))
    run.save()

    assert run.get("een") == answered(NOW)
    run.close()
