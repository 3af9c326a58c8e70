"""The parameter `q` of files.list, as far as tools use it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tests.google.clock import stamp
from tests.google.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.google.drive import Change, File

    Seen: TypeAlias = tuple[File, Change, str]  # a file, its state, and the caller who looks at it
    Test: TypeAlias = Callable[[File, Change, str], bool]

TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z]+)|(?P<mark><=|>=|!=|[=<>()]))"""
)
COMPARE: dict[str, Callable[[str, str], bool]] = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    "<": lambda have, want: have < want,
    "<=": lambda have, want: have <= want,
    ">": lambda have, want: have > want,
    ">=": lambda have, want: have >= want,
    "contains": lambda have, want: want.lower() in have.lower(),
}
FIELDS: dict[str, Callable[[File, Change], str]] = {
    "name": lambda file, _: file.name,
    "mimeType": lambda file, _: file.mime_type,
    "modifiedTime": lambda _, change: stamp(change.modified),
    "createdTime": lambda file, _: stamp(file.created),
}
FLAGS: dict[str, Callable[[File], bool]] = {"trashed": lambda file: file.trashed, "starred": lambda _: False}
HOLDERS: dict[str, Callable[[File], Sequence[str]]] = {
    "parents": lambda file: file.parents,
    "owners": lambda file: (file.owner,),
    "writers": lambda file: (file.owner, *(email for email, role in file.roles.items() if role == "writer")),
    "readers": lambda file: (file.owner, *file.roles),
}


def read_query(text: str) -> Test:
    """Whether a file is meant; raises ApiError where Drive could not read it either."""
    tokens = _tokens(text)
    if not tokens:
        return lambda _file, _change, _caller: True
    test = _either(tokens)
    if tokens:
        raise refused()
    return test


def refused() -> ApiError:
    """What Drive says of a query that it cannot read: not what is wrong with it."""
    return ApiError(400, "Invalid Value", "", reason="invalid", location="q")


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise refused()
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _either(tokens: list[str]) -> Test:
    """Terms between `and` and `or`, which Drive takes from left to right, neither before the other."""
    left = _term(tokens)
    while tokens and tokens[0] in ("and", "or"):
        word = tokens.pop(0)
        left = _both(left, _term(tokens)) if word == "and" else _one(left, _term(tokens))
    return left


def _both(left: Test, right: Test) -> Test:
    return lambda file, change, caller: left(file, change, caller) and right(file, change, caller)


def _one(left: Test, right: Test) -> Test:
    return lambda file, change, caller: left(file, change, caller) or right(file, change, caller)


def _term(tokens: list[str]) -> Test:
    match _take(tokens):
        case "(":
            inner = _either(tokens)
            if _take(tokens) != ")":
                raise refused()
            return inner
        case "not":
            denied = _term(tokens)
            return lambda file, change, caller: not denied(file, change, caller)
        case "sharedWithMe":
            return _shared(tokens)
        case name if name in FLAGS:
            return _flag(tokens, name)
        case name if name in FIELDS:
            return _field(tokens, name)
        case text if text[0] in "'\"":
            return _holder(tokens, _text(text))
    raise refused()


def _shared(tokens: list[str]) -> Test:
    if tokens and tokens[0] == "=":
        del tokens[:1]
        if _take(tokens) != "true":
            raise refused()
    return lambda file, _change, caller: caller in file.roles


def _flag(tokens: list[str], name: str) -> Test:
    mark, word = _take(tokens), _take(tokens)
    if mark not in ("=", "!=") or word not in ("true", "false"):
        raise refused()
    wanted = (word == "true") == (mark == "=")
    return lambda file, _change, _caller: FLAGS[name](file) == wanted


def _field(tokens: list[str], name: str) -> Test:
    compare = COMPARE.get(_take(tokens))
    word = _take(tokens)
    if compare is None or word[0] not in "'\"":
        raise refused()
    return lambda file, change, _caller: compare(FIELDS[name](file, change), _text(word))


def _holder(tokens: list[str], wanted: str) -> Test:
    if _take(tokens) != "in":
        raise refused()
    held = HOLDERS.get(_take(tokens))
    if held is None:
        raise refused()
    return lambda file, _change, caller: (caller if wanted == "me" else wanted) in held(file)


def _take(tokens: list[str]) -> str:
    if not tokens:
        raise refused()
    return tokens.pop(0)


def _text(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1])
