-- Agencies' items that were withdrawn before they came, by digest: no version up to that one is taken in.
CREATE TABLE withdrawn_item (
    item TEXT PRIMARY KEY NOT NULL CHECK (length(item) = 64),
    version INTEGER NOT NULL CHECK (version >= 0)
) STRICT, WITHOUT ROWID;
