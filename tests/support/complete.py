"""What a code of the catalogue needs before it is complete: a sentence, cases, and a rule that explains itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.model import LANGUAGES
from sheets_sync.values import fold
from support.cases import cases_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from sheets_sync.messages import Catalogue
    from sheets_sync.schema import Schema

#: Codes whose finding no case can show, with the reason.
WITHOUT_CASES = {
    "SRC01": "depends on the rights of the account that reads; tested with the backends",
    "SRC03": "told of a service that does not answer; tested with the backends",
    "SRC07": "only a Google Drive holds such files; tested with the backends",
    "SRC09": "somebody has the workbook open; tested with the backends",
    "SRC11": "depends on where the configuration is; tested with the backends",
    "SRC12": "depends on what names lead to; tested with the backends",
    "WRT01": "told when results are written; tested with the plan and the backends",
    "WRT02": "told when results are written; tested with the plan and the backends",
    "WRT03": "told when results are written; tested with the plan and the backends",
    "WRT04": "told when results are written; tested with the backends and the stories",
    "WRT05": "planned: a text like a formula is written as text, in silence",
    "WRT06": "told when results are written; tested with the backends",
    "WRT07": "told when results are written; tested with the backends",
    "CFG01": "about config.toml; tested with the configuration",
    "CFG02": "about config.toml; tested with the configuration",
    "CFG08": "about what is installed; tested with the backends",
    "CFG03": "about the key file of a service; tested with the backends",
    "SYS01": "about the run itself; tested with the log of the command line",
    "SYS02": "planned: about two runs at once",
    "SYS03": "about the run itself; tested with the state",
    "SYS04": "about the run itself; tested with the state",
    "SYS05": "about the run itself; tested with the state",
    "SYS06": "about the run itself; tested with the command line",
    "SYS07": "about the run itself; tested with the command line",
    "SYS08": "about mail; tested with a mail server",
    "SYS09": "about the run itself; tested with the decisions",
    "CON01": "never true of any workbook: it would be a fault of the program",
    "XWB03": "needs to know the run before; tested with the rows that vanish",
}


def gaps_of_code(code: str, catalogue: Catalogue, folder: Path) -> Iterator[str]:
    """What is missing of a code: its definition, its sentences in three languages, a wrong case and a near miss."""
    if code not in catalogue.codes:
        yield f"{code} is not in a codes.toml"
    for language in LANGUAGES:
        try:
            catalogue.text(code, language)
        except KeyError:
            yield f"{code} has no sentence in {language}.toml"
    if code in WITHOUT_CASES:
        return
    path = folder / f"{code}.toml"
    cases = cases_of(path) if path.exists() else []
    if not any(case.wrong for case in cases):
        yield f"{code} has no wrong case in tests/rules"
    if all(case.wrong for case in cases):
        yield f"{code} has no near miss in tests/rules"


def gaps_of_rule(
    codes: Iterable[str], check: Callable[..., Any], catalogue: Catalogue, folder: Path
) -> Iterator[str]:
    """What is missing of a rule: all that its codes need, its docstring, and the name of the finding."""
    codes = tuple(codes)
    for code in codes:
        yield from gaps_of_code(code, catalogue, folder)
    if not (check.__doc__ or "").strip():
        yield f"{check.__name__} has no docstring"
    name = check.__name__.rstrip("_").replace("_", "-")
    known = [catalogue.codes[code].name for code in codes if code in catalogue.codes]
    if len(codes) == 1 and name not in known:
        yield f"{check.__name__} is not named after its finding ({', '.join(known)})"


def untold(schemas: Iterable[type[Schema]], told: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The rules of which no case shows what they find; `told` are codes with the title of the tab."""
    shown = {(code, fold(title)) for code, title in told}
    for schema in schemas:
        titles = {fold(title) for title in schema.tab}
        for code in dict.fromkeys(rule.code for rule in schema.rules):
            if not any((code, title) in shown for title in titles):
                yield f"no case shows {code} in {schema.__name__}"
