"""What people read: a finding becomes a sentence in the language of its reader, here and nowhere else.

`Catalogue` holds the sentences of the engine and of a programme; `show` writes one value as the reader writes it.
"""

from __future__ import annotations

from sheets_sync.messages.catalogue import Catalogue, CodeInfo, Rendered, Text
from sheets_sync.messages.format import show

__all__ = ["Catalogue", "CodeInfo", "Rendered", "Text", "show"]
