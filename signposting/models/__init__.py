"""The directory's tables: where facts come from, what parents see, what waits for a person."""

from .asking import Correction, ProviderAsk
from .desk import FieldCheck, Pair, Proposal
from .directory import Flag, Service, Step, Use
from .feeds import Source, SourceRecord, SyncRun
from .freshness import Doubt, LinkCheck
from .lists import Gap, Kept, SharedEntry, SharedList
from .people import NamedPerson
from .reports import Report, Suggestion
from .search import Synonym
from .slips import Slip, SlipAnswer, SlipEntry

__all__ = [
    "Correction",
    "Doubt",
    "FieldCheck",
    "Flag",
    "Gap",
    "Kept",
    "LinkCheck",
    "NamedPerson",
    "Pair",
    "Proposal",
    "ProviderAsk",
    "Report",
    "Service",
    "SharedEntry",
    "SharedList",
    "Slip",
    "SlipAnswer",
    "SlipEntry",
    "Source",
    "SourceRecord",
    "Step",
    "Suggestion",
    "SyncRun",
    "Synonym",
    "Use",
]  # fmt: skip
