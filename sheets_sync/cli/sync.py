"""`sheets-sync sync`: check, consolidate, and write back what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import (
    Common,
    as_of_option,
    common_options,
    emit,
    exit_code,
    option,
    render,
    spare_collections,
    take_common,
    today,
)
from sheets_sync.cli.validate import FORMATS, MEMORY, SECONDS, step
from sheets_sync.isolation import supervised
from sheets_sync.model import LANGUAGES

if TYPE_CHECKING:
    from datetime import date

    from sheets_sync.isolation import Watch
    from sheets_sync.model import Language
    from sheets_sync.report import Format


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", nargs=-1)
@option("--dry-run", is_flag=True, help="Say exactly what would be written, and write nothing.")
@option("--accept-loss", is_flag=True, help="Write although a consolidated tab loses many rows.")
@option("--format", "how", type=click.Choice(FORMATS), default="table", show_default=True, help="The result.")
@option("-o", "--output", type=click.Path(dir_okay=False), help="A file for the result, in place of stdout.")
@option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Which findings make the exit code 1.",
)
@option("--lang", type=click.Choice(LANGUAGES), help="Tell everything in this language.")
@as_of_option
@common_options
@click.pass_context
def sync(ctx: click.Context, /, what: tuple[str, ...], **options: Any) -> None:
    """Check, consolidate, and write back what is wrong.

    WHAT is nothing (all that are registered), a partnership or a municipality; then nothing is consolidated.
    """
    common = take_common(ctx, options)
    spare_collections()
    ctx.exit(
        supervised(lambda watch: _sync(common, what, watch, **options), memory_bytes=MEMORY, seconds_per_step=SECONDS)
    )


def _sync(
    common: Common,
    what: tuple[str, ...],
    watch: Watch,
    *,
    dry_run: bool,
    accept_loss: bool,
    how: Format,
    output: str | None,
    fail_on: str,
    lang: Language | None,
    as_of: date | None,
) -> int:
    from sheets_sync.sync import open_job, sync  # noqa: PLC0415  (imports what writes)

    config = common.load()
    job = open_job(config, as_of or today(), what, step(watch))
    report = sync(job, dry_run=dry_run, accept_loss=accept_loss).report
    code = exit_code(report, fail_on)
    if not (how == "table" and common.quiet and code == 0):
        emit(render(report, job.catalogue, config.language, common, how, lang, dry_run=dry_run), output)
    return code
