"""Personal data in free text: what looks like an e-mail address, a phone number, a national number or an IBAN."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheets_sync.model import Label
    from sheets_sync.schema import Params, Schema

#: For the quick look: every digit is a 0, what stands between digits is nothing, all else is the same.
_DIGITS = bytes(ord("0") if chr(b).isascii() and chr(b).isdigit() else b if b in b"@+" else 1 for b in range(256))
_BETWEEN = " ./()-\t\n\u00a0\u202f\u2009".encode()
_ENOUGH = b"0" * 7
#: Begins where such a text begins: to look from each of its signs on would take the square of its length.
_MAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b(?:[A-Z]{2} ?|[a-z]{2})\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?\b")
#: Belgium: date of birth, serial number, check number. Rwanda: sixteen digits, the year of birth in second place.
_BELGIAN = re.compile(r"\b(\d{2})[. ]?(\d{2})[. ]?(\d{2})[- .]?(\d{3})[. -]?(\d{2})\b")
_RWANDAN = re.compile(r"\b[123] ?(?:19|20)\d\d ?[78] ?\d{7} ?\d ?\d\d\b")
_PHONES = re.compile(
    r"(?<![\w.])(?:"
    r"\+\d{1,3}[\s./()-]*\d(?:[\s./()-]*\d){6,11}"  # international
    r"|00(?:32|33|229|250)[\s./()-]*\d(?:[\s./()-]*\d){6,9}"
    r"|0\d[\s./-]\d{3}(?:[\s.-]\d{2}){2}"  # Belgium, in groups; 05/03/25 14 is a date with an hour
    r"|0\d{2,3}[\s./-]\d{2}(?:[\s.-]\d{2}){2}"
    r"|04\d{2}[\s./-]\d{3}[\s.-]\d{3}"
    r"|0[1-9]([\s.])\d{2}(?:\1\d{2}){3}"  # France, in pairs
    r"|07[2389][\s-]\d{3}[\s-]?\d{2}[\s-]?\d{2}"  # Rwanda, grouped after three
    r"|04\d{8}"
    r"|07[2389]\d[\s-]?\d{3}[\s-]?\d{3}"  # Rwanda
    r"|01(?:[\s.]?\d{2}){4}"  # Benin since 2024
    r")(?![\d])"
)


def suspect(text: str) -> bool:
    """Whether a text could hold personal data: an @, a +, or seven digits with nothing but marks between them."""
    flat = text.encode(errors="replace").translate(_DIGITS, _BETWEEN)
    return b"@" in flat or b"+" in flat or _ENOUGH in flat


@lru_cache(maxsize=20_000)
def personal_data(text: str) -> frozenset[str]:
    """The codes of what a text seems to hold: PII01 e-mail, PII02 phone, PII03 national number, PII04 IBAN."""
    if not suspect(text):
        return frozenset()
    found = set()
    for code, take in (("PII01", _mail), ("PII04", _iban), ("PII03", _national), ("PII02", _phone)):
        hit, text = take(text)
        if hit:
            found.add(code)
    return frozenset(found)


def _without(pattern: re.Pattern[str], text: str, sure: Callable[[re.Match[str]], bool]) -> tuple[bool, str]:
    """Whether the pattern was found for sure, and the text without it: one number is one finding."""
    hits = [m for m in pattern.finditer(text) if sure(m)]
    for match in reversed(hits):
        text = f"{text[: match.start()]} … {text[match.end() :]}"
    return bool(hits), text


def _mail(text: str) -> tuple[bool, str]:
    return _without(_MAIL, text, lambda _: True)


def _iban(text: str) -> tuple[bool, str]:
    return _without(_IBAN, text, lambda m: _mod97(re.sub(r"\W", "", m[0])))


def _mod97(iban: str) -> bool:
    """ISO 13616: the rearranged number leaves 1 when divided by 97."""
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def _national(text: str) -> tuple[bool, str]:
    belgian, text = _without(_BELGIAN, text, _is_belgian)
    rwandan, text = _without(_RWANDAN, text, lambda _: True)
    return belgian or rwandan, text


def _is_belgian(match: re.Match[str]) -> bool:
    """The check number is 97 less the rest of the nine digits by 97, with a 2 before them for the born from 2000."""
    nine, check = "".join(match.groups()[:4]), int(match[5])
    return check in {97 - int(nine) % 97, 97 - int(f"2{nine}") % 97}


def _phone(text: str) -> tuple[bool, str]:
    return _without(_PHONES, text, lambda _: True)


def watch(schema: type[Schema], *keys: str) -> None:
    """Let the four rules on personal data look at these columns of free text."""
    headings = {key: schema.fields[key].column.label for key in keys}
    for key, heading in headings.items():
        for code, name, page in _PAGES:
            schema.cell_rule(code, key, among=suspect)(_check(code, name, page, heading))


def _check(code: str, name: str, page: str, heading: Label) -> Callable[[str, object], Params | None]:
    def check(value: str, _context: object) -> Params | None:
        return {"column": heading} if code in personal_data(value) else None

    check.__name__, check.__doc__ = name, page
    return check


_PAGES = (
    ("PII01", "e_mail_address_seen", "A free text seems to contain an e-mail address."),
    ("PII02", "phone_number_seen", "A free text seems to contain a phone number."),
    ("PII03", "national_number_seen", "A free text seems to contain a national identity number."),
    ("PII04", "bank_account_seen", "A free text seems to contain a bank account number (IBAN)."),
)
