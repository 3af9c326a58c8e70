"""One workbook that kills its reader costs that workbook and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING

import pytest

from sheets_sync.isolation import IN_PROCESS, supervised

if TYPE_CHECKING:
    from pathlib import Path

#: A program whose steps are named on its command line; each kind of step ends in its own way.
PROGRAM = """
import os, signal, sys, time
from sheets_sync.isolation import supervised

def ordinary(): pass
def abort(): os.abort()
def crash(): os.kill(os.getpid(), signal.SIGSEGV)
def greedy(): os.kill(os.getpid(), signal.SIGABRT) if allocation_fails() else None
def slow(): time.sleep(60)
def allocation_fails():
    try:
        bytearray(1 << 30)
    except MemoryError:
        return True

def work(watch):
    told = []
    for name in sys.argv[1:]:
        if name in watch.killers:
            told.append(f"{name}: failed")
            continue
        watch.step(name)
        globals()[name.split("-")[0]]()
        watch.done()
        told.append(f"{name}: done")
    print("\\n".join(told))
    return 3 if watch.killers else 0

sys.exit(supervised(work, memory_bytes=MEMORY, seconds_per_step=SECONDS))
"""


def program(body: str = PROGRAM, *, memory: int | None = 1 << 29, seconds: float = 20) -> str:
    """The text of a program with its limits filled in."""
    return textwrap.dedent(body).replace("MEMORY", str(memory)).replace("SECONDS", str(seconds))


def run(*steps: str, body: str = PROGRAM, **limits: float) -> subprocess.CompletedProcess[str]:
    """The program run to its end."""
    return subprocess.run(
        [sys.executable, "-c", program(body, **limits), *steps],  # type: ignore[arg-type]
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_ordinary_run_says_everything_once_and_keeps_its_exit_code() -> None:
    """Nothing is told twice although two processes end."""
    result = run("ordinary-1", "ordinary-2")

    assert (result.returncode, result.stdout, result.stderr) == (0, "ordinary-1: done\nordinary-2: done\n", "")


@pytest.mark.parametrize("killer", ["abort", "crash", "greedy"])
def test_a_step_that_kills_its_process_fails_and_all_others_complete(killer: str) -> None:
    """An abort, a crash and an allocation beyond the limit each cost one step."""
    result = run("ordinary-1", killer, "ordinary-2")

    assert result.stdout == f"ordinary-1: done\n{killer}: failed\nordinary-2: done\n"
    assert result.returncode == 3


def test_a_step_that_takes_too_long_is_ended() -> None:
    """A step beyond its time is killed; those after it have their own time."""
    result = run("slow", "ordinary", seconds=0.3)

    assert result.stdout == "slow: failed\nordinary: done\n"


def test_several_killers_each_cost_one_step() -> None:
    """The work is started again for every one of them."""
    steps = ["abort-1", "ordinary-1", "abort-2", "crash-3", "ordinary-2"]

    result = run(*steps)

    failed = {line.split(":")[0] for line in result.stdout.splitlines() if line.endswith("failed")}
    assert failed == {"abort-1", "abort-2", "crash-3"}
    assert len(result.stdout.splitlines()) == len(steps)


def test_without_a_limit_memory_is_free() -> None:
    """None leaves the address space as it was."""
    result = run("greedy", memory=None)

    assert result.stdout == "greedy: done\n"


@pytest.mark.parametrize(
    "work",
    [
        "lambda watch: os.abort()",
        "lambda watch: (watch.step('a'), watch.done(), os.abort())",
        "lambda watch: (watch.step('a'), os.abort())",  # although told that it kills
    ],
    ids=["before", "after", "again"],
)
def test_a_death_that_no_step_explains_is_an_internal_error(work: str) -> None:
    """Starting again would not help."""
    body = f"""
        import os, sys
        from sheets_sync.isolation import supervised
        sys.exit(supervised({work}, memory_bytes=MEMORY, seconds_per_step=SECONDS))
    """

    result = run(body=body)

    assert result.returncode == 70


def test_what_the_work_raises_ends_the_program_as_ever() -> None:
    """An exception passes through the caller's own handlers, once."""
    body = """
        import sys
        from sheets_sync.isolation import supervised
        def work(watch):
            raise ValueError("told once")
        try:
            sys.exit(supervised(work, memory_bytes=MEMORY, seconds_per_step=SECONDS))
        except ValueError as error:
            print(error)
            sys.exit(2)
    """

    result = run(body=body)

    assert (result.returncode, result.stdout) == (2, "told once\n")


def test_what_was_buffered_before_is_said_once() -> None:
    """Text that waits in a buffer when the work starts is not copied into the child."""
    body = """
        import sys
        from sheets_sync.isolation import supervised
        print("before")
        sys.exit(supervised(lambda watch: 0, memory_bytes=MEMORY, seconds_per_step=SECONDS))
    """

    result = run(body=body)

    assert result.stdout == "before\n"


SIGNALLED = """
    import os, signal, sys, time
    from pathlib import Path
    from sheets_sync.isolation import supervised
    class Terminated(BaseException): pass
    def terminate(*_): raise Terminated
    if HANDLED: signal.signal(signal.SIGTERM, terminate)
    def work(watch):
        watch.step("a")
        Path(sys.argv[1]).write_text(str(os.getpid()))
        while True: time.sleep(0.05)
    try:
        sys.exit(supervised(work, memory_bytes=MEMORY, seconds_per_step=SECONDS))
    except KeyboardInterrupt:
        print("cleaned up"); sys.exit(130)
    except Terminated:
        print("cleaned up"); sys.exit(143)
"""


@pytest.mark.parametrize("to_whom", ["parent", "both"])
@pytest.mark.parametrize(
    ("number", "handled", "code", "said"),
    [
        (signal.SIGTERM, True, 143, "cleaned up\n"),
        (signal.SIGTERM, False, 143, ""),
        (signal.SIGINT, True, 130, "cleaned up\n"),
    ],
)
def test_a_signal_reaches_the_work_once(
    tmp_path: Path, number: signal.Signals, handled: bool, code: int, said: str, to_whom: str
) -> None:
    """Whether a person, a terminal or systemd sends it, the work cleans up and no child is left."""
    where = tmp_path / "pid"
    body = SIGNALLED.replace("HANDLED", str(handled))
    process = subprocess.Popen(
        [sys.executable, "-c", program(body), str(where)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + 20
    while not (where.exists() and where.read_text()) and time.monotonic() < until:
        time.sleep(0.01)
    child = int(where.read_text())

    if to_whom == "both":
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    out, _ = process.communicate(timeout=20)

    assert (process.returncode, out) == (code, said)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.parametrize("name", ["déjà vu.xlsx", "a\nb", "\udcff"])
def test_a_killer_is_named_as_it_was_told(name: str) -> None:
    """Any file name survives the way to the next child."""
    body = f"""
        import os, sys
        from sheets_sync.isolation import supervised
        def work(watch):
            if {name!r} in watch.killers:
                return 0
            watch.step({name!r})
            os.abort()
        sys.exit(supervised(work, memory_bytes=MEMORY, seconds_per_step=SECONDS))
    """

    result = run(body=body)

    assert result.returncode == 0


def test_the_work_can_be_kept_in_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a debugger, and for tests that call the tool inside their own process."""
    monkeypatch.setenv(IN_PROCESS, "1")
    seen: list[int] = []

    def work(watch: object) -> int:  # noqa: ARG001  (the work needs no watch here)
        seen.append(os.getpid())
        return 4

    code = supervised(work, memory_bytes=1 << 29, seconds_per_step=1)

    assert (code, seen) == (4, [os.getpid()])


def test_the_child_is_covered(tmp_path: Path) -> None:
    """Coverage sees what ran in the child, as our own settings for it ask."""
    script = tmp_path / "script.py"
    body = """
        import sys
        from sheets_sync.isolation import supervised
        def work(watch):
            covered = 1
            return covered
        sys.exit(supervised(work, memory_bytes=None, seconds_per_step=SECONDS))
    """
    script.write_text(program(body))
    settings = tmp_path / "settings"
    settings.write_text(f"[run]\nparallel = true\npatch = _exit\ndata_file = {tmp_path}/data\nsource = {tmp_path}\n")
    coverage = [sys.executable, "-m", "coverage"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COV")}

    first = subprocess.run(
        [*coverage, "run", f"--rcfile={settings}", str(script)], cwd=tmp_path, env=environment, check=False
    )
    subprocess.run([*coverage, "combine", f"--rcfile={settings}", "-q"], cwd=tmp_path, env=environment, check=True)
    report = subprocess.run(
        [*coverage, "report", f"--rcfile={settings}", "-m"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert first.returncode == 1
    assert "100%" in report.stdout
