"""Which addresses a letter can go to."""

from __future__ import annotations

import pytest

from sheets_sync.mail.address import reader_of, usable


@pytest.mark.parametrize("address", ["sdg@lommel.example", " sdg@lommel.example ", "sdg+een@sub.lommel-stad.example"])
def test_a_plain_address(address: str) -> None:
    """Without what stands around it."""
    assert usable(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "sdg",
        "sdg@localhost",
        "a@b.example,c@d.example",
        "a@b.example; c@d.example",
        "Els <a@b.example>",
        "a@b.example\nBcc: c@d.example",
        "a@b.example\r\n\r\ntext",
        "a\u2028@b.example",
        "é@b.example",
        "a@b@c.example",
        f"{'a' * 65}@b.example",
        f"a@{'b' * 250}.example",
        "\udcff@b.example",
    ],
)
def test_what_is_no_plain_address(address: str | None) -> None:
    """A list, a name, a line break or a letter that not every server takes: no letter goes there."""
    assert usable(address) is None


def test_a_reader_is_not_the_address() -> None:
    """What is remembered tells the same address again, and not what it is."""
    assert reader_of("SDG@lommel.example") == reader_of("sdg@lommel.example") != reader_of("b@lommel.example")
    assert "lommel" not in reader_of("sdg@lommel.example")
