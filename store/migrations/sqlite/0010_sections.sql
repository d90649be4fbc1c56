-- The section under which a feed listed an article; not sealed, for it is never quoted. What was listed before is taken over.
ALTER TABLE article ADD COLUMN section TEXT CHECK (section <> '');

UPDATE article SET section = (SELECT entry.section FROM entry WHERE entry.url = article.url)
WHERE superseded_by IS NULL AND url IN (SELECT url FROM entry WHERE section IS NOT NULL);
