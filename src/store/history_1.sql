CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    job TEXT NOT NULL,
    name TEXT,
    day TEXT NOT NULL,
    number INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('published', 'refused', 'failed', 'locked')),
    exit_code INTEGER,
    ended_at TEXT,
    milliseconds INTEGER,
    trouble TEXT,
    skillmix TEXT,
    pack TEXT,
    as_at TEXT,
    compared_with TEXT,
    people INTEGER,
    errors INTEGER,
    warnings INTEGER,
    notes INTEGER,
    UNIQUE (job, name)
) STRICT;

CREATE TABLE sites (
    site INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE counts (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    site INTEGER NOT NULL REFERENCES sites,
    status TEXT NOT NULL,
    level INTEGER NOT NULL,
    tasks INTEGER NOT NULL,
    able INTEGER NOT NULL,
    PRIMARY KEY (run, site, status, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_rows (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    file TEXT NOT NULL,
    fate TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (run, file, fate)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    code TEXT NOT NULL,
    findings INTEGER NOT NULL,
    PRIMARY KEY (run, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE stages (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    place INTEGER NOT NULL,
    stage TEXT NOT NULL,
    milliseconds INTEGER NOT NULL,
    PRIMARY KEY (run, place)
) STRICT, WITHOUT ROWID;
