"""The coordinator's own tabs: Partnerships, Workbooks, Rates and Exceptions."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from schemas.codelists import CHOICES
from schemas.themes import read_theme
from sheets_sync.addresses import spreadsheet_id
from sheets_sync.model import Label
from sheets_sync.programme import NOT_ACCEPTABLE
from sheets_sync.schema import Address, Amount, Choice, Column, Day, Id, Number, Params, Reads, Ref, Schema, Text

if TYPE_CHECKING:
    from schemas.context import Coordination


class Partnership(
    Schema, tab=Label("Partnerschappen", "Partenariats", "Partnerships"), id="partnership_id", group="partnership_id"
):
    """One partnership: the only place where theme, ceiling and period are decided."""

    partnership_id: Annotated[
        str,
        Column("Code partnerschap", "Code du partenariat", "Partnership code", example="SDGP-RW-01"),
        Id(r"[A-Z0-9]{2,8}-(BJ|RW)-\d{2}"),
    ]
    flemish_municipality: Annotated[
        str, Column("Vlaamse gemeente", "Commune flamande", "Flemish municipality", example="Deinze"), Text(0, 80)
    ]
    partner_municipality: Annotated[
        str,
        Column(
            "Partnergemeente / district",
            "Commune partenaire / district",
            "Partner municipality / district",
            example="Bugesera District",
        ),
        Text(0, 80),
    ]
    partner_country: Annotated[
        str, Column("Partnerland", "Pays partenaire", "Partner country", example="RW"), Choice(CHOICES["country"])
    ]
    theme: Annotated[
        str,
        Column("Thema (SDG of principe)", "Thème (ODD ou principe)", "Theme (SDG or principle)", example="SDG 16"),
        Reads(read_theme),
    ]
    theme_title: Annotated[
        str | None,
        Column("Omschrijving thema", "Intitulé du thème", "Theme title", example="Burgerparticipatie"),
        Text(0, 120),
    ] = None
    related_sdgs: Annotated[
        str | None,
        Column(
            "Verwante SDG’s (ter info)",
            "ODD connexes (pour information)",
            "Related SDGs (for information)",
            example="7; 8; 10",
        ),
        Text(0, 120),
    ] = None
    budget_eur: Annotated[
        Decimal | None,
        Column("Budgetplafond (€)", "Plafond budgétaire (€)", "Budget ceiling (€)", example="35000.00"),
        Amount("EUR"),
        Field(gt=0),
    ] = None
    period_start: Annotated[
        date, Column("Begin periode", "Début de la période", "Period start", example="2024-01-01"), Day()
    ]
    period_end: Annotated[
        date, Column("Einde periode", "Fin de la période", "Period end", example="2025-12-31"), Day()
    ]
    remarks: Annotated[str | None, Column("Opmerkingen", "Observations", "Remarks"), Text(0, 500)] = None


@Partnership.rule("ROW04", on="period_end", needs=("period_start",))
def end_before_start(row: Partnership, _context: Coordination) -> Params | None:
    """The period ends before it starts."""
    return {"end": row.period_end, "start": row.period_start} if row.period_end < row.period_start else None


@Partnership.cell_rule("ROW05", "period_start", "period_end")
def date_outside_period(value: date, context: Coordination) -> Params | None:
    """The period of a partnership lies inside that of the programme."""
    period = context.settings.period
    inside = period.start <= value <= period.end
    return None if inside else {"value": value, "start": period.start, "end": period.end}


class WorkbookRow(Schema, tab=Label("Rekenbladen", "Classeurs", "Workbooks"), group="partnership_id"):
    """One municipal workbook, normally two per partnership."""

    partnership_id: Annotated[
        str, Column("Code partnerschap", "Code du partenariat", "Partnership code", example="SDGP-RW-01"), Ref()
    ]
    municipality: Annotated[
        str, Column("Gemeente", "Commune", "Municipality", example="Bugesera District"), Text(0, 80)
    ]
    side: Annotated[str, Column("Kant", "Côté", "Side", example="partner"), Choice(CHOICES["side"])]
    workbook: Annotated[
        str,
        Column(
            "Rekenblad (link of bestand)",
            "Classeur (lien ou fichier)",
            "Workbook (link or file)",
            example="https://docs.google.com/spreadsheets/d/…",
        ),
        Address("workbook"),
    ]
    language: Annotated[str, Column("Taal", "Langue", "Language", example="en"), Choice(CHOICES["language"])]
    default_currency: Annotated[
        str,
        Column("Standaardmunt", "Monnaie par défaut", "Default currency", example="RWF"),
        Choice(CHOICES["currency"]),
    ]
    contact_email: Annotated[
        str | None,
        Column(
            "E-mail (functioneel adres)",
            "Courriel (adresse fonctionnelle)",
            "E-mail (function mailbox)",
            example="sdg@district.example",
            personal=True,
        ),
        Address("mail"),
    ] = None
    active: Annotated[str, Column("Actief", "Actif", "Active", example="yes"), Choice(CHOICES["yes_no"])] = "yes"

    @property
    def key(self) -> str:
        """What makes two registrations the same workbook: the id of a Google spreadsheet, or the path."""
        return spreadsheet_id(self.workbook) or re.sub(r"^(\./)+", "", self.workbook.replace("\\", "/"))


class Rate(Schema, tab=Label("Wisselkoersen", "Taux de change", "Rates"), optional=True, group="partnership_id"):
    """How many units of a currency make one euro, from a day to a day."""

    currency: Annotated[str, Column("Munt", "Monnaie", "Currency", example="RWF"), Choice(CHOICES["currency"])]
    valid_from: Annotated[
        date, Column("Geldig vanaf", "Valable à partir du", "Valid from", example="2025-03-01"), Day()
    ]
    valid_to: Annotated[
        date | None, Column("Geldig tot", "Valable jusqu’au", "Valid to", example="2025-03-31"), Day()
    ] = None
    units_per_eur: Annotated[
        Decimal,
        Column("Eenheden per euro", "Unités par euro", "Units per euro", example="1462.35"),
        Number(),
        Field(gt=0),
    ]
    source: Annotated[str, Column("Bron", "Source", "Source", example="inforeuro"), Choice(CHOICES["rate_source"])]
    partnership_id: Annotated[
        str | None,
        Column("Code partnerschap", "Code du partenariat", "Partnership code", example="SDGP-RW-01"),
        Ref(),
    ] = None
    reference: Annotated[str | None, Column("Referentie", "Référence", "Reference"), Text(0, 80)] = None


@Rate.rule("ROW04", on="valid_to", needs=("valid_from",))
def end_before_start_(row: Rate, _context: Coordination) -> Params | None:
    """A rate that ends before it begins holds on no day."""
    if row.valid_to is None or row.valid_to >= row.valid_from:
        return None
    return {"end": row.valid_to, "start": row.valid_from}


class AcceptedFinding(
    Schema, tab=Label("Uitzonderingen", "Exceptions", "Exceptions"), optional=True, group="partnership_id"
):
    """A finding that the coordinator accepts, with a reason, until a day."""

    code: Annotated[str, Column("Code", "Code", "Code", example="BUD02"), Ref()]
    partnership_id: Annotated[
        str, Column("Code partnerschap", "Code du partenariat", "Partnership code", example="SDGP-RW-01"), Ref()
    ]
    row_id: Annotated[str | None, Column("Nr. rij", "N° de ligne", "Row no.", example="C-012"), Ref()] = None
    reason: Annotated[
        str, Column("Reden", "Motif", "Reason", example="Lost tickets, agreed on 12/03/2025"), Text(3, 500)
    ]
    until: Annotated[date, Column("Geldig tot", "Valable jusqu’au", "Valid until", example="2025-12-31"), Day()]


@AcceptedFinding.cell_rule("CEL11", "code")
def not_in_list(value: str, context: Coordination) -> Params | None:
    """Only codes of the catalogue that are about the content of a workbook can be accepted."""
    allowed = tuple(c for c in context.codes if not c.startswith(NOT_ACCEPTABLE))
    return None if value in allowed else {"value": value, "column": "Code", "allowed": allowed}
