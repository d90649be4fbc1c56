-- What a digest quoted of a story, so that the next one can say which of it was altered: [article, start, end], as JSON.
ALTER TABLE digest_story ADD COLUMN quotes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(quotes));
