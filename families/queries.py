"""What a person may see of households. Every page starts from here (DESIGN, law 7)."""

from django.db.models import Q, QuerySet

from families.models import BuddyPair, BuddyPairQuerySet, Carer, Child, Family, Registration
from groupsite.accounts.models import User


def families_for(user: User) -> QuerySet[Family]:
    """The households in which this person is a carer."""
    return Family.objects.for_user(user)


def family_of(user: User) -> Family | None:
    """This person's household, if they have joined."""
    return families_for(user).first()


def children_for(user: User) -> QuerySet[Child]:
    """The children of this person's household."""
    return Child.objects.filter(homes__family__carers__user=user)


def carers_for(user: User) -> QuerySet[Carer]:
    """Adults whose details this person may see and change: themselves, and those of the household with no sign-in."""
    own_household = Q(user=None, family__in=families_for(user))
    return Carer.objects.filter(Q(user=user) | own_household)


def pairs_for(user: User) -> BuddyPairQuerySet:
    """Buddy pairs this person's household is one half of."""
    mine = families_for(user)
    return BuddyPair.objects.filter(Q(newcomer__in=mine) | Q(buddy__in=mine))


def registration_of(user: User) -> Registration | None:
    """What this person has begun to fill in and not finished."""
    return Registration.objects.filter(user=user).first()
