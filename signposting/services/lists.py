"""Keeping places while looking round, and passing the list on."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.kit.errors import Refused
from signposting.models import Kept, Service, SharedEntry, SharedList

MOST = 20


@transaction.atomic
def keep(user: User, services: Iterable[Service]) -> None:
    """Put these on a person's list. What is there already stays as it is; a full list says so."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    have = set(Kept.objects.filter(user=user).values_list("service_id", flat=True))
    new = {service.pk: service for service in services if service.pk not in have}
    check_room(len(have) + len(new))
    Kept.objects.bulk_create(Kept(user=user, service=service) for service in new.values())


def let_go(user: User, service: Service) -> None:
    """Take one off."""
    Kept.objects.filter(user=user, service=service).delete()


def check_room(count: int) -> None:
    """Nobody reads a longer list, and a cookie holds no longer one."""
    if count > MOST:
        raise Refused(_("Your list is full: it holds %(most)d. Take one off first.") % {"most": MOST}, code="full")


@transaction.atomic
def share(services: Sequence[Service]) -> SharedList:
    """A list of its own, under an address to pass on. Later changes of yours do not change it."""
    if not services:
        raise Refused(_("Your list is empty. Keep a place first."), code="empty")
    shared = SharedList.objects.create()
    rows = [SharedEntry(shared=shared, service=service, place=place) for place, service in enumerate(services, 1)]
    SharedEntry.objects.bulk_create(rows)
    return shared
