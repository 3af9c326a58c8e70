"""The way to Google: the key file, the clock, whether the key is taken, whether both services are enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.backends.google.examine import Examiner, look_at_key
from sheets_sync.backends.xlsx.preflight import account
from sheets_sync.doctor.check import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.backends import Access
    from sheets_sync.backends.google.examine import KeyFile, Service
    from sheets_sync.model import Param

#: Seconds. A key whose time is more than five minutes off is refused.
_CLOCK = 120
_HOSTS = ("oauth2.googleapis.com", "sheets.googleapis.com", "www.googleapis.com")
_COMMANDS = {"open": "chmod 600 {file}", "unreadable": "chown {account} {file}"}


def look_at_access(access: Access, now: Callable[[], float]) -> tuple[Examiner | None, list[Check]]:
    """What is to be said of it, and somebody who can ask about spreadsheets, where anybody can."""
    key = look_at_key(access)
    if key.fault:
        return None, [_of_key(key)]
    examiner, checks = Examiner(access), [_of_key(key)]
    clock = _of_clock(examiner.moment(), now())
    checks.append(clock)
    if clock.key == "google_unreached":
        return None, checks
    drive = examiner.drive()
    if drive == "no_key":
        params = {"account": key.account, "file": key.path}
        return None, [*checks, Check("google", "wrong", "token_refused", params, refused=True)]
    sheets = examiner.sheets()
    checks.append(Check("google", "ok", "token_fine"))
    listed = len(examiner.files or ())
    checks += [_of_service("drive", drive, key, {"n": listed}), _of_service("sheets", sheets, key, {})]
    return examiner if sheets == "fine" else None, checks


def _of_key(key: KeyFile) -> Check:
    more = {"project": key.project, "file": key.path}
    if not key.fault:
        return Check("google", "ok", "key_fine", {"account": key.account}, more=more)
    params: dict[str, Param] = {"file": key.path, "account": account()}
    params["command"] = _COMMANDS.get(key.fault, "").format(**params)
    params["example"] = 'credentials = "service-account.json"'
    return Check("google", "wrong", f"key_{key.fault}", params, refused=True)


def _of_clock(moment: float | None, now: float) -> Check:
    if moment is None:
        return Check("google", "wrong", "google_unreached", {"hosts": _HOSTS})
    off = round(abs(moment - now))
    more: dict[str, Param] = {"seconds": off}
    if off <= _CLOCK:
        return Check("google", "ok", "clock_fine", more=more)
    params: dict[str, Param] = {"minutes": round(off / 60), "command": "timedatectl set-ntp true"}
    return Check("google", "wrong", "clock_off", params, more=more)


def _of_service(name: str, service: Service, key: KeyFile, params: Mapping[str, Param]) -> Check:
    if service == "fine":
        return Check("google", "ok", f"{name}_fine", params)
    called = {"drive": "Google Drive API", "sheets": "Google Sheets API"}[name]
    about: dict[str, Param] = {"service": called, "project": key.project or "?"}
    if service == "off":
        return Check("google", "wrong", "service_off", about)
    return Check("google", "wrong", f"service_{service}", about)
