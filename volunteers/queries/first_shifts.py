"""Whose first shift it would be, and whether somebody who has helped before is beside them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from groupsite.accounts.models import User
from volunteers.models import Asking, InductionStep, LongAgo, Signup, SignupQuerySet, Volunteer
from volunteers.rules.standing import FIRST_SHIFT


def is_new(person: str, before: Any) -> Q:
    """Of a row with this person: they came by our induction, nobody has ticked its last step, and no shift of theirs
    began before this moment. One that they missed is none."""
    theirs = {"volunteer": OuterRef(person)}
    welcomed = Volunteer.objects.filter(user=OuterRef(person)).exclude(welcomed_on=None)
    shown = InductionStep.objects.filter(step=FIRST_SHIFT, **theirs)
    helped = Signup.objects.promised().exclude(came=False).filter(during__startswith__lt=before, **theirs)
    return Q(Exists(welcomed), ~Exists(shown), ~Exists(helped), ~Exists(LongAgo.objects.filter(**theirs)))


def alone_at_first() -> Q:
    """Of a promise: it is somebody's first, and nobody who has helped before is there."""
    return is_new("volunteer", OuterRef("during__startswith")) & ~Q(Exists(_others("shift__")))


def beside(user: User) -> Q:
    """Of a shift: this person would not be alone there, or a leader who thought of it has asked them by name.

    Whoever looks for a stand-in on it may be the one who goes.
    """
    asked = Asking.objects.filter(volunteer=user, shift=OuterRef("pk")).exclude(answer=Asking.Answer.NO)
    stays = _there("").exclude(shift=OuterRef("pk"), stand_in_wanted_at__isnull=False)
    return Q(Exists(stays.exclude(volunteer=user))) | Q(Exists(asked))


def beside_instead(user: User) -> Q:
    """Of somebody's promise: this person would not be alone there in their place."""
    return Q(Exists(_others("shift__").exclude(volunteer=user)))


def _others(shift: str) -> SignupQuerySet:
    return _there(shift).exclude(volunteer=OuterRef("volunteer"))


def _there(shift: str) -> SignupQuerySet:
    """Promises of the same session and time, of people whose first it is not."""
    same = Signup.objects.promised().filter(
        shift__occurrence=OuterRef(f"{shift}occurrence"),
        during__startswith__lt=OuterRef(f"{shift}ends_at"),
        during__endswith__gt=OuterRef(f"{shift}starts_at"),
    )
    return same.exclude(is_new("volunteer", OuterRef("during__startswith")))
