"""After a run: the letters that are due, sent one by one, each remembered so that nobody gets it twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sheets_sync import mailed
from sheets_sync.mail.letters import letters
from sheets_sync.model import Finding, Severity
from sheets_sync.smtp import Post, RefusedError, Server, UnknownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.config import Config
    from sheets_sync.log import Log
    from sheets_sync.mail.due import Memory
    from sheets_sync.mail.letters import Letter
    from sheets_sync.messages import Catalogue
    from sheets_sync.stop import Stop

#: After so many failures one after the other the server is down, and the rest waits for the next run.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Mailing:
    """What the mail of one run needs to know."""

    config: Config
    catalogue: Catalogue
    log: Log
    stop: Stop

    def due(self, outcome: Outcome) -> tuple[list[Letter], Memory]:
        """The letters that are due. Raises UnreadableError where nobody knows what was sent."""
        mail = self.config.mail
        return letters(
            outcome,
            self.config.programme,
            self.catalogue,
            mailed.load(self.config.state_folder),
            coordinator=(self.config.coordinator, mail.coordinator),
            remind_after_days=mail.remind_after_days,
        )

    def shown(self, outcome: Outcome, *, quiet: bool = False) -> str:
        """The letters that would be sent, as text; with `quiet` nothing where there are none."""
        language = self.config.language
        try:
            due, _ = self.due(outcome)
        except mailed.UnreadableError as error:
            rendered = self.catalogue.render(_not_sent(0, self._unreadable(error)), language)
            return f"\n{rendered.message} {rendered.fix}\n"
        if not due:
            return "" if quiet else f"\n{self.catalogue.word('mail_none', language)}\n"
        parts = []
        for letter in due:
            head = self.catalogue.word("mail_would_send", language, to=letter.to)
            body = "\n".join(f"  {line}".rstrip() for line in [letter.subject, "", *letter.text.splitlines()])
            parts.append(f"\n{head}\n\n{body}\n")
        return "".join(parts)

    def sent(self, outcome: Outcome) -> Outcome:
        """The outcome after the letters went out, with SYS08 where some did not."""
        try:
            due, memory = self.due(outcome)
        except mailed.UnreadableError as error:
            return _with(outcome, _not_sent(0, self._unreadable(error)))
        try:
            failed, why = self._send(due, memory, outcome)
        except OSError as error:  # the memory cannot be kept: to send would be to send again and again
            failed, why = len(due), error.strerror or type(error).__name__
            self.log("mail-not-remembered", "warning", reason=why)
        return _with(outcome, _not_sent(failed, why)) if failed else outcome

    def _send(self, due: Sequence[Letter], memory: Memory, outcome: Outcome) -> tuple[int, str]:
        """How many letters did not go out, and why the last of these did not."""
        today, folder = outcome.world.as_of, self.config.state_folder
        if not due and memory != mailed.load(folder):
            mailed.save(folder, memory)
        done, in_a_row, why = 0, 0, ""
        with Post(self._server()) as post:
            for letter in due:
                asked = self.stop.asked()
                if in_a_row == _ENOUGH or asked is not None:
                    why = asked.code if asked is not None else why
                    break
                before = memory
                memory = memory.with_tried(letter.key, letter.reader, today)
                mailed.save(folder, memory)
                try:
                    post.send(letter, datetime.now(UTC))
                except RefusedError as error:
                    in_a_row, why, memory = in_a_row + 1, str(error), before
                    self.log("mail-refused", "warning", workbook=letter.key or None, reason=why)
                except UnknownError as error:
                    in_a_row, why = in_a_row + 1, str(error)
                    self.log("mail-uncertain", "warning", workbook=letter.key or None, reason=why)
                else:
                    in_a_row, done = 0, done + 1
                    memory = memory.with_sent(letter.key, letter.reader, letter.fingerprints, today)
                    self.log("mail-sent", workbook=letter.key or None)
                mailed.save(folder, memory)
        return len(due) - done, why

    def _server(self) -> Server:
        mail = self.config.mail
        return Server(
            host=mail.host or "",
            port=mail.port,
            security=mail.security,
            sender=mail.sender or "",
            user=mail.user,
            password_file=self.config.folder / mail.password_file if mail.password_file else None,
            reply_to=mail.coordinator,
        )

    def _unreadable(self, _error: mailed.UnreadableError) -> str:
        path = self.config.state_folder / mailed.NAME
        self.log("mail-memory-unreadable", "warning", file=str(path))
        return str(path)


def _not_sent(n: int, reason: str) -> Finding:
    return Finding("SYS08", params={"n": n, "reason": reason}, severity=Severity.WARNING)


def _with(outcome: Outcome, finding: Finding) -> Outcome:
    return replace(outcome, report=replace(outcome.report, findings=(*outcome.report.findings, finding)))
