"""May somebody help? The role comes when all that it takes is there, and goes when it is not, by itself."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.services import grant, withdraw
from groupsite.audit.services import record, record_all
from groupsite.kit import clock
from groupsite.kit.personal import forget
from groupsite.outbox.services import post, post_many
from volunteers.models import (
    FOLLOWING,
    Agreement,
    Check,
    Clearance,
    DbsFacts,
    Going,
    InductionStep,
    Shift,
    Signup,
    SignupState,
    Volunteer,
)
from volunteers.queries.joining import known
from volunteers.queries.knowing import knows
from volunteers.rules.outings import AskToGo, not_a_champion
from volunteers.rules.outings import not_cleared as check_lapses
from volunteers.rules.rota import Ask, not_a_volunteer, not_cleared
from volunteers.rules.standing import A_YEAR, POLICIES, STEPS, WARNED_BEFORE, why_not_yet
from volunteers.services import outings, walks
from volunteers.services.promises import end, lock_people, one_a_volunteer

NINE = time(9, 0)
CHECKED_AHEAD = timedelta(days=3)


@transaction.atomic
def refresh(user: User, *, by: User | None = None) -> bool:
    """Give or take the roles that follow; may they help? Whoever was given one by hand keeps it."""
    row = Volunteer.objects.select_for_update().filter(pk=user.pk).first()
    if row is None or row.welcomed_on is None:
        return user.has_role(Role.VOLUNTEER)
    what, today = known([user.pk])[user.pk], clock.today()
    may = {role for role in row.follows if not why_not_yet(what, today, [role])}
    comes = [role for role in row.follows if role in may and not user.has_role(role)]
    goes = [role for role in row.follows if role not in may and user.has_role(role)]
    for act, roles, letter in ((grant, comes, "helping_open"), (withdraw, goes, "helping_paused")):
        if roles:
            act(user, *roles, by=by)
            post(letter, to=user, about=user, due=clock.now())
    if goes:
        _end_what_is_near(user)
    return may >= set(row.follows)


@transaction.atomic
def follow(user: User, *roles: str, by: User) -> None:
    """From now on these roles come and go with what they take."""
    row, _new = Volunteer.objects.select_for_update().get_or_create(user=user)
    was = set(row.follows) if row.welcomed_on else set()
    row.follows = [role for role in FOLLOWING if role in was | set(roles)]
    row.welcomed_on = row.welcomed_on or clock.today()
    row.save(update_fields=["follows", "welcomed_on"])
    record("volunteer.looked_after", user, by=by, roles=sorted(roles))
    refresh(user, by=by)


def look_after(user: User, *, by: User) -> None:
    """Somebody whose roles were given by hand goes the way of everybody else from now on."""
    follow(user, *([role for role in FOLLOWING if user.has_role(role)] or [Role.VOLUNTEER]), by=by)


def resting(user: User) -> list[Role]:
    """Roles that come back by themselves once what they take is there again."""
    row = Volunteer.objects.filter(pk=user.pk).exclude(welcomed_on=None).first()
    return [Role(role) for role in row.follows if not user.has_role(role)] if row else []


@transaction.atomic
def taken_by_hand(user: User, roles: Iterable[str], *, by: User) -> None:
    """Somebody took these roles on purpose: no check that is renewed brings them back, and they are off the rota."""
    row = Volunteer.objects.select_for_update().filter(pk=user.pk).first()
    left = [role for role in row.follows if role not in set(roles)] if row else []
    if row and left != row.follows:
        Volunteer.objects.filter(pk=row.pk).update(follows=left)
        record("volunteer.let_go", user, by=by, roles=sorted(set(row.follows) - set(left)))
    _end_what_is_near(user, ahead=None)


@transaction.atomic
def note_step(user: User, step: str, *, by: User) -> None:
    """One more thing they have been shown."""
    if step in STEPS:
        InductionStep.objects.get_or_create(volunteer=user, step=step, defaults={"noted_by": by})
        record("induction.step", user, by=by, step=step)
        refresh(user, by=by)


@transaction.atomic
def agree(user: User) -> None:
    """They have read all policies and agree, for a year."""
    now = clock.now()
    Agreement.objects.bulk_create(
        Agreement(volunteer=user, policy=policy.key, version=policy.version, agreed_at=now) for policy in POLICIES
    )
    record("policies.agreed", user, by=user)
    for days in WARNED_BEFORE:
        post(
            "agreements_due",
            to=user,
            about=user,
            due=clock.at((clock.local(now).date() + A_YEAR) - timedelta(days), NINE),
        )
    refresh(user, by=user)


@transaction.atomic
def note_clearance(
    user: User, kind: str, *, since: date, until: date | None, by: User, is_clear: bool = True
) -> Clearance:
    """A check or a training, and its last day. The warnings are posted at once and decided when they are due."""
    held = Clearance.objects.create(volunteer=user, kind=kind, since=since, until=until, is_clear=is_clear, noted_by=by)
    record("clearance.noted", held, by=by, kind=kind)
    if until and is_clear:
        _warn(held, until, by)
    refresh(user, by=by)
    if kind == Check.DBS:  # a role that was given by hand stays; bringing a family takes the check itself
        walks.end_uncleared()
    if not is_clear:
        stand_down_the_uncleared(user)
    return held


def _end_what_is_near(user: User, *, ahead: timedelta | None = CHECKED_AHEAD) -> None:
    """Walks at once, and promises of the next days; those further off wait for a role that rests and may come back."""
    walks.end_uncleared()
    stand_down_the_uncleared(user, ahead=ahead)


def _warn(held: Clearance, until: date, by: User) -> None:
    for days in WARNED_BEFORE:
        due = clock.at(until - timedelta(days=days), NINE)
        if due > clock.now():
            post("clearance_ends", to=held.volunteer, about=held, due=due)
            post("clearance_ends", to=by, about=held, due=due)


@transaction.atomic
def note_dbs(user: User, facts: dict[str, object], *, by: User) -> DbsFacts:
    """Date, level, number, decision, next check (TRUST §4.1), and what follows from it for helping."""
    noted = DbsFacts.objects.create(volunteer=user, name=str(user), noted_by=by, **facts)
    record("dbs.noted", noted, by=by)
    note_clearance(user, Check.DBS, since=noted.issued_on, until=noted.next_check_on, is_clear=noted.is_clear, by=by)
    return noted


def refresh_all() -> None:
    """Night by night: roles follow from what has lapsed; then promises of the next days are looked at once more."""
    for user in User.objects.filter(volunteer__welcomed_on__isnull=False, is_active=True).order_by("pk"):
        refresh(user)
    stand_down_the_uncleared()
    walks.end_uncleared()
    _date_dbs_facts()


def _date_dbs_facts() -> None:
    """They run out from the day on which somebody helps no more, with or without an account; not while they help."""
    helps = User.objects.filter(is_active=True, roles__overlap=[role for role in Role if role != Role.PARENT])
    DbsFacts.objects.filter(ended_at=None).exclude(volunteer__in=helps).update(ended_at=clock.now())
    DbsFacts.objects.filter(volunteer__in=helps).exclude(ended_at=None).update(ended_at=None)


@transaction.atomic
def forget_dbs(rows: QuerySet[DbsFacts]) -> int:
    """When DBS facts go, what the checks of the rota knew of them goes, too; how many rows."""
    Clearance.objects.filter(kind=Check.DBS, volunteer__in=rows.values("volunteer")).delete()
    return forget(rows)


def stand_down_the_uncleared(user: User | None = None, *, ahead: timedelta | None = CHECKED_AHEAD) -> None:
    """Nobody stands in the hall whose check has lapsed since they promised. They and the leader are told.

    Of one person or of everybody; so far ahead, or in all that is to come.
    """
    now = clock.now()
    coming = Signup.objects.promised().filter(shift__starts_at__gt=now)
    near = coming.filter(shift__starts_at__lt=now + ahead) if ahead else coming
    soon = near.filter(volunteer=user) if user else near
    uncleared: dict[int, list[Signup]] = {}
    for signup in soon.select_related("volunteer", "shift__occurrence__programme").order_by("pk"):
        ask = Ask(signup.volunteer, signup.shift, 0, knows(signup.volunteer, now), now)
        if not_a_volunteer(ask) or not_cleared(ask):
            uncleared.setdefault(signup.volunteer_id, []).append(signup)
    for theirs in uncleared.values():
        stand_down(theirs)
    _keep_at_home(now, user, ahead)


def _keep_at_home(now: datetime, user: User | None, ahead: timedelta | None) -> None:
    """The same at outreach places: who has lost the role, or whose check ends, does not go."""
    coming = Going.objects.standing().filter(outing__starts_at__gt=now)
    near = coming.filter(outing__starts_at__lt=now + ahead) if ahead else coming
    soon = near.filter(volunteer=user) if user else near
    uncleared: dict[int, list[Going]] = {}
    for going in soon.select_related("volunteer", "outing").order_by("pk"):
        ask = AskToGo(going.volunteer, going.outing, (), knows(going.volunteer, now), now)
        if not_a_champion(ask) or check_lapses(ask):
            uncleared.setdefault(going.volunteer_id, []).append(going)
    for theirs in uncleared.values():
        outings.keep_at_home(theirs)


@transaction.atomic
def stand_down(promises: Sequence[Signup], *, letter: str = "shift_not_cleared", by: User | None = None) -> None:
    """These people do not come after all, told once of all their dates. Some may have been given up meanwhile.

    In the order of all that ends promises: people, shifts, promises.
    """
    lock_people(it.volunteer_id for it in promises)
    list(Shift.objects.select_for_update().filter(pk__in=[it.shift_id for it in promises]).order_by("pk"))
    still = Signup.objects.promised().filter(pk__in=[it.pk for it in promises])
    signups = list(still.select_related("volunteer", "shift__occurrence__programme").order_by("pk"))
    end(signups, SignupState.WITHDRAWN, clock.now())
    record_all("shift.not_cleared", signups, by=by)
    post_many(letter, one_a_volunteer(signups))
    _tell_leaders(signups, by)


def _tell_leaders(signups: Iterable[Signup], by: User | None) -> None:
    """Of each shift that is near, once; those further off stand among the gaps. Whoever did it knows."""
    near = {it.shift_id: it for it in signups if it.shift.starts_at < clock.now() + CHECKED_AHEAD}
    for signup in near.values():
        leaders = signup.shift.occurrence.programme.leaders.filter(is_active=True)
        post_many("shift_gap", ((leader, signup) for leader in leaders if leader != by))
