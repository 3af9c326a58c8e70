"""A run where nobody looks on: one at a time, with an end that is on time, clean and told to whoever watches."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sheets_sync.cli.common import Session, option
from sheets_sync.cli.locking import hold
from sheets_sync.cli.stopping import Stopping, told
from sheets_sync.cli.summary import Summary
from sheets_sync.errors import NotWrittenError, SheetsSyncError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sheets_sync.check import Outcome
    from sheets_sync.cli.common import Common
    from sheets_sync.cli.reporting import Wanted
    from sheets_sync.config import Config
    from sheets_sync.lock import Lock
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Report

_F = TypeVar("_F", bound="Callable[..., Any]")
#: After these all was done: 1 only says that there is something to correct.
_DONE = frozenset({0, 1})
_STOPPED = frozenset({"SYS06", "SYS07"})


def unattended_options(function: _F) -> _F:
    """--lock-wait, --deadline and --summary; each goes before what the configuration says."""
    options: tuple[Callable[[_F], _F], ...] = (
        option(
            "--lock-wait",
            type=click.FloatRange(min=0, max=1e9),
            callback=_number,
            metavar="SECONDS",
            help="Wait so long for another run to end.  [default: as configured, or 0]",
        ),
        option(
            "--deadline",
            type=click.FloatRange(min=0, min_open=True, max=1e9),
            callback=_number,
            metavar="MINUTES",
            help="Stop between two workbooks when these are over.  [default: as configured, or never]",
        ),
        option(
            "--summary",
            type=click.Path(dir_okay=False),
            help="A file for how the run ended, as JSON.  [default: as configured, or none]",
        ),
    )
    for add in reversed(options):
        function = add(function)
    return function


def _number(_ctx: click.Context, _param: click.Parameter, number: float | None) -> float | None:
    if number is not None and isnan(number):  # it lies within every range
        raise click.BadParameter("“nan” is not a time.")
    return number


@dataclass(slots=True)
class Run:
    """One call of `sync`, as those see it who keep it going: its lock, its end, and who is told of that.

    `partial`: only some of what is registered. Neither then nor in a trial run a watcher is told, or else a person
    who tries something in the morning would hide that nothing ran at night.
    """

    common: Common
    summary: Summary
    stop: Stopping
    lock_wait: float | None
    deadline: float | None
    partial: bool
    lock: Lock | None = None
    ping: str | None = None

    @classmethod
    def begin(
        cls, ctx: click.Context, common: Common, wanted: Wanted, options: dict[str, Any], *, partial: bool
    ) -> Run:
        """The run, with its own options out of those of the command. From here on its end is told."""
        lock_wait, deadline, path = (options.pop(key) for key in ("lock_wait", "deadline", "summary"))
        if path == "-":
            raise click.BadParameter("Results go to stdout; name a file for the summary.", param_hint="--summary")
        dry_run = bool(options["dry_run"])
        summary = Summary(ctx.info_name or "", wanted.as_of.isoformat(), dry_run, path)
        run = cls(common, summary, Stopping(), lock_wait, deadline, partial)
        ctx.call_on_close(run.stop.restore)
        ctx.ensure_object(Session).at_end.append(run.end)
        return run

    @contextmanager
    def told(self) -> Iterator[None]:
        """What stops the run is an error with its findings, and counted in the summary."""
        try:
            with told(self.common.config):
                yield
        except SheetsSyncError as error:
            if error.report is not None:
                self.summary.note(error.report)
            else:
                self.summary.note_findings(error.findings)
            raise

    def configure(self, config: Config) -> None:
        """Take the lock, and over what the configuration says where no option did.

        A trial run waits for nobody, and leaves the summary of the last real one as it is.
        Raises HeldBackError and NotWrittenError.
        """
        chosen = config.run
        self.stop.within(chosen.deadline_minutes if self.deadline is None else self.deadline)
        if self.summary.dry_run:
            return
        if self.summary.path is None and chosen.summary is not None:
            self.summary.path = str(config.folder / chosen.summary)
        self.ping = None if self.partial else chosen.ping
        wait = chosen.lock_wait_seconds if self.lock_wait is None else self.lock_wait
        self.lock = hold(config, self.summary.command, min(wait, self.stop.left), self.common.log)

    def mails(self, config: Config, report: Report) -> bool:
        """Whether letters belong to this run: where mail is set up, all was read, and what they tell is written."""
        stopped = any(f.code in _STOPPED for f in report.findings)
        return config.mail.host is not None and not self.partial and not stopped

    def mail(self, config: Config, outcome: Outcome, catalogue: Catalogue) -> tuple[Outcome, str]:
        """The outcome once the letters are sent, or in a trial run what they would be."""
        from sheets_sync.cli.mailing import Mailing  # noqa: PLC0415  (only where mail is set up)

        mailing = Mailing(config, catalogue, self.common.log, self.stop)
        if self.summary.dry_run:
            return outcome, mailing.shown(outcome, quiet=self.common.quiet)
        return mailing.sent(outcome), ""

    def exit_code(self, code: int, report: Report) -> int:
        """That of the signal where one broke off the writing, and else the code as it was."""
        return self.stop.exit_code if any(f.code == "SYS06" for f in report.findings) else code

    def end(self, code: int) -> int:
        """Tell how the run ended, let the next one in, call who waits for it; the exit code that is left.

        A summary that cannot be written makes 5 of a code that says that all was done.
        """
        try:
            self.summary.write(code)
        except NotWrittenError as error:
            click.echo(f"sheets-sync: {error}", err=True)
            code = error.exit_code if code in _DONE else code
        self.summary.board.close()
        if self.lock is not None:
            self.lock.release()
        if self.ping is not None and code in _DONE:
            from sheets_sync.cli.ping import ping  # noqa: PLC0415  (only where one is asked for)

            for number in (signal.SIGTERM, signal.SIGINT):  # all is done and told: nobody has to wait for an answer
                signal.signal(number, signal.SIG_DFL)
            ping(self.ping, self.common.log)
        return code
