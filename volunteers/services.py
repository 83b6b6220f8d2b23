"""The rota's rules: what is needed, who promises, who withdraws, what happens when a session is called off."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # type: ignore[import-untyped]  # no stubs
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_many, take_back
from sessions.models import Occurrence, Programme
from volunteers.models import Enquiry, Need, Shift, Signup, SignupState
from volunteers.rules import Ask, why_not

SHORT_NOTICE = timedelta(hours=48)


@transaction.atomic
def ask_for(
    programme: Programme,
    role: str,
    *,
    by: User,
    how_many: int = 1,
    note: str = "",
    minutes_before: int = 0,
    minutes_after: int = 0,
    practises: Iterable[str] = (),
) -> Need:
    """Ask for a job to be done each time a programme runs; shifts for the dates we know of come with it."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if programme.needs.filter(role__iexact=role, ended_at=None).exists():
        raise Refused(
            _("%(group)s asks for “%(role)s” already.") % {"group": programme, "role": role},
            code="asked_already",
            field="role",
        )
    need = programme.needs.create(
        role=role,
        how_many=how_many,
        note=note,
        minutes_before=minutes_before,
        minutes_after=minutes_after,
        practises=list(practises),
    )
    record("need.asked", need, by=by, how_many=how_many)
    make_shifts(programme.occurrences.upcoming())
    return need


@transaction.atomic
def stop_asking(need: Need, *, by: User) -> None:
    """The job is not needed any more: coming shifts that nobody has promised go, promised ones stay."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.ended_at is not None:
        return
    need.ended_at = clock.now()
    need.save(update_fields=["ended_at"])
    coming = Shift.objects.select_for_update().filter(need=need, cancelled_at=None, starts_at__gt=need.ended_at)
    locked = list(coming.values_list("pk", flat=True))  # promises are read after the lock, so that none is overlooked
    promised = Signup.objects.promised().filter(shift__in=locked).values("shift")
    Shift.objects.filter(pk__in=locked).exclude(pk__in=promised).update(cancelled_at=need.ended_at)
    record("need.ended", need, by=by)


def make_shifts(occurrences: Iterable[Occurrence]) -> int:
    """Make the shifts that these dates need and do not have yet; how many were made. Safe to do again."""
    now = clock.now()
    dates = [date for date in occurrences if date.cancelled_at is None and date.starts_at > now]
    needs: dict[int, list[Need]] = {}
    for need in Need.objects.filter(programme__in={date.programme_id for date in dates}, ended_at=None):
        needs.setdefault(need.programme_id, []).append(need)
    there = set(Shift.objects.filter(occurrence__in=dates).values_list("occurrence_id", "need_id"))
    wanted = [(date, need) for date in dates for need in needs.get(date.programme_id, [])]
    missing = [_shift(date, need) for date, need in wanted if (date.pk, need.pk) not in there]
    Shift.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _shift(occurrence: Occurrence, need: Need) -> Shift:
    return Shift(
        occurrence=occurrence,
        need=need,
        role=need.role,
        starts_at=occurrence.starts_at - timedelta(minutes=need.minutes_before),
        ends_at=occurrence.ends_at + timedelta(minutes=need.minutes_after),
        how_many=need.how_many,
        note=need.note,
        practises=need.practises,
    )


@transaction.atomic
def sign_up(shift: Shift, *, by: User) -> Signup:
    """Promise to cover a shift, or be told kindly why not."""
    by = User.objects.select_for_update(no_key=True).get(
        pk=by.pk
    )  # one promise of a person at a time: no clash slips by
    shift = _locked(shift)
    now = clock.now()
    refusal = why_not(Ask(by, shift, taken=_taken(shift), mine=_promises_during(shift, by), at=now))
    if refusal:
        raise refusal
    signup = Signup.objects.create(shift=shift, volunteer=by, during=_during(shift), made_at=now)
    record("shift.promised", signup, by=by)
    post("shift_promised", to=by, about=signup)
    _remind(signup, now)
    return signup


def _locked(shift: Shift) -> Shift:
    joined = Shift.objects.select_related("occurrence__programme")
    return joined.select_for_update(of=("self",)).get(pk=shift.pk)


def _taken(shift: Shift) -> int:
    """Counted by a statement of its own: one that had waited for the lock would count as things were before."""
    return shift.signups.promised().count()


def _promises_during(shift: Shift, user: User) -> list[Signup]:
    mine = Signup.objects.for_user(user).promised().filter(during__overlap=_during(shift))
    return list(mine.select_related("shift"))


def _during(shift: Shift) -> DateTimeTZRange:
    return DateTimeTZRange(shift.starts_at, shift.ends_at)


def _remind(signup: Signup, now: datetime) -> None:
    """The evening before; somebody who promises later than that has just had the confirmation."""
    evening = clock.evening_before(signup.shift.starts_at)
    if evening > now:
        post("shift_reminder", to=signup.volunteer, about=signup, due=evening)


@transaction.atomic
def withdraw(signup: Signup, *, by: User) -> Signup:
    """Give a shift up, so that somebody else can see the gap. A second tap changes nothing."""
    signup = Signup.objects.select_for_update(of=("self",)).select_related("shift", "volunteer").get(pk=signup.pk)
    now = clock.now()
    if signup.state != SignupState.PROMISED:
        return signup
    if signup.shift.starts_at <= now:
        raise Refused(_("This shift has begun. Please tell the leader that you cannot stay."), code="begun")
    _end([signup], SignupState.WITHDRAWN, now)
    record("shift.withdrawn", signup, by=by)
    post("shift_withdrawn", to=signup.volunteer, about=signup)
    if signup.shift.starts_at - now < SHORT_NOTICE:
        _tell_leaders(signup)
    return signup


def _tell_leaders(signup: Signup) -> None:
    for leader in signup.shift.occurrence.programme.leaders.filter(is_active=True):
        post("shift_gap", to=leader, about=signup)


@transaction.atomic
def stand_down(occurrence: Occurrence, *, by: User | None) -> int:
    """The session is called off: nobody is needed. Tells each volunteer once; how many there were."""
    now = clock.now()
    # The update holds every shift, so a promise being made meanwhile is either seen below or refused.
    Shift.objects.filter(occurrence=occurrence, cancelled_at=None).update(cancelled_at=now)
    live = Signup.objects.promised().filter(shift__occurrence=occurrence, shift__ends_at__gt=now)
    signups = list(live.select_related("volunteer").select_for_update(of=("self",)))
    _end(signups, SignupState.STOOD_DOWN, now)
    post_many("shift_stood_down", ((signup.volunteer, signup) for signup in signups))
    record("rota.stood_down", occurrence, by=by, volunteers=len(signups))
    return len(signups)


def check_nobody_promised(occurrences: Iterable[Occurrence]) -> None:
    """Raises Refused when somebody counts on these dates."""
    shifts = Shift.objects.select_for_update().filter(occurrence__in=list(occurrences)).order_by("pk")
    if Signup.objects.promised().filter(shift__in=list(shifts.values_list("pk", flat=True))).exists():
        says = _(
            "Somebody has promised to help in this term, so it cannot be taken back. Call single dates off instead."
        )
        raise Refused(says, code="promised")


def _end(signups: list[Signup], state: SignupState, now: datetime) -> None:
    for signup in signups:
        signup.state, signup.ended_at = state, now
        take_back("shift_reminder", about=signup)
    Signup.objects.filter(pk__in=[signup.pk for signup in signups]).update(state=state, ended_at=now)


@transaction.atomic
def offer_help(name: str, email: str, *, message: str = "", heard_from: Sequence[str] = ()) -> Enquiry:
    """Keep a stranger's offer, and tell those who coordinate that it is waiting."""
    enquiry = Enquiry.objects.create(name=name, email=email, message=message, heard_from=list(heard_from))
    record("enquiry.made", enquiry, by=None)
    for coordinator in User.objects.filter(roles__contains=[Role.COORDINATOR], is_active=True):
        post("help_offered", to=coordinator, about=enquiry)
    return enquiry


@transaction.atomic
def mark_answered(enquiry: Enquiry, *, by: User) -> None:
    """Somebody has written or rung back. The first to say so is kept."""
    fresh = Enquiry.objects.waiting().filter(pk=enquiry.pk)
    if fresh.update(answered_at=clock.now(), answered_by=by):
        record("enquiry.answered", enquiry, by=by)
