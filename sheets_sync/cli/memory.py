"""What the commands share that look at the state: `status`, `history`, `restore`, `findings`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sheets_sync.errors import NothingReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheets_sync.config import Config
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.state.database import State


@contextmanager
def looking(config: Config, catalogue: Catalogue, language: Language) -> Iterator[State]:
    """The state, to look at. Raises NothingReadError where no run is remembered, or where it cannot be read."""
    import sqlite3  # noqa: PLC0415  (start-up stays quick)

    from sheets_sync.state.database import peek_state  # noqa: PLC0415  (the same)
    from sheets_sync.state.packing import DamagedContentError  # noqa: PLC0415  (the same)

    with peek_state(config.state_folder) as state:
        try:
            if state.begun or not state.connection.execute("SELECT 1 FROM runs LIMIT 1").fetchone():
                raise NothingReadError(catalogue.word("memory_empty", language, command="sheets-sync sync"))
            yield state
        except (sqlite3.Error, DamagedContentError):
            sentence = catalogue.word("memory_unreadable", language, file=str(state.path), command="sheets-sync sync")
            raise NothingReadError(sentence) from None
