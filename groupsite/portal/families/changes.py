"""What families told us anew: a page for leaders, and once a week a letter with the counts (S4-27)."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from families.models import Family
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.services import post_many
from groupsite.portal.families.timeline import said
from sessions.queries.access import families_open_to

A_PAGE = 40
SINCE = timedelta(days=7)
LONGER = timedelta(days=28)
WRITE_AT = time(7, 0)
STAFF = [Role.LEADER, Role.COORDINATOR]

KINDS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "health": (_("Health notes and allergies"), ("child.health_changed",)),
    "needs": (_("Needs: interpreter, formats, access"), ("carer.needs_changed",)),
    "reach": (
        _("Adults and how to reach them"),
        ("carer.changed", "carer.added", "carer.removed", "carer.letters_changed"),
    ),
    "children": (
        _("Children"),
        ("child.added", "child.changed", "child.removed", "child.about_me_changed", "child.about_me_withdrawn"),
    ),
    "wishes": (_("Days, festivals, food, languages"), ("family.changed",)),
    "consents": (_("What they agree to"), ("consent.given", "consent.refused")),
}
OF_KIND = {what: kind for kind, (_words, whats) in KINDS.items() for what in whats}
FIELDS: dict[str, str | Promise] = {
    "name": _("name"),
    "relationship": _("relationship"),
    "phone": _("phone"),
    "contact_by": _("how to reach them"),
    "urgent_by": _("how to reach them"),
    "reminders_by": _("how to reach them"),
    "contact_note": _("how to reach them"),
    "wants": _("letters they get"),
    "skills": _("what they would share"),
    "reads_in": _("language they read"),
    "interpreter": _("interpreter"),
    "formats": _("formats"),
    "access": _("access"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "born_on": _("birthday"),
    "due_on": _("due date"),
    "allergies": _("allergies"),
    "allergy_action": _("what to do about an allergy"),
    "health_note": _("health note"),
    "helps": _("what helps"),
    "outcode": _("area"),
    "languages": _("languages"),
    "best_days": _("days that suit"),
    "festivals": _("festivals"),
    "food": _("food"),
    "own_words": _("own words"),
    "wants_friendly_face": _("friendly face"),
    "offers_friendly_face": _("friendly face"),
}
"""What may be named. What is not here, such as the private question, is never said."""
ALONE = [["lonely"]]


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Who told us what, the newest first: of the families this person may look up."""
    longer = "all" in request.GET
    since = clock.now() - (LONGER if longer else SINCE)
    mine = told_since(since).filter(by__carer__family__in=families_open_to(me(request)))
    rows = mine.select_related("by__carer__family").prefetch_related("by__carer__family__carers").order_by("-at", "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [_line(entry) for entry in page], "counts": counts(since), "longer": longer}
    return render(request, "portal/families/changes.html", context | {"full": me(request).has_role(Role.COORDINATOR)})


def told_since(since: datetime, until: datetime | None = None) -> QuerySet[Entry]:
    """Changes that families made themselves. What a leader typed for them is no news to leaders."""
    by_family = Q(by__carer__isnull=False) & ~Q(by__roles__overlap=STAFF)
    rows = Entry.objects.filter(by_family, what__in=OF_KIND, at__gte=since).exclude(details__fields__in=ALONE)
    return rows.filter(at__lt=until) if until else rows


def counts(since: datetime, until: datetime | None = None) -> list[dict[str, Any]]:
    """How many families told us something new of each kind."""
    told = told_since(since, until).values_list("what", "by__carer__family").distinct()
    families = Counter(kind for kind, _family in {(OF_KIND[what], family) for what, family in told})
    return [{"label": words, "count": families[kind]} for kind, (words, _whats) in KINDS.items() if families[kind]]


def families_told(since: datetime, until: datetime) -> int:
    """How many families in all."""
    return told_since(since, until).values("by__carer__family").distinct().count()


def _line(entry: Entry) -> dict[str, Any]:
    family: Family = entry.by.carer.family  # type: ignore[union-attr]  # asked for by `told_since`
    named = [str(FIELDS[name]) for name in entry.details.get("fields", []) if name in FIELDS]
    return {"at": entry.at, "family": family, "what": said(entry.what), "fields": list(dict.fromkeys(named))}


def write_to_leaders(at: datetime | None = None) -> None:
    """Once a week, to everybody who leads, while there is news: a number and no names."""
    at = at or clock.now()
    if not families_told(at - SINCE, at):
        return
    leaders = User.objects.filter(roles__overlap=STAFF, is_active=True)
    monday = clock.local(at).date() - timedelta(days=clock.local(at).weekday())
    post_many("families_changed", ((leader, leader) for leader in leaders), due=clock.at(monday, WRITE_AT))
