"""Print the lowest versions that pyproject.toml allows, as constraints: one `name==version` for each dependency."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?>=(?P<floor>[0-9][0-9A-Za-z.]*)")


def lowest(requirements: Iterable[str]) -> list[str]:
    """One constraint for each requirement, in alphabetical order.

    Raises ValueError for a requirement that is not of the form `name>=floor`, since its floor could not be tested.
    """
    constraints = set()
    for requirement in requirements:
        match = REQUIREMENT.fullmatch(requirement)
        if match is None:
            raise ValueError(f"pyproject.toml: {requirement!r} is not of the form name>=floor")
        constraints.add(f"{match['name']}=={match['floor']}")
    return sorted(constraints)


def main() -> None:
    """Read pyproject.toml, print its floors."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    sys.stdout.writelines(f"{line}\n" for line in lowest(chain(project["dependencies"], extras)))


if __name__ == "__main__":
    main()
