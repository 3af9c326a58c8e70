"""The programme “SDG partnerships”: its tabs, its rules, its words."""

from schemas import across
from schemas.programme import SdgPartnerships

PROGRAMME = SdgPartnerships()

__all__ = ["PROGRAMME", "SdgPartnerships", "across"]
