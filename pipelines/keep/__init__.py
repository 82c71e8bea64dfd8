"""Observations → SQLite: the schema, the store, the derived tables, the questions, and Datasette over them."""

from pipelines.keep.answers import ask, latest, run_summary, there
from pipelines.keep.compare import Change
from pipelines.keep.database import DatabaseBroken, DatabaseBusy, DatabaseError, DatabaseMissing, DatabaseTooNew
from pipelines.keep.store import Saved, Store

__all__ = [
    "Change",
    "DatabaseBroken",
    "DatabaseBusy",
    "DatabaseError",
    "DatabaseMissing",
    "DatabaseTooNew",
    "Saved",
    "Store",
    "ask",
    "latest",
    "run_summary",
    "there",
]
