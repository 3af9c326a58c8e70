"""The sentences of the reading rooms."""
