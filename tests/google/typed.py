"""Bodies and parameters against Google's documents: what Google refuses is refused, all of it in one answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.google.errors import violations
from tests.google.scalars import RefusedError, choice, scalar, shown, type_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.google.discovery import Method, Schema, Service

# Enums that Google declares beside its messages; the others belong to the message that holds them.
OWN_ENUMS = {"Dimension", "ValueInputOption", "ValueRenderOption", "DateTimeRenderOption", "CommentsViewMode"}
ENUM_OF = {
    "responseValueRenderOption": "ValueRenderOption",
    "responseDateTimeRenderOption": "DateTimeRenderOption",
    "majorDimension": "Dimension",
}
# Members of which a message holds one at most; the documents only say so in prose.
ONE_OF = {"Request": "kind", "ExtendedValue": "value", "DataFilter": "filter"}
# Google lists it among the parameters of every method, and refuses it on those of Sheets.
UNREAD = {"uploadType"}


@cache
def snake(name: str) -> str:
    """The name of a member in Google's messages: `sheetId` is `sheet_id` there."""
    return re.sub(r"(?<=.)([A-Z])", r"_\1", name).lower()


def read_body(service: Service, method: Method, body: Any) -> dict[str, Any]:
    """The body by its JSON names without nulls; raises ApiError with everything that is wrong with it."""
    reader = Reader(service)
    read = reader.root(method, body)
    if reader.found:
        raise violations(reader.found)
    return read


def read_query(service: Service, method: Method, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The parameters of a query by their JSON names; raises ApiError. Drive overlooks names that it does not know."""
    reader = Reader(service)
    read = reader.query(method, pairs)
    if reader.found:
        raise violations(reader.found)
    return read


@dataclass
class Reader:
    """Reads one request, and gathers what is wrong with it as (place, sentence)."""

    service: Service
    found: list[tuple[str, str]] = field(default_factory=list)

    def root(self, method: Method, body: Any) -> dict[str, Any]:
        """The body of a request."""
        if not isinstance(body, dict):
            self._unknown("", "", "Root element must be a message.")
            return {}
        if method.request is None:
            for name in body:
                self._unknown("", name, "Cannot find field.")
            return {}
        return self._message(method.request["$ref"], body, method.body_member) or {}

    def query(self, method: Method, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """The parameters of a request, those of the system as they were written."""
        declared = {**self.service.parameters, **method.parameters}
        known = {name: one for name, one in declared.items() if name not in UNREAD and one.get("location") != "path"}
        by_name = {snake(name): name for name in known} | {name: name for name in known}
        read: dict[str, Any] = {}
        for given, text in pairs:
            name = by_name.get(given)
            if name is None:
                if self.service.name == "sheets":
                    said = f"Cannot bind query parameter. Field '{given}' could not be found in request message."
                    self._unknown("", given, said)
            elif name in self.service.parameters:
                read.setdefault(name, text)
            elif known[name].get("repeated"):
                read.setdefault(name, []).append(self._value(known[name], text, snake(name), "", name))
            else:
                read[name] = self._value(known[name], text, snake(name), "", name)
        return read

    def _value(self, schema: Schema, value: Any, place: str, owner: str, name: str) -> Any:
        """The value of a member as its schema wants it; what is wrong is noted, and None stands for it."""
        if "$ref" in schema:
            return self._message(schema["$ref"], value, place)
        if schema["type"] == "array":
            return self._list(schema["items"], value, place, owner, name)
        if schema["type"] in ("any", "object"):
            if schema["type"] == "object" and not isinstance(value, dict):
                self._wrong(place, "type.googleapis.com/google.protobuf.Struct", value)
            return value
        try:
            return choice(value, schema["enum"]) if "enum" in schema else scalar(schema, value)
        except RefusedError:
            self._wrong(place, self._enum(owner, name) if "enum" in schema else type_name(schema), value)
            return None

    def _list(self, item: Schema, value: Any, place: str, owner: str, name: str) -> list[Any]:
        """The elements in their order; an object alone is a list of one, as Google takes it."""
        if item.get("type") == "array":
            return self._rows(value, place)
        if not isinstance(value, list):
            return [self._value(item, value, place, owner, name)]
        read = [
            self._value(item, one, f"{place}[{at}]", owner, name) for at, one in enumerate(value) if one is not None
        ]
        return [one for one in read if one is not None]

    def _rows(self, value: Any, place: str) -> list[Any]:
        """Rows of values of any kind, in which a null says something and stays."""
        if not isinstance(value, list):
            self._wrong(place, "type.googleapis.com/google.protobuf.ListValue", value)
            return []
        for at, row in enumerate(value):
            if not isinstance(row, list):
                self._wrong(f"{place}[{at}]", "type.googleapis.com/google.protobuf.ListValue", row)
        return value

    def _message(self, name: str, value: Any, place: str) -> dict[str, Any] | None:
        """An object with the members of its schema by their JSON names; a null is the same as absent."""
        if isinstance(value, list):
            parent, _, last = place.rpartition(".")
            self._unknown(parent, last, "Proto field is not repeating, cannot start list.")
            return None
        if not isinstance(value, dict):
            self._wrong(place, self._type_url(name), value)
            return None
        known, by_name = _members(self.service, name)
        read: dict[str, Any] = {}
        for given, inner in value.items():
            member = by_name.get(given)
            if member is None:
                self._unknown(place, given, "Cannot find field.")
            elif inner is not None and name in ONE_OF and read:
                said = f"oneof field '{ONE_OF[name]}' is already set. Cannot set '{given}'"
                self.found.append((place, f"Invalid value at '{place}' (oneof), {said}"))
            elif inner is not None:
                at = f"{place}.{snake(member)}" if place else snake(member)
                made = self._value(known[member], inner, at, name, member)
                if made is not None:
                    read[member] = made
        return read

    def _type_url(self, name: str) -> str:
        version = "v4" if self.service.name == "sheets" else "v3"
        return f"type.googleapis.com/google.apps.{self.service.name}.{version}.{name}"

    def _enum(self, owner: str, name: str) -> str:
        kind = ENUM_OF.get(name, name[:1].upper() + name[1:])
        return self._type_url(kind if kind in OWN_ENUMS or not owner else f"{owner}.{kind}")

    def _wrong(self, place: str, kind: str, value: Any) -> None:
        at = f" at '{place}'" if place else ""
        self.found.append((place, f"Invalid value{at} ({kind}), {shown(value)}"))

    def _unknown(self, place: str, name: str, why: str) -> None:
        at = f" at '{place}'" if place else ""
        self.found.append((place, f'Invalid JSON payload received. Unknown name "{name}"{at}: {why}'))


@cache
def _members(service: Service, name: str) -> tuple[Schema, dict[str, str]]:
    """The members of a message, and their JSON names by either spelling."""
    known = service.schemas[name].get("properties", {})
    return known, {snake(one): one for one in known} | {one: one for one in known}
