"""What becomes of promises when a session is called off or a term is taken back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post_many
from sessions.models import Occurrence
from volunteers.models import Shift, Signup, SignupQuerySet, SignupState
from volunteers.services.needs import make_shifts
from volunteers.services.promises import end, one_a_volunteer


@transaction.atomic
def stand_down(occurrences: Sequence[Occurrence], *, by: User | None) -> int:
    """Sessions are called off: nobody is needed. Tells each volunteer once, of all of them; how many promises end."""
    now = clock.now()
    # Every shift is held, so a promise being made meanwhile is either seen below or refused. By number, as a swap does.
    shifts = Shift.objects.select_for_update().filter(occurrence__in=occurrences, cancelled_at=None).order_by("pk")
    Shift.objects.filter(pk__in=[shift.pk for shift in shifts]).update(cancelled_at=now)
    live = Signup.objects.promised().filter(shift__occurrence__in=occurrences, shift__ends_at__gt=now)
    signups = list(live.select_related("volunteer", "shift").select_for_update(of=("self",)).order_by("pk"))
    end(signups, SignupState.STOOD_DOWN, now)
    post_many("shift_stood_down", one_a_volunteer(signups))
    counts = Counter(signup.shift.occurrence_id for signup in signups)
    for occurrence in occurrences:
        record("rota.stood_down", occurrence, by=by, volunteers=counts[occurrence.pk])
    return len(signups)


@transaction.atomic
def ask_again(occurrence: Occurrence, *, off_since: datetime, by: User | None) -> int:
    """The session is on after all, so its jobs are, too. Whoever stood down with it is asked again, not put back."""
    ended = stood_down_with(occurrence, off_since)
    shifts = Shift.objects.filter(occurrence=occurrence, cancelled_at__gte=off_since)
    wanted = shifts.exclude(need__ended_at__isnull=False).select_for_update(of=("self",)).order_by("pk")
    Shift.objects.filter(pk__in=[shift.pk for shift in wanted]).update(cancelled_at=None)
    make_shifts([occurrence])
    asked = list(one_a_volunteer(ended.filter(shift__cancelled_at=None)))
    post_many("shift_back_on", asked)
    record("rota.asked_again", occurrence, by=by, volunteers=len(asked))
    return len(asked)


def stood_down_with(occurrence: Occurrence, off_since: datetime) -> SignupQuerySet:
    """Promises that ended because it was called off; of jobs that are still wanted."""
    ended = Signup.objects.filter(state=SignupState.STOOD_DOWN, shift__occurrence=occurrence, ended_at__gte=off_since)
    return ended.exclude(shift__need__ended_at__isnull=False).select_related("volunteer", "shift").order_by("pk")


def who_stood_down(occurrences: Iterable[Occurrence]) -> int:
    """How many people would be asked again if these were on."""
    off = [(each, each.cancelled_at) for each in occurrences if each.cancelled_at]
    return len({it.volunteer_id for each, since in off for it in stood_down_with(each, since)})


def check_nobody_promised(occurrences: Iterable[Occurrence]) -> None:
    """Raises Refused when somebody counts on these dates."""
    shifts = Shift.objects.select_for_update().filter(occurrence__in=list(occurrences)).order_by("pk")
    if Signup.objects.promised().filter(shift__in=list(shifts.values_list("pk", flat=True))).exists():
        says = _(
            "Somebody has promised to help in this term, so it cannot be taken back. Call single dates off instead."
        )
        raise Refused(says, code="promised")
