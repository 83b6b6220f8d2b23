"""What volunteers say of themselves: how much is enough, when they are away, where their calendar is."""

import secrets
from datetime import date

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record
from volunteers.models import Away, Volunteer
from volunteers.rules.links import digest


def about(user: User) -> Volunteer:
    """What they have told us; a fresh page for somebody who has told us nothing."""
    return Volunteer.objects.filter(pk=user.pk).first() or Volunteer(user=user)


@transaction.atomic
def set_limit(user: User, limit: int | None) -> None:
    """At most so many shifts in a month; nothing means no limit."""
    Volunteer.objects.update_or_create(user=user, defaults={"monthly_limit": limit})
    record("volunteer.limit", user, by=user, limit=limit)


@transaction.atomic
def be_away(user: User, first_day: date, last_day: date) -> Away:
    """Not there on these days. Promises made already stay; the page says which they are."""
    away, is_new = Away.objects.get_or_create(volunteer=user, first_day=first_day, last_day=last_day)
    if is_new:
        record("volunteer.away", away, by=user)
    return away


@transaction.atomic
def be_back(away: Away, *, by: User) -> None:
    """There after all."""
    record("volunteer.back", away, by=by)
    away.delete()


@transaction.atomic
def new_calendar_link(user: User) -> str:
    """A secret for the calendar's address, shown this once. An older link stops working."""
    token = secrets.token_urlsafe(24)
    Volunteer.objects.update_or_create(user=user, defaults={"feed": digest(token)})
    record("volunteer.calendar_link", user, by=user)
    return token
