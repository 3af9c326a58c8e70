"""The log on stderr: a line per event, as text for people or as JSON for machines. Imported only where there is one.

The standard library's logging is enough: structlog, which was weighed, takes five times the whole start of the tool.
Whatever a field holds stands on one line without anything that steers a terminal, and an error is told without its
message, since that may quote a cell.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sheets_sync.values.characters import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheets_sync.log import Field, Level, Log

#: From which level on events are logged: how often -v was typed decides. Without it that is only an internal error.
_FROM = (logging.ERROR, logging.INFO, logging.DEBUG)
_LEVELS: dict[Level, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
#: The one field that has several lines.
TRACE = "traceback"
_QUOTED = frozenset(' "=')
_NAME = "sheets_sync"


def open_log(verbose: int, how: str) -> Log:
    """A log on stderr in one of the formats, text or json; with `verbose` 0 only errors get through."""
    logger = logging.getLogger(_NAME)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if how == "json" else _Text())
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(_FROM[min(verbose, len(_FROM) - 1)])

    def log(event: str, /, level: Level = "info", **fields: Field) -> None:
        logger.log(_LEVELS[level], event, extra={"fields": fields})

    return log


def trace(error: BaseException) -> str:
    """Where an error came from, the first cause first: the places in the code and the kinds of error, no message."""
    return "\n".join(line for each in _causes(error) for line in _places(each))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error behind what it was raised from, or in the handling of."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _causes(before)
    yield error


def _places(error: BaseException) -> Iterator[str]:
    for line in traceback.StackSummary.from_list(traceback.extract_tb(error.__traceback__)).format():
        yield line.rstrip("\n")
    yield f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


class _Formatter(logging.Formatter):
    """What both formats share: the moment in UTC, and fields that are safe to show."""

    @staticmethod
    def moment(record: logging.LogRecord) -> str:
        """When it was, as 2025-06-30T02:20:07.125Z."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @staticmethod
    def fields(record: logging.LogRecord) -> dict[str, Any]:
        """The fields that hold something."""
        held: dict[str, Field] = getattr(record, "fields", {})
        return {key: _safe(key, value) for key, value in held.items() if value is not None}


class _Json(_Formatter):
    """One object on a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        head = {"time": self.moment(record), "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(head | self.fields(record))


class _Text(_Formatter):
    """`2025-06-30T02:20:07.125Z info workbook-read workbook=een.xlsx rows=34`; a traceback on the lines below."""

    def format(self, record: logging.LogRecord) -> str:
        words = [self.moment(record), record.levelname.lower(), record.getMessage()]
        fields = self.fields(record)
        below = [f"    {line}" for line in str(fields.pop(TRACE, "")).splitlines()]
        words += (f"{key}={_quoted(str(value))}" for key, value in fields.items())
        return "\n".join([" ".join(words), *below])


def _quoted(text: str) -> str:
    """A value in quotation marks where it would not be clear where it ends."""
    return text if text and _QUOTED.isdisjoint(text) else json.dumps(text, ensure_ascii=False)


def _safe(key: str, value: Field) -> Field:
    """A text on one line without anything that steers a terminal; a traceback has several."""
    if not isinstance(value, str):
        return value
    if key != TRACE:
        return visible(value)
    return "\n".join(line if line.isprintable() else visible(line) for line in value.split("\n"))
