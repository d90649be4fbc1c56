-- The archive: outlets, articles (revisions), passages (offsets), the index over them, threads, the audit.
-- Times are UTC, 'YYYY-MM-DD HH:MM:SS.ffffff'. Never edit a migration that was released: write the next one.

-- 'COPY': tells an archive from any other database.
PRAGMA application_id = 1129271385;

CREATE TABLE schema_migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    applied_at TEXT NOT NULL CHECK (length(applied_at) = 26)
) STRICT;

CREATE TABLE outlet (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(trim(name)) > 0),
    known INTEGER NOT NULL CHECK (known IN (0, 1))
) STRICT;

-- Both columns are indexed so that `integrity_check` compares every value of an outlet with a second copy.
CREATE UNIQUE INDEX outlet_by_name ON outlet (name, known);

-- Every name by which an outlet is known, folded; one name never means two outlets.
CREATE TABLE outlet_name (
    key TEXT PRIMARY KEY NOT NULL CHECK (length(key) > 0),
    outlet_id INTEGER NOT NULL REFERENCES outlet (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX outlet_name_by_outlet ON outlet_name (outlet_id);

-- `text` stands last: a row's short columns are then read without its overflow pages.
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    outlet_id INTEGER NOT NULL REFERENCES outlet (id),
    published_at TEXT CHECK (published_at IS NULL OR length(published_at) = 26),
    added_at TEXT NOT NULL CHECK (length(added_at) = 26),
    supersedes INTEGER UNIQUE REFERENCES article (id) CHECK (supersedes < id),
    superseded_by INTEGER UNIQUE REFERENCES article (id) DEFERRABLE INITIALLY DEFERRED CHECK (superseded_by > id),
    source TEXT NOT NULL CHECK (length(source) > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    seal TEXT NOT NULL CHECK (length(seal) = 64),
    title TEXT NOT NULL CHECK (length(title) > 0),
    title_made INTEGER NOT NULL CHECK (title_made IN (0, 1)),
    outlet_set INTEGER NOT NULL CHECK (outlet_set IN (0, 1)),
    cut_short INTEGER NOT NULL CHECK (cut_short IN (0, 1)),
    distributor TEXT CHECK (distributor <> ''),
    credit TEXT CHECK (credit <> ''),
    byline TEXT CHECK (byline <> ''),
    url TEXT CHECK (url <> ''),
    language TEXT CHECK (language <> ''),
    text TEXT NOT NULL CHECK (length(text) > 0)
) STRICT;

CREATE UNIQUE INDEX article_current_source ON article (source) WHERE superseded_by IS NULL;
CREATE INDEX article_by_source ON article (source, id);
CREATE INDEX article_current_outlet ON article (outlet_id, published_at) WHERE superseded_by IS NULL;
CREATE INDEX article_current_published ON article (published_at) WHERE superseded_by IS NULL;
CREATE INDEX article_by_sha256 ON article (sha256);
CREATE INDEX article_by_added ON article (added_at);
CREATE INDEX article_by_outlet ON article (outlet_id);

CREATE TRIGGER article_text_is_final
BEFORE UPDATE OF id, source, text, sha256, added_at, supersedes ON article
BEGIN
    SELECT RAISE(ABORT, 'a stored text never changes: add a revision');
END;

-- Passages of current revisions only, so that they are exactly the rows of the index.
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL CHECK ("end" > start)
) STRICT;

CREATE UNIQUE INDEX passage_by_article ON passage (article_id, start);

-- Offsets are code points, as SQLite's substr counts them; it counts from one.
CREATE VIEW passage_text AS
SELECT passage.id AS id, article.title AS title, substr(article.text, passage.start + 1, passage."end" - passage.start) AS text
FROM passage JOIN article ON article.id = passage.article_id;

CREATE VIRTUAL TABLE passage_index USING fts5 (
    title, text, content = 'passage_text', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE thread (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE CHECK (length(key) > 0),
    started_at TEXT NOT NULL CHECK (length(started_at) = 26)
) STRICT;

CREATE TABLE turn (
    id INTEGER PRIMARY KEY,
    thread_id INTEGER NOT NULL REFERENCES thread (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL CHECK (length(asked_at) = 26),
    payload TEXT NOT NULL CHECK (json_valid(payload))
) STRICT;

CREATE INDEX turn_by_thread ON turn (thread_id, id);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    happened_at TEXT NOT NULL CHECK (length(happened_at) = 26),
    actor TEXT NOT NULL CHECK (length(actor) > 0),
    action TEXT NOT NULL CHECK (length(action) > 0),
    subject TEXT NOT NULL,
    detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;

CREATE INDEX audit_by_subject ON audit (subject, id);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
