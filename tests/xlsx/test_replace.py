"""A file gets new content as a whole or not at all, and nobody's save is lost."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

import pytest
from people import plain

from sheets_sync.backends.xlsx import lease, replace, swap
from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.replace import check_replaceable, clear_beside, in_use, replace_file
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OLD, NEW, THEIRS = b"what was read" * 999, b"what the tool made of it" * 999, b"what a person saved" * 999
LONG_AGO = 1_700_000_000


def version(content: bytes) -> str:
    """As a workbook that was read carries it."""
    return sha256(content).hexdigest()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A file that was read."""
    path = tmp_path / "boek.xlsx"
    path.write_bytes(OLD)
    return path


@pytest.fixture(params=["exchange", "no exchange", "no exchange and no hard links"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the system can do: each file system and platform is one of these."""
    if request.param != "exchange":
        monkeypatch.setattr(swap, "_renameat2", lambda: None)
    if "hard links" in request.param:

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EOPNOTSUPP, "no hard links here")

        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


def write(path: Path, content: bytes = NEW, expected: bytes | None = OLD) -> None:
    """Replace the file, as what was read."""
    replace_file(path, content, expected_version=None if expected is None else version(expected))


def refused(path: Path, expected: bytes | None = OLD) -> str:
    """The code with which the file is left alone."""
    with pytest.raises(SourceError) as caught:
        write(path, expected=expected)
    return caught.value.code


# ------------------------------------------------------------------------------------------------- what stays
@pytest.mark.usefixtures("system")
def test_new_content_takes_the_place_of_what_was_read(book: Path) -> None:
    """And nothing stays beside it."""
    write(book)

    assert book.read_bytes() == NEW
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o777, 0o2644])
def test_mode_owner_and_attributes_stay(book: Path, mode: int) -> None:
    """Whoever could open the workbook before can do so now, and nobody else."""
    book.chmod(mode)
    if os.geteuid() == 0:
        os.chown(book, 1234, 4321)
        book.chmod(mode)
    os.setxattr(book, "user.colour", b"green")
    before = book.stat()

    write(book)

    after = book.stat()
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (mode, before.st_uid, before.st_gid)
    assert os.getxattr(book, "user.colour") == b"green"


@pytest.mark.usefixtures("system")
def test_a_symbolic_link_is_followed(book: Path, tmp_path: Path) -> None:
    """The link stays a link, and the file that it leads to gets the content, in its own folder."""
    folder = tmp_path / "elders"
    folder.mkdir()
    link = folder / "link.xlsx"
    link.symlink_to(book)

    write(link)

    assert link.is_symlink()
    assert book.read_bytes() == NEW
    assert list(folder.iterdir()) == [link]


@pytest.mark.usefixtures("system")
def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    """Those that any file gets that this account makes."""
    usual = tmp_path / "usual"
    usual.touch()

    write(tmp_path / "new.xlsx", expected=None)

    assert (tmp_path / "new.xlsx").read_bytes() == NEW
    assert (tmp_path / "new.xlsx").stat().st_mode == usual.stat().st_mode


@pytest.mark.usefixtures("system")
def test_a_file_that_appeared_in_the_meantime_stays(book: Path) -> None:
    """Somebody made one of that name."""
    assert refused(book, expected=None) == "WRT01"
    assert book.read_bytes() == OLD
    assert list(book.parent.iterdir()) == [book]


def test_a_long_name_still_fits(tmp_path: Path) -> None:
    """What is put around it for the file beside it would otherwise be too long."""
    book = tmp_path / f"{'é' * 120}.xlsx"
    book.write_bytes(OLD)

    write(book)

    assert book.read_bytes() == NEW


# ------------------------------------------------------------------------------------------------- changed since
@pytest.mark.usefixtures("system")
def test_what_was_changed_since_it_was_read_stays(book: Path) -> None:
    """WRT01, and the other's content is there."""
    book.write_bytes(THEIRS)

    assert refused(book) == "WRT01"
    assert book.read_bytes() == THEIRS
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.usefixtures("system")
def test_what_was_deleted_since_it_was_read_stays_away(book: Path) -> None:
    """Somebody moved it: it doesn't come back under its old name."""
    book.unlink()

    assert refused(book) == "WRT01"
    assert list(book.parent.iterdir()) == []


def end() -> None:
    """End this process at once, as kill -9 does: nothing is put in order."""
    os.kill(os.getpid(), signal.SIGKILL)


def when(monkeypatch: pytest.MonkeyPatch, step: str, number: int, act: Callable[[], object]) -> None:
    """Let somebody act right before a step of the swap is done for the nth time."""
    original = getattr(swap, step)
    seen = [0]

    def wrapped(*args: Any) -> Any:
        seen[0] += 1
        if seen[0] == number:
            act()
        return original(*args)

    monkeypatch.setattr(swap, step, wrapped)


def saved(path: Path, content: bytes, *, beside: bool) -> Callable[[], None]:
    """A person's save: into a file beside it that takes its place, or into the file itself."""

    def save() -> None:
        if beside:
            other = path.with_name("~tmp")
            other.write_bytes(content)
            other.replace(path)
        else:
            path.write_bytes(content)

    return save


def test_a_save_between_the_look_and_the_exchange_comes_back(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came out was not what was read: the two change places again."""
    when(monkeypatch, "_exchange", 1, saved(book, THEIRS, beside=True))

    assert refused(book) == "WRT01"
    assert book.read_bytes() == THEIRS
    assert list(book.parent.iterdir()) == [book]


def test_of_two_saves_in_the_meantime_the_later_stays(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One before the exchange, the next before it is undone."""
    when(monkeypatch, "_exchange", 1, saved(book, THEIRS, beside=True))
    when(monkeypatch, "_exchange", 2, saved(book, b"the very last", beside=True))

    assert refused(book) == "WRT01"
    assert book.read_bytes() == b"the very last"
    assert list(book.parent.iterdir()) == [book]


def test_whoever_waits_to_save_into_the_file_itself_does_so(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The save comes while the file is being replaced: it waits, the exchange is undone, and it goes on."""
    child: list[int] = []

    def start() -> None:
        child.append(os.fork())
        if not child[0]:
            book.write_bytes(THEIRS)
            end()
        time.sleep(0.2)  # until it waits

    when(monkeypatch, "_exchange", 1, start)

    assert refused(book) == "WRT01"
    os.waitpid(child[0], 0)
    assert book.read_bytes() == THEIRS
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.usefixtures("system")
def test_a_file_that_somebody_is_writing_is_left_alone(book: Path) -> None:
    """It is open for writing, although it still holds what was read."""
    with book.open("r+b") as file:
        assert refused(book) == "WRT01"
        file.write(THEIRS)

    assert book.read_bytes() == THEIRS


@pytest.mark.usefixtures("system")
def test_a_file_that_somebody_is_reading_is_replaced(book: Path) -> None:
    """A viewer, an indexer or a backup keeps nothing waiting, and reads on in what it opened."""
    with book.open("rb") as file:
        write(book)

        assert file.read() == OLD
    assert book.read_bytes() == NEW


def test_where_a_file_system_has_no_leases_it_works_without(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Network shares have none."""
    real = fcntl.fcntl

    def refuse(handle: int, command: int, *arguments: int) -> int:
        if command == fcntl.F_SETLEASE:
            raise OSError(errno.EINVAL, "no leases here")
        return real(handle, command, *arguments)

    monkeypatch.setattr(fcntl, "fcntl", refuse)

    write(book)

    assert book.read_bytes() == NEW


def test_where_the_system_has_no_leases_it_works_without(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other systems have none."""
    monkeypatch.setattr(lease, "_POSSIBLE", False)

    write(book)

    assert book.read_bytes() == NEW


def test_without_an_exchange_a_save_into_the_file_itself_comes_back(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has a second name by then; without leases even that save is not lost."""
    monkeypatch.setattr(swap, "_renameat2", lambda: None)
    monkeypatch.setattr(lease, "_POSSIBLE", False)
    when(monkeypatch, "version_of", 4, saved(book, THEIRS, beside=False))  # the look at what was kept is the fourth
    real = os.replace
    kept: list[Path] = []

    def late(source: Path, target: Path) -> None:
        kept.extend(book.parent.glob(".*.before.part"))
        if len(kept) == 1:
            kept[0].write_bytes(THEIRS)
        real(source, target)

    monkeypatch.setattr(os, "replace", late)

    assert refused(book) == "WRT01"
    assert book.read_bytes() == THEIRS
    assert list(book.parent.iterdir()) == [book]


# ------------------------------------------------------------------------------------------------- races
def race(book: Path, chance: random.Random, *, beside: bool) -> str:
    """A person saves at a random moment around the replacement; gives what is there in the end."""
    book.write_bytes(OLD)
    wait = chance.random() * 0.002
    child = os.fork()
    if not child:
        try:
            time.sleep(wait)
            saved(book, THEIRS, beside=beside)()
        finally:
            end()
    with contextlib.suppress(SourceError):
        write(book)
    os.waitpid(child, 0)
    return {OLD: "old", NEW: "new", THEIRS: "theirs"}.get(book.read_bytes(), "torn")


@pytest.mark.parametrize("beside", [True, False])
def test_no_save_is_lost_in_three_hundred_races(book: Path, beside: bool) -> None:
    """Whenever the person saves, their content is there in the end: before, in the middle or after."""
    chance = random.Random(20250630)  # noqa: S311  (moments, no secrets)

    ends = {race(book, chance, beside=beside) for _ in range(int(os.environ.get("SHEETS_SYNC_RACES", "150")))}

    assert ends == {"theirs"}
    assert list(book.parent.iterdir()) == [book]


# ------------------------------------------------------------------------------------------------- killed
STEPS = ("mkstemp", "write", "chmod", "chown", "setxattr", "fsync", "link", "_exchange", "replace", "unlink", "close")


class Counter:
    """Does something at the nth step that touches the disk."""

    def __init__(self, number: int, act: Callable[[], object]) -> None:
        self.number, self.act, self.seen = number, act, 0

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have every step counted, before and after it is done."""
        import tempfile  # noqa: PLC0415  (only here)

        self._wrap(monkeypatch, tempfile, "mkstemp")
        for name in ("chmod", "chown", "setxattr", "fsync", "link", "replace", "unlink", "close"):
            self._wrap(monkeypatch, os, name)
        self._wrap(monkeypatch, swap, "_exchange")
        self._wrap_open(monkeypatch)

    def _wrap(self, monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
        original = getattr(module, name)

        def wrapped(*args: Any, **options: Any) -> Any:
            self.step()
            result = original(*args, **options)
            self.step()
            return result

        monkeypatch.setattr(module, name, wrapped)

    def _wrap_open(self, monkeypatch: pytest.MonkeyPatch) -> None:
        original = os.fdopen

        def opened(handle: int, mode: str) -> Any:
            file = original(handle, mode, buffering=0)
            return _Slow(file, self)

        monkeypatch.setattr(os, "fdopen", opened)

    def step(self) -> None:
        """Count, and act at the nth."""
        self.seen += 1
        if self.seen == self.number:
            self.act()


class _Slow:
    """A file that is written half by half."""

    def __init__(self, file: Any, counter: Counter) -> None:
        self._file, self._counter = file, counter

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> None:
        half = len(content) // 2
        for piece in (content[:half], content[half:]):
            self._counter.step()
            self._file.write(piece)
        self._counter.step()

    def flush(self) -> None:
        self._file.flush()

    def fileno(self) -> int:
        return int(self._file.fileno())


def in_a_child(work: Callable[[], object]) -> int:
    """The exit code of a process that does the work."""
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def all_steps(run: Callable[[int], bool]) -> int:
    """Call with 1, 2, 3… until it says that there was no such step; gives how many there were."""
    number = 1
    while run(number):
        number += 1
    return number - 1


def test_killed_at_any_step_it_is_the_old_file_or_the_new_one(
    book: Path, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never neither, and there is a file at any moment; what is left beside it is cleared by a later run."""
    seen = set()

    def run(number: int) -> bool:
        book.write_bytes(OLD)
        counter = Counter(number, end)

        def work() -> None:
            with monkeypatch.context() as patch:
                counter.watch(patch)
                write(book)

        killed = in_a_child(work) == -signal.SIGKILL
        assert book.read_bytes() in (OLD, NEW)
        seen.add(book.read_bytes())
        return killed

    steps = all_steps(run)

    assert steps > 15, system
    assert seen == {OLD, NEW}
    for left in book.parent.iterdir():
        if left != book:
            os.utime(left, (LONG_AGO, LONG_AGO))
    clear_beside([book])
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_refused_at_any_step_it_is_the_old_file_or_the_new_one(
    book: Path, system: str, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A full disk or a broken one: told as such before the change, and nothing stays beside it."""
    del system

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    def run(step: int) -> bool:
        book.write_bytes(OLD)
        counter = Counter(step, fail)
        with monkeypatch.context() as patch:
            counter.watch(patch)
            try:
                write(book)
                told = False
            except OSError:
                told = True
        assert book.read_bytes() in (OLD, NEW)
        if not told:
            assert book.read_bytes() == NEW
        for left in book.parent.iterdir():
            assert left == book or left.name.endswith(".part")
            if left != book:
                left.unlink()
        return counter.seen >= step

    assert all_steps(run) > 15


def test_a_file_system_without_room_leaves_the_old_file(book: Path) -> None:
    """A limit on the size of files stops the write in the middle."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        try:
            write(book)
        except OSError as error:
            if error.errno == errno.EFBIG:
                end()

    assert in_a_child(work) == -signal.SIGKILL
    assert book.read_bytes() == OLD
    assert list(book.parent.iterdir()) == [book]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB, where this account may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if mount is None or os.geteuid() or subprocess.run(options, check=False, capture_output=True).returncode:
        pytest.skip("this account may not mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_file(small_disk: Path) -> None:
    """A real one: there is no room for the new file beside the old one."""
    book = small_disk / "book.xlsx"
    book.write_bytes(OLD)

    with pytest.raises(OSError, match="No space left") as caught:
        write(book, NEW * 3)

    assert caught.value.errno == errno.ENOSPC
    assert book.read_bytes() == OLD
    assert list(small_disk.iterdir()) == [book]


# ------------------------------------------------------------------------------------------------- what was left
def left_behind(book: Path, content: bytes, *, old: bool = True) -> Path:
    """A file that a run left beside it when it was killed, which was to replace what was read."""
    left = replace._beside(book, NEW, version(OLD))
    left.write_bytes(content)
    if old:
        os.utime(left, (LONG_AGO, LONG_AGO))
    return left


@pytest.mark.parametrize("content", [OLD, NEW, NEW[:100], b"", plain()[:300]])
def test_what_a_killed_run_left_is_cleared_by_the_next(book: Path, content: bytes) -> None:
    """What it made, what it replaced, or half of it."""
    left_behind(book, content)

    write(book)
    clear_beside([book])

    assert list(book.parent.iterdir()) == [book]


@pytest.mark.parametrize(("content", "old"), [(plain(), True), (NEW, False)])
def test_what_may_be_a_persons_or_another_runs_is_not_cleared(book: Path, content: bytes, old: bool) -> None:
    """A whole workbook that is neither; a file that is being written now."""
    left = left_behind(book, content, old=old)

    write(book)
    clear_beside([book])

    assert left.read_bytes() == content


def test_a_second_name_from_a_killed_run_is_cleared(book: Path) -> None:
    """It would otherwise be taken for one that a person gave."""
    left = left_behind(book, b"")
    left.unlink()
    os.utime(book, (LONG_AGO, LONG_AGO))
    os.link(book, left)

    check_replaceable(book)

    assert list(book.parent.iterdir()) == [book]


def test_files_of_other_workbooks_are_not_cleared(book: Path) -> None:
    """However much their names look alike."""
    other = book.with_name(".boek.xlsx")
    other.write_bytes(OLD)
    os.utime(other, (LONG_AGO, LONG_AGO))

    write(book)
    clear_beside([book])

    assert other.exists()


# ------------------------------------------------------------------------------------------------- left alone
@pytest.mark.parametrize("lock", ["~$boek.xlsx", ".~lock.boek.xlsx#", "~$ek.xlsx"])
def test_a_file_that_is_open_in_a_program_is_told_by_its_lock(book: Path, lock: str) -> None:
    """Excel and LibreOffice put one beside it."""
    book.with_name(lock).write_bytes(b"Els")

    assert in_use(book)
    with pytest.raises(NotEditable, match="in-use"):
        check_replaceable(book)


def test_the_lock_of_another_workbook_is_none(book: Path) -> None:
    """Only that of the same name counts."""
    book.with_name("~$boek2.xlsx").write_bytes(b"Els")

    assert not in_use(book)
    check_replaceable(book)


def test_a_lock_counts_beside_the_file_that_a_link_leads_to(book: Path, tmp_path: Path) -> None:
    """The program that opened it saw the real name."""
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    book.with_name(".~lock.boek.xlsx#").touch()

    assert in_use(link)


def test_a_file_with_a_second_name_is_left_alone(book: Path) -> None:
    """Under the other name the old content would stay."""
    os.link(book, book.with_name("other.xlsx"))

    with pytest.raises(NotEditable, match="linked"):
        check_replaceable(book)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_this_account_may_not_change_is_left_alone(
    book: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The file is read-only, or its folder is; root may do all, so the system is asked in its place."""
    refusing = {"file": book, "folder": book.parent}[what]
    monkeypatch.setattr(os, "access", lambda path, _: path != refusing)

    with pytest.raises(NotEditable, match="read-only"):
        check_replaceable(book)
