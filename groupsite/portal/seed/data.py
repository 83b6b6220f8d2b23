"""The demo's nights, its totals, and somebody who asks about their data."""

from datetime import timedelta

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.data import requests, retention
from groupsite.portal.models import NightlyRun, RightsRequest
from groupsite.portal.seed import people
from sessions.services import totals


def tell() -> None:
    """Registers are counted, nights have passed, one request is answered and one waits."""
    if NightlyRun.objects.exists():
        return
    now = clock.now()
    totals.count_closed()
    for weeks in (4, 3, 2, 1):
        with clock.stopped_at(now - timedelta(weeks=weeks)):
            retention.night()
    tom, grace, carol = (User.objects.get(email=who.email) for who in (people.TOM, people.GRACE, people.CAROL))
    with clock.stopped_at(now - timedelta(days=12)):
        asked = requests.ask(grace, RightsRequest.Kind.CORRECT, "Ada’s birthday was a day out on the register.")
    with clock.stopped_at(now - timedelta(days=11)):
        requests.answer(asked, "You’re right, and it is put right now. Thank you for telling us.", by=carol)
    with clock.stopped_at(now - timedelta(days=3)):
        requests.ask(tom, RightsRequest.Kind.STOP, "Please don’t put the twins’ photo on the wall any more.")
