"""Named people, as families and as staff see them."""

from django.db.models import QuerySet

from groupsite.accounts.models import User
from signposting.models import NamedPerson
from signposting.rules.reviews import KEEPERS


def shown_people() -> QuerySet[NamedPerson]:
    """Who agreed to be named, with who is there instead."""
    return NamedPerson.objects.shown().select_related("cover")


def all_people() -> QuerySet[NamedPerson]:
    """Everybody on the list, for staff."""
    return NamedPerson.objects.select_related("cover", "keeper")


def keepers() -> QuerySet[User]:
    """Who may keep things of ours."""
    return User.objects.filter(roles__overlap=list(KEEPERS), is_active=True).order_by("name", "pk")
