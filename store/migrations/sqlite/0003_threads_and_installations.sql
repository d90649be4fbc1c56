-- A reply in a thread names the thread's first message: which post is that? And the workspaces that a chat app is in.

CREATE INDEX outbox_by_message ON outbox (platform, place, remote_id) WHERE remote_id IS NOT NULL;

-- `payload` holds the workspace's token: whoever can read the archive can speak for the app.
CREATE TABLE installation (
    platform TEXT NOT NULL CHECK (length(platform) > 0),
    key TEXT NOT NULL CHECK (length(key) > 0),
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    installed_at TEXT NOT NULL CHECK (length(installed_at) = 26),
    PRIMARY KEY (platform, key)
) STRICT, WITHOUT ROWID;
