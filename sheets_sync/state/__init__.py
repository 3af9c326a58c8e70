"""What the tool remembers from run to run, in SQLite: never a source of figures, and dispensable.

The workbooks are the source of truth. Where the memory is lost, damaged or cannot be kept, a run goes on and says so.
Only `sync.py` and the commands that show the memory open it; no pure stage knows that there is one.
"""
