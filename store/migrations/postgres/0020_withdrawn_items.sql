-- Agencies' items that were withdrawn before they came, by digest: no version up to that one is taken in.
CREATE TABLE withdrawn_item (
    item TEXT COLLATE "C" PRIMARY KEY CHECK (length(item) = 64),
    version BIGINT NOT NULL CHECK (version >= 0)
);
