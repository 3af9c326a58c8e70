"""Whether a programme can run: what is in order, what to look at, what is wrong, and what to do. Writes nothing."""
