"""What a leader need not write twice: a starter list of courses for parents, and the same thing in another place."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.models import Programme

TOPICS: dict[str, str | Promise] = {
    "first_aid": gettext_lazy("First aid for babies and toddlers"),
    "eating": gettext_lazy("Healthy eating for toddlers"),
    "home_safety": gettext_lazy("Home safety"),
    "feelings": gettext_lazy("Big feelings: calm days with little ones"),
    "how_children_learn": gettext_lazy("How children learn through play"),
}
SUMMARIES: dict[str, str | Promise] = {
    "first_aid": gettext_lazy("Choking, burns, bumps and fevers: what to do, and when to ring 999."),
    "eating": gettext_lazy("Small meals, fussy days and cheap food that is good for them. We cook together."),
    "home_safety": gettext_lazy("Look at your home from knee height: stairs, windows, hot drinks, blind cords."),
    "feelings": gettext_lazy("Why they shout, what helps, and how to stay calm. You go home with one small plan."),
    "how_children_learn": gettext_lazy("What your child learns at play, and how five minutes a day help."),
}
QUESTIONS: dict[str, str | Promise] = {
    "first_aid": gettext_lazy("How sure do you feel of what to do when your child is hurt?"),
    "eating": gettext_lazy("How easy do you find mealtimes?"),
    "home_safety": gettext_lazy("How safe is your home for your child?"),
    "feelings": gettext_lazy("How sure do you feel as a parent?"),
    "how_children_learn": gettext_lazy("How sure do you feel of helping your child to learn?"),
}
NOT_COPIED = {"id", "code", "first_day", "last_day", "goes_with", "told_of"}


def from_topic(topic: str) -> Programme:
    """A course for parents with its words filled in, to be changed at will."""
    return Programme(
        kind=Programme.Kind.COURSE,
        for_parents=True,
        name=str(TOPICS[topic]),
        summary=str(SUMMARIES[topic]),
        question=str(QUESTIONS[topic]),
        expect=_("Nobody has to speak. Ask anything. There is tea."),
        heads_limit=14,
        helpers=1,
    )


def like(programme: Programme) -> Programme:
    """The same course in another place or at another time; the two are shown together."""
    fields = [field for field in Programme._meta.concrete_fields if field.name not in NOT_COPIED]
    values: dict[str, Any] = {field.attname: getattr(programme, field.attname) for field in fields}
    return Programme(**values, goes_with_id=programme.goes_with_id or programme.pk)


def look_round(programme: Programme) -> Programme:
    """Visits to look round a group: its room and its hours, two families at a time, whose places are extra."""
    visit = like(programme)
    visit.kind, visit.goes_with = Programme.Kind.TASTER, programme
    visit.name = _("Look round: %(group)s") % {"group": programme.name}
    visit.summary = _("Come and see the room, meet the leaders and ask. You need not join.")
    visit.heads_limit, visit.families_limit, visit.helpers = 8, 2, 0
    return visit
