"""Hours of a week, training with its end, and three questions about confidence."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from volunteers.models import Confidence, Training, TrainingProvider, WeekOfHours
from volunteers.rules.growing import ASKED_AFTER
from volunteers.rules.standing import WARNED_BEFORE

NINE = time(9, 0)


@transaction.atomic
def say_hours(user: User, monday: date, *, planned: Decimal | None, done: Decimal | None) -> WeekOfHours:
    """What they mean to give from this week on, and what it was this week."""
    row, _new = WeekOfHours.objects.update_or_create(
        volunteer=user, monday=monday, defaults={"planned": planned, "done": done}
    )
    record("hours.said", row, by=user)
    return row


@transaction.atomic
def say_done(user: User, monday: date, *, done: Decimal | None) -> WeekOfHours:
    """What an earlier week was; what was planned then stays."""
    row, _new = WeekOfHours.objects.update_or_create(volunteer=user, monday=monday, defaults={"done": done})
    record("hours.said", row, by=user)
    return row


@transaction.atomic
def note_training(person: User, facts: Mapping[str, Any], *, provider: str = "", contact: str = "", by: User) -> None:
    """One more thing somebody has learned. Where it ends, both are warned. The same code is the same."""
    teacher = None
    if provider:
        teacher, _new = TrainingProvider.objects.get_or_create(name=provider)
        if contact and contact != teacher.contact:
            teacher.contact = contact
            teacher.save(update_fields=["contact"])
    facts = dict(facts)
    ours = {"person": person, "provider": teacher, "noted_by": by}
    training, is_new = Training.objects.get_or_create(code=facts.pop("code", None) or uuid4(), defaults=facts | ours)
    if not is_new:
        return
    record("training.noted", training, by=by)
    if training.until:
        _warn(training, training.until, by)


def _warn(training: Training, until: date, by: User) -> None:
    for days in WARNED_BEFORE:
        due = clock.at(until - timedelta(days=days), NINE)
        if due > clock.now():
            post("training_ends", to=training.person, about=training, due=due)
            post("training_ends", to=by, about=training, due=due)


def ask_everybody() -> None:
    """Night by night: whoever became a champion since is asked now, in three months and in six."""
    champions = User.objects.filter(roles__contains=[Role.CHAMPION], is_active=True)
    asked = Confidence.objects.values("volunteer")
    for user in champions.exclude(pk__in=asked).order_by("pk"):
        ask_confidence(user)


@transaction.atomic
def ask_confidence(user: User) -> None:
    """Three questions, three letters; safe to do twice."""
    for months, days in ASKED_AFTER.items():
        due = clock.today() + timedelta(days=days)
        row, _new = Confidence.objects.get_or_create(volunteer=user, months=months, defaults={"due_on": due})
        post("confidence_asked", to=user, about=row, due=clock.at(row.due_on, NINE))


@transaction.atomic
def say_confidence(row: Confidence, sure: int, *, by: User) -> None:
    """How it is; the last answer stands."""
    if row.due_on > clock.today():
        raise Refused(_("We ask this later. Thank you for thinking of it."), code="early")
    Confidence.objects.filter(pk=row.pk).update(sure=sure, said_at=clock.now())
    record("confidence.said", row, by=by)
