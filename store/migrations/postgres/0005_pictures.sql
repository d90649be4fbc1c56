-- The picture of a post: its PNG until it was posted or withdrawn, and, as JSON, where the platform keeps it.
CREATE TABLE outbox_picture (
    outbox_id BIGINT PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    png BYTEA CHECK (length(png) > 0),
    uploaded TEXT CHECK (uploaded IS NULL OR uploaded::json IS NOT NULL)
);
