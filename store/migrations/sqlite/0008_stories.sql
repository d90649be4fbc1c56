-- Stories: which articles tell one event, as they come; and which texts share their words.

-- Ids are stable. A story that became part of another stays as a row that names it, so an old id still leads somewhere.
CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL CHECK (length(made_at) = 26),
    merged_into INTEGER REFERENCES story (id) CHECK (merged_into <> id),
    title_article INTEGER REFERENCES article (id) ON DELETE SET NULL
) STRICT;

-- `happened_at` is when the article was published, or NULL if nobody knows. `terms` are its headline's and lede's words
-- with how often each stands there, the most telling first: "istanbul 5 talk 3".
CREATE TABLE story_article (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES story (id),
    published_at TEXT CHECK (published_at IS NULL OR length(published_at) = 26),
    terms TEXT NOT NULL
) STRICT;

CREATE INDEX story_article_by_story ON story_article (story_id, article_id);

-- The most telling terms of each article, by which articles like it are found. An undated one has the time ''.
CREATE TABLE story_key (
    term TEXT NOT NULL,
    published_at TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (term, published_at, article_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_key_by_article ON story_key (article_id);

-- In how many articles a term stands; a term in none has no row.
CREATE TABLE story_term (
    term TEXT PRIMARY KEY NOT NULL,
    articles INTEGER NOT NULL CHECK (articles > 0)
) STRICT, WITHOUT ROWID;

-- Articles whose story is not known yet, or must be looked at again.
CREATE TABLE story_due (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE
) STRICT;

-- Two articles of one story, by different outlets, that share sentences: how many characters of each are shared.
CREATE TABLE shared_text (
    one INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE CHECK (other > one),
    one_characters INTEGER NOT NULL CHECK (one_characters > 0),
    other_characters INTEGER NOT NULL CHECK (other_characters > 0),
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

CREATE INDEX shared_text_by_other ON shared_text (other);

INSERT INTO story_due (article_id) SELECT id FROM article WHERE superseded_by IS NULL;
