"""A request as it came over the line, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.google import discovery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.google.discovery import Method, Service


@dataclass(frozen=True)
class Asked:
    """A request as it came over the line."""

    verb: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The address without its query, still encoded."""
        return urlsplit(self.target).path

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in their order."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def credential(self) -> str | None:
        """What the header Authorization says."""
        return self.headers.get("Authorization")


@dataclass(frozen=True)
class Route:
    """Where a request leads: a method of a service with what its path says, or something beside the services."""

    kind: str
    service: Service | None = None
    method: Method | None = None
    path: Mapping[str, str] = field(default_factory=dict)


def find_route(asked: Asked) -> Route:
    """What a request asks for; an empty kind is nothing that the server knows."""
    path = asked.path
    for service in (discovery.sheets(), discovery.drive()):
        if found := service.find(asked.verb, path):
            method, said = found
            return Route(method.kind, service, method, said)
    if (asked.verb, path) == ("POST", "/token"):
        return Route("token")
    if asked.verb == "GET" and path.startswith("/v1/projects/-/serviceAccounts/") and path.endswith("Locations"):
        return Route("allowedLocations")
    if asked.verb == "GET" and path.startswith("/page/"):
        return Route("page", path={"spreadsheetId": unquote(path.removeprefix("/page/"))})
    return Route("")
