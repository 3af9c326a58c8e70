"""What people decided by a command: findings that are accepted, and years that are closed.

Figures depend on it and nothing else tells it, so it is no part of the database that may be begun anew: it is a small
file of its own beside it, that a person can read and put in a backup.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from sheets_sync.files import put_private
from sheets_sync.programme import Acceptance, HeldRate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "decisions.json"


class Accepted(NamedTuple):
    """A finding that the coordinator accepts, on a day, until a day (None: for good)."""

    fingerprint: str
    code: str
    workbook: str | None
    row_id: str | None
    reason: str
    until: date | None
    on: date


class ClosedYear(NamedTuple):
    """The rates of a year, as they were on the day on which it was closed."""

    on: date
    rates: tuple[HeldRate, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of them. `damaged`: there is a file, but it cannot be read; it is left as it is."""

    accepted: tuple[Accepted, ...] = ()
    years: Mapping[int, ClosedYear] = field(default_factory=dict)
    damaged: bool = False

    @property
    def acceptances(self) -> tuple[Acceptance, ...]:
        """The exceptions, as the rules ask for them."""
        return tuple(
            Acceptance(a.code, None, None, a.reason, a.until or date.max, a.fingerprint) for a in self.accepted
        )

    @property
    def closed(self) -> Mapping[int, tuple[HeldRate, ...]]:
        """The rates of each closed year."""
        return {year: closed.rates for year, closed in self.years.items()}

    def accept(self, accepted: Accepted) -> Decisions:
        """With one more, in place of what was decided on this finding before."""
        others = (a for a in self.accepted if a.fingerprint != accepted.fingerprint)
        return Decisions((*others, accepted), self.years)

    def close(self, year: int, closed: ClosedYear) -> Decisions:
        """With a year that is closed."""
        return Decisions(self.accepted, {**self.years, year: closed})


def load_decisions(folder: Path) -> Decisions:
    """The decisions in the state folder; none where there is no file."""
    path = folder / FILE
    try:
        return _read(json.loads(path.read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return Decisions()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        return Decisions(damaged=True)


def save_decisions(folder: Path, decisions: Decisions) -> None:
    """Keep them, all or none, for this account alone. Raises OSError where the disk refuses."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_private(folder / FILE, f"{json.dumps(_plain(decisions), indent=1, ensure_ascii=False)}\n")


# ------------------------------------------------------------------------------------------------- the file
def _plain(decisions: Decisions) -> dict[str, Any]:
    return {
        "accepted": [
            {**a._asdict(), "until": a.until.isoformat() if a.until else None, "on": a.on.isoformat()}
            for a in decisions.accepted
        ],
        "closed_years": {
            str(year): {"on": closed.on.isoformat(), "rates": [_plain_rate(rate) for rate in closed.rates]}
            for year, closed in sorted(decisions.years.items())
        },
    }


def _plain_rate(rate: HeldRate) -> dict[str, str | None]:
    return {
        key: value if value is None or isinstance(value, str) else str(value) for key, value in rate._asdict().items()
    }


def _read(data: Mapping[str, Any]) -> Decisions:
    accepted = (
        Accepted(**{**entry, "until": _day(entry["until"]), "on": date.fromisoformat(entry["on"])})
        for entry in data["accepted"]
    )
    years = {
        int(year): ClosedYear(date.fromisoformat(closed["on"]), tuple(map(_rate, closed["rates"])))
        for year, closed in data["closed_years"].items()
    }
    return Decisions(tuple(accepted), years)


def _rate(entry: Mapping[str, Any]) -> HeldRate:
    days = {key: date.fromisoformat(entry[key]) for key in ("first", "last")}
    return HeldRate(
        **{**entry, **days, "valid_from": _day(entry["valid_from"]), "units_per_eur": Decimal(entry["units_per_eur"])}
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
