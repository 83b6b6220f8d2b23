"""Tables of the room, by topic."""

from volunteers.models.arranging import Asking, Swap, SwapQuerySet, Wait
from volunteers.models.arrivals import Arrival, Leaflet
from volunteers.models.enquiries import Enquiry, Reply
from volunteers.models.growing import (
    MOST_HOURS,
    Confidence,
    Training,
    TrainingProvider,
    TrainingQuerySet,
    WeekOfHours,
)
from volunteers.models.joining import Agreement, Application, DbsFacts, InductionStep, Reference
from volunteers.models.outings import MOST_AT_A_PLACE, Going, GoingQuerySet, Outing, OutingQuerySet
from volunteers.models.outreach import Chat, ChatQuerySet, OutreachPlace
from volunteers.models.people import FOLLOWING, MOST_A_MONTH, Away, Check, Clearance, LongAgo, Thanks, Volunteer
from volunteers.models.rota import (
    LONGEST_LEAD,
    MOST_HELPERS,
    Need,
    Shift,
    ShiftQuerySet,
    Signup,
    SignupQuerySet,
    SignupState,
)
from volunteers.models.small_jobs import LONGEST, SmallJob, SmallJobQuerySet
from volunteers.models.stories import LONGEST_STORY, Story, StoryConsent, StoryQuerySet
from volunteers.models.stories import Where as StoryWhere
from volunteers.models.walks import EndedWhy as WalkEndedWhy
from volunteers.models.walks import Walk, WalkQuerySet

__all__ = [
    "FOLLOWING",
    "LONGEST",
    "LONGEST_LEAD",
    "LONGEST_STORY",
    "MOST_AT_A_PLACE",
    "MOST_A_MONTH",
    "MOST_HELPERS",
    "MOST_HOURS",
    "Agreement",
    "Application",
    "Arrival",
    "Asking",
    "Away",
    "Chat",
    "ChatQuerySet",
    "Check",
    "Clearance",
    "Confidence",
    "DbsFacts",
    "Enquiry",
    "Going",
    "GoingQuerySet",
    "InductionStep",
    "Leaflet",
    "LongAgo",
    "Need",
    "Outing",
    "OutingQuerySet",
    "OutreachPlace",
    "Reference",
    "Reply",
    "Shift",
    "ShiftQuerySet",
    "Signup",
    "SignupQuerySet",
    "SignupState",
    "SmallJob",
    "SmallJobQuerySet",
    "Story",
    "StoryConsent",
    "StoryQuerySet",
    "StoryWhere",
    "Swap",
    "SwapQuerySet",
    "Thanks",
    "Training",
    "TrainingProvider",
    "TrainingQuerySet",
    "Volunteer",
    "Wait",
    "Walk",
    "WalkEndedWhy",
    "WalkQuerySet",
    "WeekOfHours",
]
