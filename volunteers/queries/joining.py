"""Who would like to help, who may, and what each still needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q, QuerySet

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from volunteers.models import Agreement, Application, Clearance, DbsFacts, InductionStep, Reference, Volunteer
from volunteers.rules.rota import HELPERS
from volunteers.rules.standing import Known, agreed_until, why_not_yet

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
    users = list(members().select_related("volunteer").order_by("name", "pk"))
    found = known(user.pk for user in users)
    return [_member(user, found[user.pk]) for user in users]


def _member(user: User, what: Known) -> Member:
    missing = why_not_yet(what, clock.today())
    return Member(user, not missing, missing)


def members() -> QuerySet[User]:
    """People whose way in somebody who coordinates looks after."""
    joined = Volunteer.objects.exclude(welcomed_on=None).values("pk")
    helping = User.objects.filter(roles__overlap=list(HELPERS)).values("pk")
    return User.objects.filter(pk__in=joined.union(helping), is_active=True)


def clearances_of(user: User) -> QuerySet[Clearance]:
    """Every check and training, the newest first."""
    return Clearance.objects.filter(volunteer=user).order_by("-since", "-pk")


def dbs_of(user: User) -> QuerySet[DbsFacts]:
    """What we keep of their DBS checks, the newest first."""
    return DbsFacts.objects.filter(volunteer=user).order_by("-issued_on", "-pk")


def agreements_hold_until(user: User) -> object:
    """The last day on which this person's agreements hold, or nothing."""
    return agreed_until(known([user.pk])[user.pk])


def stands_between(user: User) -> list[str]:
    """Why the rota is closed to somebody we have welcomed; nothing for whoever it is open to, or who never asked."""
    if user.has_role(Role.VOLUNTEER) or not Volunteer.objects.filter(pk=user.pk).exclude(welcomed_on=None).exists():
        return []
    return why_not_yet(known([user.pk])[user.pk], clock.today())
