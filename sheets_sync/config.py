"""What an administrator decides once: config.toml, read and checked. Paths are relative to the file."""

from __future__ import annotations

import importlib
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from sheets_sync.backends.bounds import Bounds
from sheets_sync.backends.limits import MAX_ROWS, Limits
from sheets_sync.errors import ConfigError
from sheets_sync.mail.address import usable
from sheets_sync.model import LANGUAGES, Finding, Location
from sheets_sync.plan import LOSS
from sheets_sync.programme import Programme
from sheets_sync.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sheets_sync.model import Language

_MEGABYTE = 1_000_000
#: What to write, for each setting that can be missing or unusable.
EXAMPLES = {
    "programme": 'programme = "schemas:PROGRAMME"',
    "language": 'language = "nl"',
    "state_folder": 'state_folder = ".sheets-sync"',
    "coordinator": '[coordinator] workbook = "coordinator.xlsx"',
    "coordinator.workbook": 'workbook = "coordinator.xlsx"',
    "run.summary": 'summary = "summary.json"',
    "run.ping": 'ping = "https://ping.example.org/sheets-sync"',
    "run.deadline_minutes": "deadline_minutes = 60",
    "run.lock_wait_seconds": "lock_wait_seconds = 600",
    "mail": 'host = "smtp.example.org", from = "sdg@example.org", security = "starttls"',
    "mail.host": 'host = "smtp.example.org"',
    "mail.port": "port = 587",
    "mail.security": 'security = "starttls"',
    "mail.from": 'from = "sdg@example.org"',
    "mail.user": 'user = "sdg"',
    "mail.password_file": 'password_file = "smtp-password"',
    "mail.coordinator": 'coordinator = "coordinator@example.org"',
    "mail.remind_after_days": "remind_after_days = 14",
    "google.credentials": 'credentials = "service-account.json"',
    "state.keep_runs": "keep_runs = 400",
    "state.loss": "loss = 0.3",
    "limits.file_mb": "file_mb = 50",
    "limits.unpacked_mb": "unpacked_mb = 250",
    "limits.cells": "cells = 2000000",
    "limits.rows": "rows = 200000",
    "limits.findings": "findings = 50000",
    "limits.seconds": "seconds = 30",
    "limits.memory_mb": "memory_mb = 1000",
    "limits.folders": 'folders = ["/srv/shared/municipalities"]',
    "rules.ceiling_eur": "ceiling_eur = 35000",
    "rules.warn_at": "warn_at = [0.8, 0.9]",
    "rules.heading_shift": "heading_shift = 0.15",
    "rules.period": "period = { start = 2022-01-01, end = 2026-12-31 }",
    "rules.receipt_link_from_eur": "receipt_link_from_eur = 100",
    "rules.stale_after_days": "stale_after_days = 90",
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CoordinatorSection(_Strict):
    """Where the coordinator's workbook is."""

    workbook: Annotated[str, Field(min_length=1)]


class RunSection(_Strict):
    """How `sync` runs where nobody looks on. A path is relative to the file."""

    summary: Annotated[str | None, Field(min_length=1)] = None
    ping: Annotated[str | None, Field(pattern=r"^https?://[^\s/?#]+\S*$")] = None
    deadline_minutes: Annotated[float | None, Field(gt=0, allow_inf_nan=False)] = None
    lock_wait_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0


def _plain_address(text: str | None) -> str | None:
    if text is not None and usable(text) != text:
        raise ValueError(text)
    return text


MailAddress = Annotated[str | None, AfterValidator(_plain_address)]


class MailSection(_Strict):
    """Mail to municipalities and to the coordinator; none without a host. A path is relative to the file."""

    host: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9.:_-]+$")] = None
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Annotated[MailAddress, Field(alias="from")] = None
    user: Annotated[str | None, Field(min_length=1)] = None
    password_file: Annotated[str | None, Field(min_length=1)] = None
    coordinator: MailAddress = None
    remind_after_days: Annotated[int, Field(ge=1, le=3_650)] = 14

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """A host needs a sender, a user a password, and a password a line that nobody can listen to."""
        if (
            (self.host is not None and self.sender is None)
            or (self.user is None) != (self.password_file is None)
            or (self.user is not None and self.security == "none")
        ):
            raise ValueError
        return self


class GoogleSection(_Strict):
    """Only where a workbook is a Google spreadsheet."""

    credentials: str | None = None
    api_endpoint: str = ""


class StateSection(_Strict):
    """What is remembered of the runs, and when rows have vanished rather than been removed."""

    keep_runs: Annotated[int, Field(ge=1)] = 400
    loss: Annotated[Decimal, Field(gt=0, le=1)] = LOSS


class LimitsSection(_Strict):
    """What one workbook may cost before it is refused, and where else than beside the programme it may lie."""

    file_mb: Annotated[int, Field(strict=True, ge=1, le=2_000)] = 50
    unpacked_mb: Annotated[int, Field(strict=True, ge=1, le=2_000)] = 250
    cells: Annotated[int, Field(strict=True, ge=1_000, le=100_000_000)] = 2_000_000
    rows: Annotated[int, Field(strict=True, ge=100, le=MAX_ROWS)] = 200_000
    findings: Annotated[int, Field(strict=True, ge=100, le=MAX_ROWS)] = 50_000
    seconds: Annotated[float, Field(strict=True, ge=1, le=3_600)] = 30
    memory_mb: Annotated[int, Field(strict=True, ge=100, le=64_000)] = 1_000
    folders: tuple[Annotated[str, Field(min_length=1)], ...] = ()

    @property
    def of_workbook(self) -> Limits:
        """Those of one municipal workbook."""
        return Limits(
            file_bytes=self.file_mb * _MEGABYTE,
            unpacked_bytes=self.unpacked_mb * _MEGABYTE,
            cells=self.cells,
            rows=self.rows,
            seconds=self.seconds,
            memory_bytes=self.memory_mb * _MEGABYTE,
        )


class ConfigFile(_Strict):
    """The file as it is written."""

    programme: str = "schemas:PROGRAMME"
    language: Literal["nl", "fr", "en"] = "nl"
    state_folder: str = ".sheets-sync"
    coordinator: CoordinatorSection
    google: GoogleSection = GoogleSection()
    run: RunSection = RunSection()
    mail: MailSection = MailSection()
    state: StateSection = StateSection()
    limits: LimitsSection = LimitsSection()
    rules: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Config:
    """What a run needs of it. `folder` is where the file is."""

    folder: Path
    coordinator: str
    programme: Programme
    settings: BaseModel
    language: Language
    state_folder: Path
    google: GoogleSection
    run: RunSection
    mail: MailSection
    state: StateSection = field(default_factory=StateSection)
    limits: LimitsSection = field(default_factory=LimitsSection)

    @property
    def bounds(self) -> Bounds:
        """What a workbook may cost, and where it may lie: beside the configuration or the coordinator's, or as told.

        Where the coordinator's lies is what config.toml says, not where a link leads from there.
        """
        beside = (self.folder / self.coordinator).parent
        return Bounds.within(
            self.limits.of_workbook, [self.folder, beside, *(self.folder / each for each in self.limits.folders)]
        )


def load_config(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError with a finding for each setting that is wrong."""
    data = _read(path)
    language = _language(data)
    try:
        file = ConfigFile.model_validate(data)
    except ValidationError as error:
        raise ConfigError(tuple(_findings(error, path.name, "", ConfigFile.model_fields)), language) from None
    programme = load_programme(file.programme, path.name, language)
    return Config(
        folder=path.parent,
        coordinator=file.coordinator.workbook,
        programme=programme,
        settings=_settings(programme, file.rules, path.name, language),
        language=file.language,
        state_folder=path.parent / file.state_folder,
        google=file.google,
        run=file.run,
        mail=file.mail,
        state=file.state,
        limits=file.limits,
    )


def language_of(path: Path) -> Language:
    """The language of the configuration in a file, whatever else is wrong in it; English where it cannot be read."""
    try:
        return _language(_read(path))
    except ConfigError:
        return "en"


def limits_of(path: Path) -> Limits:
    """The limits in a configuration; the usual ones where these cannot be read, which is told when all of it is."""
    try:
        return LimitsSection.model_validate(_read(path).get("limits", {})).of_workbook
    except (ConfigError, ValidationError):
        return Limits()


def _language(data: Mapping[str, Any]) -> Language:
    return data["language"] if data.get("language") in LANGUAGES else "en"


def load_programme(address: str, file: str = "config.toml", language: Language = "en") -> Programme:
    """The programme behind an import string such as "schemas:PROGRAMME"."""
    module, _, name = address.partition(":")
    try:
        programme = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        programme = None
    if not isinstance(programme, Programme):
        raise ConfigError((_unusable("programme", file),), language)
    return programme


def _settings(programme: Programme, rules: Mapping[str, Any], file: str, language: Language) -> BaseModel:
    schema = programme.settings
    try:
        return schema.model_validate(dict(rules))
    except ValidationError as error:
        raise ConfigError(tuple(_findings(error, file, "rules.", schema.model_fields)), language) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError((), "en", missing=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((), "en", unreadable=f"{path}: {type(error).__name__}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((), "en", unreadable=f"{path}: {error}") from None


def _findings(error: ValidationError, file: str, prefix: str, known: Mapping[str, object]) -> Iterator[Finding]:
    told = set()
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        key = prefix + ".".join(str(part) for part in fault["loc"] if not isinstance(part, int))
        if key in told:
            continue
        told.add(key)
        if fault["type"] == "extra_forbidden":
            near = nearest(key.rpartition(".")[2], known) if "." not in key.removeprefix(prefix) else None
            yield Finding("CFG01", Location(), {"key": key, "file": file}, suggestion=near)
        else:
            yield _unusable(key, file)


def _unusable(key: str, file: str) -> Finding:
    examples = (EXAMPLES[k] for k in (key, key.rpartition(".")[0]) if k in EXAMPLES)
    return Finding("CFG02", Location(), {"key": key, "file": file, "example": next(examples, "…")})
