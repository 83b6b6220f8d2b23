"""The directory's tables: where facts come from, what parents see, what waits for a person."""

from .desk import FieldCheck, Pair, Proposal
from .directory import Service
from .feeds import Source, SourceRecord, SyncRun

__all__ = ["FieldCheck", "Pair", "Proposal", "Service", "Source", "SourceRecord", "SyncRun"]
