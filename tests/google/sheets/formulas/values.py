"""What a formula works with: numbers, texts, truths, blanks, errors, blocks of them; how one becomes another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.google.sheets.formulas.tree import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.google.sheets.local import Local

Scalar = float | str | bool | Fault | None


class Block:
    """Values in rows and columns, as cells that a formula refers to."""

    __slots__ = ("origin", "rows")

    def __init__(self, rows: list[list[Scalar]], origin: tuple[int, int] = (0, 0)) -> None:
        self.rows, self.origin = rows, origin

    @property
    def size(self) -> tuple[int, int]:
        """The number of rows and of columns."""
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    def flat(self) -> Iterator[Scalar]:
        """The values row by row."""
        for row in self.rows:
            yield from row


Some = Scalar | Block


class Failed(Exception):  # noqa: N818  (it becomes an error as a value)
    """A function that cannot give a result gives this error."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.fault = Fault(kind)


def flat(*values: Some) -> Iterator[Scalar]:
    """All values of some values and blocks."""
    for value in values:
        if isinstance(value, Block):
            yield from value.flat()
        else:
            yield value


def sound(value: Scalar) -> float | str | bool | None:
    """The value, where it is no error."""
    if isinstance(value, Fault):
        raise Failed(value.type)
    return value


def to_number(value: Scalar, local: Local) -> float:
    """The number that a value stands for; VALUE where it stands for none."""
    value = sound(value)
    if isinstance(value, str):
        text = value.strip().replace(local.mark, ".") if value.strip() else "x"
        try:
            return float(text)
        except ValueError:
            raise Failed("VALUE") from None
    return float(value or 0)


def to_text(value: Scalar, local: Local) -> str:
    """The text that a value becomes when it is joined to another."""
    value = sound(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return local.true if value else local.false
    return value if isinstance(value, str) else plain(value, local)


def plain(number: float, local: Local) -> str:
    """A number without a format: no more digits than it has, up to fifteen."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.15g}"
    mantissa, _, power = text.partition("e")
    return mantissa.replace(".", local.mark) + (f"E{int(power):+03d}" if power else "")


def to_truth(value: Scalar) -> bool:
    """Whether a value counts as true; VALUE for a text that says neither."""
    value = sound(value)
    if isinstance(value, str):
        if value.upper() in {"TRUE", "FALSE"}:
            return value.upper() == "TRUE"
        raise Failed("VALUE")
    return bool(value)


def rank(value: Scalar) -> tuple[int, float | str]:
    """What a value is sorted by: numbers, then texts whatever their capitals, then truths, then errors."""
    if isinstance(value, bool):
        return 2, float(value)
    if isinstance(value, str):
        return 1, value.casefold()
    return (3, value.type) if isinstance(value, Fault) else (0, float(value or 0))


def compare(one: Scalar, other: Scalar) -> int:
    """-1, 0 or 1; a blank is like the least of what it is compared with."""
    one, other = sound(one), sound(other)
    if one is None:
        one = type(other)() if other is not None else 0.0
    if other is None:
        other = type(one)()
    left, right = rank(one), rank(other)
    return (left > right) - (left < right)


def lifted(function: Callable[..., Scalar], args: tuple[Some, ...]) -> Some:
    """The function of each of the values, where some are blocks; an error where it fails is the value there."""
    blocks = [place for place, arg in enumerate(args) if isinstance(arg, Block)]
    if not blocks:
        return safely(function, args)  # type: ignore[arg-type]
    if len(blocks) == 1:
        return _along(function, args, blocks[0])
    sizes = [arg.size for arg in args if isinstance(arg, Block)]
    height, width = max(size[0] for size in sizes), max(size[1] for size in sizes)
    return Block(
        [[safely(function, [_pick(arg, r, c) for arg in args]) for c in range(width)] for r in range(height)]
    )


def _along(function: Callable[..., Scalar], args: tuple[Some, ...], place: int) -> Block:
    """The function of each value of the one block among the arguments."""
    block, before, behind = args[place], args[:place], args[place + 1 :]
    rows = block.rows if isinstance(block, Block) else []
    return Block([[safely(function, (*before, value, *behind)) for value in row] for row in rows])  # type: ignore[arg-type]


def _pick(arg: Some, row: int, column: int) -> Scalar:
    if not isinstance(arg, Block):
        return arg
    height, width = arg.size
    row, column = (0 if height == 1 else row), (0 if width == 1 else column)
    return arg.rows[row][column] if row < height and column < width else Fault("N_A")


def safely(function: Callable[..., Scalar], args: tuple[Scalar, ...] | list[Scalar]) -> Scalar:
    """The result, or the error for which there is none."""
    try:
        return function(*args)
    except Failed as failed:
        return failed.fault
    except ZeroDivisionError:
        return Fault("DIVIDE_BY_ZERO")
    except (OverflowError, ValueError):
        return Fault("NUM")
