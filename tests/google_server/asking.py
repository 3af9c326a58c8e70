"""Asking the server without any client of Google's, so that a test sees exactly what goes over the line."""

from __future__ import annotations

import gzip
import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from google.auth import crypt, jwt

from tests.google.tokens import AUDIENCE, GRANT

if TYPE_CHECKING:
    from tests.google.server import GoogleServer

SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive.readonly"


@dataclass(frozen=True)
class Reply:
    """What came back, unpacked."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        """The error in the body."""
        found: dict[str, Any] = self.json["error"]
        return found


class Caller:
    """One connection that stays open, with the token of an account."""

    def __init__(self, server: GoogleServer, *scopes: str, name: str = "sync") -> None:
        self.line = http.client.HTTPConnection(server.endpoint.removeprefix("http://"), timeout=30)
        self.account = server.service_account(name)
        self.now = server.clock.read
        self.headers: dict[str, str] = {}
        if scopes:
            self.headers["Authorization"] = f"Bearer {self.token(*scopes).json['access_token']}"

    def ask(self, verb: str, path: str, body: Any = None, **headers: str) -> Reply:
        """One request; what is neither bytes nor None is sent as JSON."""
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        self.line.request(verb, path, sent, {**self.headers, **headers})
        answer = self.line.getresponse()
        content, named = answer.read(), dict(answer.getheaders())
        if named.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return Reply(answer.status, named, content)

    def get(self, path: str, **query: Any) -> Reply:
        """A GET with parameters."""
        return self.ask("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path)

    def token(self, *scopes: str, **claims: Any) -> Reply:
        """What the token endpoint says to an assertion, some of whose claims may be others."""
        return self.assertion(self.signed(*scopes, **claims))

    def signed(self, *scopes: str, **claims: Any) -> str:
        """An assertion as google-auth signs it."""
        now, account = int(self.now()), self.account
        made = {
            "iat": now,
            "exp": now + 3600,
            "iss": account["client_email"],
            "aud": AUDIENCE,
            "scope": " ".join(scopes),
        }
        signer = crypt.RSASigner.from_service_account_info(account)
        return jwt.encode(signer, {**made, **claims}).decode()

    def assertion(self, text: str, grant: str = GRANT) -> Reply:
        """What the token endpoint says to this text."""
        form = urlencode({"assertion": text, "grant_type": grant}).encode()
        return self.ask("POST", "/token", form, **{"Content-Type": "application/x-www-form-urlencoded"})

    def close(self) -> None:
        """The end of the connection."""
        self.line.close()
