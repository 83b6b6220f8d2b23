"""Tables of the room, by topic."""

from families.models.belonging import Invitation, Right, Say
from families.models.buddies import BuddyPair, BuddyPairQuerySet, EndedWhy
from families.models.care import AboutMe, Consent, Contact, FirstVisit
from families.models.household import Carer, Child, ContactBy, Family, FamilyQuerySet, Helper, Home, LeftWhy, NewsBy
from families.models.joining import Import, Registration
from families.models.merging import Merge, Twins

__all__ = [
    "AboutMe",
    "BuddyPair",
    "BuddyPairQuerySet",
    "Carer",
    "Child",
    "Consent",
    "Contact",
    "ContactBy",
    "EndedWhy",
    "Family",
    "FamilyQuerySet",
    "FirstVisit",
    "Helper",
    "Home",
    "Import",
    "Invitation",
    "LeftWhy",
    "Merge",
    "NewsBy",
    "Registration",
    "Right",
    "Say",
    "Twins",
]
