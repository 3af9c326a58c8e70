"""What Google says when it refuses, in the words of its real answers, and the two forms in which they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
CREDENTIAL_HELP = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
REASONS = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    503: "backendError",
}


class ApiError(Exception):
    """A refusal: the HTTP code, the sentence, the canonical status; `reason`, `location` and `domain` are Drive's."""

    def __init__(
        self,
        code: int,
        message: str,
        status: str = "INVALID_ARGUMENT",
        details: list[dict[str, Any]] | None = None,
        *,
        reason: str = "",
        location: str = "",
        domain: str = "global",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.details = details or []
        self.reason = reason or REASONS.get(code, "")
        self.location = location
        self.domain = domain


def sheets_body(error: ApiError) -> dict[str, Any]:
    """The error as the Sheets service sends it: never an array `errors`, always a status."""
    body: dict[str, Any] = {"code": error.code, "message": error.message, "status": error.status}
    if error.details:
        body["details"] = error.details
    return {"error": body}


def drive_body(error: ApiError) -> dict[str, Any]:
    """The error as Drive sends it: always an array `errors`; a status only about credentials and typed values."""
    short = {401: "Invalid Credentials"}.get(error.code, error.message)
    entry = {"message": short, "domain": error.domain, "reason": error.reason}
    if not error.domain:
        del entry["domain"]
    if error.location:
        header = error.location == "Authorization"
        entry |= {"location": error.location, "locationType": "header" if header else "parameter"}
    body: dict[str, Any] = {"code": error.code, "message": error.message, "errors": [entry]}
    if error.status and (error.code in (401, 429) or error.details or error.status == "PERMISSION_DENIED"):
        body["status"] = error.status
    if error.details:
        body["details"] = error.details
    return {"error": body}


def violations(found: Sequence[tuple[str, str]]) -> ApiError:
    """One refusal for everything that is wrong with a request: (place, sentence); at the root the place is empty."""
    fields = [{"field": place, "description": said} if place else {"description": said} for place, said in found]
    return ApiError(
        400,
        "\n".join(said for _, said in found),
        details=[{"@type": BAD_REQUEST, "fieldViolations": fields}],
        reason="invalid",
        domain="",
    )


def bad_mask(mask: str, said: str) -> ApiError:
    """A `fields` parameter that Sheets cannot read: the sentence stands in the details only."""
    field = {"field": mask.replace("/", "."), "description": said}
    detail = {"@type": BAD_REQUEST, "fieldViolations": [field]}
    return ApiError(400, "Request contains an invalid argument.", details=[detail])


def unregistered() -> ApiError:
    """No credential, where an API key would do."""
    return ApiError(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API.",
        "PERMISSION_DENIED",
    )


def unauthenticated() -> ApiError:
    """A credential that Google does not know, or no longer."""
    said = f"Request had invalid authentication credentials. {CREDENTIAL_HELP}"
    return ApiError(401, said, "UNAUTHENTICATED", location="Authorization")


def too_narrow(method: str, service: str) -> ApiError:
    """A token whose scopes do not cover the method."""
    metadata = {"method": method, "service": service}
    info = {"@type": ERROR_INFO, "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "domain": "googleapis.com"}
    return ApiError(
        403,
        "Request had insufficient authentication scopes.",
        "PERMISSION_DENIED",
        [{**info, "metadata": metadata}],
        reason="insufficientPermissions",
    )


def forbidden() -> ApiError:
    """The file is not shared with the caller, or not for writing."""
    return ApiError(403, "The caller does not have permission", "PERMISSION_DENIED")


def not_found() -> ApiError:
    """Sheets knows no such spreadsheet."""
    return ApiError(404, "Requested entity was not found.", "NOT_FOUND")


def no_such_file(file_id: str) -> ApiError:
    """Drive knows no such file, or none that the caller may see: it does not tell which."""
    return ApiError(404, f"File not found: {file_id}.", "", location="fileId")


def office_file() -> ApiError:
    """A workbook that was uploaded and never became a Google spreadsheet."""
    said = "This operation is not supported for this document. The document must not be an Office file."
    return ApiError(400, said, "FAILED_PRECONDITION", reason="failedPrecondition")


def storage_full() -> ApiError:
    """What a service account gets that wants to own a file."""
    said = "The user's Drive storage quota has been exceeded."
    return ApiError(403, said, "", reason="storageQuotaExceeded", domain="usageLimits")


def unserved(what: str) -> ApiError:
    """Something that the real service does and this server does not: said aloud, never half done."""
    return ApiError(501, f"The test server does not do this: {what}", "UNIMPLEMENTED")


def unavailable() -> ApiError:
    """The 503 of a bad moment."""
    return ApiError(503, "The service is currently unavailable.", "UNAVAILABLE")


def internal(said: str) -> ApiError:
    """A fault of the test server itself."""
    return ApiError(500, f"Internal error encountered. {said}", "INTERNAL")
