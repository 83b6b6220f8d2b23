"""Who helps in the demo."""

from groupsite.accounts.models import User
from groupsite.portal.seed import people, story
from sessions.models import Programme
from volunteers import demo


def tell() -> None:
    """Jobs for each group, shifts for each date, some taken and some not."""
    carol = User.objects.get(email=people.CAROL.email)
    demo.seed(list(Programme.objects.order_by("pk")), story.helpers(), carol)
