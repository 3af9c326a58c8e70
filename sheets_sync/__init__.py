"""sheets-sync: run a grant programme on the spreadsheets that people already fill in."""

__version__ = "0.1.0"
