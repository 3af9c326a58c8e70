"""A cell as it was entered, and the parts of it that a write names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.google.sheets.mask import merged, parse_mask
from tests.google.sheets.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.google.sheets.mask import Mask

Json = dict[str, Any]

#: The parts of a CellData that can be written, and what they are called here.
WRITABLE = {
    "userEnteredValue": "value",
    "userEnteredFormat": "format",
    "note": "note",
    "dataValidation": "validation",
    "textFormatRuns": "runs",
}
LONGEST = 50_000

_FORMAT = frozenset(
    [
        "numberFormat",
        "backgroundColor",
        "backgroundColorStyle",
        "borders",
        "padding",
        "horizontalAlignment",
        "verticalAlignment",
        "wrapStrategy",
        "textDirection",
        "textFormat",
        "hyperlinkDisplayType",
        "textRotation",
    ]
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What somebody put in a cell, in Google's JSON; never changed, only replaced.

    `stored` is a result that stands for that of a formula which is not worked out here.
    """

    value: Json | None = None
    format: Json | None = None
    note: str | None = None
    validation: Json | None = None
    runs: list[Json] | None = None
    stored: Json | None = None

    @property
    def formula(self) -> str | None:
        """The formula with its "="."""
        return self.value.get("formulaValue") if self.value else None

    @property
    def empty(self) -> bool:
        """Whether nothing is left of it."""
        return not (self.value or self.format or self.note or self.validation or self.runs or self.stored)


EMPTY = Cell()


def cell_mask(fields: str | None) -> Mask:
    """The mask of a write to cells; refused where it names what can't be written."""
    mask = parse_mask(fields, WRITABLE)
    for name in mask.get("userEnteredFormat", {}):
        if name not in _FORMAT:
            raise Refusal(f"Invalid field: userEnteredFormat.{name}")
    return mask


def writer(mask: Mask, formula: Callable[[str], str]) -> Callable[[Cell, Mapping[str, Any]], Cell]:
    """How this mask puts a CellData over a cell; `formula` is how the spreadsheet keeps a formula."""
    whole = {name for name, below in mask.items() if not below}
    value_whole, value_part = "userEnteredValue" in whole, mask.get("userEnteredValue")
    format_whole, format_part = "userEnteredFormat" in whole, mask.get("userEnteredFormat")
    validation_mask = mask.get("dataValidation")

    def write(cell: Cell, data: Mapping[str, Any]) -> Cell:
        value, stored, style = cell.value, cell.stored, cell.format
        if value_whole or value_part:
            entered = data.get("userEnteredValue")
            value = checked(entered if value_whole else _part(value, entered or {}, value_part or {}), formula)
            stored = None
        if format_whole:
            style = data.get("userEnteredFormat") or None
        elif format_part:
            style = merged(style, data.get("userEnteredFormat"), format_part)
        validation = cell.validation
        if validation_mask is not None:
            part = data.get("dataValidation")
            validation = merged(validation, part, validation_mask) if validation_mask else part or None
        return Cell(
            value,
            style,
            (data.get("note") or None) if "note" in mask else cell.note,
            validation,
            (data.get("textFormatRuns") or None) if "textFormatRuns" in mask else cell.runs,
            stored,
        )

    return write


def _part(old: Json | None, new: Mapping[str, Any], mask: Mask) -> Json | None:
    """The value where the mask names only kinds of value: a cell has one kind, so one that is set ends the others."""
    told = {name: new[name] for name in mask if name in new}
    return told or (None if old and set(old) & set(mask) else old)


def whole(number: float) -> float:
    """A number as JSON has it: without a point where there is nothing behind it."""
    return int(number) if float(number).is_integer() and abs(number) < 2**53 else number


def checked(value: Json | None, formula: Callable[[str], str]) -> Json | None:
    """A value as it is kept; an empty text is no value, and an error can't be entered."""
    if not value:
        return None
    if len(value) > 1 or "errorValue" in value:
        raise Refusal(f"Invalid ExtendedValue: {', '.join(sorted(value))}")
    text = value.get("stringValue", value.get("formulaValue"))
    if text is None:
        return {"numberValue": whole(value["numberValue"])} if "numberValue" in value else value
    if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) // 2 > LONGEST:
        raise Refusal(f"Your input contains more than the maximum of {LONGEST} characters in a single cell.")
    if text == "":
        return None
    if "formulaValue" in value:
        if not text.startswith(("=", "+")):
            raise Refusal(f"Invalid formula: {text}")
        return {"formulaValue": formula(text)}
    return value
