"""Looking after a family from its first visit to its goodbye: the words somebody has with it, and what it tells us."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Contact, Family, FirstVisit
from families.rules.words import tidy
from families.services import buddies
from families.services.contacts import note_word
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused

LONGEST = 1000
IN_PEACE_FOR = timedelta(days=91)
"""Three months after a gentle hello nobody is shown again: one is kind, a second soon after is chasing."""


@transaction.atomic
def had_a_word(family: Family, *, visit: int, way: str, by: User, note: str = "") -> Contact:
    """A leader spoke with a family at its first, third or sixth visit. Two leaders may tick it; it is one word."""
    _locked(family)
    if Contact.objects.filter(family=family, kind=Contact.Kind.VISIT, visit=visit).exists():
        if not note:
            return Contact.objects.get(family=family, kind=Contact.Kind.VISIT, visit=visit)
        return note_word(family, kind=Contact.Kind.GENTLE, way=way, note=note, by=by)
    return note_word(family, kind=Contact.Kind.VISIT, way=way, visit=visit, note=note, by=by)


@transaction.atomic
def say_hello(family: Family, *, way: str, by: User, note: str = "") -> Contact:
    """A gentle hello to a family that has not come for a while, or the decision to leave it be."""
    _locked(family)
    if Contact.objects.filter(family=family, kind=Contact.Kind.GENTLE, at__gt=clock.now() - IN_PEACE_FOR).exists():
        raise Refused(
            _("Somebody has been in touch with this family already. Leave them in peace for now."), code="told"
        )
    return note_word(family, kind=Contact.Kind.GENTLE, way=way, note=note, by=by)


@transaction.atomic
def ask_after(family: Family, *, since: datetime, way: str, note: str, by: User) -> Contact:
    """Somebody asked how a family is that missed some in a row since then. Two leaders may press; it is one word."""
    _locked(family)
    asked = Contact.objects.filter(family=family, kind=Contact.Kind.MISSED, at__gt=since).first()
    return asked or note_word(family, kind=Contact.Kind.MISSED, way=way, note=note, by=by)


@transaction.atomic
def say_goodbye(family: Family, *, way: str, by: User | None) -> Contact | None:
    """Once, when the youngest has turned five: by letter, or by somebody in person."""
    _locked(family)
    if Contact.objects.filter(family=family, kind=Contact.Kind.GOODBYE).exists():
        return None
    return note_word(family, kind=Contact.Kind.GOODBYE, way=way, by=by)


@transaction.atomic
def leave(family: Family, why: str, *, by: User | None) -> Family:
    """The family comes no more; it is on no list of those who do, and waits for nothing."""
    buddies.let_go(family, by=by)
    family = _locked(family)
    if family.left_at is None:
        family.left_at, family.left_why = clock.now(), why
        family.wants_friendly_face, family.asked_for_face_at, family.offers_friendly_face = False, None, False
        family.save()
        record("family.left", family, by=by, why=why)
    return family


def first_visit_of(family: Family, day: date) -> FirstVisit:
    """The row that a family's answer goes into."""
    return FirstVisit.objects.get_or_create(family=family, defaults={"visited_on": day})[0]


@transaction.atomic
def tell_of_first_visit(visit: FirstVisit, *, answer: str, words: str, by: User) -> FirstVisit:
    """One button and a few words, if they like; a second answer takes the place of the first."""
    visit = FirstVisit.objects.select_for_update().get(pk=visit.pk)
    visit.answer, visit.words = answer, tidy(words, longest=LONGEST, field="words")
    visit.answered_at = clock.now()
    visit.save()
    record("first_visit.answered", visit, by=by)
    return visit


def _locked(family: Family) -> Family:
    return Family.objects.select_for_update(no_key=True).get(pk=family.pk)
