"""The archive in a PostgreSQL database: the engine behind `store.backend.Backend` for several processes."""

from __future__ import annotations

from store.postgres.backend import PostgresBackend

__all__ = ["PostgresBackend"]
