"""Who would like to help, who may, and what each still needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Count, F, Q, QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from sessions.models import Occurrence
from volunteers.models import (
    FOLLOWING,
    Agreement,
    Application,
    Clearance,
    DbsFacts,
    InductionStep,
    Reference,
    Volunteer,
)
from volunteers.rules.rota import HELPERS
from volunteers.rules.standing import SOON, Known, agreed_until, ends_on, why_not_yet

_signer = Signer(salt="volunteers.reference")


def token_of(reference: Reference) -> str:
    """What stands in the referee's link. Signed, so that a copy of the table opens nothing."""
    return _signer.sign(reference.code.hex)


def reference_behind(token: str) -> QuerySet[Reference]:
    """The reference a link means; none when we did not write it or the application is over."""
    try:
        code = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return Reference.objects.none()
    asked = Reference.objects.exclude(asked_at=None).filter(code=code, application__state="new")
    return asked.select_related("application")


def applications() -> QuerySet[Application]:
    """Those that wait for us, with how many referees have answered."""
    answered = Count("references", filter=Q(references__answered_at__isnull=False))
    return Application.objects.filter(state="new").annotate(answered=answered).order_by("made_at", "pk")


def all_applications() -> QuerySet[Application]:
    """Decided or not, with what their referees say."""
    return Application.objects.prefetch_related("references")


def known(users: Iterable[int]) -> dict[int, Known]:
    """What is known of these people's way in, in three queries."""
    pks = list(users)
    steps: dict[int, set[str]] = {pk: set() for pk in pks}
    for pk, step in InductionStep.objects.filter(volunteer__in=pks).values_list("volunteer", "step"):
        steps[pk].add(step)
    agreed: dict[int, dict[tuple[str, int], object]] = {pk: {} for pk in pks}
    for each in Agreement.objects.filter(volunteer__in=pks).order_by("agreed_at"):
        agreed[each.volunteer_id][each.policy, each.version] = clock.local(each.agreed_at).date()
    held: dict[int, dict[str, Clearance]] = {pk: {} for pk in pks}
    for clearance in Clearance.objects.filter(volunteer__in=pks).newest():
        held[clearance.volunteer_id][clearance.kind] = clearance
    return {pk: Known(frozenset(steps[pk]), agreed[pk], held[pk]) for pk in pks}  # type: ignore[arg-type]


@dataclass(frozen=True)
class Member:
    """One of the team: to a leader, only whether they may help."""

    user: User
    is_clear: bool
    missing: list[str]


def team() -> list[Member]:
    """Everybody who helps or is on the way in, by name."""
    joined = Volunteer.objects.exclude(welcomed_on=None).values("pk")
    helping = User.objects.filter(roles__overlap=list(HELPERS)).values("pk")
    people = User.objects.filter(pk__in=joined.union(helping), is_active=True)
    users = list(people.select_related("volunteer").order_by("name", "pk"))
    found = known(user.pk for user in users)
    return [_member(user, found[user.pk]) for user in users]


def _member(user: User, what: Known) -> Member:
    missing = why_not_yet(what, clock.today(), follows_of(user))
    return Member(user, not missing, missing)


def follows_of(user: User) -> list[str]:
    """Which roles of theirs come and go with their checks; for somebody new, what helping takes."""
    row = getattr(user, "volunteer", None)
    return row.follows if row and row.welcomed_on else [Role.VOLUNTEER]


def missing_of(user: User) -> list[str]:
    """What stands between this person and the roles that follow."""
    return why_not_yet(known([user.pk])[user.pk], clock.today(), follows_of(user))


def members() -> QuerySet[User]:
    """People whose way in somebody who coordinates looks after."""
    joined = Volunteer.objects.exclude(welcomed_on=None).values("pk")
    following = User.objects.filter(roles__overlap=list(FOLLOWING)).values("pk")
    return User.objects.filter(pk__in=joined.union(following), is_active=True)


def paused() -> QuerySet[User]:
    """People who have had a role of theirs put to rest by a date, or who do not have it yet."""
    lapsed = Volunteer.objects.exclude(welcomed_on=None).exclude(user__roles__contains=F("follows"))
    return User.objects.filter(pk__in=lapsed.values("pk"), is_active=True)


@dataclass(frozen=True)
class Lapse:
    """One person, which roles of theirs follow, what is missing, when the next thing ends, and what waits for them."""

    user: User
    roles: list[str]
    missing: list[str]
    ends: date | None
    sessions: int

    @property
    def is_soon(self) -> bool:
        """Is there something to renew in the next weeks?"""
        return not self.missing and self.ends is not None and self.ends <= clock.today() + SOON


def lapses() -> list[Lapse]:
    """Everybody whose roles follow: those at rest first, then whose checks end soonest."""
    joined = Volunteer.objects.exclude(welcomed_on=None).exclude(follows=[])
    users = list(User.objects.filter(pk__in=joined.values("pk"), is_active=True).select_related("volunteer"))
    found, leads = known(user.pk for user in users), _sessions_led_soon(users)
    rows = [_lapse(user, found[user.pk], leads.get(user.pk, 0)) for user in users]
    return sorted(rows, key=lambda row: (not row.missing, row.ends or date.max, str(row.user)))


def _lapse(user: User, what: Known, sessions: int) -> Lapse:
    roles = follows_of(user)
    labels = [str(Role(role).label) for role in roles]
    return Lapse(user, labels, why_not_yet(what, clock.today(), roles), ends_on(what, roles), sessions)


def _sessions_led_soon(users: Iterable[User]) -> dict[int, int]:
    """How many sessions of the next two weeks each of them leads."""
    soon = Occurrence.objects.upcoming().filter(starts_at__lt=clock.now() + timedelta(days=14))
    led = soon.filter(programme__leaders__in=[user.pk for user in users]).order_by()
    return dict(led.values_list("programme__leaders").annotate(n=Count("pk", distinct=True)))


def by_hand() -> QuerySet[User]:
    """People whose roles nobody has put under their checks: nothing of theirs ends by itself."""
    joined = Volunteer.objects.exclude(welcomed_on=None).exclude(follows=[])
    people = User.objects.filter(roles__overlap=list(FOLLOWING), is_active=True).exclude(pk__in=joined.values("pk"))
    return people.order_by("name", "pk")


def clearances_of(user: User) -> QuerySet[Clearance]:
    """Every check and training, the newest first."""
    return Clearance.objects.filter(volunteer=user).order_by("-since", "-pk")


def dbs_of(user: User) -> QuerySet[DbsFacts]:
    """What we keep of their DBS checks, the newest first."""
    return DbsFacts.objects.filter(volunteer=user).order_by("-issued_on", "-pk")


def agreements_hold_until(user: User) -> date | None:
    """The last day on which this person's agreements hold, or nothing."""
    return agreed_until(known([user.pk])[user.pk])


@dataclass(frozen=True)
class AtRest:
    """Which roles are closed to somebody we have welcomed, and why."""

    roles: list[str]
    reasons: list[str]


def at_rest(user: User) -> AtRest | None:
    """What is closed to this person just now; none for whoever has all of their roles, or who never asked."""
    row = Volunteer.objects.filter(pk=user.pk).exclude(welcomed_on=None).first()
    if row is None or set(row.follows) <= set(user.roles):
        return None
    missing = why_not_yet(known([user.pk])[user.pk], clock.today(), row.follows)
    return AtRest([role for role in row.follows if role not in user.roles], missing) if missing else None
