-- The daily digest: who wants it when, which were made, what each told; and what the operator was told.

-- One subscription a place; `off_at` keeps the row of one that was ended, so that its digests are still known.
-- `at_minute` is the minute of the local day, `days` the weekdays as digits, Monday is 1.
CREATE TABLE subscription (
    id INTEGER PRIMARY KEY,
    platform TEXT NOT NULL CHECK (length(platform) > 0),
    place TEXT NOT NULL CHECK (length(place) > 0),
    goes_to TEXT NOT NULL CHECK (json_valid(goes_to)),
    at_minute INTEGER NOT NULL CHECK (at_minute BETWEEN 0 AND 1439),
    days TEXT NOT NULL CHECK (length(days) BETWEEN 1 AND 7),
    zone TEXT NOT NULL CHECK (length(zone) > 0),
    set_at TEXT NOT NULL CHECK (length(set_at) = 26),
    set_by TEXT NOT NULL CHECK (length(set_by) > 0),
    off_at TEXT CHECK (off_at IS NULL OR length(off_at) = 26),
    UNIQUE (platform, place)
) STRICT;

-- One digest a local date. A claim ends by itself; only who holds it can write the digest, together with its posts.
CREATE TABLE digest (
    subscription_id INTEGER NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    local_on TEXT NOT NULL CHECK (length(local_on) = 10),
    due_at TEXT NOT NULL CHECK (length(due_at) = 26),
    state TEXT NOT NULL CHECK (state IN ('claimed', 'made')),
    claimed_by TEXT,
    claimed_until TEXT CHECK (claimed_until IS NULL OR length(claimed_until) = 26),
    claims INTEGER NOT NULL CHECK (claims > 0),
    made_at TEXT CHECK (made_at IS NULL OR length(made_at) = 26),
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    stories INTEGER NOT NULL CHECK (stories >= 0),
    PRIMARY KEY (subscription_id, local_on),
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
    CHECK ((state = 'made') = (made_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- What a digest told of a story: its articles as a JSON list.
CREATE TABLE digest_story (
    subscription_id INTEGER NOT NULL,
    local_on TEXT NOT NULL,
    story_id INTEGER NOT NULL,
    articles TEXT NOT NULL CHECK (json_valid(articles)),
    PRIMARY KEY (subscription_id, local_on, story_id),
    FOREIGN KEY (subscription_id, local_on) REFERENCES digest (subscription_id, local_on) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What is wrong, once for as long as it lasts; `told` counts how often it began.
CREATE TABLE alert (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
    what TEXT NOT NULL,
    began_at TEXT NOT NULL CHECK (length(began_at) = 26),
    ended_at TEXT CHECK (ended_at IS NULL OR length(ended_at) = 26),
    told INTEGER NOT NULL CHECK (told > 0)
) STRICT, WITHOUT ROWID;
