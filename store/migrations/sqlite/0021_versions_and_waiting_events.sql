-- Which version of an agency's item is stored, by digest: an older one that comes late does not replace it.
CREATE TABLE item_version (
    item TEXT PRIMARY KEY NOT NULL CHECK (length(item) = 64),
    version INTEGER NOT NULL CHECK (version > 0)
) STRICT, WITHOUT ROWID;

-- An event that waited while a text was taken down whose words it holds: it is answered, and goes with that.
ALTER TABLE inbox ADD COLUMN goes INTEGER NOT NULL DEFAULT 0 CHECK (goes IN (0, 1));
