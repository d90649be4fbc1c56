-- Standing questions: what a thread wants to be told of, and what it was told last.

-- `thread` is the thread as the handlers know it, `goes_to` where the platform puts what is said there later (JSON).
-- `told` is the answer as the thread was last told it (JSON); `looked_to` the newest article it was looked for in.
CREATE TABLE watch (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL CHECK (length(platform) > 0),
    place TEXT NOT NULL CHECK (length(place) > 0),
    thread TEXT NOT NULL CHECK (length(thread) > 0),
    goes_to TEXT NOT NULL CHECK (json_valid(goes_to)),
    question TEXT NOT NULL CHECK (length(question) > 0),
    zone TEXT,
    told TEXT NOT NULL CHECK (json_valid(told)),
    asked_by TEXT NOT NULL CHECK (length(asked_by) > 0),
    started_at TEXT NOT NULL CHECK (length(started_at) = 26),
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 26),
    quiet_until_at TEXT CHECK (quiet_until_at IS NULL OR length(quiet_until_at) = 26),
    looked_to INTEGER NOT NULL CHECK (looked_to >= 0),
    notices INTEGER NOT NULL CHECK (notices >= 0),
    state TEXT NOT NULL CHECK (state IN ('active', 'stopped', 'expired')),
    claimed_by TEXT,
    claimed_until TEXT CHECK (claimed_until IS NULL OR length(claimed_until) = 26),
    claims INTEGER NOT NULL CHECK (claims >= 0),
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL))
) STRICT;

CREATE UNIQUE INDEX watch_once ON watch (platform, thread, question) WHERE state = 'active';
CREATE INDEX watch_by_place ON watch (platform, place) WHERE state = 'active';
