"""Functions about numbers and days."""

from __future__ import annotations

import calendar
import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any

from tests.google.sheets.formulas.values import (
    Block,
    Failed,
    Scalar,
    Some,
    compare,
    flat,
    sound,
    to_truth,
)
from tests.google.sheets.shown import EPOCH, serial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.google.sheets.formulas.place import Place


def counted(place: Place, values: tuple[Some, ...]) -> Iterator[float]:
    """The numbers among values: texts and blanks in cells don't count, a text in the formula itself must be one."""
    for value in values:
        if isinstance(value, Block):
            for each in value.flat():
                if isinstance(sound(each), int | float) and not isinstance(each, bool):
                    yield float(each)  # type: ignore[arg-type]
        elif value is not None:
            yield place.number(value)


def _of_numbers(function: Callable[[list[float]], Any]) -> Callable[..., Any]:
    return lambda place, *values: function(list(counted(place, values)))


def _mean(numbers: list[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _rounded(how: str) -> Callable[..., Scalar]:
    def rounded(place: Place, value: Scalar, digits: Scalar = 0.0) -> Scalar:
        number = Decimal(repr(place.number(value)))
        return float(number.quantize(Decimal(1).scaleb(-int(place.number(digits))), how))

    return rounded


def criterion(place: Place, wanted: Scalar) -> Callable[[Scalar], bool]:
    """Whether a cell is as COUNTIF and its kin ask: a value, ">5", "<>x", or a text with * and ? in it."""
    if not isinstance(wanted, str):
        return lambda value: value is not None and type(value) is type(wanted) and compare(value, wanted) == 0
    op, rest = re.fullmatch(r"(<=|>=|<>|<|>|=)?(.*)", wanted, re.DOTALL).groups()  # type: ignore[union-attr]
    try:
        number: float | None = place.number(rest)
    except Failed:
        number = None
    if op in {"<", ">", "<=", ">="}:
        to: Scalar = rest if number is None else number
        good = {"<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (0, 1)}[op]
        return lambda value: (
            isinstance(value, str) == isinstance(to, str) and value is not None and (compare(value, to) in good)
        )
    pattern = re.compile(re.escape(rest).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL | re.IGNORECASE)

    def same(value: Scalar) -> bool:
        if number is not None and isinstance(value, int | float) and not isinstance(value, bool):
            return value == number
        if value is None:
            return rest == "" and op == "="
        return isinstance(value, str) and pattern.fullmatch(value) is not None

    return (lambda value: not same(value)) if op == "<>" else same


def _chosen(place: Place, pairs: tuple[Some, ...]) -> list[bool]:
    hits: list[bool] = []
    for cells, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        asks = criterion(place, sound(next(flat(wanted))))
        here = [asks(value) for value in flat(cells)]
        hits = [one and other for one, other in zip(hits, here, strict=True)] if hits else here
    return hits


def countif(place: Place, *pairs: Some) -> Some:
    """How many cells are as asked."""
    return float(sum(_chosen(place, pairs)))


def sumifs(place: Place, numbers: Some, *pairs: Some) -> Some:
    """The sum of the numbers beside the cells that are as asked."""
    hits = _chosen(place, pairs)
    return math.fsum(_number(value) for value, hit in zip(flat(numbers), hits, strict=False) if hit)


def sumif(place: Place, cells: Some, wanted: Some, numbers: Some = None) -> Some:
    """The sum of the cells that are as asked, or of those beside them."""
    return sumifs(place, cells if numbers is None else numbers, cells, wanted)


def _number(value: Scalar) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def sumproduct(_place: Place, *blocks: Some) -> Some:
    """The sum of the products; texts, blanks and truths are 0, unless they were made numbers."""
    lists = [[sound(value) for value in flat(block)] for block in blocks]
    if len({len(each) for each in lists}) > 1:
        raise Failed("VALUE")
    single = len(lists) == 1
    made = [[float(v) if single and isinstance(v, bool) else _number(v) for v in each] for each in lists]
    return math.fsum(math.prod(row) for row in zip(*made, strict=True))


def _all(check: Callable[[list[bool]], bool]) -> Callable[..., Any]:
    def truths(_place: Place, *values: Some) -> Some:
        given = [to_truth(v) for value in values for v in flat(value) if not (isinstance(value, Block) and v is None)]
        return check(given)

    return truths


def date(place: Place, *parts: Scalar) -> Scalar:
    """The day of a year, month and day; a month above twelve is one of a later year."""
    year, month, day = (int(place.number(part)) for part in parts)
    years, month = divmod(month - 1, 12)
    return serial(datetime(year + years, month + 1, 1) + timedelta(days=day - 1))  # noqa: DTZ001  (a day has no zone)


def moment(place: Place, value: Scalar) -> datetime:
    """The moment of a serial number."""
    return EPOCH + timedelta(days=place.number(value))


def months_on(place: Place, value: Scalar, months: Scalar, *, last: bool) -> Scalar:
    """The same day so many months on, or the last one of that month."""
    start = moment(place, value)
    years, month = divmod(start.month - 1 + int(place.number(months)), 12)
    longest = calendar.monthrange(start.year + years, month + 1)[1]
    day = longest if last else min(start.day, longest)
    return serial(datetime(start.year + years, month + 1, day))  # noqa: DTZ001  (a day has no zone)


def weekday(place: Place, value: Scalar, kind: Scalar = 1.0) -> Scalar:
    """The day of the week, counted from Sunday, or from Monday where the kind is 2."""
    day = moment(place, value).isoweekday()
    return float(day % 7 + 1 if int(place.number(kind)) == 1 else day)


def _of_moment(part: str) -> Callable[..., Any]:
    return lambda place, value: float(getattr(moment(place, value), part))


def _of_number(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda place, *values: float(function(*(place.number(value) for value in values)))


SCALAR: dict[str, Callable[..., Any]] = {
    "ROUND": _rounded(ROUND_HALF_UP),
    "ROUNDUP": _rounded(ROUND_UP),
    "ROUNDDOWN": _rounded(ROUND_DOWN),
    "TRUNC": _rounded(ROUND_DOWN),
    "INT": _of_number(math.floor),
    "ABS": _of_number(abs),
    "SIGN": _of_number(lambda number: (number > 0) - (number < 0)),
    "SQRT": _of_number(math.sqrt),
    "POWER": _of_number(math.pow),
    "MOD": _of_number(lambda number, by: number - by * math.floor(number / by)),
    "DATE": date,
    "TIME": _of_number(lambda hour, minute, second: (hour * 3600 + minute * 60 + second) / 86400 % 1),
    "EDATE": lambda place, value, months: months_on(place, value, months, last=False),
    "EOMONTH": lambda place, value, months: months_on(place, value, months, last=True),
    "WEEKDAY": weekday,
    "NOT": lambda _place, value: not to_truth(value),
    **{part.upper(): _of_moment(part) for part in ("year", "month", "day", "hour", "minute", "second")},
}
WHOLE: dict[str, Callable[..., Any]] = {
    "SUM": _of_numbers(math.fsum),
    "PRODUCT": _of_numbers(math.prod),
    "AVERAGE": _of_numbers(_mean),
    "MIN": _of_numbers(lambda numbers: min(numbers, default=0.0)),
    "MAX": _of_numbers(lambda numbers: max(numbers, default=0.0)),
    "COUNT": lambda _place, *values: float(
        sum(isinstance(v, int | float) and not isinstance(v, bool) for v in flat(*values))
    ),
    "COUNTA": lambda _place, *values: float(sum(value is not None for value in flat(*values))),
    "COUNTBLANK": lambda _place, *values: float(sum(value in (None, "") for value in flat(*values))),
    "COUNTIF": countif,
    "COUNTIFS": countif,
    "SUMIF": sumif,
    "SUMIFS": sumifs,
    "SUMPRODUCT": sumproduct,
    "AND": _all(all),
    "OR": _all(any),
    "TODAY": lambda place: float(math.floor(serial(place.calc.now))),
    "NOW": lambda place: serial(place.calc.now),
    "PI": lambda _place: math.pi,
}
