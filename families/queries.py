"""What a person may see of households. Every page starts from here (DESIGN, law 7)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from families.models import (
    BuddyPair,
    BuddyPairQuerySet,
    Carer,
    Child,
    ContactBy,
    Family,
    FirstVisit,
    Helper,
    Import,
    Invitation,
    Merge,
    NewsBy,
    Registration,
    Right,
    Say,
    Twins,
)
from families.rules.invitations import Standing, code_in
from families.rules.sameness import UNDO_FOR
from groupsite.accounts.models import User
from groupsite.accounts.services import has_address
from groupsite.kit import clock


def families_for(user: User) -> QuerySet[Family]:
    """The households in which this person is a carer."""
    return Family.objects.for_user(user)


def family_of(user: User) -> Family | None:
    """This person's household, if they have joined."""
    return families_for(user).first()


def families_managed_by(user: User) -> QuerySet[Family]:
    """Households in which this person says who belongs (TRUST §3): the main carer, or anybody while that one cannot.

    Never one to whom a child is not fully open: they could ask themselves in again, with everything. When there is
    nobody else, a leader decides.
    """
    able = Carer.objects.filter(~Exists(_closed_to_some()), family=OuterRef("pk")).exclude(user=None)
    mains = able.filter(is_main=True)
    is_main_or_nobody_is = Exists(mains.filter(user=user)) | ~Exists(mains)
    return families_for(user).filter(is_main_or_nobody_is, Exists(able.filter(user=user)))


def _closed_to_some() -> QuerySet[Right]:
    """Of the carer asked about: children of the household for whom they may not do everything."""
    here = Right.objects.filter(carer=OuterRef("pk"), child__homes__family=OuterRef("family"))
    return here.exclude(say=Say.ALL)


def limited_in(family: Family) -> QuerySet[Carer]:
    """Adults who may not do everything for every child of the household."""
    return Carer.objects.filter(Exists(_closed_to_some()), family=family)


def is_left_to_a_leader(family: Family) -> bool:
    """Does nobody of the household say who belongs?"""
    return not Carer.objects.filter(~Exists(_closed_to_some()), family=family).exclude(user=None).exists()


def children_for(user: User) -> QuerySet[Child]:
    """The children of this person's household, but for those the main carer has closed to them."""
    theirs = Child.objects.filter(homes__family__carers__user=user)
    return theirs.exclude(pk__in=Right.objects.closing(user, Say.NONE).values("child"))


def children_with_open_health(user: User) -> QuerySet[Child]:
    """Those whose health facts this person may see and change."""
    return children_for(user).exclude(pk__in=Right.objects.closing(user, Say.BRING).values("child"))


def children_shown_to(user: User) -> QuerySet[Child, Any]:
    """The same children for a page, each with whether its health is open, as `health_is_open`."""
    closed = Right.objects.closing(user, Say.BRING).filter(child=OuterRef("pk"))
    return children_for(user).annotate(health_is_open=~Exists(closed)).order_by("pk")


def children_of(family: Family) -> QuerySet[Child]:
    """The children of a household, for those who run the group."""
    return Child.objects.filter(homes__family=family).order_by("pk")


def main_carers() -> QuerySet[Carer]:
    """Whom a leader speaks with when a family has no sign-in."""
    return Carer.objects.filter(is_main=True).select_related("family")


def format_needs(families: Iterable[Family] | QuerySet[Any, Any]) -> QuerySet[Carer]:
    """Adults of these families whom a plain letter or text in English does not serve: wherever we send from."""
    needs = ~Q(formats=[]) | ~Q(interpreter="") | ~(Q(reads_in="") | Q(reads_in__istartswith="english"))
    silent = Q(email="", urgent_by=NewsBy.EMAIL) | Q(contact_by__in=[ContactBy.PHONE, ContactBy.IN_PERSON])
    unreachable = Q(is_main=True) & silent
    return Carer.objects.filter(needs | unreachable, family__in=families).order_by("name", "pk")


def carers_for(user: User) -> QuerySet[Carer]:
    """Adults whose details this person may see and change: themselves, and those of the household with no sign-in."""
    own_household = Q(user=None, family__in=families_for(user))
    return Carer.objects.filter(Q(user=user) | own_household)


def pairs_for(user: User) -> BuddyPairQuerySet:
    """Buddy pairs this person's household is one half of."""
    mine = families_for(user)
    return BuddyPair.objects.filter(Q(newcomer__in=mine) | Q(buddy__in=mine))


def first_visits_for(user: User) -> QuerySet[FirstVisit]:
    """What this person's household may say of its first visit."""
    return FirstVisit.objects.filter(family__in=families_for(user))


def invitation_in(token: str) -> Invitation | None:
    """The invitation behind the link of a letter, while it can still be answered."""
    code = code_in(token)
    return Invitation.objects.live().filter(code=code).first() if code else None


def invitations_of(family: Family) -> QuerySet[Invitation]:
    """Those that wait for an answer, the newest first."""
    return Invitation.objects.live().filter(family=family).order_by("-pk")


def adults_to_invite(user: User) -> QuerySet[Carer]:
    """Adults on the list who have no sign-in yet, for the one who says who belongs."""
    return Carer.objects.filter(user=None, family__in=families_managed_by(user)).select_related("family")


def invitations_managed_by(user: User) -> QuerySet[Invitation]:
    """Open invitations this person may take back."""
    return Invitation.objects.live().filter(family__in=families_managed_by(user))


def helpers_managed_by(user: User) -> QuerySet[Helper]:
    """Helpers this person may thank and end."""
    return Helper.objects.live().filter(family__in=families_managed_by(user))


def helping(user: User) -> QuerySet[Helper]:
    """Whom this person helps now, with the names of the household."""
    return Helper.objects.live().filter(user=user).prefetch_related("family__carers").order_by("until", "pk")


def other_adults(user: User) -> QuerySet[Carer]:
    """The other adults of the household, for the one who says who belongs."""
    return Carer.objects.filter(family__in=families_managed_by(user)).exclude(user=user).select_related("family")


def my_carer(user: User) -> QuerySet[Carer]:
    """This person as an adult of a household."""
    return Carer.objects.filter(user=user).select_related("family", "user")


def children_managed_by(user: User) -> QuerySet[Child]:
    """Children of the household in which this person says who belongs."""
    return children_for(user).filter(homes__family__in=families_managed_by(user))


def carers_with_protected_address() -> QuerySet[Carer]:
    """Adults whose address must not get about, for the safeguarding lead."""
    return Carer.objects.exclude(address="").order_by("name", "pk")


def inviter_name(invitation: Invitation) -> str:
    """What the household calls whoever asked; nothing when they have left."""
    carer = Carer.objects.filter(user=invitation.by_id, family=invitation.family_id).first()
    return carer.name if carer else ""


def standing_with(user: Any, invitation: Invitation) -> Standing:
    """Where this person, signed in or not, stands with an invitation."""
    if not user.is_authenticated:
        return Standing.NOBODY
    if not has_address(user, invitation.email):
        return Standing.OTHER_ADDRESS
    mine = family_of(user)
    if mine is not None and mine.pk == invitation.family_id:
        return Standing.INSIDE
    return Standing.TWO_HOUSEHOLDS if mine and invitation.kind == Invitation.Kind.CARER else Standing.OPEN


def helpers_of(family: Family) -> QuerySet[Helper]:
    """Who may book for a household now."""
    return Helper.objects.live().filter(family=family).order_by("until", "pk")


def registration_of(user: User) -> Registration | None:
    """What this person has begun to fill in and not finished."""
    return Registration.objects.filter(user=user).first()


def imports_of(user: User) -> QuerySet[Import]:
    """Lists this person brought; the newest first."""
    return Import.objects.filter(by=user).order_by("-made_at", "-pk")


def open_twins() -> QuerySet[Twins]:
    """Pairs that wait for a leader, the likeliest first; none of them joined with anything meanwhile."""
    waiting = Twins.objects.filter(verdict=Twins.Verdict.OPEN, first__merged_into=None, second__merged_into=None)
    sides = [f"{side}__{people}" for side in ("first", "second") for people in ("carers", "children")]
    return waiting.select_related("first", "second").prefetch_related(*sides).order_by("-score", "pk")


def merges_to_undo() -> QuerySet[Merge]:
    """What was joined in the last 90 days, the newest first."""
    lately = Merge.objects.filter(undone_at=None, at__gt=clock.now() - UNDO_FOR, gone__merged_into=F("kept"))
    return lately.select_related("by").prefetch_related("kept__carers").order_by("-pk")
