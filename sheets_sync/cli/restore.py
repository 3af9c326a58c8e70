"""`sheets-sync restore`: the tool's own tabs as they were after an earlier run."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import common_options, emit, option, render, result_options, take_common, today, width
from sheets_sync.cli.reporting import before_reading, exit_code, watched

if TYPE_CHECKING:
    from sheets_sync.cli.common import Common
    from sheets_sync.isolation import Watch
    from sheets_sync.model import Language


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("run", type=click.IntRange(1))
@click.argument("what", nargs=-1)
@option("--dry-run", is_flag=True, help="Say exactly what would be written, and write nothing.")
@result_options()
@common_options
@click.pass_context
def restore(ctx: click.Context, /, run: int, what: tuple[str, ...], **options: Any) -> None:
    """The tool's own tabs as they were after RUN, a number that “sheets-sync history” lists.

    WHAT is nothing (all workbooks), a partnership, a municipality or a workbook. What people typed is left alone; the
    next synchronisation brings the tabs up to date again.
    """
    common = take_common(ctx, options)
    watched(ctx, lambda watch: _restore(common, run, what, watch, **options))


def _restore(
    common: Common,
    run: int,
    what: tuple[str, ...],
    watch: Watch,
    *,
    dry_run: bool,
    how: str,
    output: str | None,
    lang: Language | None,
) -> int:
    from sheets_sync.cli.locking import hold  # noqa: PLC0415  (start-up stays quick)
    from sheets_sync.cli.memory import looking  # noqa: PLC0415  (the same)
    from sheets_sync.job import open_job  # noqa: PLC0415  (the same)
    from sheets_sync.report import as_writes  # noqa: PLC0415  (the same)
    from sheets_sync.restore import restore as put_back  # noqa: PLC0415  (imports what writes)

    config = common.load()
    language = lang or config.language
    job = open_job(config, today(), what, before_reading(watch), write=not dry_run, log=common.log)
    alone = nullcontext if dry_run else partial(hold, config, "restore", 0, common.log)
    with looking(config, job.catalogue, language) as state, alone():
        report = put_back(job, state, run, dry_run=dry_run)
    if how == "json":
        emit(render(report, job.catalogue, config.language, common, "json", lang, dry_run=dry_run), output)
    else:
        shown = as_writes.render(
            report, job.catalogue, language, width=width(), color=common.is_color, dry_run=dry_run
        )
        emit(shown, output)
    return exit_code(report, "error")
