"""The one error of the strict server: what Google would answer."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer other than 200, with the fields of Google's error body."""

    def __init__(
        self,
        code: int,
        message: str,
        status: str = "INVALID_ARGUMENT",
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(f"{code} {status}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.details = details
