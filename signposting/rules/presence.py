"""When a named person is here, in a sentence a parent can use."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupsite.kit.templatetags.kit import day as day_in_words
from signposting.familyhub.schedules import DAYS
from signposting.models.people import NamedPerson

OFTEN = (
    gettext_lazy("Mondays"), gettext_lazy("Tuesdays"), gettext_lazy("Wednesdays"), gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"), gettext_lazy("Saturdays"), gettext_lazy("Sundays"),
)  # fmt: skip


def spoken_days(days: Sequence[str]) -> str:
    """Tuesdays and Thursdays, in the order of the week."""
    return get_text_list([str(OFTEN[n]) for n, day in enumerate(DAYS) if day in days], _("and"))


def says(person: NamedPerson, today: date) -> str:
    """Who is here and when; or until when they are away, and whom to ask meanwhile."""
    if person.is_away(today):
        return _away(person)
    days = spoken_days(person.days)
    if not days:
        return _("%(name)s comes now and then. Ask us when next.") % {"name": person.name}
    when = f"{days}, {person.hours}" if person.hours else days
    return _("%(name)s is here on %(when)s.") % {"name": person.name, "when": when}


def _away(person: NamedPerson) -> str:
    given = {"name": person.name, "day": day_in_words(person.away_until)}
    gone = (_("%(name)s is away until %(day)s.") if person.away_until else _("%(name)s is away for now.")) % given
    return f"{gone} {_meanwhile(person)}"


def _meanwhile(person: NamedPerson) -> str:
    cover = person.cover
    if cover is None or cover.agreed_at is None:
        return _("Ask us who is there instead.")
    return _("Until then you can ask %(name)s.") % {"name": cover.name}
