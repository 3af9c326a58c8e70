"""Workbooks in .xlsx files: read without guessing, written without losing anything."""
