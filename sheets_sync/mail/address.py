"""Which addresses a letter can go to, and what stands for one where it is remembered."""

from __future__ import annotations

import re
from hashlib import blake2b

#: One plain address of plain letters: no name, no list, nothing that begins another line of a message.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST = 254


def usable(address: str | None) -> str | None:
    """The address where a letter can go to it; None for a list, a name with an address, or anything odd."""
    text = (address or "").strip()
    return text if len(text) <= _LONGEST and _ADDRESS.fullmatch(text) else None


def reader_of(address: str) -> str:
    """Sixteen hexadecimal digits for an address."""
    return blake2b(address.casefold().encode(), digest_size=8).hexdigest()
