"""The letters that a run has reason for: one per workbook to its municipality, and a digest to the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from sheets_sync.feedback import Desk
from sheets_sync.mail.address import reader_of, usable
from sheets_sync.mail.due import is_due
from sheets_sync.mail.text import Writer
from sheets_sync.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.mail.due import Memory
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding
    from sheets_sync.programme import Book, Programme

#: Where the memory keeps what the coordinator was told; no workbook can be registered under it.
DIGEST = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: to whom, about which workbook (`key`), and which findings it tells.

    `reasons` are those of them for which it is worth a letter: what is about the partnership, or stands in the other
    side's workbook, is told along, but calls nobody who cannot solve it.
    `whole` is False where a workbook could not be read: what is not told of it then is not solved.
    """

    key: str
    to: str
    subject: str
    text: str
    fingerprints: tuple[str, ...]
    reasons: tuple[str, ...]
    whole: bool = True

    @property
    def reader(self) -> str:
        """What stands for the address where it is remembered."""
        return reader_of(self.to)

    @property
    def digest(self) -> str:
        """What tells this letter from any other; the same letter has the same."""
        parts = (self.key, self.to, self.subject, self.text)
        return blake2b("\x1f".join(parts).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def letters(
    outcome: Outcome,
    programme: Programme,
    catalogue: Catalogue,
    memory: Memory,
    *,
    coordinator: tuple[str, str | None],
    remind_after_days: int,
) -> tuple[list[Letter], Memory]:
    """The letters that are due, and the memory without the findings that are solved.

    `coordinator` is the coordinator's workbook with the address for the digest, if there is one.
    """
    desk = Desk(outcome, programme, catalogue)
    today = outcome.world.as_of
    due: list[Letter] = []
    made = (
        *_municipal(outcome, desk, catalogue, memory, remind_after_days),
        *_digest(outcome, catalogue, coordinator),
    )
    for letter in made:
        if letter.whole:
            memory = memory.with_open(letter.key, letter.reader, letter.fingerprints)
        if is_due(memory.of(letter.key, letter.reader), letter.reasons, today, remind_after_days):
            due.append(letter)
    return due, memory


def _municipal(outcome: Outcome, desk: Desk, catalogue: Catalogue, memory: Memory, days: int) -> Iterator[Letter]:
    labels = _labels(outcome)
    for book in outcome.world.books:
        address = usable(book.entry.mail)
        if address is None or book.status == "skipped":
            continue
        findings = mine(desk.concerning(book.entry.ref), catalogue)
        told = memory.of(book.entry.ref, reader_of(address)).told
        writer = Writer(catalogue, book.entry.language, book.entry.ref, labels)
        subject, text = writer.municipal(book, findings, told.keys(), days)
        own = [f for f in findings if f.location.workbook == book.entry.ref]
        read = book.status == "read"
        yield Letter(book.entry.ref, address, subject, text, _prints(findings), _prints(own), whole=read)


def _digest(outcome: Outcome, catalogue: Catalogue, coordinator: tuple[str, str | None]) -> Iterator[Letter]:
    ref, address = coordinator[0], usable(coordinator[1])
    if address is None:
        return
    findings = _open(outcome.report.findings)
    books = [(book, *_counted(book, findings, catalogue)) for book in outcome.world.books]
    others = [f for f in findings if not _is_municipal(f, catalogue)]
    writer = Writer(catalogue, outcome.world.language, ref, _labels(outcome))
    subject, text = writer.digest(ref, findings, books, others)
    prints = _prints(findings)
    yield Letter(DIGEST, address, subject, text, prints, prints, whole=outcome.report.complete)


def _labels(outcome: Outcome) -> dict[str, str]:
    return {book.entry.ref: book.entry.label for book in outcome.world.books}


def _counted(book: Book, findings: Iterable[Finding], catalogue: Catalogue) -> tuple[list[Finding], bool]:
    """What the municipality itself can solve in its workbook, and whether it can be written to."""
    own = [f for f in findings if f.location.workbook == book.entry.ref]
    return mine(own, catalogue), usable(book.entry.mail) is not None


def mine(findings: Iterable[Finding], catalogue: Catalogue) -> list[Finding]:
    """What is open and for a municipality to solve."""
    return [f for f in _open(findings) if _is_municipal(f, catalogue)]


def _open(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.counts and f.severity is not Severity.INFO]


def _is_municipal(finding: Finding, catalogue: Catalogue) -> bool:
    return catalogue.codes[finding.code].who == "municipality"


def _prints(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.fingerprint for f in findings))
