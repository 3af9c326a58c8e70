"""`sheets-sync template --google`: the blank workbook into each empty spreadsheet that a person made and shared."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from sheets_sync.cli.common import emit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sheets_sync.cli.common import Common
    from sheets_sync.config import Config
    from sheets_sync.model import Language, Param
    from sheets_sync.setup import Filled
    from sheets_sync.starter.book import Words

#: What is as it should be: one that was filled before, or is no longer used.
_NO_FAULT = frozenset({"template_not_empty", "template_inactive"})
_PARTLY = 3


def template_google(
    common: Common, what: tuple[str, ...], told: Language | None, now: datetime, *, coordinator: bool
) -> int:
    """Fill them and tell which; the exit code: 3 where one could not be filled and somebody has to do something."""
    from sheets_sync.job import catalogue_of  # noqa: PLC0415  (imports the programme)
    from sheets_sync.starter.book import Words  # noqa: PLC0415  (imports openpyxl)

    config = common.load()
    words = Words(config.programme, catalogue_of(config.programme))
    language = told or config.language
    make = _coordinator if coordinator else _municipal
    filled = make(common, config, words, what, now)
    if not common.quiet:
        emit("\n".join(_told(filled, words, language, among_all=not what and not coordinator)), None)
        done = [each for each in filled if not each.why]
        if done:
            at = f" -c {shlex.quote(str(common.config))}" if common.config_named else ""
            emit(
                "\n".join(
                    (_next(words, language, config.language if coordinator else None), f"  sheets-sync validate{at}")
                ),
                None,
            )
    return _PARTLY if any(each.why and each.why not in _NO_FAULT for each in filled) else 0


def _municipal(
    common: Common, config: Config, words: Words, what: tuple[str, ...], now: datetime
) -> Sequence[Filled]:
    """Those of the registered spreadsheets that are asked for; of all, the files are not worth a line."""
    from sheets_sync.addresses import spreadsheet_id  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.job import open_job  # noqa: PLC0415  (imports the programme)
    from sheets_sync.reading import registered  # noqa: PLC0415  (imports the programme)
    from sheets_sync.setup import Filled, fill  # noqa: PLC0415  (imports the backends)
    from sheets_sync.starter.blank import registered as template_of  # noqa: PLC0415  (imports openpyxl)

    world, entries = registered(open_job(config, now.date(), what, log=common.log))
    wanted = {entry.ref: entry for entry in entries if what or spreadsheet_id(entry.ref) is not None}
    active = [entry for entry in wanted.values() if entry.read and spreadsheet_id(entry.ref) is not None]
    new = [template_of(words.programme, entry, world, now, words.catalogue) for entry in active]
    done = {each.ref: each for each in fill(config, new, words, common.log)}
    for ref, entry in wanted.items():
        if ref not in done:
            why = "template_is_file" if entry.read else "template_inactive"
            params: dict[str, Param] = {"workbook": ref, "tab": entry.location.tab or "?"}
            done[ref] = Filled(ref, entry.label, entry.language, why, params)
    return [done[ref] for ref in wanted]


def _coordinator(
    common: Common, config: Config, words: Words, _what: tuple[str, ...], now: datetime
) -> Sequence[Filled]:
    from sheets_sync.setup import fill  # noqa: PLC0415  (imports the backends)
    from sheets_sync.starter.blank import blank_coordinator  # noqa: PLC0415  (imports openpyxl)

    new = blank_coordinator(words.programme, config.coordinator, config.language, now)
    return fill(config, [new], words, common.log)


def _told(filled: Sequence[Filled], words: Words, told: Language, *, among_all: bool) -> Iterator[str]:
    catalogue = words.catalogue
    done = [each for each in filled if not each.why]
    left_out = [each for each in filled if each.why and not (among_all and each.why == "template_inactive")]
    if done:
        yield catalogue.word("template_filled", told, n=len(done))
    for each in done:
        about = (each.label, catalogue.word(f"language_{each.language}", told))
        yield f"  {each.ref} ({', '.join(filter(None, about))})"
    if not done and not left_out:
        yield catalogue.word("template_none_google", told)
    if left_out:
        yield catalogue.word("template_skipped", told)
    for each in left_out:
        yield f"  {catalogue.word(each.why, told, **each.params)}"


def _next(words: Words, told: Language, of_coordinator: Language | None) -> str:
    """What to do with them; `of_coordinator` is the language of the coordinator's own spreadsheet."""
    if of_coordinator is None:
        return words.catalogue.word("template_next_google", told)
    tabs = tuple(s.tab.of(of_coordinator) for s in words.programme.coordinator_tabs if not s.optional)
    return words.catalogue.word("template_next_coordinator", told, tabs=tabs)
