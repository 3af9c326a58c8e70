"""`sheets-sync doctor` against the strict server: each thing that can be wrong, what is said of it, how it ends."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from types import SimpleNamespace
from typing import get_args

import pytest

from google_setup.programmes import ELS, Setting, checks, looked, one
from sheets_sync.backends.google.credentials import KeyFault
from sheets_sync.backends.google.examine import Service, Sharing
from sheets_sync.messages import Catalogue
from sheets_sync.model import LANGUAGES
from sheets_sync.state.database import FILE, open_state
from support.books import save_book
from test_cli import ACTIVITIES, AS_OF, COSTS, cost, tool


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
