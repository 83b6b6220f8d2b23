"""Fills an empty portal with the demo, through the services, and says whom one can sign in as."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from groupsite.accounts.models import User
from groupsite.portal.seed import (
    calendar,
    champions,
    choices,
    clinics,
    courses,
    data,
    directory,
    drawn_course,
    fairness,
    giving_back,
    helping,
    households,
    inside,
    library,
    morning,
    neighbours,
    newcomers,
    outreach,
    outward,
    parents_tell,
    people,
    rota,
    running_out,
    shelves,
    slips,
    story,
    told,
)

AT_FIRST = (
    calendar, rota, helping, newcomers, households, told, choices, outward, clinics,
    fairness, inside, courses, drawn_course,
)  # fmt: skip
EACH_TIME = (
    morning,
    data,
    directory,
    neighbours,
    slips,
    outreach,
    champions,
    shelves,
    parents_tell,
    library,
    giving_back,
    running_out,
)
"""What looks first whether it has been told already."""


class Command(BaseCommand):
    """Safe to repeat: what is there already stays as it is."""

    help = "Make the demo: some 60 families, eight weeks behind and six ahead."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large."""
        parser.add_argument("--families", type=int, help=f"{len(people.FAMILIES)} at first; given again, so many more")
        parser.add_argument("--weeks", type=int, default=8, help="weeks behind us")

    def handle(self, *args: Any, families: int | None, weeks: int, **options: Any) -> None:
        """Make it, unless it is there."""
        if settings.PRODUCTION:
            raise CommandError("This portal is in production: the demo's people do not belong in it.")
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # these letters are eight weeks old
        _tell(families, weeks)
        for person in people.PEOPLE:
            self.stdout.write(f"{person.name:20} {', '.join(role.value for role in person.roles):22} {person.email}")


def _tell(families: int | None, weeks: int) -> None:
    if not User.objects.filter(email=people.AMINA.email).exists():
        story.tell(families=families or len(people.FAMILIES), weeks=weeks)
        for chapter in AT_FIRST:
            chapter.tell()
    elif families:
        story.go_on(families=families, weeks=weeks)
    for person in people.PEOPLE:  # somebody new in a demo that was there before them
        if not User.objects.filter(email=person.email).exists():
            story.account(person)
    for chapter in EACH_TIME:
        chapter.tell()
