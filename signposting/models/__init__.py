"""The directory's tables: where facts come from, what parents see, what waits for a person."""

from .advice import Advice
from .asking import Correction, ProviderAsk
from .barriers import Barrier
from .desk import FactChange, FieldCheck, Pair, Proposal
from .directory import Flag, Service, Step, Use
from .feeds import Source, SourceRecord, SyncRun
from .freshness import Doubt, LinkCheck
from .guides import Guide
from .hub import HubPerson, Talk
from .library import Comment, Edition, Handed, Resource
from .lists import Gap, Kept, SharedEntry, SharedList
from .loans import Loan, Thing, Wish
from .open_feed import Label, Spot
from .partners import Partner
from .people import NamedPerson
from .reports import Report, Suggestion
from .reviewing import Assignment, Deed, HelplineCheck, PhoneCall, Visits
from .search import IndexTerm, Synonym
from .slips import Slip, SlipAnswer, SlipEntry

__all__ = [
    "Advice",
    "Assignment",
    "Barrier",
    "Comment",
    "Correction",
    "Deed",
    "Doubt",
    "Edition",
    "FactChange",
    "FieldCheck",
    "Flag",
    "Gap",
    "Guide",
    "Handed",
    "HelplineCheck",
    "HubPerson",
    "IndexTerm",
    "Kept",
    "Label",
    "LinkCheck",
    "Loan",
    "NamedPerson",
    "Pair",
    "Partner",
    "PhoneCall",
    "Proposal",
    "ProviderAsk",
    "Report",
    "Resource",
    "Service",
    "SharedEntry",
    "SharedList",
    "Slip",
    "SlipAnswer",
    "SlipEntry",
    "Source",
    "SourceRecord",
    "Spot",
    "Step",
    "Suggestion",
    "SyncRun",
    "Synonym",
    "Talk",
    "Thing",
    "Use",
    "Visits",
    "Wish",
]  # fmt: skip
