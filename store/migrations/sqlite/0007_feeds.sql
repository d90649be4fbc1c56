-- Feeds and watched folders, and what was seen of each address they listed.

-- `reason` and `failing_since` stand while a feed fails; `told_at` when the operator was told of it. 'gone' is HTTP 410.
CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE CHECK (length(url) > 0),
    kind TEXT CHECK (kind IN ('rss', 'atom', 'json', 'sitemap', 'folder')),
    title TEXT CHECK (title <> ''),
    outlet TEXT CHECK (outlet <> ''),
    state TEXT NOT NULL CHECK (state IN ('active', 'gone')),
    added_at TEXT NOT NULL CHECK (length(added_at) = 26),
    next_at TEXT NOT NULL CHECK (length(next_at) = 26),
    claimed_by TEXT,
    claimed_until TEXT CHECK (claimed_until IS NULL OR length(claimed_until) = 26),
    etag TEXT CHECK (etag <> ''),
    modified TEXT CHECK (modified <> ''),
    polled_at TEXT CHECK (polled_at IS NULL OR length(polled_at) = 26),
    succeeded_at TEXT CHECK (succeeded_at IS NULL OR length(succeeded_at) = 26),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    failing_since TEXT CHECK (failing_since IS NULL OR length(failing_since) = 26),
    reason TEXT CHECK (reason <> ''),
    told_at TEXT CHECK (told_at IS NULL OR length(told_at) = 26),
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
    CHECK ((failures > 0) = (failing_since IS NOT NULL)),
    CHECK ((failures > 0) = (reason IS NOT NULL)),
    CHECK (state <> 'gone' OR failures > 0)
) STRICT;

CREATE INDEX feed_due ON feed (next_at) WHERE state = 'active';

-- An address is fetched once, however many feeds list it, and again when a feed says that its text is another (`stamp`).
CREATE TABLE entry (
    url TEXT PRIMARY KEY NOT NULL CHECK (length(url) > 0),
    feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    stamp TEXT NOT NULL CHECK (length(stamp) > 0),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'refused')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    seen_at TEXT NOT NULL CHECK (length(seen_at) = 26),
    next_at TEXT CHECK (next_at IS NULL OR length(next_at) = 26),
    section TEXT CHECK (section <> ''),
    reason TEXT CHECK (reason <> ''),
    CHECK ((state = 'waiting') = (next_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_by_feed ON entry (feed_id, state);
