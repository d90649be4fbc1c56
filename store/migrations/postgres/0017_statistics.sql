-- SQLite is told of an uneven column here; PostgreSQL counts for itself.
ANALYZE article;
