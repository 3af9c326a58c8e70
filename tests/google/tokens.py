"""Service accounts: their key files, the tokens that they get for a signed assertion, and what a token allows."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.google import discovery
from tests.google.errors import too_narrow, unauthenticated, unregistered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.google.clock import Clock
    from tests.google.discovery import Method

AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "https://www.googleapis.com/auth/"
LIFETIME = 3599
LONGEST = 3600
SKEW = 300
# Files that an account made itself or was handed in a dialogue: neither exists here, so it opens nothing.
OPENS_NOTHING = {f"{SCOPE}drive.file"}


class TokenError(Exception):
    """A refusal of the token endpoint, in its own form."""

    def __init__(self, error: str, description: str, code: int = 400) -> None:
        super().__init__(description)
        self.code = code
        self.body = {"error": error, "error_description": description}


@dataclass(frozen=True)
class Token:
    """What a token stands for."""

    email: str
    scopes: frozenset[str]
    until: float


@cache
def private_key() -> rsa.RSAPrivateKey:
    """The key of every account in this process: making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def known_scopes() -> frozenset[str]:
    """The scopes that some method of Sheets or Drive takes."""
    methods = (*discovery.sheets().methods, *discovery.drive().methods)
    return frozenset(scope for method in methods for scope in method.scopes)


class Tokens:
    """Who has an account, and which tokens were handed out."""

    def __init__(self, clock: Clock, project: str = "sdg-partnerships") -> None:
        self.clock = clock
        self.project = project
        self.accounts: dict[str, str] = {}
        self.issued: dict[str, Token] = {}

    def email(self, name: str) -> str:
        """The address of a service account, with which people share their files."""
        return f"{name}@{self.project}.iam.gserviceaccount.com"

    def key_file(self, name: str, endpoint: str) -> dict[str, str]:
        """The content of the key file of an account, which exists from now on."""
        email = self.email(name)
        self.accounts.setdefault(email, f"{len(self.accounts) + 1:040x}")
        pem = private_key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": self.project,
            "private_key_id": self.accounts[email],
            "private_key": pem.decode(),
            "client_email": email,
            "client_id": str(10**20 + len(self.accounts)),
            "token_uri": f"{endpoint}/token",
        }

    def grant(self, form: Mapping[str, str]) -> dict[str, Any]:
        """A token for an assertion; raises TokenError."""
        if form.get("grant_type") != GRANT:
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
        claims = self._claims(form.get("assertion", ""))
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes or not scopes <= known_scopes():
            raise TokenError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        text = f"ya29.c.{len(self.issued) + 1:08d}"
        self.issued[text] = Token(claims["iss"], scopes, self.clock.now() + LIFETIME)
        return {"access_token": text, "expires_in": LIFETIME, "token_type": "Bearer"}

    def _claims(self, assertion: str) -> dict[str, Any]:
        """What an assertion claims, once its signature, account, audience and time are as they must be."""
        signed, _, signature = assertion.rpartition(".")
        try:
            header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
            mark = _decoded(signature)
        except ValueError:
            raise TokenError("invalid_request", "Bad Request") from None
        if claims.get("iss") not in self.accounts:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        try:
            public = private_key().public_key()
            public.verify(mark, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise TokenError("invalid_grant", "Invalid JWT Signature.") from None
        if header.get("alg") != "RS256" or header.get("kid") != self.accounts[claims["iss"]]:
            raise TokenError("invalid_grant", "Invalid JWT Signature.")
        if claims.get("aud") != AUDIENCE:
            raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.")
        self._check_time(claims)
        return claims

    def _check_time(self, claims: Mapping[str, Any]) -> None:
        """An assertion is made by the machine's clock, not by that of the server, which a test moves on."""
        now = self.clock.read()
        start, end = claims.get("iat", 0), claims.get("exp", 0)
        if not (start - SKEW <= now <= end + SKEW and 0 < end - start <= LONGEST):
            raise TokenError(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                "Check your iat and exp values in the JWT claim.",
            )

    def holder(self, header: str | None) -> str:
        """The account behind an Authorization header, empty where there is none."""
        token = self.issued.get((header or "").removeprefix("Bearer "))
        return token.email if token else ""

    def allow(self, header: str | None, method: Method, *, content: bool = False) -> str:
        """The account that calls a method; raises ApiError where its token does not open that, or not the content."""
        if not header:
            raise unregistered()
        token = self.issued.get(header.removeprefix("Bearer "))
        if token is None or token.until <= self.clock.now():
            raise unauthenticated()
        opening = {scope for scope in method.scopes - OPENS_NOTHING if not (content and ".metadata" in scope)}
        if not token.scopes & opening:
            raise too_narrow(*_full_name(method))
        return token.email

    def revoke(self, header: str | None = None) -> None:
        """One token lapses, or all of them."""
        if header is None:
            self.issued.clear()
        self.issued.pop((header or "").removeprefix("Bearer "), None)


def _full_name(method: Method) -> tuple[str, str]:
    """A method and its service as Google names them in details."""
    version = "v4.SpreadsheetsService" if method.service == "sheets" else "v3.DriveFiles"
    last = method.kind.split(".")[-1]
    return f"google.apps.{method.service}.{version}.{last[:1].upper()}{last[1:]}", f"{method.service}.googleapis.com"


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
