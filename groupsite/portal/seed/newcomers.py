"""Families on their way in and out: spoken with, found it hard, stuck with a buddy, not seen lately, outgrown us."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from families.models import BuddyPair, Carer, Contact, Family
from families.services import buddies, household, welcoming
from families.services.details import ChildDetails, FamilyDetails
from families.services.registration import register
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.portal.buddies import following as pairs
from groupsite.portal.newcomers import following, lapsed, queries
from groupsite.portal.seed import people
from sessions.models import Attendance, Occurrence
from sessions.services import booking
from sessions.services import register as door

AWAY = (("Nadia Rahimi", "Sami", 15), ("Owen & Lisa Pugh", "Gethin", 24), ("Comfort Asante", "Joy", 11))
"""Came once or twice in the first weeks, and not since: adults, a child, its age in months."""
GROWN = ("Philippa Marsh", "Otto", 60)
FRESH = ("Lucia Delgado", "Iker", 17)
"""Came for the first time in the last days, whatever else the dice said."""
OFTEN_ENOUGH = 2


@transaction.atomic
def tell() -> None:
    """Told after the story of the groups, through the services, with the clock set back."""
    now, carol = clock.now(), User.objects.get(email=people.CAROL.email)
    gone = [_join(*one, now - timedelta(weeks=11)) for one in AWAY]
    for family in gone:
        _come_in_the_first_weeks(family, now, carol)
    _outgrow(_join(*GROWN, now - timedelta(weeks=40)), now)
    _come_lately(_join(*FRESH, now - timedelta(days=12)), now, carol)
    _have_words(carol, now)
    _ask_how_it_was(now)
    _get_stuck(carol, now)
    if gone[0] in queries.lapsed(now):
        with clock.stopped_at(now - timedelta(days=4)):
            lapsed.greet(gone[0], way=Contact.Way.LETTER, note="Loved the singing.", by=carol)
    delivery.sweep()


def _join(name: str, child: str, months: int, at: datetime) -> Family:
    """A family with a sign-in of its own."""
    born_on = clock.local(clock.now()).date() - timedelta(days=round(months * 30.44) + 5)
    slug = name.split(maxsplit=1)[0].lower()
    details = FamilyDetails(
        name=name,
        phone="07700 900990",
        outcode="BS5",
        children=(ChildDetails(first_name=child, born_on=born_on),),
        languages=("en",),
    )
    with clock.stopped_at(at):
        return register(details, by=User.objects.create_user(f"{slug}@demo.example", name=name))


def _come_in_the_first_weeks(family: Family, now: datetime, carol: User) -> None:
    """Two of the sessions that lie far enough back, where there was room."""
    since = now - timedelta(weeks=settings.LAPSED_WEEKS)
    for session in Occurrence.objects.filter(ends_at__lt=since).in_order():
        if _come(family, session, carol) and family.bookings.count() == OFTEN_ENOUGH:
            return


def _come_lately(family: Family, now: datetime, carol: User) -> None:
    """The last session there was room at, of those whose newcomers are asked still."""
    lately = Occurrence.objects.filter(ends_at__gt=now - following.ASKED_FOR, ends_at__lt=now - timedelta(hours=1))
    any(_come(family, session, carol) for session in lately.in_order().reverse())


def _come(family: Family, session: Occurrence, carol: User) -> bool:
    adults, children = list(family.carers.all()), list(family.children.all())
    try:
        with clock.stopped_at(session.starts_at - timedelta(days=3)):
            row = booking.book(session, family, children=children, adults=adults, by=carol)
    except Refused:
        return False
    with clock.stopped_at(session.starts_at + timedelta(minutes=5)):
        door.mark(row, Attendance.CAME, by=carol)
    return True


def _outgrow(family: Family, now: datetime) -> None:
    """Otto turned five a few days ago; the letter went that night."""
    with clock.stopped_at(now - timedelta(days=2)):
        following.say_goodbyes()
    assert family.contacts.exists()


def _have_words(carol: User, now: datetime) -> None:
    """Carol has spoken with every other newcomer; the rest are on her list."""
    for family in queries.board(now).speak[::2]:
        with clock.stopped_at(family.last_at + timedelta(hours=1)):
            welcoming.had_a_word(family, visit=family.reached, way=Contact.Way.SPOKE, by=carol)


def _ask_how_it_was(now: datetime) -> None:
    """Whoever came for the first time lately was asked; two have answered, one of them found it hard."""
    following.ask_about_first_visits(now - timedelta(hours=1))
    told = (("mixed", "It was loud by the slide, and nobody told us where to put the pram."), ("good", "Tea!"))
    by_themselves = Carer.objects.filter(is_main=True, user__isnull=False, family__first_visit__isnull=False)
    lately = by_themselves.select_related("user", "family__first_visit").order_by(
        "-family__first_visit__visited_on", "pk"
    )
    for carer, (answer, words) in zip(lately, told, strict=False):
        assert carer.user
        welcoming.tell_of_first_visit(carer.family.first_visit, answer=answer, words=words, by=carer.user)


def _get_stuck(carol: User, now: datetime) -> None:
    """A pair asked twelve days ago, of whom nothing was heard; the board has another family beside it."""
    shy = Family.objects.filter(wants_friendly_face=False, offers_friendly_face=False, as_newcomer=None, left_at=None)
    willing = Family.objects.filter(offers_friendly_face=True, left_at=None)
    free = willing.exclude(as_buddy__state__in=BuddyPair.LIVE)
    newcomer, buddy = shy.order_by("-joined_at", "pk").first(), free.order_by("-pk").first()
    if newcomer is None or buddy is None:
        return
    wishes = {"wants_friendly_face": True, "buddy_wishes": ["language", "quiet"]}
    with clock.stopped_at(now - timedelta(days=12)):
        newcomer = household.change_family(newcomer, wishes, by=carol)
        buddies.propose(newcomer, buddy, by=carol)
    pairs.follow(now)
