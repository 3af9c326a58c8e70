"""What can only be said once it is known which rows are set aside: the figures, and what is missing in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.cost import Cost
from schemas.ledger import ZERO, Account, accounts
from schemas.themes import GOALS, THEMES
from sheets_sync.model import Finding, Location, Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from sheets_sync.programme import Book, Standing, World
    from sheets_sync.schema import Params


def closing(world: World, standing: Standing) -> Iterator[Finding]:
    """CON02 in each workbook with costs that are set aside; CON01 where the money does not add up."""
    for book in world.books:
        yield from _set_aside(book, standing)
    claimed = _by_workbook(world)
    for account in accounts(world):
        yield from _control(account, claimed.get(account.partnership, ZERO), standing)


def _set_aside(book: Book, standing: Standing) -> Iterator[Finding]:
    table = book.table(Cost)
    if table is None or not book.context.coordinated:
        return  # without the coordinator's workbook there is no total to miss anything
    aside = standing.rows_aside(table)
    if aside:
        amounts = (eur for number, eur in book.context.lines.claims() if number in aside and eur is not None)
        params: Params = {"n": len(aside), "amount": Money(sum(amounts, ZERO))}
        yield Finding("CON02", Location(workbook=book.entry.ref), params, group=book.entry.group)


def _by_workbook(world: World) -> dict[str | None, Decimal]:
    """What is claimed, added up workbook by workbook as the rows stand there: a second way to the same sum."""
    claimed: dict[str | None, Decimal] = {}
    for book in world.books:
        if book.context:
            amounts = (eur for _, eur in book.context.lines.claims() if eur is not None)
            claimed[book.entry.group] = sum(amounts, claimed.get(book.entry.group, ZERO))
    return claimed


def _control(account: Account, claimed: Decimal, standing: Standing) -> Iterator[Finding]:
    """Claimed = accepted + set aside, each counted on its own."""
    accepted, aside = account.divided(standing)
    if not account.claimed == claimed == accepted + aside:
        params: Params = {
            "read": Money(claimed),
            "accepted": Money(accepted),
            "aside": Money(aside),
            "skipped": Money(ZERO),
        }
        yield Finding("CON01", Location(), params, group=account.partnership)


def _theme(theme: str) -> str:
    """How the figures name a theme."""
    return f"SDG {theme}" if theme in GOALS else theme


#: What the themes are called on a page.
NAMES = {_theme(theme): label for theme, label in THEMES.items()}


def figures(world: World, standing: Standing) -> list[Mapping[str, str | None]]:
    """Per partnership, in the words of the JSON report; amounts are null where no workbook could be read."""
    return [_figures(account, standing) for account in accounts(world)]


def _figures(account: Account, standing: Standing) -> Mapping[str, str | None]:
    def money(amount: Decimal) -> str | None:
        return f"{amount:.2f}" if account.any_read else None

    return {
        "partnership_id": account.partnership,
        "theme": _theme(account.theme) if account.theme else account.theme,
        "ceiling_eur": f"{account.ceiling:.2f}",
        "claimed_eur": money(account.claimed),
        "accepted_eur": money(account.accepted(standing)),
        "left_eur": money(account.left),
    }
