"""The server as tests see it: people make and share spreadsheets in it, programs talk to it as if it were Google."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from tests.google.drive import SHEET, XLSX
from tests.google.wire import Line
from tests.google.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from tests.google.clock import Clock
    from tests.google.drive import Drive, Role
    from tests.google.faults import Plan
    from tests.google.journal import Record
    from tests.google.quotas import Quotas
    from tests.google.tokens import Tokens
    from tests.google.world import Book

OWNER = "els@example.org"
POLL = 0.02  # seconds within which the end of the server is noticed


class GoogleServer:
    """Sheets, Drive and the token endpoint on loopback, from `with` to its end."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        lag: float = 0.0,
        strict: bool = True,
        port: int = 0,
        make: Callable[..., Book] | None = None,
    ) -> None:
        self.world = World(lag=lag, strict=strict) if clock is None else World(clock, lag, strict)
        self._line = Line(self.world, port)
        self._thread = threading.Thread(target=self._line.serve_forever, args=(POLL,), name="google")
        self._make = make
        self._made = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._line.shutdown()
        self._thread.join()
        self._line.server_close()
        if error is None:
            self.check()

    def check(self) -> None:
        """Raises AssertionError where the server itself was at fault, for which no client is to blame."""
        if self.world.bugs:
            raise AssertionError("\n".join(self.world.bugs))

    @property
    def endpoint(self) -> str:
        """The base address of all services."""
        return f"http://127.0.0.1:{self._line.server_port}"

    @property
    def clock(self) -> Clock:
        """The time of the server, to be moved on."""
        return self.world.clock

    @property
    def drive(self) -> Drive:
        """The files: their roles, times and versions."""
        return self.world.drive

    @property
    def tokens(self) -> Tokens:
        """The accounts, and the tokens that they got."""
        return self.world.tokens

    @property
    def quotas(self) -> Quotas:
        """The limits a minute; `quotas.on = True` makes them count."""
        return self.world.quotas

    @property
    def log(self) -> list[Record]:
        """What was asked since the last reset, in the order of the answers."""
        with self.world.lock:
            return list(self.world.journal.records)

    def count(self, **wanted: Any) -> int:
        """How many requests had these members: `kind`, `direction`, `status`, `account`, `spreadsheet_id`."""
        with self.world.lock:
            return len(self.world.journal.find(**wanted))

    def reset_log(self) -> None:
        """Counting begins anew."""
        with self.world.lock:
            self.world.journal.reset()

    def plan(self, plan: Plan | None) -> None:
        """What shall go wrong from now on; None is nothing."""
        with self.world.lock:
            self.world.plan = plan

    def service_account(self, name: str = "sync") -> dict[str, str]:
        """The content of the key file of an account."""
        return self.tokens.key_file(name, self.endpoint)

    @contextmanager
    def person(self, email: str = OWNER) -> Iterator[str]:
        """A person works, and no request comes between: `with server.person() as els: book.edit(…, user=els)`."""
        with self.world.lock:
            yield email

    def create(self, title: str, *, locale: str = "nl_BE", owner: str = OWNER) -> Book:
        """A person makes a new spreadsheet."""
        make = self._make or import_module("tests.google.sheets.book").Spreadsheet
        book: Book = self.add(make(self.new_id(), title, locale=locale), owner=owner)
        return book

    def add(self, book: Any, *, owner: str = OWNER) -> Any:
        """A spreadsheet that was made elsewhere is in Drive from now on."""
        with self.world.lock:
            self.world.books[book.id] = book
            self.drive.add(book.id, book.title, SHEET, owner)
            zone = ZoneInfo(book.get(user=owner)["properties"]["timeZone"])
            book.owner = owner
            book.clock = lambda: datetime.fromtimestamp(self.clock.now(), zone).replace(tzinfo=None)
            book.on_change = lambda user: self._changed(book, user)
        return book

    def put_office_file(self, name: str, data: bytes, *, owner: str = OWNER) -> str:
        """A person uploads an .xlsx; the id of the file."""
        with self.world.lock:
            return self.drive.add(self.new_id(), name, XLSX, owner, data).id

    def share(self, file_id: str, email: str, role: Role = "writer") -> None:
        """Somebody may read or write a file from now on."""
        with self.world.lock:
            self.drive.share(file_id, email, role)

    def unshare(self, file_id: str, email: str) -> None:
        """Somebody no longer sees a file."""
        with self.world.lock:
            self.drive.share(file_id, email, None)

    def trash(self, file_id: str) -> None:
        """A person throws a file away; who has its id still reads it."""
        with self.world.lock:
            self.drive.trash(file_id)

    def delete(self, file_id: str) -> None:
        """A file is gone for good."""
        with self.world.lock:
            del self.drive.files[file_id]
            self.world.books.pop(file_id, None)

    def spreadsheet(self, spreadsheet_id: str) -> Any:
        """The spreadsheet of an id."""
        return self.world.books[spreadsheet_id]

    def new_id(self) -> str:
        """An id that no file has: 44 characters, and the same ones in each run."""
        self._made += 1
        return f"1{hashlib.sha256(str(self._made).encode()).hexdigest()[:43]}"

    def _changed(self, book: Book, user: str) -> None:
        self.drive.files[book.id].name = book.title
        self.drive.changed(book.id, user)
