"""What has been done: to confirm, to be thanked for, to be proud of; and who carries most."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from groupsite.accounts.models import User
from groupsite.kit import clock
from volunteers.models import Check, Clearance, LongAgo, Signup, SignupQuerySet
from volunteers.queries.gaps import coordinates
from volunteers.rules.records import MILESTONES, PUT_RIGHT_WITHIN, Done, Record

CONFIRM_WITHIN = timedelta(days=60)
LATELY = timedelta(weeks=8)


def to_confirm(user: User, *, older: bool = False) -> SignupQuerySet:
    """Promises in this leader's groups that nobody has said yet were kept or not: of the last weeks, or older."""
    now = clock.now()
    over = Signup.objects.promised().filter(came=None, shift__ends_at__lt=now)
    since = now - CONFIRM_WITHIN
    return _of_leader(over.filter(shift__ends_at__lte=since) if older else over.filter(shift__ends_at__gt=since), user)


def noted_lately(user: User) -> SignupQuerySet:
    """What has been noted in this leader's groups and may still be put right; nobody's own."""
    fresh = Signup.objects.promised().filter(confirmed_at__gt=clock.now() - PUT_RIGHT_WITHIN)
    return _of_leader(fresh.exclude(volunteer=user), user)


def _of_leader(signups: SignupQuerySet, user: User) -> SignupQuerySet:
    mine = signups if coordinates(user) else signups.filter(shift__occurrence__programme__leaders=user)
    joined = mine.select_related("volunteer", "shift__occurrence__programme")
    return joined.order_by("-shift__occurrence__starts_at", "shift__occurrence", "shift__starts_at", "pk")


def done_by(user: User) -> SignupQuerySet:
    """This person's confirmed shifts, the first one first."""
    return Signup.objects.for_user(user).confirmed().select_related("shift").order_by("shift__starts_at", "pk")


def waiting_to_be_confirmed(user: User) -> int:
    """How many of theirs are over and not on the record yet."""
    return Signup.objects.for_user(user).promised().filter(came=None, shift__ends_at__lt=clock.now()).count()


def waiting_for_long(user: User) -> int:
    """How many of these are so old that a leader finds them among the older ones."""
    old = Signup.objects.for_user(user).promised().filter(came=None)
    return old.filter(shift__ends_at__lte=clock.now() - CONFIRM_WITHIN).count()


def record_of(user: User) -> Record:
    """The skills record, from confirmed shifts, the sums of older ones, and trainings that still count."""
    shifts, older = [signup.shift for signup in done_by(user)], list(LongAgo.objects.filter(volunteer=user))
    jobs = [Done(shift.role, 1, shift.ends_at - shift.starts_at) for shift in shifts]
    skills = [Done(skill, 1, shift.ends_at - shift.starts_at) for shift in shifts for skill in shift.practises]
    days = [clock.local(shift.starts_at).date() for shift in shifts]
    return Record(
        name=str(user),
        first=min([*days, *(it.first_day for it in older)], default=None),
        last=max([*days, *(it.last_day for it in older)], default=None),
        jobs=_most_first([*jobs, *_sums(older, LongAgo.Kind.JOB)]),
        skills=_most_first([*skills, *_sums(older, LongAgo.Kind.SKILL)]),
        trainings=_trainings(user),
    )


def _sums(older: Iterable[LongAgo], kind: str) -> list[Done]:
    return [Done(it.name, it.times, it.spent) for it in older if it.kind == kind]


def _most_first(found: Iterable[Done]) -> list[Done]:
    by_name: dict[str, list[Done]] = defaultdict(list)
    for it in found:
        by_name[it.name].append(it)
    done = [
        Done(name, sum(it.times for it in each), sum((it.spent for it in each), timedelta()))
        for name, each in by_name.items()
    ]
    return sorted(done, key=lambda it: (-it.times, it.name))


def _trainings(user: User) -> list[tuple[str, date | None]]:
    """Trainings that count today. A DBS check is no skill, and nobody else's business."""
    held = Clearance.objects.filter(volunteer=user).exclude(kind=Check.DBS).newest()
    return [(str(Check(it.kind).label), it.until) for it in held if it.holds_on(clock.today())]


# -- Thanks ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Milestone:
    """Somebody has done their first, tenth or fiftieth shift, and nobody has thanked them for it yet."""

    user: User
    count: int


def to_thank(user: User) -> list[Milestone]:
    """Helpers of this leader's groups who have reached a milestone; only the highest one each."""
    found = due_thanks(user).order_by("name", "pk")
    return [Milestone(it, max(m for m in MILESTONES if m <= it.done)) for it in found]  # type: ignore[attr-defined]


def due_thanks(user: User) -> QuerySet[User]:
    """The same as rows, each with how many shifts are `done`."""
    done = Q(signups__state="promised", signups__came=True)
    jobs = LongAgo.objects.filter(volunteer=OuterRef("pk"), kind=LongAgo.Kind.JOB).order_by().values("volunteer")
    older = Coalesce(Subquery(jobs.annotate(sum=Sum("times")).values("sum")), 0)
    people = User.objects.filter(done, is_active=True)
    if not coordinates(user):
        here = Signup.objects.confirmed().filter(shift__occurrence__programme__leaders=user).values("volunteer")
        people = people.filter(pk__in=here)
    counted = people.annotate(
        done=Count("signups", filter=done, distinct=True) + older, thanked=Coalesce(Max("thanks__milestone"), 0)
    )
    return counted.filter(reduce(or_, (Q(done__gte=reached, thanked__lt=reached) for reached in MILESTONES)))


# -- Who carries most --------------------------------------------------------------------------------
def load(user: User) -> QuerySet[Signup, dict[str, object]]:
    """Hours of the last and next eight weeks for each helper of this leader's groups, the most first."""
    now = clock.now()
    near = Signup.objects.promised().exclude(came=False)
    near = near.filter(shift__starts_at__gt=now - LATELY, shift__starts_at__lt=now + LATELY)
    mine = near if coordinates(user) else near.filter(shift__occurrence__programme__leaders=user)
    spent = F("shift__ends_at") - F("shift__starts_at")
    each = mine.values("volunteer__name", "volunteer__email", "volunteer__volunteer__monthly_limit")
    return each.annotate(shifts=Count("pk"), spent=Sum(spent)).order_by("-spent", "volunteer__name")
