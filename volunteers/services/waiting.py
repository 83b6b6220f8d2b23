"""The waiting list of a shift: who would take it if somebody gave it up."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from volunteers.models import Shift, Wait
from volunteers.rules.rota import why_not
from volunteers.services.promises import SHORT_NOTICE, ask_of, lock_people, locked, take


@transaction.atomic
def wait_for(shift: Shift, *, by: User) -> Wait:
    """Stand on the list of a shift that is full and would suit otherwise."""
    by = lock_people([by.pk])[by.pk]
    shift = locked(shift)
    refusal = why_not(ask_of(shift, by))
    if refusal is None:
        raise Refused(_("A place has just come free. Take the shift."), code="free")
    if refusal.code != "full":
        raise refusal
    wait, is_new = Wait.objects.get_or_create(shift=shift, volunteer=by, ended_at=None)
    if is_new:
        record("shift.waited_for", wait, by=by)
    return wait


@transaction.atomic
def stop_waiting(wait: Wait, *, by: User) -> None:
    """Not any more. A second tap changes nothing."""
    if Wait.objects.filter(pk=wait.pk, ended_at=None).update(ended_at=clock.now()):
        record("shift.waited_no_more", wait, by=by)


def who_waits(shift: Shift) -> list[int]:
    """Those on the list, so that whoever frees a place can lock them before the shift."""
    return list(Wait.objects.live().filter(shift=shift).values_list("volunteer_id", flat=True))


def fill(shift: Shift, people: Mapping[int, User]) -> None:
    """Pass free places on, in the order of the list, and then those of who looks for a stand-in.

    Both the people and the shift are locked by the caller.

    In good time the place is theirs and they are told; at short notice nobody is put down for tomorrow unasked.
    """
    for wait in Wait.objects.live().filter(shift=shift, volunteer__in=people.keys()):
        ask = ask_of(shift, people[wait.volunteer_id])
        if why_not(ask):
            continue
        if shift.starts_at - clock.now() < SHORT_NOTICE:
            post("shift_free", to=ask.user, about=wait)
            continue
        take(ask, letter="shift_from_waiting")
        Wait.objects.filter(pk=wait.pk).update(ended_at=clock.now())


@transaction.atomic
def fill_one(shift: Shift) -> None:
    """The same from a bell of its own, for places that came free in other ways."""
    people = lock_people(who_waits(shift))
    fill(locked(shift), people)


def fill_all() -> None:
    """Every shift that somebody waits for and could have."""
    waited_for = Wait.objects.live().order_by().values("shift")
    for shift in Shift.objects.upcoming().to_be_had().filter(pk__in=waited_for).order_by("pk"):
        fill_one(shift)
