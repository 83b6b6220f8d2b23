"""What champions and leaders have to keep up: one role rests, one thing runs out soon, the rest is in order."""

import contextlib
from datetime import time, timedelta
from uuid import uuid4

from django.db import transaction

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.portal.seed import people
from groupsite.portal.seed.outreach import PLACES
from sessions.models import Booking
from volunteers.models import Check, Leaflet, Outing, OutreachPlace, Story, StoryWhere, Walk
from volunteers.queries.chats import often_named
from volunteers.queries.walks import bookings_of, sessions_ahead
from volunteers.rules.growing import monday_of
from volunteers.rules.standing import STEPS
from volunteers.services import arrivals, outings, standing, stories, walks

LENA = "lena@demo.example"
STORIES = (
    "I stood outside for ten minutes before I dared to go in. They made me tea. Now we go every week.",
    "Nobody minded that my English is slow. My son found the trains at once.",
)
MONTHS_AGO = timedelta(days=150)


@transaction.atomic
def tell() -> None:
    """Once, and after the outreach."""
    if not Outing.objects.exists():
        _who_goes_where()
    if not User.objects.filter(email=LENA).exists():
        _checks()
    if not Walk.objects.exists():
        _come_with_you()
    if not Leaflet.objects.exists():
        _cards()
    if not Story.objects.exists():
        _own_stories()


def _checks() -> None:
    carol, grace, sam = (User.objects.get(email=who.email) for who in (people.CAROL, people.GRACE, people.SAM))
    lena = User.objects.create_user(LENA, name="Lena Brandt", roles=[Role.CHAMPION])
    for user, dbs_days, training_days in ((grace, 400, 300), (sam, 500, 25), (lena, -3, 200)):
        _cleared(user, carol, dbs_days, training_days)
        standing.look_after(user, by=carol)


def _own_stories() -> None:
    """Grace's is shown; Amina's waits to be read."""
    carol, grace, amina = (User.objects.get(email=who.email) for who in (people.CAROL, people.GRACE, people.AMINA))
    named = often_named()
    for author, service, words, signed in zip((grace, amina), named, STORIES, ("Grace", ""), strict=False):
        story = stories.tell(service, words, signed, StoryWhere.values, uuid4(), by=author)
        if author == grace:
            stories.decide(story, approve=True, by=carol)


def _cards() -> None:
    """A card at the library and at the school, and one of Grace's; some families have come by them."""
    carol, grace = (User.objects.get(email=who.email) for who in (people.CAROL, people.GRACE))
    library, school = (OutreachPlace.objects.get(name=name) for name, *_more in PLACES[:2])
    cards = [arrivals.card_of_place(library, by=carol), arrivals.card_of_place(school, by=carol)]
    cards.append(arrivals.card_of_champion(grace))
    first = Booking.objects.order_by("family", "pk").distinct("family").values("pk")
    for n, booking in enumerate(Booking.objects.filter(pk__in=first).order_by("pk")[:40:2]):
        arrivals.count(booking, cards[(0, 1, 0, 2)[n % 4]])


def _who_goes_where() -> None:
    """The library is covered, at the school gate Grace would be alone, nobody goes to the surgery yet."""
    carol, grace, dev = (User.objects.get(email=who.email) for who in (people.CAROL, people.GRACE, people.DEV))
    library, school, surgery = (OutreachPlace.objects.get(name=name) for name, *_more in PLACES[:3])
    monday = monday_of(clock.today()) + timedelta(weeks=1)
    for place, ahead, hour, alone_ok in ((library, 2, 10, True), (school, 4, 15, False), (surgery, 0, 14, False)):
        turn = outings.Turn(monday + timedelta(days=ahead), time(hour), time(hour + 1, 30), alone_ok=alone_ok)
        outings.plan(place, turn, [uuid4() for _week in range(4)], by=carol)
    for who, places_they_like, most in ((grace, (library, school), 3), (dev, (library,), 2)):
        for outing in Outing.objects.upcoming().filter(place__in=places_they_like)[:most]:
            with contextlib.suppress(Refused):  # on some days of the year one of them is on the rota then
                outings.go(outing, by=who)


def _come_with_you() -> None:
    """Amina has asked for company to her first session; Grace would come, and offers it to somebody she met."""
    amina, grace = (User.objects.get(email=who.email) for who in (people.AMINA, people.GRACE))
    walks.come_along(grace, will=True)
    first = bookings_of(amina).filter(occurrence__starts_at__gt=clock.now()).order_by("occurrence__starts_at").first()
    with contextlib.suppress(Refused):  # in a demo that has run for weeks her first session is over
        if first:
            walks.ask(first, by=amina)
        ahead = sessions_ahead().exclude(walks__isnull=False).filter(starts_at__gt=clock.now() + timedelta(days=6))
        walks.offer(ahead[0], "By the post box in Junction Road, ten minutes before it starts.", uuid4(), by=grace)


def _cleared(user: User, carol: User, dbs_days: int, training_days: int) -> None:
    day = clock.today()
    with clock.stopped_at(clock.now() - MONTHS_AGO):
        for step in STEPS:
            standing.note_step(user, step, by=carol)
        standing.agree(user)
    facts = {"level": "enhanced", "number": f"0019876543{user.pk:02d}", "is_clear": True}
    facts |= {"issued_on": day - timedelta(days=700), "next_check_on": day + timedelta(days=dbs_days)}
    standing.note_dbs(user, facts, by=carol)
    ends = day + timedelta(days=training_days)
    standing.note_clearance(user, Check.SAFEGUARDING, since=day - timedelta(days=700), until=ends, by=carol)
