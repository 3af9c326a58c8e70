"""Which templates are made and where they go. A file that is there is never overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.addresses import address_of, file_link
from sheets_sync.errors import UsageError
from sheets_sync.starter.save import content_of, save_new

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.starter.book import Words
    from sheets_sync.starter.spec import NewWorkbook
    from sheets_sync.table import Entry


class Order(NamedTuple):
    """The registered workbooks that get a file, with its place, and those that get none, with the word for why."""

    made: tuple[tuple[Entry, Path], ...]
    left_out: tuple[tuple[Entry, str], ...]


def order(entries: Iterable[Entry], folder: Path, *, missing: bool) -> Order:
    """What is to be made in a folder of these registrations; `missing`: only where there is no file yet.

    A place is never outside the folder, whatever is registered.
    """
    made, left_out = [], []
    for entry in entries:
        path = folder / entry.ref.replace("\\", "/")
        if not entry.read:
            left_out.append((entry, "template_inactive"))
        elif address_of(entry.ref) is not None:
            left_out.append((entry, "template_google"))
        elif file_link(entry.ref, None, None, None) is None or not _is_inside(path, folder):
            left_out.append((entry, "template_no_file"))
        elif not (missing and _is_there(path)):
            made.append((entry, path))
    return Order(tuple(made), tuple(left_out))


def write_all(new: Sequence[tuple[NewWorkbook, Path]], words: Words, told: Language) -> None:
    """Write them all. Raises UsageError before anything is written where one of the files is there already."""
    for _, path in new:
        if _is_there(path):
            raise _exists(path, words.catalogue, told)
    for workbook, path in new:
        content = content_of(workbook, words)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_new(content, path)
        except OSError as error:
            if _is_there(path):
                raise _exists(path, words.catalogue, told) from None
            reason = error.strerror or type(error).__name__
            raise UsageError(words.catalogue.word("not_written", told, file=str(path), reason=reason)) from None


def _exists(path: Path, catalogue: Catalogue, told: Language) -> UsageError:
    return UsageError(catalogue.word("template_exists", told, file=str(path)))


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a path stays in the folder also where a folder in between is a link."""
    return path.resolve().is_relative_to(folder.resolve())
