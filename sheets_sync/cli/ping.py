"""A call to a service that raises the alarm when a run is not heard of in time."""

from __future__ import annotations

from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from sheets_sync import __version__

if TYPE_CHECKING:
    from sheets_sync.log import Log

#: In seconds: the run itself is over.
TIMEOUT = 10.0


def ping(address: str, log: Log, timeout: float = TIMEOUT) -> None:
    """Call an address by http or https and forget the answer; that it fails is a warning in the log and no more.

    The log has the kind of error and not the address, which is a secret of whoever may call it.
    """
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPRedirectHandler(),  # leads to no scheme but these: there is no handler for another
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    request = Request(address, headers={"User-Agent": f"sheets-sync/{__version__}"})  # noqa: S310  (as above)
    try:
        answer = opener.open(request, timeout=timeout)
        if answer is None:
            log("ping-failed", "warning", reason="redirected to another kind of address")
            return
        answer.close()
    except HTTPError as error:
        error.close()
        log("ping-failed", "warning", status=error.code)
    except (OSError, HTTPException, ValueError) as error:
        log("ping-failed", "warning", reason=type(error).__name__)
    else:
        log("pinged")
