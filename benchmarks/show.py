"""How figures and aims are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.measure import Figures


def heading(text: str, rounds: int) -> None:
    """What is measured."""
    print(f"\n{text}; {rounds} rounds in turns\n")


def note(*lines: str) -> None:
    """How it is measured."""
    print(*(f"  {line}\n" for line in lines), sep="")


def figures(found: Mapping[str, Figures], unit: Literal["s", "ms"] = "s", *, memory: bool = True) -> None:
    """A line for each contender: CPU (the median, and what it lay between), and the highest peak of memory."""
    scale = 1000 if unit == "ms" else 1
    for name, spent in found.items():
        peak = f"   {max(spent.peak_mb):6.0f} MB" if memory else ""
        span = f"({min(spent.cpu) * scale:.2f}–{max(spent.cpu) * scale:.2f})"
        print(f"  {name:<28} {spent.median_cpu * scale:7.2f} {unit} CPU{peak}   {span}")
    print(flush=True)


def aim(label: str, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None) -> None:
    """A figure with its aim, and whether it misses it."""
    wanted = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
    missed = (at_most is not None and value > at_most) or (at_least is not None and value < at_least)
    print(f"  {label:<44} {value:7.2f} {unit:<2}  (aim: {wanted}{'; MISSED' if missed else ''})", flush=True)
