"""What can go wrong on the way, on demand: a plan says for each request whether something does."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from tests.google.errors import ApiError, unauthenticated, unavailable
from tests.google.quotas import too_many as quota_exceeded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.google.journal import Direction, RequestInfo

Kind: TypeAlias = Literal["none", "error", "page", "drop", "lapse"]
BAD_GATEWAY = (
    b"<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title>"
    b"<p><b>502.</b> That's an error.<p>The server encountered a temporary error and could not complete your request."
    b"<p>Please try again in 30 seconds.</html>\n"
)


@dataclass(frozen=True)
class Fault:
    """What happens to one request instead of, or beside, its answer.

    `applied` says whether the request had its effect; `before` and `after` run before and after that effect, and may
    themselves talk to the server; `wait` moves the server's clock on, `pause` is time that really passes. `status` is
    that of a page.
    """

    kind: Kind = "none"
    error: ApiError | None = None
    status: int = 502
    applied: bool = False
    wait: float = 0.0
    pause: float = 0.0
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None


Plan: TypeAlias = "Callable[[RequestInfo], Fault | None]"


def too_many(direction: Direction = "write") -> Fault:
    """The 429 of the quotas, without any being used up."""
    return Fault("error", quota_exceeded(direction))


def bad_gateway(*, applied: bool = False) -> Fault:
    """A 502 with a page in HTML."""
    return Fault("page", applied=applied)


def portal(*, applied: bool = False) -> Fault:
    """A page in HTML that says 200: that of a proxy or a network that wants a login first."""
    return Fault("page", status=200, applied=applied)


def broken(*, applied: bool = False) -> Fault:
    """A 503, before or after the request had its effect: the caller cannot tell."""
    return Fault("error", unavailable(), applied=applied)


def refused(error: ApiError) -> Fault:
    """Any other refusal of Google."""
    return Fault("error", error)


def dropped(*, applied: bool = False) -> Fault:
    """The connection ends without an answer, before or after the request had its effect."""
    return Fault("drop", applied=applied)


def lapsed() -> Fault:
    """The token is no longer good: 401, until the caller has fetched another."""
    return Fault("lapse", unauthenticated())


def slow(wait: float = 0.0, *, pause: float = 0.0) -> Fault:
    """The answer comes, late."""
    return Fault(wait=wait, pause=pause)


def edited(*, before: Callable[[], object] | None = None, after: Callable[[], object] | None = None) -> Fault:
    """A person does something before or after the request has its effect, and before it is answered."""
    return Fault(before=before, after=after)


def nth(n: int, fault: Fault, *, kind: str | None = None, direction: Direction | None = None) -> Plan:
    """The n-th request of a kind or direction, from 1, counted from the making of the plan."""
    return from_nth(n, fault, times=1, kind=kind, direction=direction)


def from_nth(
    n: int, fault: Fault, *, times: int | None = None, kind: str | None = None, direction: Direction | None = None
) -> Plan:
    """That many requests from the n-th on, or all of them for ever."""
    seen = 0

    def plan(info: RequestInfo) -> Fault | None:
        nonlocal seen
        if (kind and info.kind != kind) or (direction and info.direction != direction):
            return None
        seen += 1
        return fault if seen >= n and (times is None or seen < n + times) else None

    return plan


def at_random(seed: int, rate: float, faults: Sequence[Fault]) -> Plan:
    """One of the faults in that share of the requests; what happens to one never depends on the order of threads."""

    def plan(info: RequestInfo) -> Fault | None:
        draw = random.Random(f"{seed}/{info.method}/{info.path}/{info.turn}")  # noqa: S311  (a dice, no secret)
        return draw.choice(faults) if draw.random() < rate else None

    return plan


def first_of(*plans: Plan) -> Plan:
    """Several plans, each of which sees every request; the first that says something decides."""

    def plan(info: RequestInfo) -> Fault | None:
        said = [each(info) for each in plans]
        return next((fault for fault in said if fault is not None), None)

    return plan


def also(fault: Fault, *, before: Callable[[], object] | None = None, wait: float = 0.0) -> Fault:
    """The same fault with a person's edit before it, or after some time."""
    return replace(fault, before=before or fault.before, wait=wait or fault.wait)
