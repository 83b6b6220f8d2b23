"""Who opened sensitive data about a household: role and day, for the household itself (TRUST §4.4, M18)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from families.models import Carer
from families.queries import children_for, family_of
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry, Reading
from groupsite.kit.refs import pk_of, ref
from sessions.models import HOLDING, Occurrence

MOST = 200
IN_WORDS: dict[str, str | Promise] = {
    "allergies": _("The register with your children’s allergies"),
    "health": _("The register with what we should know of your children"),
    "health notes": _("Health notes"),
    "plan": _("The plan of a session, with what you told us for the day"),
    "family": _("Your family’s page"),
    "words with the family": _("What was noted of talks with you"),
    "how to reach them": _("How to reach you"),
    "list taken out": _("A list of families that you are on, as a file"),
    "protected address": _("Your protected address"),
    "dbs": _("What we keep of your DBS check"),
}
WHO = (Role.COORDINATOR, Role.LEADER, Role.ADMINISTRATOR, Role.REVIEWER, Role.VOLUNTEER, Role.CHAMPION)
"""The highest hat is the one that is told."""


@dataclass(frozen=True)
class Look:
    """Somebody looked."""

    at: datetime
    role: str | Promise
    what: str | Promise


def looks(user: User) -> list[Look]:
    """The newest first. What the safeguarding lead reads is left out for every family alike, so it never hints."""
    family = family_of(user)
    if family is None:
        return []
    sessions = Occurrence.objects.filter(bookings__family=family, bookings__state__in=HOLDING).distinct()
    own = Carer.objects.filter(user=user)
    about = [ref(row) for row in (family, *own, *children_for(user), *sessions)]
    found = Reading.objects.filter(about__in=about).exclude(by=user.pk).order_by("-at")
    readings = list(found.exclude(by__in=_leads()).values_list("at", "what", "by")[:MOST])
    roles = dict(User.objects.filter(pk__in={by for *_rest, by in readings}).values_list("pk", "roles"))
    return [Look(at, _said(roles.get(by, [])), IN_WORDS.get(what, what)) for at, what, by in readings]


def _leads() -> list[int]:
    """Whoever is the lead, or was when they read: a list that changes the day after would hint at it, too."""
    now = User.objects.filter(roles__contains=[Role.SAFEGUARDING]).values_list("pk", flat=True)
    granted = Entry.objects.filter(what="role.granted", details__roles__contains=[Role.SAFEGUARDING])
    return [*now, *map(pk_of, granted.values_list("about", flat=True))]


def _said(roles: list[str]) -> str | Promise:
    return next((role.label for role in WHO if role in roles), _("Somebody who has left"))
