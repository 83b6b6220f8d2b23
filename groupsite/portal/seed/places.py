"""Two halls and three weekly groups."""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction

from groupsite.accounts.models import User
from sessions.models import Programme, Venue

ST_MARKS = {
    "name": "St Mark's Church Hall",
    "address": "12 St Mark's Road, Easton, Bristol",
    "postcode": "BS5 6JH",
    "fire_limit": 60,
    "finding_us": "Come to the blue door on the side, not the church door. Somebody in a yellow apron stands there "
    "from 9:20. Leave your buggy in the porch; it is locked while we play. Buses 6 and 7 stop opposite.",
    "access": "No steps. Wide doors. Accessible toilet with changing table. We can dim the lights on one side.",
}
LIBRARY = {
    "name": "Easton Library",
    "address": "3 Muller Avenue, Bristol",
    "postcode": "BS7 9HX",
    "fire_limit": 34,
    "finding_us": "Through the main doors, then the children's room on the left. Free parking for two hours behind.",
    "access": "Level entrance, lift, hearing loop, changing table, a quiet corner with cushions.",
}


@dataclass(frozen=True)
class Plan:
    """One group: its programme and the bands that keep a room safe for the smallest."""

    venue: dict[str, object]
    fields: dict[str, object]
    bands: tuple[tuple[str, int, int, int], ...] = ()


TUESDAY = Plan(
    ST_MARKS,
    {
        "name": "Tuesday Stay and Play",
        "summary": "Toys, paint, songs and a hot drink for babies, toddlers and the people who look after them.",
        "weekday": 1,
        "starts": time(9, 30),
        "ends": time(11, 0),
        "to_months": 60,
        "heads_limit": 44,
        "families_limit": 18,
        "helpers": 4,
        "price_pence": 150,
        "play": "Sand and water, a baby corner with mirrors, dressing-up, and paint on the big table. Songs at 10:40.",
        "expect": "Somebody meets you at the blue door and shows you round. You can sit and watch; nobody minds. There "
        "is tea, and toast for the children. You stay with your child. Leave whenever you like.",
        "bring": "A spare set of clothes if your child likes water. Aprons are here.",
    },
    (("Under one", 0, 12, 8),),
)
THURSDAY = Plan(
    LIBRARY,
    {
        "name": "Bumps and Babies",
        "summary": "A gentle morning for pregnancy and the first year. Weigh your baby, or just sit down.",
        "weekday": 3,
        "starts": time(10, 0),
        "ends": time(11, 30),
        "to_months": 13,
        "heads_limit": 24,
        "helpers": 2,
        "play": "Blankets, soft toys and a box of scarves. A health visitor comes on the first Thursday of the month.",
        "expect": "Eight to ten babies and their people. Feed how and when you need to. Crying is fine, from anybody.",
        "bring": "A blanket if you have one. The red book if you would like your baby weighed.",
    },
)
THIRD = Plan(
    ST_MARKS,
    {
        "name": "Messy Monkeys",
        "summary": "An hour of paint, dough and shaving foam, and somebody else mops the floor.",
        "starts": time(13, 30),
        "ends": time(14, 45),
        "from_months": 12,
        "to_months": 60,
        "heads_limit": 30,
        "families_limit": 10,
        "helpers": 3,
        "price_pence": 200,
        "play": "A new kind of mess every week. This month: ice and salt, beetroot paint, mud kitchen.",
        "expect": "Old clothes and loud songs. There is a quiet table by the window for children who don't like slime.",
        "bring": "A towel, and clothes that may never be clean again.",
    },
)


@transaction.atomic
def open_groups(*, leaders: tuple[User, User], today: date) -> list[Programme]:
    """The three programmes. The third runs on today's weekday, so that the register has something to show today."""
    third_day = today.weekday() if today.weekday() not in {1, 3} else 4
    venues = {name: Venue.objects.create(**fields) for name, fields in (("hall", ST_MARKS), ("library", LIBRARY))}
    programmes = []
    for plan in (TUESDAY, THURSDAY, THIRD):
        venue = venues["hall" if plan.venue is ST_MARKS else "library"]
        programme = Programme.objects.create(venue=venue, **{"weekday": third_day, **plan.fields})
        for name, from_months, to_months, limit in plan.bands:
            programme.bands.create(name=name, from_months=from_months, to_months=to_months, limit=limit)
        programme.leaders.add(leaders[0])
        programmes.append(programme)
    programmes[0].leaders.add(leaders[1])
    return programmes
