"""XML from strangers: always UTF-8, never with a document type, so that nothing in it can expand or fetch."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from sheets_sync.backends.limits import Damaged

if TYPE_CHECKING:
    from collections.abc import Mapping

_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?(?:encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*)?\?>")
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
#: What else programs write. Python knows more, of which some take time without end, and none is a spreadsheet's.
_OTHERS = re.compile(r"utf-?16(?:-?[lb]e)?|iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|macintosh", re.IGNORECASE)
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_TAB = "sheet"
_BOM = b"\xef\xbb\xbf"
#: Characters that XML forbids; some programs write them all the same.
_FORBIDDEN = bytes(sorted(set(range(0x20)) - {0x09, 0x0A, 0x0D}))


def utf8(xml: bytes) -> bytes:
    """The same document in UTF-8, without byte order mark and without a declaration that says otherwise.

    Raises Damaged when it isn't in the encoding that it declares.
    """
    encoding = _MARKS.get(xml[:2], "")
    if not encoding:
        xml = xml.removeprefix(_BOM)
        declared = _DECLARATION.match(xml, 0, 200)
        if declared is None or declared[1] is None or declared[1].decode().lower() in _UTF8:
            return xml
        encoding = declared[1].decode()
        if not _OTHERS.fullmatch(encoding):
            raise Damaged("encoding")
    try:
        text = xml.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Damaged("encoding") from error
    converted = text.removeprefix("\ufeff").encode(errors="replace")
    return _DECLARATION.sub(b"", converted, count=1)


@lru_cache(256)
def local(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def without_doctype(xml: bytes) -> bytes:
    """The document itself. Raises Damaged when it has a document type, for readers that don't look."""
    if b"<!DOCTYPE" in xml:
        raise Damaged("document type")
    return xml


def parser() -> expat.XMLParserType:
    """An expat parser that refuses a document type, and with it every entity that a document could define."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    return made


def well_formed(xml: bytes) -> bytes:
    """The document without the control characters that expat would stop at."""
    return xml.translate(None, _FORBIDDEN)


def elements(xml: bytes) -> list[tuple[str, Mapping[str, str]]]:
    """Every element of a small part in order of its start, with its attributes, both without prefix.

    Raises Damaged for anything that isn't well-formed XML.
    """
    found: list[tuple[str, Mapping[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        plain = {local(key): value for key, value in attributes.items()}
        if local(name) == _TAB and len(plain) != len(attributes):  # each program may take another for the part
            raise Damaged("a tab with two parts")
        found.append((local(name), plain))

    made = parser()
    made.StartElementHandler = start
    try:
        made.Parse(well_formed(xml), True)  # noqa: FBT003  (expat takes its last flag by position)
    except (expat.ExpatError, LookupError, UnicodeError) as error:  # of the encoding that it declares, the last two
        raise Damaged("xml") from error
    return found


def _refuse(*_: object) -> NoReturn:
    raise Damaged("document type")
