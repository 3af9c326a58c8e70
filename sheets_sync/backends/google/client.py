"""The only place that speaks HTTP: gspread's client with time-outs, a pace, patience and a log without contents."""

from __future__ import annotations

import json as json_format
import random
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import google.auth.exceptions as auth_errors
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.http_client import HTTPClient
from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

from sheets_sync.backends.google.limiter import Limiter, RealClock
from sheets_sync.backends.google.retry import Answer, Patience
from sheets_sync.log import silent, stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from sheets_sync.backends.google.credentials import Credentials
    from sheets_sync.backends.google.limiter import Clock, Direction
    from sheets_sync.log import Log

#: Seconds until there is a connection, and between two pieces of an answer: Google itself gives up after 180.
TIMEOUT = (10.0, 185.0)
THREADS = 8
#: An answer that is larger, unpacked, is not read.
MOST_BYTES = 400_000_000
_PIECE = 1 << 20
#: Stands for a request that never left: asking again is safe whatever it is.
_NOT_SENT = 599
_GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class Refused(Exception):  # noqa: N818  (a refusal, with its reason)
    """The service understood and refuses, and will do so again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.status} {answer.text}")
        self.answer = answer


class CredentialsRefused(Exception):  # noqa: N818  (as above)
    """The token service does not accept the key."""


class NoAnswer(Exception):  # noqa: N818  (as above)
    """However often it was asked."""

    def __init__(self, tries: int) -> None:
        super().__init__(f"no answer, {tries} tries")
        self.tries = tries


class Uncertain(Exception):  # noqa: N818  (as above)
    """A write was sent, and nobody knows whether it was carried out."""


class TooMuch(Exception):  # noqa: N818  (as above)
    """The answer is larger than may be read."""


class GoogleClient(HTTPClient):
    """All requests of a run to Google, from any thread. `endpoint` stands for Google's own addresses where given."""

    def __init__(
        self,
        credentials: Credentials,
        endpoint: str = "",
        *,
        clock: Clock | None = None,
        dice: Callable[[], float] = random.random,
        log: Log = silent,
    ) -> None:
        super().__init__(credentials, _session(credentials))
        self.set_timeout(TIMEOUT)
        self.account: str = credentials.service_account_email
        self._endpoint, self._dice, self._log = endpoint.rstrip("/"), dice, log
        self.clock: Clock = clock or RealClock()
        self._limiters: Mapping[Direction, Limiter] = {
            "read": Limiter(self.clock),
            "write": Limiter(self.clock),
            "list": Limiter(self.clock, 600),
        }

    # ------------------------------------------------------------------------------------ what is asked
    def spreadsheet(self, spreadsheet_id: str, fields: str, most: int = MOST_BYTES) -> bytes:
        """A spreadsheet as JSON, with these fields of it, in no more bytes than this. Raises as `request`."""
        params = {"fields": fields, "prettyPrint": "false"}
        return self.request("get", SPREADSHEET_URL % spreadsheet_id, params, most=most).content

    def update(self, spreadsheet_id: str, body: Mapping[str, Any], fields: str = "spreadsheetId") -> bytes:
        """Carry out the requests in a body, all or none; the answer as JSON, with these fields of it."""
        params = {"fields": fields, "prettyPrint": "false"}
        data = json_format.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        address = SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id
        return self.request("post", address, params, data, headers=headers).content

    def files(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """A page of Drive's list of files. Raises as `request`."""
        return self._of_drive(DRIVE_FILES_API_V3_URL, params)

    def file(self, file_id: str, fields: str) -> dict[str, Any]:
        """What Drive tells of one file, in these fields. Raises as `request`."""
        return self._of_drive(f"{DRIVE_FILES_API_V3_URL}/{file_id}", {"fields": fields, "supportsAllDrives": "true"})

    def _of_drive(self, address: str, params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            found = self.request("get", address, dict(params)).json()
        except (ValueError, RecursionError):  # the page of a proxy, which is no answer of Drive
            raise NoAnswer(1) from None
        return found if isinstance(found, dict) else {}

    def moment(self) -> float | None:
        """When it is by Google's clock, in seconds since 1970, as an answer without a key tells, if one comes."""
        with requests.Session() as session:
            session.trust_env = False
            try:
                answer = session.get(self._routed(DRIVE_FILES_API_V3_URL), timeout=self.timeout)
                return parsedate_to_datetime(answer.headers["Date"]).timestamp()
            except (requests.RequestException, LookupError, ValueError):
                return None

    def patience(self) -> Patience:
        """That of one more thing to be tried until it succeeds."""
        return Patience(self.clock, self._dice)

    # ------------------------------------------------------------------------------------ how
    def request(
        self,
        method: str,
        endpoint: str,
        params: MutableMapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: MutableMapping[str, str] | None = None,
        *,
        most: int = MOST_BYTES,
    ) -> requests.Response:
        """The answer to a request, asked until it comes or patience ends; everything that gspread does comes by here.

        Raises Refused, NoAnswer, TooMuch or CredentialsRefused; for a write also Uncertain, after which nothing may
        be sent again before the state has been read.
        """
        direction: Direction = "list" if "/drive/" in endpoint else "read" if method.lower() == "get" else "write"
        patience, limiter = self.patience(), self._limiters[direction]
        options = {"params": params, "data": data, "json": json, "files": files, "headers": headers}
        while True:
            limiter.wait()
            ms = stopwatch()
            answer = self._try(method, endpoint, options, most)
            if isinstance(answer, requests.Response):
                self._log("google-request", "debug", direction=direction, bytes=len(answer.content), ms=ms())
                return answer
            self._log("google-refusal", "debug", direction=direction, status=answer.status, tries=patience.tries + 1)
            if not answer.passes:
                raise Refused(answer)
            if direction == "write" and not (answer.is_too_fast or answer.status == _NOT_SENT):
                raise Uncertain
            wait = patience.wait()
            if wait is None:
                raise NoAnswer(patience.tries)
            if answer.is_too_fast:
                limiter.pause(wait)
            self.clock.sleep(wait)

    def _try(self, method: str, endpoint: str, options: Mapping[str, Any], most: int) -> requests.Response | Answer:
        """One request: the answer with its whole content, or why there is none."""
        try:
            response: requests.Response = self.session.request(
                method, self._routed(endpoint), timeout=self.timeout, stream=True, **options
            )
            _load(response, most)
        except auth_errors.RefreshError as error:
            if not error.retryable:
                raise CredentialsRefused from error
            return Answer(_NOT_SENT)
        except auth_errors.TransportError:
            return Answer(_NOT_SENT)
        except (requests.RequestException, OSError) as error:
            return Answer(_NOT_SENT if _is_unsent(error) else HTTPStatus.BAD_GATEWAY)
        return response if response.ok else Answer.of(response.status_code, response.content)

    def _routed(self, address: str) -> str:
        """The address itself, or the same path at another service."""
        if self._endpoint:
            for base in _GOOGLE:
                address = address.replace(base, self._endpoint, 1)
        return address


def _session(credentials: Credentials) -> AuthorizedSession:
    """A session for any number of threads up to ours, which no proxy variable and no .netrc changes."""
    tokens = requests.Session()
    session = AuthorizedSession(credentials, auth_request=Request(tokens))  # type: ignore[no-untyped-call]
    for each in (tokens, session):
        each.trust_env = False
        each.mount("https://", HTTPAdapter(pool_maxsize=THREADS))
        each.mount("http://", HTTPAdapter(pool_maxsize=THREADS))
    return session


def _load(response: requests.Response, most: int) -> None:
    """Read the whole of an answer of no more bytes than this. Raises TooMuch."""
    pieces, size = [], 0
    with response:
        for piece in response.iter_content(_PIECE):
            size += len(piece)
            if size > most:
                raise TooMuch
            pieces.append(piece)
    response._content = b"".join(pieces)  # noqa: SLF001  (requests itself has no limit, nor a way to hand it back)


def _is_unsent(error: Exception) -> bool:
    """Whether there never was a connection to send the request over."""
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(
        getattr(cause, "reason", None), NewConnectionError
    )
