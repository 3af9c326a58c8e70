"""What a run found, as text: for a terminal, for other programs, for a browser and for GitHub.

Each module has one pure function `render`, from a `Report` and the catalogue to a text; `render` here picks one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Report

Format: TypeAlias = Literal["table", "json", "csv", "html", "github"]


def render(
    how: Format,
    report: Report,
    catalogue: Catalogue,
    home: Language,
    *,
    told: Language | None = None,
    width: int = 100,
    color: bool = False,
    verbose: int = 0,
    quiet: bool = False,
    dry_run: bool = False,
) -> str:
    """The report in one format. `home` is the coordinator's language; with `told` all is told in that one.

    The other options are those of the terminal. `quiet`: a line for each partnership with something to do.
    """
    # each format imports what it needs: rich is for the terminal only
    match how:
        case "json":
            from sheets_sync.report import as_json  # noqa: PLC0415

            return as_json.render(report, catalogue, home, language=told)
        case "csv":
            from sheets_sync.report import as_csv  # noqa: PLC0415

            return as_csv.render(report, catalogue, home, language=told)
        case "html":
            from sheets_sync.report import as_html  # noqa: PLC0415

            return as_html.render(report, catalogue, told or home)
        case "github":
            from sheets_sync.report import as_github  # noqa: PLC0415

            return as_github.render(report, catalogue, told or home)
        case "table":
            from sheets_sync.report import as_table  # noqa: PLC0415

            if quiet:
                return as_table.brief(report, catalogue, told or home, width=width, color=color)
            return as_table.render(
                report, catalogue, told or home, width=width, color=color, verbose=verbose, dry_run=dry_run
            )
