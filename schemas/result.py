"""The optional tab Results of a municipal workbook: indicators with their values."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from schemas import privacy
from schemas.codelists import CHOICES
from sheets_sync.model import Label
from sheets_sync.schema import Choice, Column, Id, Number, Params, Schema, Text, Whole

if TYPE_CHECKING:
    from schemas.context import Context


class Result(Schema, tab=Label("Resultaten", "Résultats", "Results"), id="indicator_id", optional=True):
    """One indicator in one year."""

    indicator_id: Annotated[str, Column("Nr.", "N°", "No.", prefilled=True, example="R-02"), Id(r"R-\d{2}")]
    indicator: Annotated[
        str,
        Column("Indicator", "Indicateur", "Indicator", example="Participation procedures adopted"),
        Text(0, 160),
    ]
    level: Annotated[str | None, Column("Niveau", "Niveau", "Level", example="outcome"), Choice(CHOICES["level"])] = (
        None
    )
    unit: Annotated[str | None, Column("Eenheid", "Unité", "Unit", example="number"), Text(0, 20)] = None
    baseline: Annotated[
        Decimal | None,
        Column("Beginwaarde", "Valeur de référence", "Baseline", example="0"),
        Number(),
        Field(ge=0),
    ] = None
    target: Annotated[
        Decimal | None, Column("Streefwaarde", "Valeur cible", "Target value", example="2"), Number()
    ] = None
    year: Annotated[int, Column("Jaar", "Année", "Year", example="2025"), Whole(2000, 2100)]
    value: Annotated[
        Decimal | None, Column("Gemeten waarde", "Valeur mesurée", "Measured value", example="1"), Number()
    ] = None
    source: Annotated[
        str | None,
        Column("Bron", "Source de vérification", "Source of verification", example="Council decision 2025-03"),
        Text(0, 160),
    ] = None


@Result.cell_rule("CEL08", "year")
def whole_number_expected(value: int, context: Context) -> Params | None:
    """The year is one of the partnership's period."""
    first, last = context.period[0].year, context.period[1].year
    return None if first <= value <= last else {"value": str(value), "min": str(first), "max": str(last)}


privacy.watch(Result, "indicator", "source")
