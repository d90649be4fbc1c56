-- Corrected, killed, embargoed, taken down; and which posts quote which article, so that words can be taken back.

-- A killed or embargoed article has no passage, so it is neither found nor counted; `passages` keeps their offsets.
CREATE TABLE standing (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('corrected', 'killed', 'embargoed')),
    until_at TEXT CHECK (until_at IS NULL OR length(until_at) = 26),
    note TEXT CHECK (note <> ''),
    passages TEXT CHECK (passages IS NULL OR json_valid(passages)),
    set_at TEXT NOT NULL CHECK (length(set_at) = 26),
    set_by TEXT NOT NULL CHECK (length(set_by) > 0),
    CHECK (until_at IS NULL OR status = 'embargoed'),
    CHECK ((status = 'corrected') = (passages IS NULL))
) STRICT;

CREATE INDEX standing_until ON standing (until_at) WHERE until_at IS NOT NULL;

-- What was taken down: digests only, so that the same text or source is not taken in again, and no id is used twice.
CREATE TABLE taken_down (
    article_id INTEGER PRIMARY KEY,
    source_sha256 TEXT NOT NULL CHECK (length(source_sha256) = 64),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    taken_down_at TEXT NOT NULL CHECK (length(taken_down_at) = 26),
    taken_down_by TEXT NOT NULL CHECK (length(taken_down_by) > 0)
) STRICT;

CREATE INDEX taken_down_by_source ON taken_down (source_sha256);
CREATE INDEX taken_down_by_text ON taken_down (sha256);

CREATE TABLE outbox_article (
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (article_id, outbox_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_article_by_post ON outbox_article (outbox_id);

-- What the post becomes if an article in it is withdrawn.
ALTER TABLE outbox ADD COLUMN notice TEXT CHECK (notice IS NULL OR json_valid(notice));

DROP TRIGGER outbox_content_is_frozen;

CREATE TRIGGER outbox_content_is_frozen
BEFORE UPDATE OF id, key, platform, place, thread, under, content, created_at ON outbox
WHEN NEW.content IS NOT OLD.notice OR OLD.notice IS NULL OR NEW.id IS NOT OLD.id OR NEW.key IS NOT OLD.key
    OR NEW.platform IS NOT OLD.platform OR NEW.place IS NOT OLD.place OR NEW.thread IS NOT OLD.thread
    OR NEW.under IS NOT OLD.under OR NEW.created_at IS NOT OLD.created_at
BEGIN
    SELECT RAISE(ABORT, 'what is to be posted never changes, unless it is withdrawn');
END;
