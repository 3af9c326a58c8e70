"""`sheets-sync doctor` against the strict server: each thing that can be wrong, what is said of it, how it ends."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, get_args

import pytest

from google_setup.programmes import ELS, Setting
from sheets_sync.backends.google.credentials import KeyFault
from sheets_sync.backends.google.examine import Service, Sharing
from sheets_sync.backends.xlsx.lease import InUse, leased
from sheets_sync.config import load_config
from sheets_sync.doctor.examination import examine
from sheets_sync.messages import Catalogue
from sheets_sync.model import LANGUAGES
from sheets_sync.state.database import FILE, open_state
from support.books import save_book
from test_cli import ACTIVITIES, AS_OF, COSTS, cost, tool
from tests.google.errors import ERROR_INFO, ApiError
from tests.google.faults import bad_gateway, first_of, from_nth, nth, portal, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sheets_sync.doctor.check import Check

CONSOLE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1"


def checks(setting: Setting, *arguments: str, code: int) -> dict[str, dict[str, Any]]:
    """What it tells as JSON, by the name of the check; it ended with this code and wrote nothing anywhere."""
    done = tool("doctor", "--format", "json", *arguments, cwd=setting.folder)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stdout + done.stderr
    assert setting.server.count(direction="write") == 0
    found = json.loads(done.stdout)["checks"]
    return {check["check"]: check for check in found}


def one(setting: Setting, ref: str) -> None:
    """A programme of one municipality, its coordinator's workbook being a file."""
    setting.entry("SDGP-BJ-01", "Eeklo", ref)
    setting.register()


@pytest.fixture
def well(setting: Setting) -> Setting:
    """A programme in which all is well."""
    one(setting, setting.spreadsheet("Kosten 2025", locale="nl_BE"))
    return setting


# ------------------------------------------------------------------------------------------------- all is well
def test_all_is_well(well: Setting) -> None:
    """It says so, names the address to share with, and asks only for what it needs, by a key that may only read."""
    done = tool("doctor", cwd=well.folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Alles in orde" in done.stdout
    assert well.account in done.stdout
    assert "→" not in done.stdout
    scopes = {scope.rpartition("/")[2] for token in well.server.tokens.issued.values() for scope in token.scopes}
    assert scopes == {"spreadsheets.readonly", "drive.metadata.readonly"}
    assert [(asked.kind, asked.status) for asked in well.server.log] == [
        ("files.list", 403),
        ("token", 200),
        ("files.list", 200),
        ("spreadsheets.get", 404),
        ("spreadsheets.get", 200),
    ]


def test_details_for_whoever_asks(well: Setting) -> None:
    """-v adds titles, locales and the project, and never anything of the key itself."""
    without, with_details = tool("doctor", cwd=well.folder), tool("doctor", "-v", cwd=well.folder)

    secret = well.server.service_account()["private_key"].splitlines()[1]
    assert "Kosten 2025" not in without.stdout
    assert "Titel: Kosten 2025" in with_details.stdout
    assert "Landinstelling: nl_BE" in with_details.stdout
    assert secret not in with_details.stdout + with_details.stderr


@pytest.mark.parametrize(("language", "told"), [("fr", "Tout est en ordre"), ("en", "All is well")])
def test_in_the_language_of_whoever_asks(well: Setting, language: str, told: str) -> None:
    """--lang is for this reader only."""
    done = tool("doctor", "--lang", language, cwd=well.folder)

    assert (done.returncode, told in done.stdout) == (0, True)


def test_quiet(well: Setting) -> None:
    """Nothing when all is well; else only what is not."""
    silent = tool("-q", "doctor", cwd=well.folder)
    well.server.share(well.entries[0][3], well.account, "reader")  # type: ignore[arg-type]  # (an id)
    told = tool("-q", "doctor", cwd=well.folder)

    assert (silent.returncode, silent.stdout) == (0, "")
    assert (told.returncode, "✔" in told.stdout, "✖" in told.stdout) == (1, False, True)


def test_json(well: Setting) -> None:
    """One object with the level of the whole and a line for each check; a remedy only where one is needed."""
    found = json.loads(tool("doctor", "--format", "json", cwd=well.folder).stdout)

    assert (found["schema_version"], found["level"]) == (1, "ok")
    assert {check["group"] for check in found["checks"]} == {"config", "state", "google", "workbooks", "quota"}
    assert all(check.keys() == {"group", "check", "level", "workbook", "message", "fix"} for check in found["checks"])
    assert all(check["fix"] is None for check in found["checks"])


def test_a_programme_without_google(setting: Setting) -> None:
    """Nobody is asked, and no key is missed."""
    save_book(setting.folder / "eeklo.xlsx", {"Kosten": [COSTS]})
    one(setting, "eeklo.xlsx")
    (setting.folder / "config.toml").write_text('[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")

    found = checks(setting, code=0)

    assert {check["group"] for check in found.values()} == {"config", "state", "workbooks"}
    assert setting.server.log == []


# ------------------------------------------------------------------------------------------------- each spreadsheet
def unshared(setting: Setting) -> str:
    """Nobody shared it."""
    return setting.spreadsheet("Eeklo", role=None)


def viewed(setting: Setting) -> str:
    """It was shared to be looked at."""
    return setting.spreadsheet("Eeklo", role="reader")


def binned(setting: Setting) -> str:
    """It is in the bin, where it can still be read."""
    ref = setting.spreadsheet("Eeklo")
    setting.server.trash(ref)
    return ref


def unconverted(setting: Setting) -> str:
    """An Excel file."""
    ref = setting.server.put_office_file("eeklo.xlsx", b"PK", owner=ELS)
    setting.server.share(ref, setting.account)
    return ref


def nowhere(setting: Setting) -> str:
    """An id that no file has."""
    return setting.server.new_id()


def unlisted(setting: Setting) -> str:
    """Drive knows of it, and does not list it yet."""
    ref = setting.spreadsheet("Eeklo", locale="nl_BE")
    setting.server.drive.lag = 3600.0
    return ref


def american(setting: Setting) -> str:
    """The month comes first."""
    return setting.spreadsheet("Eeklo", locale="en_US")


@pytest.mark.parametrize(
    ("made", "check", "level", "remedy"),
    [
        (unshared, "book_not_shared", "wrong", "voeg {account} toe als bewerker"),
        (viewed, "book_viewer", "wrong", "maak {account} bewerker"),
        (binned, "book_trashed", "wrong", "prullenbak"),
        (unconverted, "book_office", "wrong", "Opslaan als Google Spreadsheets"),
        (nowhere, "book_gone", "wrong", "verbeter het waar het geregistreerd is"),
        (unlisted, "book_by_link", "look", "Voeg anders {account} toe"),
        (american, "book_month_first", "look", "Landinstelling"),
    ],
)
def test_a_spreadsheet_with_something_to_put_right(
    setting: Setting, made: Callable[[Setting], str], check: str, level: str, remedy: str
) -> None:
    """What is wrong with which, and what to click."""
    ref = made(setting)
    one(setting, ref)

    found = checks(setting, code=1)[check]

    assert (found["group"], found["level"], found["workbook"]) == ("workbooks", level, ref)
    assert found["message"].startswith("Eeklo: ")
    assert remedy.format(account=setting.account) in found["fix"]


def test_a_spreadsheet_that_gives_no_answer(well: Setting) -> None:
    """It is told to have been passed over, and the others are looked at."""
    ref = well.spreadsheet("Abomey", locale="fr_FR")
    well.entry("SDGP-BJ-01", "Abomey", ref, "fr")
    well.register()
    first = str(well.entries[0][3])
    well.server.plan(lambda info: refused(ApiError(500, "Internal")) if info.spreadsheet_id == first else None)

    found = checks(well, code=1)

    assert (found["book_silent"]["workbook"], found["book_editor"]["workbook"]) == (first, ref)


def test_a_page_of_a_proxy_is_no_answer(well: Setting) -> None:
    """It says 200 and is none of Google."""
    well.server.plan(nth(2, portal(), kind="spreadsheets.get"))

    assert checks(well, code=1)["book_silent"]["workbook"] == well.entries[0][3]


def test_a_page_of_a_proxy_for_one_that_is_not_listed(setting: Setting) -> None:
    """The same, where Drive is asked for just this one."""
    ref = unlisted(setting)
    one(setting, ref)
    setting.server.plan(from_nth(1, portal(), kind="files.get"))

    assert checks(setting, code=1)["book_silent"]["workbook"] == ref


def test_the_coordinators_own_spreadsheet(setting: Setting) -> None:
    """It comes first; where it cannot be opened nothing else is known."""
    coordinator = setting.spreadsheet("Coördinatie", role=None, locale="nl_BE")
    ref = setting.spreadsheet("Eeklo", role=None)
    setting.entry("SDGP-BJ-01", "Eeklo", ref)
    for title, rows in setting.tabs().items():
        setting.book(coordinator).add_tab(title, [[str(cell or "") for cell in row] for row in rows], user=ELS)
    setting.configure(coordinator)

    closed = checks(setting, code=1)
    setting.server.share(coordinator, setting.account)
    opened = checks(setting, code=1)

    assert closed["book_not_shared"]["workbook"] == coordinator
    assert closed["book_not_shared"]["message"].startswith("Rekenblad van de coördinator: ")
    assert (opened["book_editor"]["workbook"], opened["book_not_shared"]["workbook"]) == (coordinator, ref)


def test_an_empty_registration(setting: Setting) -> None:
    """A new programme is told what to do next."""
    setting.register()

    assert checks(setting, code=1)["register_empty"]["level"] == "look"


def test_a_mistake_in_the_registration(setting: Setting) -> None:
    """How many there are, and which command tells them."""
    setting.entry("SDGP-XX-99", "Eeklo", "eeklo.xlsx")
    setting.register()

    assert "sheets-sync validate" in checks(setting, code=1)["register_faulty"]["fix"]


# ------------------------------------------------------------------------------------------------- files
def absent(_path: Path) -> None:
    """Nobody put it there."""


def renamed(path: Path) -> None:
    """Another kind of file under the name of a workbook."""
    path.write_bytes(b"%PDF-1.4")


def fine(path: Path) -> None:
    """A workbook."""
    save_book(path, {"Kosten": [COSTS]})


def opened(path: Path) -> None:
    """A workbook that somebody has open in Excel."""
    fine(path)
    path.with_name(f"~${path.name}").touch()


@pytest.mark.parametrize(
    ("made", "check", "level"),
    [
        (absent, "SRC02", "wrong"),
        (renamed, "SRC04", "wrong"),
        (opened, "file_open", "look"),
        (fine, "file_fine", "ok"),
    ],
)
def test_a_file(setting: Setting, made: Callable[[Path], object], check: str, level: str) -> None:
    """Whether it is there, is a workbook, can be replaced, is open."""
    made(setting.folder / "eeklo.xlsx")
    one(setting, "eeklo.xlsx")

    found = json.loads(tool("doctor", "--format", "json", cwd=setting.folder).stdout)["checks"]

    (about,) = [each for each in found if each["workbook"] == "eeklo.xlsx"]
    assert (about["check"], about["level"]) == (check, level)
    assert "Eeklo: " in about["message"]


def has_leases(path: Path) -> bool:
    """Whether it is told here that somebody has a file open for writing."""
    try:
        with leased(path):
            return False
    except InUse:
        return True


def test_somebody_is_writing_a_file(well: Setting) -> None:
    """A program that holds it open for writing is noticed without any lock file."""
    path = well.folder / "coordinator.xlsx"
    with path.open("r+b"):
        if not has_leases(path):
            pytest.skip("this file system does not tell who writes")
        found = checks(well, code=1)

    assert found["file_open"]["workbook"] == "coordinator.xlsx"


def test_the_coordinators_file_is_missing(setting: Setting) -> None:
    """The remedy is the configuration's."""
    assert "config.toml" in checks(setting, code=1)["file_missing"]["fix"]


# ------------------------------------------------------------------------------------------------- the way to Google
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


def by_key(found: tuple[Check, ...]) -> dict[str, Check]:
    """Checks by their names."""
    return {check.key: check for check in found}


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


# ------------------------------------------------------------------------------------------------- the machine
def test_the_state_of_earlier_runs(well: Setting) -> None:
    """A whole one is in order; what others can read and what is damaged is told, and nothing is mended."""
    folder = well.folder / ".sheets-sync"
    with open_state(folder):
        pass
    whole = checks(well, code=0)
    folder.chmod(0o755)
    (folder / FILE).write_bytes(b"no database" * 1000)

    spoilt = checks(well, code=1)

    assert whole["state_fine"]["level"] == "ok"
    assert "chmod 700" in spoilt["state_shared"]["fix"]
    assert spoilt["state_damaged"]["level"] == "look"
    assert (folder / FILE).read_bytes() == b"no database" * 1000


def test_a_state_folder_that_cannot_be(well: Setting) -> None:
    """Where a file has its name, nothing can be remembered."""
    (well.folder / ".sheets-sync").touch()

    assert checks(well, code=1)["state_closed"]["level"] == "wrong"


def looked(setting: Setting) -> dict[str, Check]:
    """The same examination within this process."""
    return by_key(examine(load_config(setting.folder / "config.toml"), date(2025, 6, 30), "config.toml"))


def test_a_disk_that_is_almost_full(well: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """There must be room for a workbook beside the old one."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100_000_000))

    assert looked(well)["disk_full"].params["free"] == "100 MB"


def test_what_this_account_may_not_write(well: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook is told to be only read, and the state not to be remembered."""
    monkeypatch.setattr(os, "access", lambda *_: False)

    found = looked(well)

    assert (found["file_read_only"].level, found["state_closed"].level) == ("look", "wrong")


def test_a_file_for_the_result(well: Setting) -> None:
    """-o names it, and stdout stays empty."""
    done = tool("doctor", "--format", "json", "-o", "doctor.json", cwd=well.folder)

    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((well.folder / "doctor.json").read_text("utf-8"))["level"] == "ok"


@pytest.mark.parametrize(
    "text", ["coordinator = 1", "no toml at all", "[coordinator]\nworkbook = 'c.xlsx'\nx = 1", None]
)
def test_a_wrong_configuration(setting: Setting, text: str | None) -> None:
    """It ends with 2 and a sentence; JSON is valid all the same."""
    config = setting.folder / "config.toml"
    config.unlink() if text is None else config.write_text(text, "utf-8")

    table, as_json = tool("doctor", cwd=setting.folder), tool("doctor", "--format", "json", cwd=setting.folder)

    assert (table.returncode, table.stdout) == (2, "")
    assert table.stderr.startswith("sheets-sync: ")
    found = json.loads(as_json.stdout)
    assert (as_json.returncode, found["level"], {c["group"] for c in found["checks"]}) == (2, "wrong", {"config"})


# ------------------------------------------------------------------------------------------------- what a run costs
def test_what_it_says_of_the_quota_is_so(setting: Setting) -> None:
    """The first sync asks as often as was said, and one without changes as well."""
    for label in ("Eeklo", "Abomey"):
        ref = setting.spreadsheet(label, locale="nl_BE")
        activity = ["A-001", "Overleg", "workshop", "lopend", 45689]
        setting.book(ref).add_tab("Activiteiten", [ACTIVITIES, activity], user=ELS)
        setting.book(ref).add_tab(
            "Kosten", [COSTS, [c if c != date(2025, 3, 3) else 45719 for c in cost()]], user=ELS
        )
        setting.entry("SDGP-BJ-01", label, ref)
    setting.register()
    said = looked(setting)
    kinds = {"reads": "spreadsheets.get", "writes": "spreadsheets.batchUpdate", "lists": "files.list"}

    counted = []
    for _ in range(2):
        setting.server.reset_log()
        tool("sync", *AS_OF, cwd=setting.folder)
        counted.append({name: setting.server.count(kind=kind) for name, kind in kinds.items()})

    first = {name: said["quota_first_short"].params[name] for name in kinds}
    assert counted == [first, {"reads": 0, "writes": 0, "lists": said["quota_quiet"].params["lists"]}]


# ------------------------------------------------------------------------------------------------- its words
def test_whatever_google_says_there_is_a_word_for_it() -> None:
    """Each state of a key, a service and a spreadsheet has its sentence, and a remedy where it is no good one."""
    words = Catalogue.load("sheets_sync.messages").words("nl").keys()

    states = {f"key_{each}" for each in get_args(KeyFault) if each} | {f"book_{each}" for each in get_args(Sharing)}
    states |= {f"service_{each}" for each in get_args(Service) if each not in {"fine", "no_key"}}
    assert {f"doctor_{state}" for state in states} <= words
    assert {f"doctor_{state}_fix" for state in states if state != "book_editor"} <= words


def test_a_remedy_belongs_to_a_sentence() -> None:
    """None is left over from a check that went."""
    for language in LANGUAGES:
        words = Catalogue.load("sheets_sync.messages").words(language)
        remedies = [key for key in words if key.startswith("doctor_") and key.endswith("_fix")]
        assert [key for key in remedies if key.removesuffix("_fix") not in words] == []
