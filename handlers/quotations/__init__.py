"""Words that somebody said: found in a text with their speaker, and looked for in the archive."""
