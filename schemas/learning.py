"""The optional tab Learning of a municipal workbook: what was learned, in both directions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from schemas import privacy
from schemas.activity import Activity
from schemas.codelists import CHOICES
from sheets_sync.model import Label
from sheets_sync.schema import Choice, Column, Day, Hit, Id, Params, Ref, Schema, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.context import Context
    from sheets_sync.table import Table


class Learning(Schema, tab=Label("Leren", "Apprentissage", "Learning"), id="learning_id", optional=True):
    """One lesson, and who learned it."""

    learning_id: Annotated[str, Column("Nr.", "N°", "No.", prefilled=True, example="L-003"), Id(r"L-\d{3}")]
    date: Annotated[date, Column("Datum", "Date", "Date", example="2024-05-17"), Day()]
    activity_id: Annotated[
        str | None, Column("Nr. activiteit", "N° d’activité", "Activity no.", example="A-007"), Ref()
    ] = None
    learned_by: Annotated[
        str, Column("Wie leerde", "Qui a appris", "Who learned", example="both"), Choice(CHOICES["learned_by"])
    ]
    lesson: Annotated[
        str,
        Column(
            "Wat hebben we geleerd?",
            "Qu’avons-nous appris ?",
            "What did we learn?",
            example="Umuganda gives a fixed monthly participation moment",
        ),
        Text(10, 500),
    ]
    follow_up: Annotated[
        str | None,
        Column(
            "Wat gaan we anders doen?",
            "Que ferons-nous autrement ?",
            "What will we do differently?",
            example="Test a monthly neighbourhood hour in 2025",
        ),
        Text(0, 500),
    ] = None
    shareable: Annotated[
        str | None,
        Column("Mag gedeeld worden", "Peut être partagé", "May be shared", example="yes"),
        Choice(CHOICES["yes_no"]),
    ] = "no"


@Learning.cell_rule("ROW05", "date")
def date_outside_period(value: date, context: Context) -> Params | None:
    """The lesson is dated outside the partnership's period."""
    return context.outside_period(value)


@Learning.table_rule("ACT01")
def activity_unknown(table: Table[Learning], context: Context) -> Iterator[Hit]:
    """A lesson that names an activity names one of the same workbook."""
    if context.activities is None:
        return
    for place, number in enumerate(table.records.column("activity_id")):
        if number is not None and number not in context.activities:
            yield Hit(table.records[place], {"value": number, "tab": context.tab_title(Activity)}, "activity_id")


privacy.watch(Learning, "lesson", "follow_up")
