"""Whom the leaders of a programme have asked, and what they might ask a household to. Only its own leaders see it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from families.models import Carer, Family
from families.search import find
from groupsite.accounts.models import User
from sessions.models import Booking, Invite, Occurrence, Programme
from sessions.queries.access import families_led_by
from sessions.queries.timetable import groups_led_by

MOST_FOUND, MOST_SHOWN, MOST_ASKED = 10, 200, 3


def invites_of(programme: Programme) -> QuerySet[Invite, Any]:
    """Households asked, with a name and whether they have a place."""
    main = Carer.objects.filter(family=OuterRef("family")).order_by("-is_main", "pk")
    booked = Booking.objects.live().filter(family=OuterRef("family"), occurrence__programme=programme)
    rows = Invite.objects.filter(programme=programme, family__merged_into=None)
    named = rows.annotate(called=Subquery(main.values("name")[:1]), has_place=Exists(booked))
    return named.order_by("called", "pk")[:MOST_SHOWN]


def families_found(programme: Programme, user: User, said: str) -> list[Any]:
    """Households of that name this leader looks after and has not asked yet."""
    asked = Invite.objects.filter(programme=programme).values("family")
    rows = find(said, among=families_led_by(user).exclude(pk__in=asked))
    return list(rows.prefetch_related("carers", "children")[:MOST_FOUND])


def may_be_asked_to(user: User, family: Family) -> QuerySet[Programme, Any]:
    """What this leader might ask the household to, with whether that is done, as `is_asked`."""
    ahead = Occurrence.objects.filter(programme=OuterRef("pk")).upcoming()
    asked = Invite.objects.filter(programme=OuterRef("pk"), family=family)
    rows = groups_led_by(user).filter(Q(by_invitation=True) | Q(for_parents=True)).filter(Exists(ahead))
    return rows.annotate(is_asked=Exists(asked), answer=Subquery(asked.values("answer")[:1])).order_by("name", "pk")


def invites_to_show(user: Any) -> QuerySet[Invite]:
    """What this person's household was asked to."""
    return Invite.objects.filter(family__in=Family.objects.acted_for_by(user)).select_related("programme__venue")


def not_answered(user: Any) -> QuerySet[Invite]:
    """Where they have said neither yes nor no, while there is a date to come to.

    What others should not read over a shoulder is shown to nobody but the adult whom the letter went to.
    """
    ahead = Occurrence.objects.filter(programme=OuterRef("programme")).upcoming()
    booked = Booking.objects.live().filter(occurrence__programme=OuterRef("programme"), family=OuterRef("family"))
    theirs = Q(programme__discreet=False) | Q(contact__user=user)
    asked = invites_to_show(user).filter(theirs, Exists(ahead), ~Exists(booked), answer=Invite.Answer.NONE)
    return asked.order_by("-made_at", "pk")[:MOST_ASKED]


def next_session(programme: Programme) -> Occurrence | None:
    """Where the household books."""
    return programme.occurrences.upcoming().in_order().first()
