"""Where the elements of an XML part stand in its bytes, so that text can be put between them and all else stays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from xml.parsers import expat

from sheets_sync.backends.limits import Damaged
from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.backends.xlsx.markup import parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: A span that is replaced: where it starts, where it ends, and by what; `(n, n, text)` puts a text in.
Edit: TypeAlias = "tuple[int, int, bytes]"

_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)")
_UTF8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})


@dataclass(slots=True)
class Node:
    """An element: its tag stands from `start` to `inner`, its content up to `close`, all of it up to `end`."""

    qname: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name without its prefix."""
        return self.qname.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or nothing."""
        return self.qname[: -len(self.name)]

    @property
    def closed(self) -> bool:
        """Whether it is written as one tag, `<a/>`."""
        return self.close == self.end

    def child(self, name: str) -> Node | None:
        """The first child with a name."""
        return next((node for node in self.children if node.name == name), None)

    def get(self, name: str) -> str | None:
        """An attribute, by its name without prefix."""
        return next((value for key, value in self.attributes.items() if key.rpartition(":")[2] == name), None)

    def number(self, name: str) -> int:
        """An attribute that holds a whole number; 0 where there is none, or another text."""
        text = self.get(name) or ""
        return int(text) if text.isascii() and text.isdigit() else 0


def outline(xml: bytes) -> Node:
    """The root of a part. Raises NotEditable where it isn't well-formed UTF-8 without a document type."""
    declared = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf")[:200])
    if xml[:2] in {b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"} or (declared and declared[1].lower() not in _UTF8):
        raise NotEditable("encoding")
    made = parser()
    made.buffer_text = False
    stack: list[Node] = []
    roots: list[Node] = []

    def start(qname: str, attributes: dict[str, str]) -> None:
        at = made.CurrentByteIndex
        tag = _TAG.match(xml, at)
        if tag is None:
            raise NotEditable("unsupported")
        node = Node(qname, attributes, at, tag.end())
        if tag[1]:
            node.close = node.end = tag.end()
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)

    def end(_qname: str) -> None:
        node = stack.pop()
        if not node.end:
            node.close = made.CurrentByteIndex
            node.end = xml.index(b">", node.close) + 1

    made.StartElementHandler, made.EndElementHandler = start, end
    try:
        made.Parse(xml, True)  # noqa: FBT003  (expat takes its last flag by position)
    except (expat.ExpatError, Damaged, ValueError) as error:
        raise NotEditable("damaged") from error
    return roots[0]


def spliced(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with some spans replaced. Raises NotEditable where two spans overlap."""
    pieces: list[bytes] = []
    at = 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        if start < at:
            raise NotEditable("unsupported")
        pieces += (xml[at:start], text)
        at = end
    return b"".join((*pieces, xml[at:]))


def append(node: Node, text: str) -> Edit:
    """The edit that puts a text behind the children of an element.

    An element written as `<a/>` is opened as `<a >`: the space tells `emptied` to close it again.
    """
    if not node.closed:
        return node.close, node.close, text.encode()
    return node.end - len(b"/>"), node.end, b" >%b</%b>" % (text.encode(), node.qname.encode())


def emptied(node: Node, xml: bytes) -> bytes | None:
    """What an element was before our children came: gone (`created`), `<a/>` again, or None: it had a content."""
    opened = xml[node.start : node.inner]
    if opened.endswith(b"\n>"):
        return b""
    return opened[: -len(b" >")] + b"/>" if opened.endswith(b" >") else None


def created(qname: str, attributes: str, content: str) -> str:
    """An element that wasn't there; the line break in its tag tells `emptied` that it was made by us."""
    return f"<{qname}{attributes}\n>{content}</{qname}>"


def prefixed(text: str, prefix: str) -> str:
    """The same elements with a prefix, for parts that don't use the default namespace."""
    return re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{prefix}", text) if prefix else text


def cut(node: Node, children: Iterable[Node], xml: bytes) -> list[Edit]:
    """The edits that take children out of an element; one that was empty before they came is as it was."""
    gone = list(children)
    before = emptied(node, xml) if gone and len(gone) == len(node.children) else None
    if before is not None:
        return [(node.start, node.end, before)]
    return [(child.start, child.end, b"") for child in gone]


class Proven(list[bytes]):
    """Pieces of XML that were read as such: once is enough."""


def proven(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, read as XML on their way. Raises NotEditable where they aren't well-formed.

    A prefix that is declared nowhere counts, too: readers that know namespaces stop at it.
    """
    if isinstance(chunks, Proven):
        yield from chunks
        return
    made = expat.ParserCreate(namespace_separator=" ")
    try:
        for chunk in chunks:
            made.Parse(chunk, False)  # noqa: FBT003  (expat takes its last flag by position)
            yield chunk
        made.Parse(b"", True)  # noqa: FBT003  (the same)
    except (expat.ExpatError, LookupError, UnicodeError) as error:  # of the encoding that it declares, the last two
        raise NotEditable("unsupported") from error
