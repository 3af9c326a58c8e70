"""`sheets-sync doctor` on the way to Google: the key, the services, the clock, no way at all."""

from __future__ import annotations

import socket
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from google_setup.programmes import Setting, by_key, checks, looked
from sheets_sync.config import load_config
from sheets_sync.doctor.examination import examine
from test_cli import tool
from tests.google.errors import ERROR_INFO, ApiError
from tests.google.faults import bad_gateway, first_of, from_nth, nth, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


CONSOLE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1"


def removed(key: Path) -> None:
    """The file is gone."""
    key.unlink()


def readable(key: Path) -> None:
    """Everybody can read it."""
    key.chmod(0o644)


def a_users(key: Path) -> None:
    """That of a person, as gcloud makes it."""
    key.write_text('{"type": "authorized_user", "refresh_token": "1//x"}', "utf-8")


def a_folder(key: Path) -> None:
    """It cannot be read, whoever asks."""
    key.unlink()
    key.mkdir()


def a_list(key: Path) -> None:
    """JSON, and nothing that anybody wrote for us."""
    key.write_text("[]", "utf-8")


def nested(key: Path) -> None:
    """JSON deeper than can be read."""
    key.write_text("[" * 100_000, "utf-8")


@pytest.mark.parametrize(
    ("spoilt", "check", "remedy"),
    [
        (removed, "key_missing", "credentials"),
        (readable, "key_open", "chmod 600"),
        (a_users, "key_foreign", "JSON"),
        (a_list, "key_foreign", "JSON"),
        (nested, "key_foreign", "JSON"),
        (a_folder, "key_unreadable", "chown"),
    ],
)
def test_a_key_that_cannot_be_used(well: Setting, spoilt: Callable[[Path], None], check: str, remedy: str) -> None:
    """Google is not asked, nothing of the key is shown, and the exit code is that of refused credentials."""
    spoilt(well.folder / "sync.json")

    found = checks(well, code=4)

    assert (found[check]["level"], remedy in found[check]["fix"]) == ("wrong", True)
    assert "sync.json" in found[check]["message"]
    assert found["book_silent"]["level"] == "look"
    assert well.server.log == []


def test_no_key_is_named(well: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line to write stands in the remedy."""
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    (well.folder / "config.toml").write_text('[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")

    assert "credentials = " in checks(well, code=4)["key_none"]["fix"]


def test_a_key_that_google_refuses(well: Setting) -> None:
    """The account or the key is gone."""
    well.server.tokens.accounts.clear()

    found = checks(well, code=4)

    assert well.account in found["token_refused"]["message"]
    assert "token_fine" not in found


def off(service: str) -> ApiError:
    """What Google says of a service that nobody enabled."""
    said = f"{service} has not been used in project 1 before or it is disabled. Enable it by visiting {CONSOLE}"
    info = {"@type": ERROR_INFO, "reason": "SERVICE_DISABLED", "domain": "googleapis.com"}
    return ApiError(403, said, "PERMISSION_DENIED", [info], reason="accessNotConfigured", domain="usageLimits")


@pytest.mark.parametrize(
    ("kind", "since", "service"),
    [("spreadsheets.get", 1, "Google Sheets API"), ("files.list", 2, "Google Drive API")],
)
def test_a_service_that_is_not_enabled(well: Setting, kind: str, since: int, service: str) -> None:
    """In which project to click on what; no address that came over the line is shown."""
    well.server.plan(from_nth(since, refused(off(service)), kind=kind))

    done = tool("doctor", "-v", cwd=well.folder)
    well.server.plan(from_nth(since, refused(off(service)), kind=kind))
    found = checks(well, code=1)

    assert (done.returncode, CONSOLE in done.stdout) == (1, False)
    assert found["service_off"]["message"].startswith(f"De {service} ")
    assert "sdg-partnerships" in found["service_off"]["message"]
    assert f"Bibliotheek > {service} > Inschakelen" in found["service_off"]["fix"]


def test_a_service_that_refuses_for_another_reason(well: Setting) -> None:
    """Whoever manages Google Workspace may know why."""
    policy = ApiError(403, "Request is prohibited by organization's policy", "PERMISSION_DENIED")
    well.server.plan(from_nth(1, refused(policy), kind="spreadsheets.get"))

    assert "Workspace" in checks(well, code=1)["service_refused"]["fix"]


def test_a_bad_moment_passes(well: Setting) -> None:
    """A single failure is no finding."""
    well.server.plan(
        first_of(nth(2, bad_gateway(), kind="files.list"), nth(1, bad_gateway(), kind="spreadsheets.get"))
    )

    assert "drive_fine" in checks(well, code=0)


@pytest.mark.parametrize(("seconds", "minutes"), [(-300, 5), (180, 3), (90, 0)])
def test_the_clock_of_the_machine(well: Setting, seconds: int, minutes: int) -> None:
    """Off by more than two minutes, in either direction, is wrong; the remedy is a command."""
    config = load_config(well.folder / "config.toml")
    read = well.server.clock.read

    found = by_key(examine(config, date(2025, 6, 30), "config.toml", now=lambda: read() + seconds))

    assert ("clock_fine" in found) == (minutes == 0)
    if minutes:
        assert (found["clock_off"].level, found["clock_off"].params["minutes"]) == ("wrong", minutes)


def test_no_way_to_google(well: Setting) -> None:
    """Where nothing answers it is told once, with what the firewall must let through."""
    with socket.socket() as nobody:  # has a port, and listens to none
        nobody.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        config = (well.folder / "config.toml").read_text("utf-8").replace(well.server.endpoint, endpoint)
        (well.folder / "config.toml").write_text(config, "utf-8")
        found = checks(well, code=1)

    assert "sheets.googleapis.com" in found["google_unreached"]["fix"]
    assert not {"token_fine", "drive_fine", "token_refused"} & found.keys()


def test_the_part_for_google_is_not_installed(well: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with the command, and everything else is looked at."""
    monkeypatch.setitem(sys.modules, "sheets_sync.doctor.access", None)

    found = looked(well)

    assert (found["google_missing"].level, found["file_fine"].level) == ("wrong", "ok")
