"""Narrowing the list of families down: each filter in words, and what it keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Carer, Child, Family
from families.rules.languages import language_name
from groupsite.kit import clock
from sessions.models import Attendance, Booking

Rows = QuerySet[Family, Any]
NEW_FOR = timedelta(weeks=6)
AWAY_FOR = timedelta(weeks=8)


def _new(rows: Rows) -> Rows:
    return rows.filter(joined_at__gte=clock.now() - NEW_FOR)


def _waits_for_a_face(rows: Rows) -> Rows:
    return rows.filter(pk__in=Family.objects.waiting_for_a_friendly_face())


def _needs(rows: Rows) -> Rows:
    return rows.filter(_an_adult(~Q(interpreter="") | ~Q(formats=[])))


def _allergy(rows: Rows) -> Rows:
    return rows.filter(_a_child(~Q(allergies="")))  # sealed, but nothing is sealed as nothing


def _no_email(rows: Rows) -> Rows:
    return rows.filter(~_an_adult(~Q(email="")))


def _away(rows: Rows) -> Rows:
    """Came once, not for eight weeks, and has nothing booked."""
    since = clock.now() - AWAY_FOR
    visits = Booking.objects.filter(family=OuterRef("pk"), attendance=Attendance.CAME)
    ahead = Booking.objects.live().filter(family=OuterRef("pk"), occurrence__starts_at__gte=clock.now())
    lately = visits.filter(occurrence__starts_at__gte=since)
    return rows.filter(Exists(visits), ~Exists(lately), ~Exists(ahead), left_at=None)


def _left(rows: Rows) -> Rows:
    """Of a family that was forgotten only the shell is left, and that is nobody."""
    return rows.filter(_an_adult(Q()) | _a_child(Q())).exclude(left_at=None)


def _an_adult(who: Q) -> Exists:
    return Exists(Carer.objects.filter(who, family=OuterRef("pk")))


def _a_child(who: Q) -> Exists:
    return Exists(Child.objects.filter(who, homes__family=OuterRef("pk")))


TICKS: dict[str, tuple[str | Promise, Callable[[Rows], Rows]]] = {
    "new": (gettext_lazy("Joined in the last 6 weeks"), _new),
    "face": (gettext_lazy("Waiting for a friendly face"), _waits_for_a_face),
    "needs": (gettext_lazy("Needs an interpreter or another format"), _needs),
    "allergy": (gettext_lazy("A child with an allergy"), _allergy),
    "no_email": (gettext_lazy("No e-mail"), _no_email),
    "away": (gettext_lazy("Not here for 8 weeks, nothing booked"), _away),
    "left": (gettext_lazy("Has left"), _left),
}
AGES: dict[str, str | Promise] = {
    "due": gettext_lazy("On the way"),
    "0": gettext_lazy("Under 1"),
    "1": gettext_lazy("1 year"),
    "2": gettext_lazy("2 years"),
    "3": gettext_lazy("3 years"),
    "4": gettext_lazy("4 years"),
    "5": gettext_lazy("5 and older"),
}


@dataclass(frozen=True)
class Filter:
    """One filter somebody chose: which box, which answer, in which words, and what it keeps."""

    name: str
    value: str
    words: str
    keeps: Callable[[Rows], Rows]


def chosen(asked: dict[str, Any]) -> list[Filter]:
    """The filters that were chosen, in the order of the boxes."""
    ticks = [Filter("only", tick, str(TICKS[tick][0]), TICKS[tick][1]) for tick in asked.get("only", ())]
    makers = {"age": _by_age, "language": _by_language, "skill": _by_skill}
    return ticks + [make(asked[name]) for name, make in makers.items() if asked.get(name)]


def _by_age(band: str) -> Filter:
    words = _("A child: %(age)s") % {"age": AGES[band]}
    return Filter("age", band, words, lambda rows: rows.filter(_a_child(of_age(band, clock.today()))))


def of_age(band: str, today: date) -> Q:
    """Children who are so many years old today."""
    if band == "due":
        return Q(due_on__isnull=False)
    years = int(band)
    born = Q(born_on__lte=years_before(today, years))
    return born if years == 5 else born & Q(born_on__gt=years_before(today, years + 1))


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; of a 29 February, the day before 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _by_language(code: str) -> Filter:
    name = language_name(code)
    words = _("Speaks %(language)s") % {"language": name}
    return Filter("language", code, words, lambda rows: rows.filter(languages__overlap=[code, name]))


def _by_skill(skill: str) -> Filter:
    words = _("Would share: %(skill)s") % {"skill": skill}
    return Filter("skill", skill, words, lambda rows: rows.filter(_an_adult(Q(skills__icontains=skill))))


def narrowed(rows: Rows, filters: list[Filter]) -> Rows:
    """What all of them keep. Those who have left are shown only when somebody asks for them."""
    if not any(one.value == "left" for one in filters):
        rows = rows.filter(left_at=None)
    for one in filters:
        rows = one.keeps(rows)
    return rows


def empty_handed(rows: Rows, filters: list[Filter]) -> list[Filter]:
    """Which filters keep nobody even when they are alone."""
    return [one for one in filters if not narrowed(rows, [one]).exists()]
