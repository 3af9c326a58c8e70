"""The text of a letter: plain, in the reader's language, with the findings on the same lines as in the tab Check."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.addresses import address_of
from sheets_sync.feedback.headline import headline
from sheets_sync.feedback.lines import cells_of, lines_of
from sheets_sync.messages import show
from sheets_sync.telling import sentences
from sheets_sync.values.characters import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Language, Param
    from sheets_sync.programme import Book

#: So many lines of findings stand in a letter; the workbook itself has them all.
MOST = 40


class Standing(NamedTuple):
    """One workbook in the digest: what its municipality has to solve, and whether it can be written to."""

    book: Book
    findings: Sequence[Finding]
    reachable: bool


class Writer:
    """Writes in one language about the workbook `own`; what stands in another is told with its municipality."""

    def __init__(self, catalogue: Catalogue, language: Language, own: str, labels: Mapping[str, str]) -> None:
        self._catalogue, self._language, self._own, self._labels = catalogue, language, own, labels

    def municipal(self, book: Book, findings: Sequence[Finding], told: Collection[str], days: int) -> tuple[str, str]:
        """Subject and text for a municipality; `told` are the fingerprints of what an earlier letter told."""
        head, label = headline(findings, self._catalogue, self._language), self._text(book.entry.label)
        new = [f for f in findings if f.fingerprint not in told]
        old = [f for f in findings if f.fingerprint in told]
        room = MOST
        parts = [self._word("mail_about", municipality=label), head.sentence, ""]
        for heading, some in (("mail_new", new), ("mail_still_open", old)):
            lines = lines_of(some, self._catalogue, self._language)
            if lines:
                parts += [self._word(heading), "", *self._listed(lines, room)]
                room = max(room - len(lines), 0)
        where = _whole(book.entry.ref)
        if book.status == "read":
            parts += [self._word("mail_where", tab=self._word("check")), where, ""]
        else:
            parts += [where, ""]
        parts += ["-- ", self._word("mail_why", days=days)]
        return self._subject(label, head.sentence), "\n".join(parts) + "\n"

    def digest(
        self,
        ref: str,
        findings: Sequence[Finding],
        books: Iterable[tuple[Book, Sequence[Finding], bool]],
        others: Sequence[Finding],
    ) -> tuple[str, str]:
        """Subject and text for the coordinator: how it stands with each workbook, and what only they can solve."""
        head = headline(findings, self._catalogue, self._language)
        parts = [head.sentence, ""]
        standing = list(chain.from_iterable(self._standing(Standing(*each)) for each in books))
        if standing:
            parts += [self._word("mail_municipalities"), "", *standing, ""]
        if others:
            lines = lines_of(others, self._catalogue, self._language)
            parts += [self._word("mail_yours"), "", *self._listed(lines, MOST)]
        parts += [self._word("mail_all", tab=self._word("findings")), _whole(ref)]
        return self._subject("sheets-sync", head.sentence), "\n".join(parts) + "\n"

    def _standing(self, standing: Standing) -> Iterator[str]:
        if not standing.findings:
            return
        entry = standing.book.entry
        how = headline(standing.findings, self._catalogue, self._language).sentence
        line = f"- {self._text(entry.label)} ({self._text(entry.ref)}): {how}"
        yield line if standing.reachable else f"{line} {self._word('mail_no_address')}"

    def _listed(self, lines: Sequence[tuple[Finding, ...]], room: int) -> Iterator[str]:
        for line in lines[:room]:
            message, fix = sentences(line[0], self._catalogue, self._language)
            place = self._place(line)
            yield f"- {place}: {message}" if place else f"- {message}"
            yield f"  {fix}"
            yield ""
        if len(lines) > room:
            yield self._word("and_more", n=len(lines) - room)
            yield ""

    def _place(self, line: tuple[Finding, ...]) -> str:
        """Where it is: the municipality of another workbook, the tab, and the cells or rows."""
        where = line[0].location
        book = where.workbook
        parts = ["" if book in {None, self._own} else self._labels.get(book or "", book or "")]
        parts.append(where.tab.strip() if where.tab else "")
        if where.cell is not None or where.row is not None:
            cells = cells_of(line)
            parts.append(cells if where.cell is not None else self._word("row_place", row=cells))
        return " · ".join(self._text(part) for part in parts if part)

    def _subject(self, label: str, sentence: str) -> str:
        """One line, whatever somebody gave as a name."""
        return " ".join(f"{label}: {sentence.rstrip('.')}".split())

    def _word(self, key: str, **params: Param) -> str:
        return self._catalogue.word(key, self._language, **params)

    def _text(self, text: str) -> str:
        return show(text, self._language)


def _whole(ref: str) -> str:
    """Where a workbook is, on one line and never cut: half a link leads nowhere."""
    return visible(address_of(ref) or ref)
