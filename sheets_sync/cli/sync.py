"""`sheets-sync sync`: check, consolidate, and write back what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sheets_sync.cli.common import option
from sheets_sync.cli.reporting import before_reading, json_anyway, report_options, take, tell, watched
from sheets_sync.cli.unattended import Run, unattended_options

if TYPE_CHECKING:
    from sheets_sync.cli.common import Common
    from sheets_sync.cli.reporting import Wanted
    from sheets_sync.config import Config
    from sheets_sync.isolation import Watch


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("what", nargs=-1)
@option("--dry-run", is_flag=True, help="Say exactly what would be written, and write nothing.")
@option("--accept-loss", is_flag=True, help="Write although a consolidated tab loses many rows.")
@unattended_options
@report_options
@click.pass_context
def sync(ctx: click.Context, /, what: tuple[str, ...], **options: Any) -> None:
    """Check, consolidate, and write back what is wrong.

    WHAT is nothing (all that are registered), a partnership or a municipality; then nothing is consolidated.
    """
    common, wanted = take(ctx, options)
    run = Run.begin(ctx, common, wanted, options, partial=bool(what))
    with json_anyway(common, wanted), run.told():
        config = common.load()
        run.configure(config)
    watched(ctx, lambda watch: _sync(common, wanted, config, run, what, watch, **options))


def _sync(
    common: Common,
    wanted: Wanted,
    config: Config,
    run: Run,
    what: tuple[str, ...],
    watch: Watch,
    *,
    dry_run: bool,
    accept_loss: bool,
) -> int:
    from sheets_sync.job import open_job  # noqa: PLC0415  (imports what writes)
    from sheets_sync.sync import sync  # noqa: PLC0415  (imports what writes)

    with json_anyway(common, wanted), run.told():
        ready = before_reading(watch)
        job = open_job(config, wanted.as_of, what, ready, write=not dry_run, log=common.log, stop=run.stop)
        outcome = sync(job, dry_run=dry_run, accept_loss=accept_loss)
        run.stop.hold()
        if run.mails(config, outcome.report):
            outcome, letters = run.mail(config, outcome, job.catalogue)
        else:
            letters = ""
    watch.keep(outcome)
    run.summary.note(outcome.report)
    code = tell(outcome.report, job.catalogue, config.language, common, wanted, dry_run=dry_run)
    if letters:  # beside a result that is for a program they would be in its way
        click.echo(letters, nl=False, err=wanted.how != "table" or wanted.output is not None)
    return run.exit_code(code, outcome.report)
