"""Plan and done week by week, who has learned what, and how sure people feel in all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from volunteers.models import Confidence, Training, TrainingProvider, WeekOfHours
from volunteers.rules.growing import ASKED_AFTER, monday_of, planned_in

WEEKS = 6
TEAM = (Role.VOLUNTEER, Role.CHAMPION, Role.LEADER, Role.COORDINATOR, Role.REVIEWER)
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Weeks:
    """One champion's last weeks: (Monday, planned, done)."""

    user: User
    weeks: list[tuple[date, Decimal | None, Decimal | None]]


def hours_of(user: User, monday: date) -> tuple[Decimal | None, Decimal | None]:
    """What they plan for that week, and what they have said of it."""
    return weeks_of(user, [monday])[monday]


def weeks_of(user: User, mondays: Sequence[date]) -> dict[date, tuple[Decimal | None, Decimal | None]]:
    """The same for several weeks, each by its Monday."""
    rows = list(WeekOfHours.objects.filter(volunteer=user, monday__lte=max(mondays)))
    return {monday: (planned, done) for monday, planned, done in _weeks(rows, mondays)}


def hours_of_all() -> list[Weeks]:
    """Every champion's last weeks, whoever they are, in two queries."""
    mondays = [monday_of(clock.today()) - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]
    champions = list(User.objects.filter(roles__contains=[Role.CHAMPION], is_active=True).order_by("name", "pk"))
    said: dict[int, list[WeekOfHours]] = {user.pk: [] for user in champions}
    for row in WeekOfHours.objects.filter(volunteer__in=champions, monday__lte=mondays[-1]):
        said[row.volunteer_id].append(row)
    return [Weeks(user, _weeks(said[user.pk], mondays)) for user in champions]


def _weeks(rows: Sequence[WeekOfHours], mondays: Sequence[date]) -> list[tuple[date, Decimal | None, Decimal | None]]:
    plans, done = [(row.monday, row.planned) for row in rows], {row.monday: row.done for row in rows}
    return [(monday, planned_in(plans, monday), done.get(monday)) for monday in mondays]


def team() -> QuerySet[User]:
    """Everybody whose training is looked after."""
    return User.objects.filter(roles__overlap=list(TEAM), is_active=True).order_by("name", "pk")


def trainings() -> list[Training]:
    """The last time each did each course: what has ended or ends soon first."""
    rows = Training.objects.filter(person__is_active=True).newest().select_related("person", "provider")
    return sorted(rows, key=lambda row: (row.until is None, row.until or row.done_on, str(row.person)))


def trainings_of(user: User) -> QuerySet[Training]:
    """This person's own, the newest first."""
    return Training.objects.filter(person=user).select_related("provider").order_by("-done_on", "-pk")


def is_newest(training: Training) -> bool:
    """Has the person not done it again since?"""
    return Training.objects.filter(person=training.person_id, title=training.title).newest().get() == training


def providers() -> QuerySet[TrainingProvider]:
    """Who teaches us."""
    return TrainingProvider.objects.all()


def titles() -> list[str]:
    """Courses that somebody has done."""
    return list(Training.objects.order_by("title").values_list("title", flat=True).distinct()[:50])


def asked_of(user: User) -> QuerySet[Confidence]:
    """What this person is asked about themselves."""
    return Confidence.objects.filter(volunteer=user)


def to_answer(user: User) -> Confidence | None:
    """The question that is due for this person; none once the newest that was due is answered."""
    newest = asked_of(user).filter(due_on__lte=clock.today()).order_by("-due_on").first()
    return newest if newest and newest.sure is None else None


def confidence() -> list[list[int]]:
    """How many gave each answer: at the start, after three months and after six. Nobody's own."""
    answers = Counter(Confidence.objects.exclude(sure=None).values_list("months", "sure"))
    return [[answers[months, sure] for sure in Confidence.Sure.values] for months in ASKED_AFTER]
