"""A programme of another kind: what the branches of a library have in their reading rooms, and who borrowed it.

It uses nothing but what the engine offers to every programme, and knows nothing of partnerships or money.
"""

from reading_room.programme import ReadingRoom

PROGRAMME = ReadingRoom()

__all__ = ["PROGRAMME", "ReadingRoom"]
