"""New workbooks: the blank ones that people start from, and the filled ones of the demo.

Only this package makes a workbook out of nothing; a workbook that a person filled is never loaded and saved here.
`spec` says what a workbook holds and imports no spreadsheet library; `book` makes it with openpyxl.
"""

from sheets_sync.starter.spec import Demo, Formula, Guide, Live, NewTab, NewWorkbook, number_of

__all__ = ["Demo", "Formula", "Guide", "Live", "NewTab", "NewWorkbook", "number_of"]
