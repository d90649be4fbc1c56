-- Corrected, killed, embargoed, taken down; and which posts quote which article, so that words can be taken back.

-- A killed or embargoed article has no passage, so it is neither found nor counted; `passages` keeps their offsets.
CREATE TABLE standing (
    article_id BIGINT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('corrected', 'killed', 'embargoed')),
    until_at TIMESTAMP,
    note TEXT CHECK (note <> ''),
    passages TEXT CHECK (passages IS NULL OR passages::json IS NOT NULL),
    set_at TIMESTAMP NOT NULL,
    set_by TEXT NOT NULL CHECK (length(set_by) > 0),
    CHECK (until_at IS NULL OR status = 'embargoed'),
    CHECK ((status = 'corrected') = (passages IS NULL))
);

CREATE INDEX standing_until ON standing (until_at) WHERE until_at IS NOT NULL;

-- What was taken down: digests only, so that the same text or source is not taken in again, and no id is used twice.
CREATE TABLE taken_down (
    article_id BIGINT PRIMARY KEY,
    source_sha256 TEXT COLLATE "C" NOT NULL CHECK (length(source_sha256) = 64),
    sha256 TEXT COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    taken_down_at TIMESTAMP NOT NULL,
    taken_down_by TEXT NOT NULL CHECK (length(taken_down_by) > 0)
);

CREATE INDEX taken_down_by_source ON taken_down (source_sha256);
CREATE INDEX taken_down_by_text ON taken_down (sha256);

CREATE TABLE outbox_article (
    outbox_id BIGINT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    article_id BIGINT NOT NULL,
    PRIMARY KEY (article_id, outbox_id)
);

CREATE INDEX outbox_article_by_post ON outbox_article (outbox_id);

-- What the post becomes if an article in it is withdrawn.
ALTER TABLE outbox ADD COLUMN notice TEXT CHECK (notice IS NULL OR notice::json IS NOT NULL);

DROP TRIGGER outbox_content_is_frozen ON outbox;

CREATE TRIGGER outbox_content_is_frozen
BEFORE UPDATE OF id, key, platform, place, thread, under, content, created_at ON outbox
FOR EACH ROW WHEN (
    NEW.content IS DISTINCT FROM OLD.notice OR OLD.notice IS NULL OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.key IS DISTINCT FROM OLD.key OR NEW.platform IS DISTINCT FROM OLD.platform
    OR NEW.place IS DISTINCT FROM OLD.place OR NEW.thread IS DISTINCT FROM OLD.thread
    OR NEW.under IS DISTINCT FROM OLD.under OR NEW.created_at IS DISTINCT FROM OLD.created_at
)
EXECUTE FUNCTION refuse_change('what is to be posted never changes, unless it is withdrawn');
