"""What goes out of the demo's house and comes in: a family with texts, a day off for snow, an idea for a group."""

from datetime import datetime, time, timedelta

from django.db import transaction

from families.models import Carer
from families.services import telling
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.portal.seed import people, story
from sessions.models import Booking, Occurrence
from sessions.services import cancelling, ideas

WALK = {
    "what": "Buggy walk along the river",
    "for_whom": "Babies who do not walk yet, and whoever pushes them.",
    "when_where": "Friday mornings, from the café at Snuff Mills. An hour, and then a cup of tea.",
    "needs": "Somebody who has led a walk before, and a first aid kit.",
    "who_helps": "Amina may come along.",
}


@transaction.atomic
def tell() -> None:
    """Told the day before yesterday at noon, when a text wakes nobody."""
    noon = clock.at(clock.today() - timedelta(days=2), time(12, 0))
    with clock.stopped_at(noon):
        grace = _chooses_texts()
        _snow(grace, noon)
        assert grace.user is not None
        ideas.suggest(WALK, by=grace.user)
        delivery.sweep()


def _chooses_texts() -> Carer:
    grace = Carer.objects.select_related("user", "family").get(user__email=people.GRACE.email)
    assert grace.user is not None
    ways = {"urgent_by": "text", "reminders_by": "both", "phone": "07700 900002"}
    telling.choose_letters(grace, contact_by="text", contact_note="", wants=["reminders"], by=grace.user, **ways)
    return grace


def _snow(grace: Carer, noon: datetime) -> None:
    """A session in the second week ahead, Grace's family among those who are told."""
    carol = User.objects.get(email=people.CAROL.email)
    ahead = Occurrence.objects.upcoming(noon + timedelta(days=8)).in_order()[:4]
    off = next(iter(sorted(ahead, key=lambda it: not Booking.objects.filter(occurrence=it).exists())))
    story.book_all([grace.family], off, carol)
    cancelling.cancel(off, "Snow and ice. The path to the door is not safe.", by=carol)
