"""The demo's Family Hub."""

from django.conf import settings

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.seed import people
from signposting import demo


def tell() -> None:
    """Sources read over HTTP from the demo's own hub, when it runs."""
    if settings.DEMO_HUB_URL:
        demo.seed(User.objects.get(email=people.RITA.email), clock.now())
