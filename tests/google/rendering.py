"""Answers as bytes: laid out and escaped as Google does it, compressed where the caller takes that."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tests.google.errors import ApiError, drive_body, sheets_body

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
# Characters that Google never sends bare: what a page could take for its own marks, and what cannot be seen.
UNSEEN = (*range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
ESCAPES = {code: f"\\u{code:04x}" for code in (ord("<"), ord(">"), *UNSEEN)}
LEAST = 200  # bytes below which nothing is compressed


@dataclass(frozen=True)
class Answer:
    """What goes back over the line."""

    status: int
    body: bytes
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def as_json(body: Any, *, status: int = 200, compact: bool = False) -> Answer:
    """JSON with two spaces for each level, or without any."""
    if compact:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    else:
        text = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    # A lone surrogate cannot be sent; Google has none.
    return Answer(status, text.translate(ESCAPES).encode("utf-8", "replace"))


def as_error(error: ApiError, service: str) -> Answer:
    """A refusal: it is always laid out, whatever the caller asked for."""
    body = drive_body(error) if service == "drive" else sheets_body(error)
    answer = as_json(body, status=error.code)
    if error.code == 401:
        challenge = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        return Answer(answer.status, answer.body, headers={"WWW-Authenticate": challenge})
    return answer


def as_page(body: bytes | str, status: int = 200) -> Answer:
    """A page in HTML."""
    return Answer(status, body.encode() if isinstance(body, str) else body, HTML)


def wants_compact(query: Mapping[str, Any]) -> bool:
    """Whether the caller does without the layout."""
    return query.get("prettyPrint") in ("false", "0")


def on_the_line(answer: Answer, accepted: str) -> bytes:
    """Headers and body in one piece: in two, each answer would wait for the other side to acknowledge the first."""
    body, headers = answer.body, dict(answer.headers)
    if "gzip" in accepted and len(body) >= LEAST:
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers |= {"Content-Type": answer.kind, "Vary": "Origin, X-Origin", "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
