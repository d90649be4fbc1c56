-- Which version of an agency's item is stored, by digest: an older one that comes late does not replace it.
CREATE TABLE item_version (
    item TEXT COLLATE "C" PRIMARY KEY CHECK (length(item) = 64),
    version BIGINT NOT NULL CHECK (version > 0)
);

-- An event that waited while a text was taken down whose words it holds: it is answered, and goes with that.
ALTER TABLE inbox ADD COLUMN goes BOOLEAN NOT NULL DEFAULT FALSE;
