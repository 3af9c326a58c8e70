"""The tab Activities of a municipal workbook, and its rules."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from schemas import privacy
from schemas.codelists import CHOICES
from schemas.themes import ALL_TARGETS, GOALS, TARGETS, THEMES, read_sdg, read_target
from sheets_sync.model import Label
from sheets_sync.schema import Amount, Choice, Column, Day, Hit, Id, Params, Reads, Schema, Text, Whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.context import Context
    from sheets_sync.table import Table


#: For a rule that is only asked about rows in which a cell is empty.
EMPTY = frozenset({None})


class Activity(Schema, tab=Label("Activiteiten", "Activités", "Activities"), id="activity_id"):
    """One activity of a municipality within its partnership."""

    activity_id: Annotated[
        str,
        Column("Nr. activiteit", "N° d’activité", "Activity no.", prefilled=True, example="A-007"),
        Id(r"A-\d{3}"),
    ]
    title: Annotated[
        str,
        Column("Activiteit", "Activité", "Activity", example="Work visit on participatory budgeting"),
        Text(3, 120),
    ]
    type: Annotated[
        str,
        Column("Soort activiteit", "Type d’activité", "Type of activity", example="work_visit_out"),
        Choice(CHOICES["activity_type"]),
    ]
    status: Annotated[
        str, Column("Stand van zaken", "État d’avancement", "Status", example="done"), Choice(CHOICES["status"])
    ]
    start_date: Annotated[date, Column("Begindatum", "Date de début", "Start date", example="2024-05-12"), Day()]
    end_date: Annotated[
        date | None, Column("Einddatum", "Date de fin", "End date", expected=True, example="2024-05-17"), Day()
    ] = None
    place: Annotated[str | None, Column("Plaats", "Lieu", "Place", example="partner"), Choice(CHOICES["place"])] = (
        None
    )
    sdg: Annotated[str | None, Column("SDG", "ODD", "SDG", example="16"), Reads(read_sdg)] = None
    sdg_target: Annotated[
        str | None, Column("Subdoelstelling", "Cible", "Target", example="16.7"), Reads(read_target)
    ] = None
    participants: Annotated[
        int | None,
        Column("Aantal deelnemers", "Nombre de participants", "Participants", expected=True, example="18"),
        Whole(0, 5000),
    ] = None
    participants_women: Annotated[
        int | None, Column("Waarvan vrouwen", "Dont femmes", "Of which women", example="9"), Whole(0, 5000)
    ] = None
    planned_cost: Annotated[
        Decimal | None,
        Column("Geraamde kost (€)", "Coût prévu (€)", "Planned cost (€)", example="4200.00"),
        Amount("EUR"),
        Field(ge=0),
    ] = None
    result: Annotated[
        str | None,
        Column("Resultaat", "Résultat obtenu", "Result", example="Two districts copied the neighbourhood budget"),
        Text(0, 500),
    ] = None
    remarks: Annotated[str | None, Column("Opmerkingen", "Observations", "Remarks", personal=True), Text(0, 500)] = (
        None
    )


@Activity.rule("ROW04", on="end_date", needs=("start_date",))
def end_before_start(activity: Activity, _context: Context) -> Params | None:
    """The activity ends before it starts."""
    if activity.end_date is not None and activity.end_date < activity.start_date:
        return {"end": activity.end_date, "start": activity.start_date}
    return None


@Activity.cell_rule("ROW05", "start_date", "end_date")
def date_outside_period(value: date, context: Context) -> Params | None:
    """The date is outside the partnership's period."""
    return context.outside_period(value)


@Activity.rule("ROW06", on="end_date", needs=("status",))
def future_date(activity: Activity, context: Context) -> Params | None:
    """The activity is done, yet its end lies in the future."""
    if activity.status == "done" and activity.end_date is not None and activity.end_date > context.as_of:
        return None if context.outside_period(activity.end_date) else {"value": activity.end_date}
    return None


@Activity.rule("ACT04", on="end_date", needs=("status",), among=EMPTY)
def done_activity_incomplete(activity: Activity, context: Context) -> Params | None:
    """A done activity says when it ended."""
    return {"column": context.heading(Activity, "end_date")} if activity.status == "done" else None


@Activity.rule("ACT04", on="participants", needs=("status",), among=EMPTY)
def done_activity_incomplete_(activity: Activity, context: Context) -> Params | None:
    """A done activity says how many people took part."""
    return {"column": context.heading(Activity, "participants")} if activity.status == "done" else None


@Activity.rule("ACT05", on="result", needs=("status",), among=EMPTY)
def done_without_result(activity: Activity, _context: Context) -> Params | None:
    """A done activity notes its result in a sentence or two."""
    return {} if activity.status == "done" else None


@Activity.rule("ACT06", on="participants_women", needs=("participants",))
def women_exceed_participants(activity: Activity, _context: Context) -> Params | None:
    """The women are counted among the participants, so there are never more of them."""
    women, all_ = activity.participants_women, activity.participants
    if women is not None and all_ is not None and women > all_:
        return {"women": women, "participants": all_}
    return None


@Activity.cell_rule("SDG01", "sdg")
def other_than_theme(value: str, context: Context) -> Params | None:
    """A row names another SDG than the theme. Where the theme is a principle, the column is information only."""
    if context.theme not in GOALS or value == context.theme:
        return None
    return {"value": tuple(THEMES[t] for t in value.split(";")), "theme": THEMES[context.theme]}


@Activity.cell_rule("SDG02", "sdg_target")
def target_not_of_theme(value: str, context: Context) -> Params | None:
    """A target belongs to the SDG of the theme; with a principle as theme, it must exist."""
    if context.theme is None or value in TARGETS.get(context.theme, ALL_TARGETS):
        return None
    return {"value": value, "theme": THEMES[context.theme]}


@Activity.table_rule("BUD04")
def activity_over_plan(table: Table[Activity], context: Context) -> Iterator[Hit]:
    """The grant costs of an activity, in this workbook, exceed its planned cost by more than the allowed share."""
    plans = table.records.column("planned_cost")
    if not any(plans):
        return
    spent: dict[str, Decimal] = {}
    for line in context.lines:
        number = line.get("activity_id")
        if line.granted and line.eur is not None and number is not None:
            spent[number] = spent.get(number, Decimal(0)) + line.eur
    allowed = context.settings.heading_shift
    for place, (plan, number) in enumerate(zip(plans, table.records.row_ids, strict=True)):
        costs = spent.get(number or "", Decimal(0))
        if plan and costs > plan * (1 + allowed):
            share = ((costs / plan - 1) * 100).quantize(Decimal(1), ROUND_HALF_UP)
            params: Params = {"activity": number or "", "pct": share, "allowed_pct": _plain(allowed * 100)}
            yield Hit(table.records[place], params)


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


privacy.watch(Activity, "title", "result", "remarks")
