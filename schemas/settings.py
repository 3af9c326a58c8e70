"""What this programme decides: the [rules] of config.toml, every key with its default."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _exact(value: object) -> object:
    """0.15 in a TOML file is a float; its shortest writing is what was meant."""
    return Decimal(repr(value)) if isinstance(value, float) else value


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Share = Annotated[Decimal, BeforeValidator(_exact), Field(gt=0, lt=1)]


class Period(BaseModel):
    """The first and the last day on which the programme pays."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    start: date = date(2022, 1, 1)
    end: date = date(2026, 12, 31)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("the period ends before it starts")
        return self


class Settings(BaseModel):
    """Thresholds of the rules. Amounts in euro."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ceiling_eur: Annotated[Exact, Field(gt=0)] = Decimal(35000)
    warn_at: tuple[Share, ...] = (Decimal("0.8"), Decimal("0.9"))
    heading_shift: Annotated[Exact, Field(ge=0)] = Decimal("0.15")
    period: Period = Period()
    receipt_link_from_eur: Annotated[Exact, Field(ge=0)] = Decimal(100)
    stale_after_days: Annotated[int, Field(gt=0)] = 90
