"""The command line: arguments in, rendering out. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import importlib
from typing import Any

import click

from sheets_sync import __version__
from sheets_sync.cli.common import Session, global_options

_COMMANDS = {
    "demo": "sheets_sync.cli.demo",
    "init": "sheets_sync.cli.init",
    "template": "sheets_sync.cli.template",
    "validate": "sheets_sync.cli.validate",
    "sync": "sheets_sync.cli.sync",
    "status": "sheets_sync.cli.status",
    "findings": "sheets_sync.cli.findings",
    "history": "sheets_sync.cli.history",
    "restore": "sheets_sync.cli.restore",
    "doctor": "sheets_sync.cli.doctor",
    "explain": "sheets_sync.cli.explain",
    "rules": "sheets_sync.cli.explain",
}
_HELP = {
    "demo": "Write a small realistic programme, check it and consolidate it.",
    "init": "Write a starter: config.toml and an empty coordinator workbook.",
    "template": "Write the blank workbook of a municipality.",
    "validate": "Check workbooks; read only.",
    "sync": "Check, consolidate, and write back what is wrong.",
    "status": "How each partnership stands, and a reminder to send.",
    "findings": "What is open, and accepting one of them.",
    "history": "The runs that are remembered, and what differs between two of them.",
    "restore": "The tool's own tabs as they were after an earlier run.",
    "doctor": "Look whether everything is in order, and say what to do.",
    "explain": "What a code means and how to solve it.",
    "rules": "All codes, in a line each.",
}


class LazyGroup(click.Group):
    """Knows its commands by name; imports one when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(_COMMANDS[name]), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _HELP[name]) for name in _COMMANDS])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does, with the nearest command where there is none of this name."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415  (only where a mistake was made)

            near = get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            ctx.fail(f"There is no command “{args[0]}”.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Every option can be set in the environment: SHEETS_SYNC_FORMAT=json, SHEETS_SYNC_CONFIG=… Exit codes: "
    "0 done, 1 findings, 2 wrong use, 3 partly done, 4 not done, 5 not written, 70 internal error, 130 and 143 "
    "interrupted.",
)
@global_options
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, /, **options: Any) -> None:
    """Run a grant programme on the spreadsheets that people already fill in."""
    session = ctx.ensure_object(Session)
    session.options, session.log_format = options, options["log_format"] or session.log_format


def main() -> None:
    """The entry point: every way to end has its exit code, and none of them is a traceback."""
    from sheets_sync.cli.ending import run  # noqa: PLC0415  (start-up stays quick)

    run(cli)
