"""The functions that are known, by how they take their arguments. One that is not here is told of, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.formulas import lookups, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Callable

#: Of single values: where an argument is a block, it is worked out for each of its values.
SCALAR: dict[str, Callable[..., Any]] = {**texts.SCALAR, **numbers.SCALAR}
#: Of whole blocks.
WHOLE: dict[str, Callable[..., Any]] = {**texts.WHOLE, **numbers.WHOLE, **lookups.WHOLE}
#: Of arguments that are not worked out yet.
LAZY: dict[str, Callable[..., Any]] = lookups.LAZY
VOLATILE = frozenset({"TODAY", "NOW", "RAND", "RANDBETWEEN"})
