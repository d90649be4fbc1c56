-- A reply in a thread names the thread's first message: which post is that? And the workspaces that a chat app is in.

CREATE INDEX outbox_by_message ON outbox (platform, place, remote_id) WHERE remote_id IS NOT NULL;

-- `payload` holds the workspace's token: whoever can read the archive can speak for the app.
CREATE TABLE installation (
    platform TEXT COLLATE "C" NOT NULL CHECK (length(platform) > 0),
    key TEXT COLLATE "C" NOT NULL CHECK (length(key) > 0),
    payload TEXT NOT NULL CHECK (payload::json IS NOT NULL),
    installed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (platform, key)
);
