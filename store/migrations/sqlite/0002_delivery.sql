-- Nothing lost, nothing twice: what arrived (inbox), what must be posted (outbox), how far each platform was read.

-- `lane` holds events that must be answered one after another (a thread, a room).
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL CHECK (length(platform) > 0),
    event_id TEXT NOT NULL CHECK (length(event_id) > 0),
    lane TEXT NOT NULL CHECK (length(lane) > 0),
    received_at TEXT NOT NULL CHECK (length(received_at) = 26),
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    state TEXT NOT NULL CHECK (state IN ('new', 'done', 'failed')),
    claimed_by TEXT,
    claimed_until TEXT CHECK (claimed_until IS NULL OR length(claimed_until) = 26),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    settled_at TEXT CHECK (settled_at IS NULL OR length(settled_at) = 26),
    reason TEXT,
    UNIQUE (platform, event_id),
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
    CHECK ((state = 'new') = (settled_at IS NULL))
) STRICT;

CREATE INDEX inbox_new ON inbox (platform, lane, id) WHERE state = 'new';
CREATE INDEX inbox_settled ON inbox (settled_at) WHERE state <> 'new';

CREATE TRIGGER inbox_event_is_final
BEFORE UPDATE OF id, platform, event_id, lane, received_at, payload ON inbox
BEGIN
    SELECT RAISE(ABORT, 'a recorded event never changes');
END;

-- `under` names the post whose message starts the thread this one goes into (a part of a digest).
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE CHECK (length(key) > 0),
    platform TEXT NOT NULL CHECK (length(platform) > 0),
    place TEXT NOT NULL CHECK (length(place) > 0),
    thread TEXT,
    under TEXT REFERENCES outbox (key) CHECK (under <> key),
    content TEXT NOT NULL CHECK (json_valid(content)),
    state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'unknown', 'failed')),
    created_at TEXT NOT NULL CHECK (length(created_at) = 26),
    not_before_at TEXT NOT NULL CHECK (length(not_before_at) = 26),
    claimed_by TEXT,
    claimed_until TEXT CHECK (claimed_until IS NULL OR length(claimed_until) = 26),
    claims INTEGER NOT NULL CHECK (claims >= 0),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    sending_at TEXT CHECK (sending_at IS NULL OR length(sending_at) = 26),
    sent_at TEXT CHECK (sent_at IS NULL OR length(sent_at) = 26),
    remote_id TEXT CHECK (remote_id <> ''),
    reason TEXT,
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
    CHECK (state <> 'sending' OR sending_at IS NOT NULL),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CHECK ((state = 'sent') = (remote_id IS NOT NULL))
) STRICT;

CREATE INDEX outbox_unsent ON outbox (platform, place, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_under ON outbox (under) WHERE under IS NOT NULL;
CREATE INDEX outbox_unsettled ON outbox (state, id) WHERE state IN ('unknown', 'failed');

CREATE TRIGGER outbox_content_is_frozen
BEFORE UPDATE OF id, key, platform, place, thread, under, content, created_at ON outbox
BEGIN
    SELECT RAISE(ABORT, 'what is to be posted never changes');
END;

CREATE TABLE cursor (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
    value TEXT NOT NULL,
    moved_at TEXT NOT NULL CHECK (length(moved_at) = 26)
) STRICT, WITHOUT ROWID;
