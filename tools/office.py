"""LibreOffice as a reader of the documentation has it: set to a locale, printing to PDF. For the tools that draw."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def printed(path: Path, locale: str, profile: Path) -> Path:
    """The workbook as a PDF beside it, as a program set to this locale prints it; `profile` is a new folder."""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
        f"<value>{locale}</value></prop></item></oor:items>",
        "utf-8",
    )
    where = f"-env:UserInstallation={profile.as_uri()}"
    command = ["soffice", where, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path.with_suffix(".pdf")
