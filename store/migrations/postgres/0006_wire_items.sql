-- Items of agencies that evolved from one another: the text under `source` is theirs, one item after the other.
-- Items are known by digests, for an id may hold words; `line` is that of the source. `source` is NULL once the text
-- was taken down. `step` orders the items of a line; the last one's article is the one that stands.
CREATE TABLE wire_item (
    item TEXT COLLATE "C" PRIMARY KEY CHECK (length(item) = 64),
    line TEXT COLLATE "C" NOT NULL CHECK (length(line) = 64),
    source TEXT COLLATE "C" CHECK (length(source) > 0),
    step INTEGER NOT NULL,
    article_id BIGINT REFERENCES article (id) ON DELETE SET NULL
);

CREATE INDEX wire_item_by_line ON wire_item (line, step);
CREATE INDEX wire_item_by_article ON wire_item (article_id) WHERE article_id IS NOT NULL;
