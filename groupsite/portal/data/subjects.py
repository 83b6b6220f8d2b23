"""Who the data is about: a household and everybody in it."""

from typing import Any

from django.db.models import Count, Model, QuerySet

from families.models import Carer, Child, Family
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit.personal import our_models, personal


def everybody_in(family: Family) -> list[Model]:
    """The household, its adults, and the children who live nowhere else."""
    return [family, *Carer.objects.filter(family=family), *only_here(family)]


def only_here(family: Family) -> QuerySet[Child]:
    """Children with no other home; the others stay when this household goes (M10)."""
    shared = Child.objects.annotate(homes_count=Count("homes")).filter(homes_count__gt=1)
    return Child.objects.filter(homes__family=family).exclude(pk__in=shared.values("pk"))


def sign_ins_of(family: Family) -> list[User]:
    """People who sign in for this household."""
    return list(User.objects.filter(carer__family=family))


def has_other_hats(user: User) -> bool:
    """Is this person more here than a parent? Then the account stays when the household goes."""
    return bool(set(user.roles) - {Role.PARENT})


def tables() -> list[Any]:
    """Tables that are about somebody."""
    return [model for model in our_models() if personal(model, "whose", None)]
