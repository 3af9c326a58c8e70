"""Google by hand: `python -m tests.google [FILE.xlsx …] [--port N]` serves workbooks on loopback until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tests.google.server import GoogleServer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.google.world import Book

KEY_FILE = Path("build/google/service-account.json")  # build/ is in no commit


def main(arguments: Sequence[str] | None = None, until: threading.Event | None = None) -> int:
    """Serves until the event is set or somebody presses Ctrl-C; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.google", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.xlsx", help="workbooks to serve as spreadsheets")
    parser.add_argument("--port", type=int, default=0, help="a fixed port (default: a free one)")
    parser.add_argument("--key", type=Path, default=KEY_FILE, help=f"where to write the key (default: {KEY_FILE})")
    given = parser.parse_args(arguments)
    absent = [path for path in given.files if not path.is_file()]
    if absent:
        sys.stderr.write("".join(f"no such file: {path}\n" for path in absent))
        return 2
    try:
        serve(given.files, given.port, given.key, until or threading.Event())
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    return 0


def serve(files: Sequence[Path], port: int, key: Path, until: threading.Event) -> None:
    """The server with its workbooks and its key, until the event is set."""
    with GoogleServer(port=port) as server:
        account = server.service_account()
        key.parent.mkdir(parents=True, exist_ok=True)
        key.write_text(json.dumps(account, indent=2), "utf-8")
        books = [put(server, path, account["client_email"]) for path in files]
        sys.stdout.write(told(server, key, account["client_email"], books))
        sys.stdout.flush()
        until.wait()


def put(server: GoogleServer, path: Path, email: str) -> Book:
    """A workbook as a Google spreadsheet that the account may change."""
    from_xlsx = import_module("tests.google.sheets.from_xlsx").from_xlsx
    book: Book = server.add(from_xlsx(path, server.new_id(), title=path.stem))
    server.share(book.id, email)
    return book


def told(server: GoogleServer, key: Path, email: str, books: Sequence[Book]) -> str:
    """Everything that somebody needs to use it."""
    lines = [
        f"Google is at {server.endpoint}",
        f"See it:       {server.endpoint}/page/",
        f"Share with:   {email}",
        *(f"Spreadsheet:  {book.id}  {book.title}" for book in books),
        "",
        "In config.toml:",
        "[google]",
        f"credentials = {json.dumps(str(key.resolve()))}",
        f'api_endpoint = "{server.endpoint}"',
        "",
        "Ctrl-C ends it.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
