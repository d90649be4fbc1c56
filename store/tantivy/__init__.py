"""A search index of tantivy beside an archive of any engine: docs/decisions/0012-tantivy-beside-the-archive.md.

`store.tantivy.folder` alone can be imported without the library, which is an extra.
"""

from __future__ import annotations
