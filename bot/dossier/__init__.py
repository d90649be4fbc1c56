"""A dossier as a file: written as Markdown, HTML or JSON, and proved against the archive again."""
