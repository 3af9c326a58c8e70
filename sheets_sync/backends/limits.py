"""How much of a workbook is read before it is refused, and why one is refused at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

_MEGABYTE = 1_000_000
_ROOM = (4 << 30) - 3_500 * _MEGABYTE
#: No table is wider; what stands further to the right, stands there by accident and is left out.
COLUMNS = 200
#: No tab has more.
MAX_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Limits:
    """What one workbook may cost; beyond it the workbook is refused as too large (SRC08).

    The defaults are some thirty times what a municipality fills in years, and keep one reading well under a
    gigabyte and half a minute.
    """

    file_bytes: int = 50 * _MEGABYTE  # the file on disk
    unpacked_bytes: int = 250 * _MEGABYTE  # the parts that are read: tabs, texts, styles; pictures don't count
    cells: int = 2_000_000  # of one tab, from A1 to the last filled row and column, blank ones included
    rows: int = 200_000  # of one tab, blank ones included
    seconds: float = 30.0  # looked at between tabs; `isolation.supervised` ends what never comes back
    memory_bytes: int = 1_000 * _MEGABYTE  # estimated before cells are read; `isolation.supervised` enforces it

    @property
    def of_coordinator(self) -> Limits:
        """Those of the coordinator's workbook, in which the tool itself puts the rows of the whole programme.

        Lower limits for municipalities don't lock the coordinator out.
        """
        usual = Limits()
        return replace(
            self,
            file_bytes=10 * max(self.file_bytes, usual.file_bytes),
            unpacked_bytes=6 * max(self.unpacked_bytes, usual.unpacked_bytes),
            cells=15 * max(self.cells, usual.cells),
            rows=MAX_ROWS,
            seconds=4 * self.seconds,
            memory_bytes=int(3.5 * self.memory_bytes),
        )

    @property
    def of_own(self) -> Limits:
        """Those of a tab that the tool wrote: it must be read again, however many findings stand in it."""
        large = self.of_coordinator
        return replace(self, cells=large.cells, rows=large.rows)

    @property
    def longest_step(self) -> float:
        """Seconds after which a workbook that never comes back is given up, be it the coordinator's."""
        return self.of_coordinator.seconds

    @property
    def whole_bytes(self) -> int:
        """What a run may take of memory: for its largest workbook, and for the tool and the rows of a programme."""
        return self.of_coordinator.memory_bytes + _ROOM

    def fits(self, rows: int, columns: int) -> bool:
        """Whether a tab of this size may be read."""
        return rows <= self.rows and rows * columns <= self.cells


class Refused(Exception):  # noqa: N818  (a refusal of one workbook, named by its reason)
    """The base of the reasons not to read a workbook; `read_workbook` turns it into a `SourceError`."""


class NotAWorkbook(Refused):
    """The file is something else than an .xlsx workbook."""


class Locked(Refused):
    """The workbook is encrypted with a password."""


class Damaged(Refused):
    """The workbook breaks the rules of its own format."""


class TooLarge(Refused):
    """The workbook exceeds one of the limits; both sizes read the same in every language."""

    def __init__(self, size: str, limit: str) -> None:
        super().__init__(f"{size} > {limit}")
        self.size = size
        self.limit = limit


def megabytes(count: int) -> str:
    """A number of bytes as people read it: "180 MB", and "0.4 MB" below ten."""
    value = count / _MEGABYTE
    return f"{value:.1f} MB" if value < 10 else f"{value:.0f} MB"  # noqa: PLR2004  (one decimal below ten)


def too_much_memory(limits: Limits) -> TooLarge:
    """What to say where there was not enough."""
    limit = f"{limits.memory_bytes // _MEGABYTE} MB"
    return TooLarge(f"> {limit}", limit)


def check_bytes(count: int, limit: int) -> None:
    """Raises TooLarge when there are more bytes than the limit."""
    if count > limit:
        raise TooLarge(megabytes(count), megabytes(limit))


def check_area(rows: int, columns: int, limits: Limits) -> None:
    """Raises TooLarge when a tab of this size may not be read, naming its rows × columns."""
    if not limits.fits(rows, columns):
        most = min(limits.rows, limits.cells // max(columns, 1))
        raise TooLarge(f"{rows} × {columns}", f"{most} × {columns}")
