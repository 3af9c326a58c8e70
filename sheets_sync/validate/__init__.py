"""Rows → Records (Pydantic), then the rules."""

from sheets_sync.validate.cells import Readers
from sheets_sync.validate.faults import TooManyFindings
from sheets_sync.validate.records import to_records
from sheets_sync.validate.rules import apply_rules

__all__ = ["Readers", "TooManyFindings", "apply_rules", "to_records"]
