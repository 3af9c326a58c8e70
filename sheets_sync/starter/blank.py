"""The blank workbooks that people start from: a programme's own tabs, with nothing filled in but the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sheets_sync.schema import Amount
from sheets_sync.starter.spec import NewTab, NewWorkbook

if TYPE_CHECKING:
    from datetime import datetime

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.programme import Programme, World
    from sheets_sync.table import Entry


def blank_coordinator(programme: Programme, ref: str, language: Language, now: datetime) -> NewWorkbook:
    """The workbook in which the coordinator registers everything."""
    return NewWorkbook(ref, language, tuple(map(NewTab, programme.coordinator_tabs)), now)


def blank_municipal(
    programme: Programme,
    ref: str,
    language: Language,
    now: datetime,
    *,
    catalogue: Catalogue,
    currency: str = "EUR",
    group: Any = None,
    label: str = "",
    settings: Any = None,
) -> NewWorkbook:
    """The template of a municipality; `group` is what the programme knows of its partnership, None: nothing yet.

    `label` is the municipality; `settings` are the [rules], None: the defaults.
    """
    settings = settings if settings is not None else programme.settings()
    new = NewWorkbook(ref, language, (), now, currency, group, label=label, settings=settings, template=True)
    return replace(new, tabs=tuple(_tab(programme, schema, new, catalogue) for schema in programme.tabs))


def _tab(programme: Programme, schema: Any, new: NewWorkbook, catalogue: Catalogue) -> NewTab:
    title = schema.tab.of(new.language)
    return NewTab(
        schema,
        above=[[f"{title} – {new.label}" if new.label else title]],
        numbered=programme.numbered.get(schema, 0),
        live=programme.live(schema, new, catalogue),
        keyed=True,
    )


def registered(programme: Programme, entry: Entry, world: World, now: datetime, catalogue: Catalogue) -> NewWorkbook:
    """The template of a registered workbook: in its language, with its currency and what is known of it."""
    return blank_municipal(
        programme,
        entry.ref,
        entry.language,
        now,
        catalogue=catalogue,
        currency=_currency(programme, entry),
        group=programme.group_of(world.registry, entry),
        label=entry.label,
        settings=world.settings,
    )


def _currency(programme: Programme, entry: Entry) -> str:
    """The currency of amounts that name none: what the registration says for the column that names it."""
    kinds = (field.kind for schema in programme.tabs for field in schema.fields.values())
    keys = (kind.currency for kind in kinds if isinstance(kind, Amount))
    return next((entry.defaults[key] for key in keys if key in entry.defaults), "EUR")
