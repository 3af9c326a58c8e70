"""The tables, as numbered scripts: the first makes version 1 out of an empty file, the next version 2 out of that.

A script that was ever released is never changed: append another one. Each runs in a transaction of its own.
"""

from __future__ import annotations

_RUNS = """
-- One line for each run that came to its end. An id is never used again.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started TEXT NOT NULL,             -- UTC, as are all moments
    ended TEXT NOT NULL,
    version TEXT NOT NULL,             -- of the tool
    as_of TEXT NOT NULL,               -- the day that it took for today
    what TEXT NOT NULL,                -- JSON: the partnerships or municipalities asked for; [] is all
    complete INTEGER NOT NULL,
    books_read INTEGER NOT NULL,
    books_failed INTEGER NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_accepted INTEGER NOT NULL,
    rows_aside INTEGER NOT NULL,
    rows_skipped INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    tabs_written INTEGER NOT NULL
);

-- Contents by their hash, compressed JSON: what is the same in two runs, or in two workbooks, is here once. Lines
-- refer to it by the hash; what no line refers to is swept away when runs are forgotten.
CREATE TABLE contents (
    hash BLOB PRIMARY KEY,
    data BLOB NOT NULL
);

-- What a run found of a workbook; it holds until a later run has another line. A workbook that is no longer
-- registered has the status "gone".
CREATE TABLE books (
    workbook TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    label TEXT NOT NULL,               -- the municipality
    grp TEXT,                          -- the partnership
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    modified TEXT,                     -- the day of its last change
    editor TEXT NOT NULL,              -- who made it, where that is told
    tabs TEXT NOT NULL,                -- JSON: per tab its title, rows read, accepted, set aside, skipped
    rows BLOB,   -- its rows as read
    rates BLOB,  -- the rate of each row that was converted
    PRIMARY KEY (workbook, run)
) WITHOUT ROWID;

-- The rows of each workbook as they were when last none had vanished.
CREATE TABLE baselines (
    workbook TEXT PRIMARY KEY,
    run INTEGER NOT NULL,
    as_of TEXT NOT NULL,
    rows BLOB NOT NULL
) WITHOUT ROWID;

-- Which content a file had that need not be packed again as long as it is the same file.
CREATE TABLE packed (
    workbook TEXT PRIMARY KEY,
    version TEXT NOT NULL,             -- of the file
    made_by TEXT NOT NULL,             -- what else the content depends on
    rows BLOB NOT NULL
) WITHOUT ROWID;

-- What a run found of a partnership: JSON, as in the report. It holds until a later run has another line.
CREATE TABLE figures (
    grp TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    data TEXT NOT NULL,
    PRIMARY KEY (grp, run)
) WITHOUT ROWID;

-- The tool's own tabs as they were after a run; each holds until a later run has another line.
CREATE TABLE sheets (
    workbook TEXT NOT NULL,
    title TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    place INTEGER NOT NULL,            -- its place among the tabs
    head BLOB,   -- columns and looks; NULL: the tab is no longer made
    PRIMARY KEY (workbook, title, run)
) WITHOUT ROWID;

-- The rows of a tab, in pieces, so that a long list that changed in one place is not stored again.
CREATE TABLE pieces (
    head BLOB NOT NULL,
    place INTEGER NOT NULL,
    piece BLOB NOT NULL,
    PRIMARY KEY (head, place)
) WITHOUT ROWID;

-- Each error and warning that was ever told. solved IS NULL: open.
CREATE TABLE findings (
    fingerprint TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    workbook TEXT,
    grp TEXT,
    tab TEXT,
    cell TEXT,
    row_no INTEGER,
    row_id TEXT,
    heading TEXT,                      -- of the column, as typed
    params TEXT NOT NULL,              -- JSON
    value TEXT,                        -- as shown
    accepted TEXT,                     -- the reason of an exception
    times INTEGER NOT NULL DEFAULT 1,  -- how many have this fingerprint
    first_seen TEXT NOT NULL,          -- a day, as are the others
    open_since TEXT NOT NULL,          -- later than first_seen where it came back
    last_seen TEXT NOT NULL,
    solved TEXT,                       -- the day on which it was no longer found
    came_back INTEGER NOT NULL DEFAULT 0,   -- how many times
    first_run INTEGER NOT NULL,
    last_run INTEGER NOT NULL,         -- the last that found it
    solved_run INTEGER
) WITHOUT ROWID;
CREATE INDEX findings_open ON findings (grp) WHERE solved IS NULL;
"""

_SNAPSHOTS = """
-- A Google spreadsheet as it was answered last, and under which version of it.
CREATE TABLE snapshots (
    spreadsheet TEXT PRIMARY KEY,
    asked TEXT NOT NULL,               -- a hash of what was asked for
    version TEXT NOT NULL,             -- as Drive numbers it; empty: the content is of no use
    modified TEXT NOT NULL,            -- as Drive tells it, UTC
    by_people TEXT NOT NULL,           -- the same, of the last change that was not ours
    editor TEXT NOT NULL,              -- who made that change; empty where Drive does not tell
    read_at REAL NOT NULL,             -- seconds since 1970
    content BLOB NOT NULL              -- the answer, compressed
) WITHOUT ROWID;
"""

#: The version of a state is the number of scripts that made it.
MIGRATIONS: tuple[str, ...] = (_RUNS, _SNAPSHOTS)
