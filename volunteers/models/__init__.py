"""Tables of the room, by topic."""

from volunteers.models.enquiries import Enquiry
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

__all__ = [
    "LONGEST_LEAD",
    "MOST_HELPERS",
    "Enquiry",
    "Need",
    "Shift",
    "ShiftQuerySet",
    "Signup",
    "SignupQuerySet",
    "SignupState",
]
