"""The floor: read every cell with calamine and validate the same rows with bare pydantic-core, and nothing else.

No headings are looked for, nothing that a person typed is interpreted, no rule is applied, nothing is told.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel
from python_calamine import CalamineWorkbook


class Activity(BaseModel):
    """A row with the types that its cells have."""

    activity_id: str
    title: str
    type: str
    status: str
    start_date: date | str
    end_date: date | str
    place: str
    sdg: str | float
    sdg_target: str
    participants: int | str
    participants_women: int | str
    planned_cost: Decimal | str
    result: str


class Cost(BaseModel):
    """A row with the types that its cells have."""

    cost_id: str
    date: date | str
    activity_id: str
    category: str
    description: str
    supplier: str
    amount: Decimal | str
    currency: str
    receipt_no: str
    receipt_link: str
    funding: str
    paid_by: str
    remarks: str


class Learning(BaseModel):
    """A row with the types that its cells have."""

    learning_id: str
    date: date | str
    activity_id: str
    learned_by: str
    lesson: str


def main(folder: Path) -> int:
    """The number of rows validated."""
    rows = 0
    for path in sorted(folder.glob("m*.xlsx")):
        book = CalamineWorkbook.from_path(str(path))
        for index, model in enumerate((Activity, Cost, Learning)):
            keys = list(model.model_fields)
            validate = model.__pydantic_validator__.validate_python
            cells = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
            kept = [validate(dict(zip(keys, row, strict=False))) for row in cells[1:]]
            rows += len(kept)
    return rows


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
