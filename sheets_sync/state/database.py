"""The file of the state: opened, proved whole and brought up to date, or begun anew; a run never stops for it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import quote

from sheets_sync.log import silent
from sheets_sync.model import Finding
from sheets_sync.state.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sheets_sync.log import Log

_T = TypeVar("_T")

FILE = "state.sqlite3"
#: Stands in the head of the file: "shsy".
APPLICATION = 0x73687379
#: For how many seconds another run may hold the file.
BUSY = 5.0
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_KIND = 0xFF  # the part of an error code that says what it is about
_COMPANIONS = ("-wal", "-shm", "-journal")


class _UnusableError(Exception):
    """The file is damaged, of another program, or of a later version of this one."""


class State:
    """What is remembered. Where nothing can be kept it is an empty memory that is gone with the process.

    `remembers`: it is kept. `begun`: there was none before. `is_looked_at`: nothing is moved. `told`: SYS03 and
    SYS04 for the report of the run.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, log: Log = silent) -> None:
        self.connection, self.path = connection, path
        self.remembers, self.begun, self.is_looked_at = True, False, False
        self.told: list[Finding] = []
        self._log = log

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """What was written is in the file itself, as far as no other run is reading it."""
        with suppress(sqlite3.Error):
            self.connection.close()

    def write(self, work: Callable[[sqlite3.Connection], None]) -> bool:
        """Do the work in one transaction; whether it was kept. Where it cannot be, the run goes on: SYS04 once."""
        if not self.remembers:
            return False
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            work(self.connection)
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            self.give_up(error)
        except BaseException:
            self._undo()
            raise
        return self.remembers

    def read(self, question: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        """The answer to a question, or this where the file cannot tell it: then nothing is remembered any more."""
        try:
            return question(self.connection)
        except (
            sqlite3.Error,
            ValueError,
            KeyError,
            TypeError,
            ArithmeticError,
        ) as error:  # or a content that is none
            self.give_up(error)
            return otherwise

    def give_up(self, error: Exception) -> None:
        """Go on without a memory: SYS03 where the file is damaged, so that the next run begins anew; else SYS04."""
        if not self.remembers:
            return
        self.remembers = False
        if _is_damage(error) and not self.is_looked_at:
            self.close()
            with suppress(OSError):
                aside = _put_aside(self.path, _today())
                self.told.append(Finding("SYS03", params={"file": str(aside)}))
                self._log("state-begun-anew", "warning", file=str(aside), reason=_reason(error))
                return
        self.told.append(Finding("SYS04", params={"file": str(self.path)}))
        self._log("state-not-kept", "warning", file=str(self.path), reason=_reason(error))

    def _undo(self) -> None:
        with suppress(sqlite3.Error):
            self.connection.execute("ROLLBACK")


def open_state(folder: Path, log: Log = silent, *, today: date | None = None) -> State:
    """The state in a folder, whatever it holds; a file that cannot be used is put aside and never deleted.

    The folder is made where there is none, for this account alone.
    """
    path = folder / FILE
    aside: Path | None = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            state = _opened(path, log)
        except _UnusableError:
            aside = _put_aside(path, today or _today())
            state = _opened(path, log)
    except (OSError, sqlite3.Error, _UnusableError) as error:
        state = _empty(path, log)
        state.give_up(error)
    if aside is not None:
        state.told.append(Finding("SYS03", params={"file": str(aside)}))
        log("state-begun-anew", "warning", file=str(aside))
    return state


def peek_state(folder: Path, log: Log = silent) -> State:
    """What is remembered, to look at: nothing is made, put aside or kept.

    It is empty (`begun`) where there is nothing or where it cannot be used.
    """
    path = folder / FILE
    try:
        if not path.stat().st_size:
            return _empty(path, log)
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=rw", timeout=BUSY, isolation_level=None, uri=True)
    except (OSError, sqlite3.Error):
        return _empty(path, log)
    try:
        _prepare(connection)
    except (sqlite3.Error, _UnusableError):
        connection.close()
        return _empty(path, log)
    state = State(connection, path, log)
    state.is_looked_at = True
    return state


def _empty(path: Path, log: Log) -> State:
    state = State(_blank(), path, log)
    state.begun = True
    return state


def _opened(path: Path, log: Log) -> State:
    """Raises _UnusableError, sqlite3.Error where the disk refuses, OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite would leave the rights to the umask
    with suppress(OSError):  # it may be another account's
        path.chmod(0o600)
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    try:
        begun = _prepare(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        if _is_damage(error):
            raise _UnusableError from error
        raise
    except BaseException:
        connection.close()
        raise
    state = State(connection, path, log)
    state.begun = begun
    return state


def _prepare(connection: sqlite3.Connection) -> bool:
    """Whether the file was empty. Raises _UnusableError for one that is not ours or not whole."""
    application, version = _number(connection, "application_id"), _number(connection, "user_version")
    empty = not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    if not empty and (application != APPLICATION or not 0 < version <= len(MIGRATIONS)):
        raise _UnusableError
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _UnusableError
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is not to be found in the file
    migrate(connection)
    return empty


def migrate(connection: sqlite3.Connection, scripts: tuple[str, ...] = MIGRATIONS) -> None:
    """Bring the tables up to date, script by script; one that another run has done meanwhile is not done again."""
    while (version := _number(connection, "user_version")) < len(scripts):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _number(connection, "user_version") == version:
                for statement in _statements(scripts[version]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    """A script statement by statement: `executescript` would end the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _number(connection: sqlite3.Connection, name: str) -> int:
    number: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return number


def _put_aside(path: Path, day: date) -> Path:
    """Give the file, and what SQLite keeps beside it, a name that nothing has yet."""
    names = (path.with_name(f"{FILE}.damaged-{day}{'' if n == 1 else f'-{n}'}") for n in count(1))
    free = next(name for name in names if not os.path.lexists(name))
    path.rename(free)
    for end in _COMPANIONS:
        companion = Path(f"{path}{end}")
        if companion.exists():
            companion.rename(f"{free}{end}")
    return free


def _is_damage(error: Exception) -> bool:
    """Whether it is the file that is wrong, and not the disk, its rights, or another run."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & _KIND in _DAMAGED
    return not isinstance(error, OSError)


def _blank() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    return connection


def _reason(error: Exception) -> str:
    """What kind of error, for the log: its message may quote what was to be stored."""
    return getattr(error, "sqlite_errorname", None) or type(error).__name__


def _today() -> date:
    return date.today()  # noqa: DTZ011  (the day where the file is; only in its name)
