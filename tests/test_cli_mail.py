"""Mail after a run: who hears of what, in which language, and never twice."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from sheets_sync.lock import NAME as LOCK
from sheets_sync.mailed import NAME
from support.books import save_book
from support.mailserver import HOST, Desk, mail_server
from support.staged import environment, staged
from test_cli import ACTIVITIES, COSTS, PARTNERSHIPS, WORKBOOKS, cost, tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

EEN, TWEE, COORDINATOR = "sdg@een.example", "odd@twee.example", "coordinator@project.example"
DAY = "2025-06-30"
STATE = ".sheets-sync"


def municipal(folder: Path, name: str, *amounts: object) -> None:
    """A workbook with costs of these amounts."""
    activity = ["A-001", "Overleg", "workshop", "lopend", date(2025, 2, 1), None, 12]
    costs = [[f"C-00{n}", *cost(amount)[1:7], f"F{n}"] for n, amount in enumerate(amounts, 1)]
    save_book(folder / name, {"Activiteiten": [ACTIVITIES, activity], "Kosten": [COSTS, *costs]})


def registered(folder: Path, een: str | None = EEN, twee: str | None = TWEE, label: str = "Twee") -> None:
    """The coordinator's workbook, with these addresses and this name."""
    partnership = ["SDGP-BJ-01", "Een", "Twee", "BJ", "SDG 16", date(2024, 1, 1), date(2025, 12, 31)]
    headings = [*WORKBOOKS, "E-mail (functioneel adres)"]
    rows = [
        ["SDGP-BJ-01", "Een", "flanders", "een.xlsx", "nl", "EUR", een],
        ["SDGP-BJ-01", label, "partner", "twee.xlsx", "fr", "EUR", twee],
    ]
    save_book(
        folder / "coordinator.xlsx",
        {"Partnerschappen": [PARTNERSHIPS, partnership], "Rekenbladen": [headings, *rows]},
    )


def configure(folder: Path, port: int, *more: str) -> None:
    """A configuration with this mail server."""
    lines = ['language = "en"', "[coordinator]", 'workbook = "coordinator.xlsx"', "[mail]", f'host = "{HOST}"']
    lines += [f"port = {port}", 'security = "none"', 'from = "tool@project.example"']
    lines += [f'coordinator = "{COORDINATOR}"', *more, ""]
    (folder / "config.toml").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """Een has something to correct, twee is in order."""
    municipal(tmp_path, "een.xlsx", "12.500", 8)
    municipal(tmp_path, "twee.xlsx", 20)
    registered(tmp_path)
    return tmp_path


@pytest.fixture
def desk() -> Desk:
    """What the mail server does, and what it took."""
    return Desk()


@pytest.fixture
def served(programme: Path, desk: Desk) -> Iterator[Path]:
    """The programme, configured with a server that is there."""
    with mail_server(desk) as port:
        configure(programme, port)
        yield programme


def run(folder: Path, day: str = DAY, *options: str) -> subprocess.CompletedProcess[str]:
    """A run on a day."""
    return tool("sync", "--as-of", day, *options, cwd=folder)


def body(message: EmailMessage) -> str:
    """Its text."""
    return str(message.get_content()).replace("\r\n", "\n")


# ------------------------------------------------------------------------------------------------- who hears of what
def test_a_municipality_hears_what_it_has_to_correct(served: Path, desk: Desk) -> None:
    """In its own language, with the cell and where to solve it; one that is in order hears nothing."""
    done = run(served)

    assert done.returncode == 1
    assert desk.to == [EEN, COORDINATOR]
    text = body(desk.taken[0])
    assert desk.taken[0]["Subject"].startswith("Een: 1 punt te verbeteren")
    assert "- Kosten · F2: " in text
    assert "12.500" in text
    assert "tabblad ‘Controle’" in text
    assert "\neen.xlsx\n" in text
    assert "Nog open" not in text


def test_each_in_its_own_language(served: Path, desk: Desk) -> None:
    """Whatever that of the coordinator is."""
    municipal(served, "twee.xlsx", "12.500")

    run(served)

    texts = {str(message["To"]): body(message) for message in desk.taken}
    assert "Nouveau" in texts[TWEE]
    assert "l’onglet «\u202fContrôle\u202f»" in texts[TWEE]
    assert "Nieuw" in texts[EEN]
    assert "For the municipalities" in texts[COORDINATOR]


def test_the_coordinator_gets_a_digest(served: Path, desk: Desk) -> None:
    """How it stands with each municipality, who has no address, and what only a coordinator can solve."""
    registered(served, een=None)
    (served / "twee.xlsx").unlink()

    run(served)

    (digest,) = desk.taken
    assert digest["To"] == COORDINATOR
    text = body(digest)
    assert "- Een (een.xlsx): 1 thing to correct" in text
    assert "(no e-mail address known)" in text
    assert "No workbook was found at “twee.xlsx”" in text
    assert "tab “Findings”:\ncoordinator.xlsx\n" in text


def test_a_workbook_that_cannot_be_opened(served: Path, desk: Desk) -> None:
    """Its municipality hears how to solve it, for there is no tab that could tell it."""
    run(served)
    (served / "een.xlsx").rename(served / "kept")
    (served / "een.xlsx").write_bytes(b"no workbook")

    run(served, "2025-07-01")
    (served / "kept").replace(served / "een.xlsx")
    before = len(desk.taken)
    run(served, "2025-07-02")

    assert desk.to[:4] == [EEN, COORDINATOR, EEN, COORDINATOR]
    assert "Excel" in body(desk.taken[2])
    assert "Controle" not in body(desk.taken[2])
    assert desk.to[before:] == [], "what was told before the workbook could not be read is not new"


# ------------------------------------------------------------------------------------------------- never twice
def test_the_same_state_is_told_once(served: Path, desk: Desk) -> None:
    """Neither on the same day nor on the days after; and what is remembered is not written again."""
    run(served)
    kept = (served / STATE / NAME).stat()

    run(served)
    run(served, "2025-07-01")
    run(served, "2025-07-13")

    assert desk.to == [EEN, COORDINATOR]
    assert (served / STATE / NAME).stat().st_mtime_ns == kept.st_mtime_ns
    assert EEN not in (served / STATE / NAME).read_text("utf-8")


def test_a_reminder_comes_in_time(served: Path, desk: Desk) -> None:
    """After fourteen days, once."""
    run(served)

    run(served, "2025-07-14")
    run(served, "2025-07-15")

    assert desk.to == [EEN, COORDINATOR, EEN, COORDINATOR]
    assert "Nog open" in body(desk.taken[2])
    assert "Nieuw" not in body(desk.taken[2])


def test_something_new_is_told_with_what_is_still_open(served: Path, desk: Desk) -> None:
    """On another day than the last letter; what is new stands first."""
    run(served)
    municipal(served, "een.xlsx", "12.500", "9.900")

    run(served)
    today = len(desk.taken)
    run(served, "2025-07-01")

    text = body(desk.taken[2])
    assert today == 2
    assert text.index("Nieuw") < text.index("Kosten · F3") < text.index("Nog open") < text.index("Kosten · F2")


def test_when_all_is_solved_nothing_is_told(served: Path, desk: Desk) -> None:
    """And what comes back later is new."""
    run(served)
    municipal(served, "een.xlsx", 12, 8)
    run(served, "2025-07-01")
    solved = len(desk.taken)
    municipal(served, "een.xlsx", "12.500", 8)
    run(served, "2025-07-02")

    assert solved == 2
    assert desk.to == [EEN, COORDINATOR, EEN, COORDINATOR]


CRASH = """
import os, signal
from sheets_sync.smtp import Post
real = Post.send
def send(*given):
    real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
Post.send = send
from sheets_sync.cli import main
main()
"""


def test_a_crash_before_it_is_remembered_makes_no_second_letter_that_day(served: Path, desk: Desk) -> None:
    """The letter went out, nobody could write that down, and it comes again a day later at the earliest."""
    command = [sys.executable, "-c", CRASH, "sync", "--as-of", DAY]
    crashed = subprocess.run(command, cwd=served, env=environment(), check=False, timeout=60, capture_output=True)

    again = run(served)
    same_day = desk.to.count(EEN)
    run(served, "2025-07-01")

    assert (crashed.returncode, again.returncode) == (70, 1)
    assert same_day == 1
    assert desk.to == [EEN, COORDINATOR, EEN]


# ------------------------------------------------------------------------------------------------- what fails
def test_a_server_that_is_down(programme: Path) -> None:
    """The workbooks are written all the same; SYS08 and exit code 3 tell it, and the next run sends."""
    with socket.create_server((HOST, 0)) as free:
        configure(programme, free.getsockname()[1])

    down = run(programme, DAY, "--format", "json")
    desk = Desk()
    with mail_server(desk) as port:
        configure(programme, port)
        up = run(programme)

    report = json.loads(down.stdout)
    (finding,) = (f for f in report["findings"] if f["code"] == "SYS08")
    assert (down.returncode, report["complete"], up.returncode) == (3, True, 1)
    assert {w["workbook"] for w in report["writes"]} == {"een.xlsx", "twee.xlsx", "coordinator.xlsx"}
    assert (finding["params"]["n"], "Connection refused" in finding["message"]) == (2, True)
    assert desk.to == [EEN, COORDINATOR]


@pytest.mark.parametrize("answers", [{f"to {EEN}": "550 unknown"}, {EEN: "554 spam"}])
def test_a_letter_that_is_refused_stops_no_other(programme: Path, answers: dict[str, str]) -> None:
    """It certainly did not arrive, so that the next run may try it again on the same day."""
    desk = Desk(answers)

    with mail_server(desk) as port:
        configure(programme, port)
        done = run(programme)
        desk.answers = {}
        run(programme)

    assert done.returncode == 3
    assert desk.to == [COORDINATOR, EEN]


def test_a_letter_that_may_have_arrived_waits_for_another_day(programme: Path) -> None:
    """The line broke when the server had it: nobody can tell."""
    desk = Desk({EEN: "taken, cut"})

    with mail_server(desk) as port:
        configure(programme, port)
        done = run(programme)
        desk.answers = {}
        run(programme)
        same_day = list(desk.to)
        run(programme, "2025-07-01")

    assert done.returncode == 3
    assert same_day == [EEN, COORDINATOR]
    assert desk.to == [EEN, COORDINATOR, EEN]


def test_where_nobody_knows_what_was_sent_nothing_is(served: Path, desk: Desk) -> None:
    """A memory that cannot be understood is told with its place."""
    (served / STATE).mkdir()
    (served / STATE / NAME).write_text("{")

    done = run(served)

    assert done.returncode == 3
    assert f"{STATE}/{NAME}" in " ".join(done.stdout.split())
    assert desk.taken == []


def test_what_cannot_be_remembered_is_not_sent(served: Path, desk: Desk) -> None:
    """Or else it would be sent every night."""
    happens = (
        "import sheets_sync.mailed as m; m.save = lambda *_: (_ for _ in ()).throw(OSError(28, 'No space left'))"
    )

    done = staged(happens, "sync", "--as-of", DAY, cwd=served)

    assert done.returncode == 3
    assert "No space left" in done.stdout
    assert desk.taken == []


# ------------------------------------------------------------------------------------------------- when none is sent
def test_a_trial_run_shows_the_letters(served: Path, desk: Desk) -> None:
    """To whom, with subject and text; nothing is sent, and nothing remembered."""
    done = run(served, DAY, "--dry-run")

    assert f"Message that would be sent to {EEN}:" in done.stdout
    assert "  Een: 1 punt te verbeteren" in done.stdout
    assert "  - Kosten · F2: " in done.stdout
    assert desk.taken == []
    assert not (served / STATE).exists()


def test_a_trial_run_says_that_there_are_none(served: Path, desk: Desk) -> None:
    """Where all was told."""
    run(served)
    sent = len(desk.taken)

    done = run(served, DAY, "--dry-run")

    assert "No message would be sent." in done.stdout
    assert len(desk.taken) == sent


def test_letters_stay_out_of_the_way_of_a_program(served: Path) -> None:
    """The JSON of a trial run is alone on stdout."""
    done = run(served, DAY, "--dry-run", "--format", "json")

    assert json.loads(done.stdout)["schema_version"] == 1
    assert EEN in done.stderr


def test_a_part_of_the_programme_sends_nothing(served: Path, desk: Desk) -> None:
    """Somebody tries something by hand."""
    run(served, DAY, "Een")

    assert desk.taken == []


def test_a_run_that_is_ended_sends_nothing(served: Path, desk: Desk) -> None:
    """What a letter would tell is not yet in the workbooks."""
    happens = "os.kill(os.getppid(), signal.SIGTERM); until(received(signal.SIGTERM))"

    done = staged(happens, "sync", "--as-of", DAY, cwd=served)

    assert done.returncode == 128 + signal.SIGTERM
    assert desk.taken == []


def test_without_a_server_nothing_is_different(programme: Path) -> None:
    """Mail is for who wants it."""
    (programme / "config.toml").write_text('[coordinator]\nworkbook = "coordinator.xlsx"\n', "utf-8")

    done = run(programme)

    assert done.returncode == 1
    assert {path.name for path in (programme / STATE).iterdir()} == {LOCK, "state.sqlite3"}


# ------------------------------------------------------------------------------------------------- hostile input
@pytest.mark.parametrize(
    "address",
    ["a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "Els <a@b.example>", "a@b.example\r\n\r\nx"],
)
def test_an_address_is_one_address(served: Path, desk: Desk, address: str) -> None:
    """Anything else gets no letter, and the digest says that there is no address."""
    registered(served, een=address)

    run(served)

    assert desk.envelopes == [("tool@project.example", [COORDINATOR])]
    assert "(no e-mail address known)" in body(desk.taken[0])


def test_a_name_begins_no_header(served: Path, desk: Desk) -> None:
    """A line break in the name of a municipality stays within the subject."""
    municipal(served, "twee.xlsx", "12.500")
    registered(served, label="Twee\r\nBcc: c@d.example\r\n\r\nKlik hier")

    run(served)

    message = next(message for message in desk.taken if message["To"] == TWEE)
    assert message["Bcc"] is None
    assert "Bcc: c@d.example" in message["Subject"]
    assert {envelope[1][0] for envelope in desk.envelopes} == {EEN, TWEE, COORDINATOR}


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (['host = "h"'], "mail"),
        (['host = "h"', 'from = "a@b.example"', 'user = "u"'], "mail"),
        (['host = "h"', 'from = "a@b.example"', 'password_file = "p"'], "mail"),
        (['host = "h"', 'from = "a@b.example"', 'user = "u"', 'password_file = "p"', 'security = "none"'], "mail"),
        (['host = "h\\nx"', 'from = "a@b.example"'], "mail.host"),
        (['host = "h"', 'from = "Tool <a@b.example>"'], "mail.from"),
        (
            ['host = "h"', 'from = "a@b.example"', 'coordinator = "a@b.example\\r\\nBcc: c@d.example"'],
            "mail.coordinator",
        ),
        (['host = "h"', 'from = "a@b.example"', "port = 0"], "mail.port"),
        (['host = "h"', 'from = "a@b.example"', "remind_after_days = 0"], "mail.remind_after_days"),
        (['host = "h"', 'from = "a@b.example"', 'password = "geheim"'], "mail.password"),
    ],
)
def test_a_configuration_that_is_of_no_use(programme: Path, lines: list[str], key: str) -> None:
    """It is named with what to write, before anything is read; a password never stands in it."""
    text = "\n".join(["[coordinator]", 'workbook = "coordinator.xlsx"', "[mail]", *lines, ""])
    (programme / "config.toml").write_text(text, "utf-8")

    done = run(programme)

    assert done.returncode == 2
    assert f"“{key}”" in done.stderr
    assert "geheim" not in done.stderr
