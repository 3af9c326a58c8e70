"""Google's own documents of Sheets v4 and Drive v3: which methods there are, what they take and what they answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Schema: TypeAlias = "Mapping[str, Any]"

READS = frozenset(
    {
        "spreadsheets.get",
        "spreadsheets.getByDataFilter",
        "spreadsheets.developerMetadata.get",
        "spreadsheets.developerMetadata.search",
        "spreadsheets.values.get",
        "spreadsheets.values.batchGet",
        "spreadsheets.values.batchGetByDataFilter",
    }
)
# The document does not say which methods read their body into one member; Google's messages name that member.
BODY_MEMBERS = {
    "spreadsheets.create": "spreadsheet",
    "spreadsheets.values.update": "data",
    "spreadsheets.values.append": "data",
}


@dataclass(frozen=True)
class Method:
    """One method of a service; `kind` is its name without that of the service, such as `spreadsheets.get`."""

    service: str
    kind: str
    verb: str
    path: re.Pattern[str]
    parameters: Schema
    request: Schema | None
    response: Schema | None
    scopes: frozenset[str]

    @property
    def writes(self) -> bool:
        """Whether it counts as a write."""
        return self.kind not in READS if self.service == "sheets" else self.verb != "GET"

    @property
    def body_member(self) -> str:
        """The member into which the body is read; empty where the body is the whole request."""
        return BODY_MEMBERS.get(self.kind, "")


@dataclass(frozen=True, eq=False)
class Service:
    """One service with its methods, the parameters that all of them take, and its schemas."""

    name: str
    methods: tuple[Method, ...]
    parameters: Schema
    schemas: Mapping[str, Schema]

    def find(self, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """The method behind an address (without its host and query), and what its path says."""
        for method in self.methods:
            if method.verb == verb and (match := method.path.fullmatch(path)):
                return method, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    def members(self, schema: Schema) -> Schema:
        """What an object of a schema may hold, by name; nothing for what is no object with members."""
        held = self.schemas[schema["$ref"]] if "$ref" in schema else schema
        found: Schema = held.get("properties", {})
        return found


def _pattern(prefix: str, template: str) -> re.Pattern[str]:
    """The paths of a template; an id ends before a verb such as `:batchUpdate`, a range may hold a colon."""
    parts = re.split(r"\{(\w+)\}", template)
    made = "".join(
        re.escape(part) if at % 2 == 0 else rf"(?P<{part}>{'[^/]+' if part == 'range' else '[^/:]+'})"
        for at, part in enumerate(parts)
    )
    return re.compile(re.escape(prefix) + made)


def _methods(service: str, prefix: str, resource: Schema) -> Iterator[Method]:
    for method in resource.get("methods", {}).values():
        yield Method(
            service=service,
            kind=method["id"].split(".", 1)[1],
            verb=method["httpMethod"],
            path=_pattern(prefix, method["path"]),
            parameters=method.get("parameters", {}),
            request=method.get("request"),
            response=method.get("response"),
            scopes=frozenset(method.get("scopes", ())),
        )
    for inner in resource.get("resources", {}).values():
        yield from _methods(service, prefix, inner)


@cache
def service(name: str, version: str) -> Service:
    """The service as its document describes it, which google-api-python-client carries along."""
    folder = resources.files("googleapiclient.discovery_cache") / "documents"
    document = json.loads((folder / f"{name}.{version}.json").read_text("utf-8"))
    # Sheets names no folder for its service, its paths begin with v4.
    methods = tuple(_methods(name, f"/{document['servicePath']}", document))
    return Service(name, methods, document["parameters"], document["schemas"])


def sheets() -> Service:
    """Sheets, version 4."""
    return service("sheets", "v4")


def drive() -> Service:
    """Drive, version 3."""
    return service("drive", "v3")
