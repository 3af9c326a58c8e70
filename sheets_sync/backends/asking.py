"""The formula by which a spreadsheet finds out of each cell whether it stands in the list of those that light up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.lookup import AT, BEGIN, END
from sheets_sync.model import column_letters

if TYPE_CHECKING:
    from sheets_sync.model import Highlight


def formula(highlight: Highlight, row: str, column: str, *, found: str, comma: str = ",") -> str:
    """Whether a cell stands in the list; row and column are those of the first cell of the rule.

    `found` are the cells of the list, `comma` is what stands between two arguments. The row below is no relative
    reference: a row that is put in right below the first cell would make it another one for all cells.
    """
    heading = f'"{END}"&{column}${highlight.heading_row}&"{END}"'
    table, here = f'"{BEGIN}{highlight.name}', f'{AT}"&ROW()&"{END}'
    if highlight.id_column is None:
        ways = [f'{table}{here}{END}"&{heading}']
    else:
        ids = f"${column_letters(highlight.id_column)}"
        below = f'"{END}"&INDEX({ids}:{ids}{comma}ROW()+1)'
        ways = [f'{table}{END}"&{ids}{row}&{heading}', f'{table}{here}"&{ids}{row}&{below}&{heading}']
    return f"SUMPRODUCT({'+'.join(f'ISNUMBER(FIND({way}{comma}{found}))' for way in ways)})>0"
