"""Rules across the workbooks of a partnership, and across partnerships."""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from schemas.cost import Cost, receipt_key
from schemas.ledger import Account, Posting, accounts, charged, share_of
from schemas.programme import SdgPartnerships
from sheets_sync.model import A1, Finding, Location, Money
from sheets_sync.values import fold, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.lines import Lines
    from sheets_sync.model import Param
    from sheets_sync.programme import Book, World
    from sheets_sync.schema import Params
    from sheets_sync.table import Skipped, Table


# ------------------------------------------------------------------------------------------------- the ceiling
@SdgPartnerships.rule("BUD01", "BUD02", "BUD03")
def budget_ceiling(world: World) -> Iterator[Finding]:
    """The costs of both sides pass the ceiling, or a share of it at which the programme warns.

    Only the highest of the three is told, on the row that passes it, in order of date, workbook and row. It is about
    the partnership and sets no row aside.
    """
    shares = sorted(world.settings.warn_at)
    for account in accounts(world):
        total, ceiling = account.claimed, account.ceiling
        passed = [share for share in shares if total > ceiling * share]
        if total > ceiling:
            params: Params = {"total": Money(total), "ceiling": Money(ceiling), "over": Money(total - ceiling)}
            posting = _passing(account, ceiling)
            yield _on(posting, "BUD01", account, {**params, "row": posting.line.record.number})
        elif passed:
            posting = _passing(account, ceiling * passed[-1])
            last = len(shares) > 1 and passed[-1] == shares[-1]
            params = {**_share(account), "left": Money(account.left)} if last else _share(account)
            yield _on(posting, "BUD03" if last else "BUD02", account, params)


def _passing(account: Account, limit: Decimal) -> Posting:
    """The row from which on the sum stays above the limit; refunds may have brought it down before."""
    total, passing, above = Decimal(0), account.postings[-1], False
    for posting in account.postings:
        total += posting.eur
        if total > limit and not above:
            passing = posting
        above = total > limit
    return passing


def _share(account: Account) -> Params:
    pct = (share_of(account.claimed, account.ceiling) * 100).to_integral_value()
    return {"pct": pct, "total": Money(account.claimed), "ceiling": Money(account.ceiling)}


def _on(posting: Posting, code: str, account: Account, params: Params) -> Finding:
    where = posting.table.location(posting.line.record, "amount")
    return Finding(code, where, params, group=account.partnership)


@SdgPartnerships.rule("BUD06")
def total_at_least(world: World) -> Iterator[Finding]:
    """Some amounts on the grant cannot be read or converted, so the real total is higher."""
    for account in accounts(world):
        if account.unknown:
            params: Params = {"n": account.unknown, "total": Money(account.claimed)}
            yield Finding("BUD06", Location(), params, group=account.partnership)


# ------------------------------------------------------------------------------------------------- own totals
@SdgPartnerships.rule("BUD05")
def own_total_differs(world: World) -> Iterator[Finding]:
    """The total that people wrote under their costs is not the sum of the rows above it, own-funded ones included."""
    for book in world.books:
        table = book.table(Cost)
        if table is not None and "amount" in table.block.columns:
            yield from _totals(table)


def _totals(table: Table[Cost]) -> Iterator[Finding]:
    """BUD05 on each total of a tab that is the sum neither of all rows above it nor of those since the one before."""
    block, records = table.block, table.records
    totals = [row for row in block.skipped if row.reason == "total"]
    if not totals:
        return
    # an amount that cannot be read has its own finding, and the spreadsheet's sum passes over it as well
    rows = zip(records.numbers, records.column("amount"), records.column("currency"), strict=True)
    known = [row for row in rows if row[1] is not None]
    numbers = [number for number, *_ in known]
    sums = [Decimal(0), *accumulate(amount for _, amount, _ in known)]
    # so many rows have the currency of the first
    same = next((at for at, row in enumerate(known) if row[2] != known[0][2]), len(known))
    at, before = list(block.columns).index("amount"), 0
    for total in totals:
        above, since = bisect(numbers, total.number), before
        before = above
        theirs = total.cells[at]
        if not above or isinstance(theirs, bool) or not isinstance(theirs, int | float):
            continue
        candidates = (sums[above], sums[above] - sums[since])
        if not any(math.isclose(float(ours), theirs, abs_tol=0.005) for ours in candidates):
            ours = min(candidates, key=lambda ours: abs(float(ours) - theirs))
            yield _differs(table, total, theirs, ours, known[0][2] if above <= same else None)


def _differs(table: Table[Cost], total: Skipped, theirs: float, ours: Decimal, currency: str | None) -> Finding:
    written = Decimal(repr(float(theirs))).quantize(Decimal("0.01"))
    params: Params = {
        "theirs": Money(written, currency),
        "ours": Money(ours, currency),
        "diff": Money(abs(written - ours), currency),
    }
    block = table.block
    cell = A1(total.number, block.columns["amount"])
    where = Location(block.entry.ref, block.tab.title, cell, total.number, None, block.heading("amount"), "amount")
    return Finding("BUD05", where, params, shown(theirs, block.entry.language), group=block.entry.group)


# ------------------------------------------------------------------------------------------------- double claims
@SdgPartnerships.rule("XWB01", "XWB02")
def double_claim(world: World) -> Iterator[Finding]:
    """The same receipt, or the same thing of one supplier, for the same amount on the same day, in two workbooks.

    It is told on both sides: each municipality sees it in its own workbook.
    """
    books = list(chain.from_iterable(account.books for account in accounts(world))) if world.ledger else world.books
    keys = [(book, table, lines, _keys(lines)) for book, table, lines in charged(books)]
    times = Counter(chain.from_iterable(own for *_, own in keys))
    often = {key for key, count in times.items() if count > 1 and None not in key}
    alike: dict[object, list[Posting]] = {}
    for book, table, lines, own in keys if often else ():
        for place in (place for place, key in enumerate(own) if key in often and lines.granted[place]):
            alike.setdefault(own[place], []).append(Posting(book, table, lines[place]))
    for group in alike.values():
        yield from (_double(posting, other) for posting, other in _others(group))


def _keys(lines: Lines) -> list[tuple[object, ...]]:
    """What must be the same in two claims of one cost: the day, the amount and its currency."""
    return list(zip(lines.days, lines.amounts, lines.currencies, strict=True))


def _others(group: Sequence[Posting]) -> Iterator[tuple[Posting, Posting]]:
    """Those that look like one in another workbook, each with the first of these."""
    looks = [_looks(posting) for posting in group]
    firsts: dict[object, list[int]] = {}  # the first of each look, and the first of it in another workbook
    for at, posting in enumerate(group):
        for look in looks[at]:
            seen = firsts.setdefault(look, [])
            if not seen or (len(seen) == 1 and group[seen[0]].book is not posting.book):
                seen.append(at)
    for at, posting in enumerate(group):
        found = [other for look in looks[at] for other in firsts[look] if group[other].book is not posting.book]
        if found:
            yield posting, group[min(found)]


def _looks(posting: Posting) -> list[tuple[str, ...]]:
    """By what two claims look the same: the receipt number, or the description with the supplier."""
    receipt, *texts = map(posting.line.get, ("receipt_no", "description", "supplier"))
    looks: list[tuple[str, ...]] = [("receipt", receipt_key(receipt))] if receipt is not None else []
    return looks if None in texts else [*looks, ("texts", *map(fold, texts))]


def _double(posting: Posting, other: Posting) -> Finding:
    entry = other.book.entry
    row_id = other.line.record.row_id or str(other.line.record.number)
    params: dict[str, Param] = {"other_id": row_id, "municipality": entry.label}
    same_side = entry.group == posting.book.entry.group
    code = "XWB01" if same_side else "XWB02"
    if not same_side:
        params["partnership"] = entry.group or ""
    where = posting.table.location(posting.line.record)
    return Finding(code, where, params, group=posting.book.entry.group)


# ------------------------------------------------------------------------------------------------- silence
@SdgPartnerships.rule("SRC10")
def stale_workbook(world: World) -> Iterator[Finding]:
    """Nobody has changed the workbook for longer than was agreed."""
    days = world.settings.stale_after_days
    for book in _read(world.books):
        modified = book.workbook.modified if book.workbook else None
        if modified is not None and world.as_of - modified > timedelta(days=days):
            where = Location(workbook=book.entry.ref)
            yield Finding("SRC10", where, {"date": modified, "days": days}, group=book.entry.group)


def _read(books: Sequence[Book]) -> list[Book]:
    return [b for b in books if b.status == "read"]
