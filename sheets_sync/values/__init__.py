"""What a person typed becomes a Decimal, a date or a choice, by rules that refuse to guess.

Pure and cheap to import: no clock, no locale of the machine, no library.
"""

from sheets_sync.values.amounts import (
    CURRENCIES,
    AmountRead,
    Currency,
    Refusal,
    decimal_of,
    format_plain,
    read_amount,
    read_number,
    read_whole,
    too_many_decimals,
)
from sheets_sync.values.choices import Options
from sheets_sync.values.dates import DateRead, day_of, read_date, swapped
from sheets_sync.values.text import JOINT, clean, fold, in_one, is_error, nearest, shown

__all__ = [
    "CURRENCIES",
    "JOINT",
    "AmountRead",
    "Currency",
    "DateRead",
    "Options",
    "Refusal",
    "clean",
    "day_of",
    "decimal_of",
    "fold",
    "format_plain",
    "in_one",
    "is_error",
    "nearest",
    "read_amount",
    "read_date",
    "read_number",
    "read_whole",
    "shown",
    "swapped",
    "too_many_decimals",
]
