"""Requests about data: asked by a person, answered by staff within a month (UK GDPR Art 12)."""

from datetime import date

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post
from groupsite.portal.models import RightsRequest


def a_month_from(day: date) -> date:
    """The same day of the next month, or its last day where there is none (ICO's way of counting)."""
    year, month = divmod(day.year * 12 + day.month, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


@transaction.atomic
def ask(user: User, kind: str, words: str) -> RightsRequest:
    """Put a request in; a letter says at once that we have it and by when we answer."""
    asked = RightsRequest.objects.create(user=user, kind=kind, words=words, due_on=a_month_from(clock.today()))
    record("request.made", asked, by=user, kind=kind)
    post("request_received", to=user, about=asked)
    return asked


@transaction.atomic
def answer(asked: RightsRequest, words: str, *, by: User) -> RightsRequest:
    """Answer it; the person reads the answer on their own page."""
    asked = RightsRequest.objects.select_for_update().get(pk=asked.pk)
    if asked.answered_at is None:
        asked.answer, asked.answered_at, asked.answered_by = words, clock.now(), by
        asked.save()
        record("request.answered", asked, by=by, kind=asked.kind)
        post("request_answered", to=asked.user, about=asked)
    return asked
