-- What changed in the index, for a search index beside the archive; empty while there is none. See store/changes.py.
CREATE TABLE search_change (
    number INTEGER PRIMARY KEY,
    mark TEXT NOT NULL CHECK (length(mark) = 16),
    passages TEXT CHECK (passages IS NULL OR json_valid(passages))
) STRICT;

CREATE TABLE search_index (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) > 0),
    applied INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
