"""Giving and taking roles; each change is on the trail."""

from allauth.account.models import EmailAddress
from django.db import transaction

from groupsite.accounts.models import User
from groupsite.audit.services import record


@transaction.atomic
def grant(user: User, *roles: str, by: User | None) -> User:
    """Give a person roles; those already held change nothing."""
    return _set_roles(user, lambda held: held | set(roles), "role.granted", by=by)


@transaction.atomic
def withdraw(user: User, *roles: str, by: User | None) -> User:
    """Take roles away; it holds from the person's next click on."""
    return _set_roles(user, lambda held: held - set(roles), "role.withdrawn", by=by)


def _set_roles(user: User, change, what: str, *, by: User | None) -> User:  # type: ignore[no-untyped-def]
    user.roles = User.objects.select_for_update().values_list("roles", flat=True).get(pk=user.pk)
    held = set(user.roles)
    wanted = change(held)
    if wanted != held:
        user.roles = sorted(wanted)
        user.save(update_fields=["roles"])
        record(what, user, by=by, roles=sorted(wanted ^ held))
    return user


def has_address(user: User, email: str) -> bool:
    """Has this person shown that the address is theirs?"""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
