"""One request from the line to its answer, with Google's order of checks."""

from __future__ import annotations

import json
import time
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from tests.google import drive_api, sheets_api
from tests.google.answers import misfits
from tests.google.errors import ApiError, internal
from tests.google.faults import BAD_GATEWAY, Fault
from tests.google.journal import DROPPED, Record, RequestInfo
from tests.google.masks import apply_mask, read_mask
from tests.google.page import page, pages
from tests.google.rendering import Answer, as_error, as_json, as_page, wants_compact
from tests.google.route import find_route
from tests.google.tokens import TokenError
from tests.google.typed import read_body, read_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.google.discovery import Method, Service
    from tests.google.route import Asked, Route
    from tests.google.world import World

UNTOUCHED = Fault(applied=True)
LOCATIONS = {"locations": [], "encodedLocations": "0x0"}
NO_SUCH_PAGE = "<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p><b>404.</b> That's an error.\n"


def respond(world: World, asked: Asked) -> Answer | None:
    """The answer, None where the connection shall be dropped; what happened stands in the journal afterwards."""
    route = find_route(asked)
    with world.lock:
        info = _info(world, asked, route)
        fault = (world.plan and world.plan(info)) or UNTOUCHED
    if fault.wait:
        world.clock.advance(fault.wait)
    if fault.pause:
        time.sleep(fault.pause)
    # People and other programs may come in here: nobody holds the lock while they work.
    if fault.before:
        fault.before()
    with world.lock:
        answer = _with_fault(world, asked, route, fault)
    if fault.after:
        fault.after()
    with world.lock:
        status, size = (answer.status, len(answer.body)) if answer else (DROPPED, 0)
        world.journal.records.append(Record(**vars(info), status=status, answer_size=size))
    return answer


def _info(world: World, asked: Asked, route: Route) -> RequestInfo:
    writes = route.method is not None and route.method.writes
    return RequestInfo(
        n=world.journal.number(),
        turn=world.journal.turn(asked.verb, asked.path),
        method=asked.verb,
        kind=route.kind,
        direction="" if route.method is None else "write" if writes else "read",
        path=asked.path,
        spreadsheet_id=route.path.get("spreadsheetId", route.path.get("fileId", "")),
        account=world.tokens.holder(asked.credential),
        query=urlsplit(asked.target).query,
        body=asked.body,
    )


def _with_fault(world: World, asked: Asked, route: Route, fault: Fault) -> Answer | None:
    """The answer or what the fault puts in its place."""
    answer = _answer(world, asked, route) if fault.kind == "none" or fault.applied else None
    match fault.kind:
        case "drop":
            return None
        case "page":
            return as_page(BAD_GATEWAY, fault.status)
        case "lapse":
            world.tokens.revoke(asked.credential)
    if fault.error is not None:
        return as_error(fault.error, route.service.name if route.service else "")
    return answer


def _answer(world: World, asked: Asked, route: Route) -> Answer:
    """The answer of a good day."""
    family = route.service.name if route.service else ""
    try:
        if route.service is not None and route.method is not None:
            return _api_answer(world, asked, route.service, route.method, route.path)
        return _other_answer(world, asked, route)
    except ApiError as error:
        return as_error(error, family)
    except TokenError as error:
        return as_json(error.body, status=error.code)
    except Exception:  # noqa: BLE001  (a fault of ours must reach the test, not end its connection)
        world.bugs.append(traceback.format_exc())
        return as_error(internal(f"A fault of the test server:\n{world.bugs[-1]}"), family)


def _other_answer(world: World, asked: Asked, route: Route) -> Answer:
    match route.kind:
        case "token":
            return as_json(world.tokens.grant(dict(parse_qsl(asked.body.decode("utf-8", "replace")))))
        case "allowedLocations":
            return as_json(LOCATIONS)
        case "page" if book := world.books.get(route.path["spreadsheetId"]):
            return as_page(page(book))
        case "page" if not route.path["spreadsheetId"]:
            return as_page(pages(list(world.books.values())))
    return as_page(NO_SUCH_PAGE, 404)


def _api_answer(world: World, asked: Asked, service: Service, method: Method, path: Mapping[str, str]) -> Answer:
    """alt, credential, quota, typed values, mask, and only then the file itself."""
    alt = next((value for name, value in asked.pairs if name in ("alt", "$alt")), "json")
    if alt not in ("json", "media"):
        raise ApiError(400, f"Invalid value \"{alt}\" for query parameter 'alt'")
    caller = world.tokens.allow(asked.credential, method, content=alt == "media")
    world.quotas.take(service.name, caller, writes=method.writes)
    query = read_query(service, method, asked.pairs)
    body = read_body(service, method, _json(asked.body))
    if alt == "media":
        return _media(world, method, path, caller)
    unmasked = drive_api.UNMASKED.get(method.kind) if service.name == "drive" else None
    mask = read_mask(service, method, query.get("fields") or unmasked)
    if service.name == "drive":
        made = drive_api.answer(world.drive, method.kind, path, query, caller)
    else:
        made = sheets_api.answer(world, method, path, query, body, mask, caller)
    shown = apply_mask(mask, made)
    if world.strict and (wrong := misfits(service, method, shown)):
        raise AssertionError(f"The answer of {method.kind} is none that Google could give: {'; '.join(wrong[:9])}")
    return as_json(shown, compact=wants_compact(query))


def _media(world: World, method: Method, path: Mapping[str, str], caller: str) -> Answer:
    if method.kind != "files.get":
        raise ApiError(400, 'Unsupported alt type "media" for non byte stream request.')
    kind, content = drive_api.media(world.drive, path["fileId"], caller)
    return Answer(200, content, kind)


def _json(body: bytes) -> Any:
    """The body of a request; none at all is an empty one."""
    if not body:
        return {}
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ApiError(400, "Invalid JSON payload received. Unexpected token.", reason="parseError") from None


def _no_number(name: str) -> Any:
    raise ValueError(name)
