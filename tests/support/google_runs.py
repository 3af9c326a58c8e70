"""Runs over an uploaded programme, in this process, on a clock that does not wait."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.reading import validate
from sheets_sync.sync import sync
from support.google import Waiting

if TYPE_CHECKING:
    from sheets_sync.check import Outcome
    from sheets_sync.job import Job
    from support.uploading import Uploaded
    from tests.google.server import GoogleServer

AS_OF = date(2025, 6, 30)


def job_on(server: GoogleServer, uploaded: Uploaded, *, write: bool = True) -> Job:
    """A job on an uploaded programme."""
    return open_job(load_config(uploaded.config), AS_OF, write=write, clock=Waiting(server))


def synced(server: GoogleServer, uploaded: Uploaded) -> Outcome:
    """A run that writes."""
    return sync(job_on(server, uploaded))


def checked(server: GoogleServer, uploaded: Uploaded) -> Outcome:
    """A run that only reads."""
    return validate(job_on(server, uploaded, write=False))


def codes(outcome: Outcome, workbook: str) -> set[str]:
    """The codes of what was found in a workbook."""
    return {finding.code for finding in outcome.report.findings if finding.location.workbook == workbook}
