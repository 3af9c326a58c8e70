"""What the format calls things: its namespaces, and how a part is named, compared and led to."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import unquote

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Namespaces(NamedTuple):
    """The names of one of the two dialects of the format."""

    main: str
    relations: str


TRANSITIONAL = Namespaces(
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
STRICT = Namespaces(
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


def key_of(name: str) -> str:
    """The name of a part as it is compared: without regard to capitals, and to the slash it is written with."""
    return name.replace("\\", "/").lstrip("/").casefold()


def target_of(part: str, target: str) -> str:
    """The part that a relation leads to, written absolutely or relative to the part that it belongs to.

    Nothing leads out of the package.
    """
    target = unquote(target).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def relations_of(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")
