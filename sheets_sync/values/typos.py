"""How much two texts differ, as far as fingers slip."""

from __future__ import annotations

from functools import lru_cache

#: Texts that differ in more than this share of their characters are different words.
SLIP = 0.2
#: Two neighbours swapped weigh a little less than one wrong character, so that "Mutn" is still "Munt".
_SWAP = 0.8


@lru_cache(maxsize=8192)
def difference(a: str, b: str) -> float:
    """The share of characters to change, add, leave out or swap to make one text the other; 1 for different words.

    A number is never a slip of another number: texts with other digits are different words.
    """
    longest = max(len(a), len(b))
    allowed = SLIP * longest
    if a == b:
        return 0.0
    if abs(len(a) - len(b)) > allowed or len(set(a) ^ set(b)) > 2 * allowed or _digits(a) != _digits(b):
        return 1.0
    share = _distance(a, b) / longest
    return share if share <= SLIP else 1.0


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdecimal()]


def _distance(a: str, b: str) -> float:
    """The least weight of changes that makes `a` into `b`, each place being touched once."""
    before: list[float] = []
    row = [float(column) for column in range(len(b) + 1)]
    for i, left in enumerate(a):
        above, row = row, [i + 1.0]
        for j, right in enumerate(b):
            weight = min(above[j] + (left != right), above[j + 1] + 1, row[j] + 1)
            if i and j and left == b[j - 1] and a[i - 1] == right:
                weight = min(weight, before[j - 1] + _SWAP)
            row.append(weight)
        before = above
    return row[-1]
