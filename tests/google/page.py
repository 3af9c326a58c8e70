"""A spreadsheet as a person sees it: one page without scripts, the tabs one below the other and along the bottom."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.google.page_looks import CSS
from tests.google.page_table import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.google.world import Book


def pages(books: Sequence[Book]) -> str:
    """The list of all spreadsheets."""
    items = "".join(f'<li><a href="/page/{quote(book.id)}">{escape(book.title)}</a>' for book in books)
    return _document("Spreadsheets", f"<h1>Spreadsheets</h1><ul>{items}</ul>")


def page(book: Book) -> str:
    """One spreadsheet with the tabs that a person sees; only the names of the hidden ones."""
    tabs = book.get(include_grid=True, user="").get("sheets", [])
    shown = [tab for tab in tabs if not tab["properties"].get("hidden")]
    hidden = [_title(tab) for tab in tabs if tab["properties"].get("hidden")]
    links = "".join(f'<a href="#tab{_number(tab)}">{_lock(tab)}{_title(tab)}</a>' for tab in shown)
    sections = "".join(
        f'<section id="tab{_number(tab)}"><h2>{_lock(tab)}{_title(tab)}</h2>'
        f"{table(tab, book.lit(_number(tab)))}</section>"
        for tab in shown
    )
    aside = f"<p class=hidden>Hidden: {', '.join(hidden)}</p>" if hidden else ""
    return _document(book.title, f"<h1>{escape(book.title)}</h1>{sections}{aside}<nav>{links}</nav>")


def _document(title: str, body: str) -> str:
    head = f"<meta charset=utf-8><title>{escape(title)}</title><style>{CSS}</style>"
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>\n"


def _number(tab: Mapping[str, Any]) -> int:
    return int(tab["properties"].get("sheetId", 0))


def _title(tab: Mapping[str, Any]) -> str:
    return escape(tab["properties"]["title"])


def _lock(tab: Mapping[str, Any]) -> str:
    """A mark on a tab that is protected as a whole."""
    whole = any(set(one.get("range", {})) <= {"sheetId"} for one in tab.get("protectedRanges", ()))
    return "<span title=protected>\N{LOCK}</span> " if whole else ""
