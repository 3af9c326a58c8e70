"""What most people would write: openpyxl, a Pydantic model with validators, one row at a time, a list of errors."""

from __future__ import annotations

import sys
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pydantic import BaseModel, ValidationError, field_validator

DAY = "%d/%m/%Y"


def to_day(value: Any) -> date | None:
    """A stored date, or one typed day first."""
    if isinstance(value, str):
        return datetime.strptime(value.strip(), DAY).date()  # noqa: DTZ007  (a day has no time zone)
    return value.date() if isinstance(value, datetime) else value


def to_amount(value: Any) -> Decimal | None:
    """A stored number, or one typed with a currency and a comma."""
    if value is None:
        return None
    text = str(value).replace("€", "").replace("FCFA", "").replace(" ", "").replace(",", ".")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError("not an amount") from error


class Row(BaseModel):
    """Text is stripped."""

    @field_validator("*", mode="before")
    @classmethod
    def strip(cls, value: Any) -> Any:
        """No spaces at the ends, nothing in place of an empty text."""
        return value.strip() or None if isinstance(value, str) else value


class Activity(Row):
    """An activity."""

    activity_id: str
    title: str
    type: str
    status: str
    start_date: date | None
    end_date: date | None = None
    place: str | None = None
    sdg: int | None = None
    sdg_target: str | None = None
    participants: int | None = None
    participants_women: int | None = None
    planned_cost: Decimal | None = None
    result: str | None = None

    _days = field_validator("start_date", "end_date", mode="before")(to_day)


class Cost(Row):
    """A cost."""

    cost_id: str
    date: date | None
    activity_id: str
    category: str
    description: str
    supplier: str | None = None
    amount: Decimal
    currency: str = "EUR"
    receipt_no: str
    receipt_link: str | None = None
    funding: str | None = None
    paid_by: str | None = None
    remarks: str | None = None

    _days = field_validator("date", mode="before")(to_day)
    _amounts = field_validator("amount", mode="before")(to_amount)


class Learning(Row):
    """A lesson."""

    learning_id: str
    date: date | None
    activity_id: str
    learned_by: str
    lesson: str

    _days = field_validator("date", mode="before")(to_day)


def main(folder: Path) -> int:
    """The number of rows read; what is wrong in them is printed."""
    rows, errors = 0, []
    for path in sorted(folder.glob("m*.xlsx")):
        book = load_workbook(path, data_only=True)
        for sheet, model in zip(book.worksheets, (Activity, Cost, Learning), strict=True):
            keys = list(model.model_fields)
            for number, cells in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
                rows += 1
                try:
                    model(**dict(zip(keys, cells, strict=False)))
                except ValidationError as error:
                    errors += [(path.name, sheet.title, number, e["loc"], e["msg"]) for e in error.errors()]
    print(len(errors), "errors")
    return rows


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
