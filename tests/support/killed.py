"""Work on a state in a process of its own that is killed before a statement of SQL."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Kills itself before the statement of this number, the first being the one that looks at the head of the file.
_WATCHED = """
import os, signal, sqlite3, sys
from pathlib import Path

folder, count, connect = Path(sys.argv[1]), 0, sqlite3.connect
def counted(statement):
    global count
    count += 1
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
def watched(*args, **options):
    connection = connect(*args, **options)
    connection.set_trace_callback(counted)
    return connection
sqlite3.connect = watched
"""


def killed_at(work: str, folder: Path, statement: int) -> subprocess.CompletedProcess[str]:
    """Do some work, as Python that knows `folder`; 0 kills nothing. It prints how many statements there were."""
    command = [sys.executable, "-c", f"{_WATCHED}\n{work}\nprint(count)", str(folder), str(statement)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, env=environment)
