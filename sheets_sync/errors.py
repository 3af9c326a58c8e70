"""What stops a run or a workbook: one exception class per exit code. Wrong data is never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Finding, Language, Param, Report


class SheetsSyncError(Exception):
    """The base of every error that is for people: a sentence that says what, where and how to solve it.

    A report for other programs tells the `report` as far as it came, or else the `findings` that stopped the run.
    """

    exit_code: ClassVar[int] = 70
    findings: tuple[Finding, ...] = ()
    report: Report | None = None


class UsageError(SheetsSyncError):
    """Wrong use or configuration: exit code 2."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration is missing or wrong: findings CFG01 and CFG02, to be told in this language."""

    def __init__(
        self, findings: tuple[Finding, ...], language: Language, *, missing: str = "", unreadable: str = ""
    ) -> None:
        super().__init__(missing or unreadable or ", ".join(f.code for f in findings))
        self.findings, self.language, self.missing, self.unreadable = findings, language, missing, unreadable


class NothingReadError(SheetsSyncError):
    """Nothing could be read, or credentials were refused: exit code 4."""

    exit_code = 4


class NotWrittenError(SheetsSyncError):
    """Changed meanwhile, protected, or another run holds the lock: exit code 5."""

    exit_code = 5


class HeldBackError(NotWrittenError):
    """Another run has the lock: exit code 5, finding SYS02."""


class DeadlineError(SheetsSyncError):
    """The time that the run may take was over before anything was written: exit code 3, finding SYS07."""

    exit_code = 3


class InterruptedRunError(SheetsSyncError):
    """Ctrl-C, before anything was written: exit code 130, finding SYS06."""

    exit_code = 130


class TerminatedRunError(SheetsSyncError):
    """SIGTERM, before anything was written: exit code 143, finding SYS06."""

    exit_code = 143


class SourceError(SheetsSyncError):
    """One workbook could not be read or written; the others go on. Becomes a finding with this code.

    `code` is one of SRC01-SRC09, SRC11, SRC12, WRT01, 02, 06 or 07, CFG02, 03 or 08 of the catalogue, `params` its
    placeholders.
    """

    exit_code = 3

    def __init__(self, code: str, params: Mapping[str, Param]) -> None:
        super().__init__(f"{code} {dict(params)}")
        self.code = code
        self.params = params
