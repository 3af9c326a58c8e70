"""The memory of what was mailed, as a file in the state folder: it survives a crash, and holds no address."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Any

from sheets_sync.files import put_private
from sheets_sync.mail.due import Memory, Sent

if TYPE_CHECKING:
    from pathlib import Path

NAME = "mail.json"
_VERSION = 1


class UnreadableError(Exception):
    """The file is there and cannot be understood, so that nobody knows what was sent."""


def load(folder: Path) -> Memory:
    """What is remembered; nothing where there is no file. Raises UnreadableError."""
    try:
        file = os.open(folder / NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return Memory()
    except OSError as error:
        raise UnreadableError(error.strerror) from None
    try:
        with os.fdopen(file, encoding="utf-8") as text:
            held = json.load(text)
        if held["version"] != _VERSION:
            raise UnreadableError(NAME)
        return Memory({key: _sent(entry) for key, entry in held["sent"].items()})
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise UnreadableError(NAME) from None


def save(folder: Path, memory: Memory) -> None:
    """Replace the file, on the disk before this returns. Raises OSError; then the file is as it was."""
    text = json.dumps({"version": _VERSION, "sent": {key: _entry(sent) for key, sent in memory.sent.items()}})
    put_private(folder / NAME, f"{text}\n")


def _sent(entry: dict[str, Any]) -> Sent:
    told = {str(key): date.fromisoformat(day) for key, day in entry["told"].items()}
    return Sent(str(entry["reader"]), _day(entry["day"]), told, _day(entry["tried"]))


def _entry(sent: Sent) -> dict[str, Any]:
    return {
        "reader": sent.reader,
        "day": None if sent.day is None else sent.day.isoformat(),
        "tried": None if sent.tried is None else sent.tried.isoformat(),
        "told": {key: day.isoformat() for key, day in sent.told.items()},
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
