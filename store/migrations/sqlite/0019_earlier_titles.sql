-- The headlines that an article had before: people asked about it by them, and at a takedown their words must go too.
CREATE TABLE earlier_title (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (length(title) > 0)
) STRICT;

CREATE INDEX earlier_title_by_article ON earlier_title (article_id);
