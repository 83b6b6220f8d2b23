"""Two volunteers change shifts, when both agree."""

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from groupsite.outbox.services import take_back as take_back_letter
from volunteers.models import Shift, Signup, SignupState, Swap
from volunteers.queries.first_shifts import beside_instead
from volunteers.queries.knowing import knows
from volunteers.rules.rota import Ask, why_not
from volunteers.services.promises import end, lock_people, promise


@transaction.atomic
def ask(mine: Signup, theirs: Signup, *, by: User) -> Swap:
    """Ask somebody to change. They hear who asks; who they are is not told before they say yes."""
    people = lock_people([mine.volunteer_id, theirs.volunteer_id])
    _check(mine, theirs, people)
    swap, is_new = Swap.objects.get_or_create(mine=mine, theirs=theirs)
    if swap.answer == Swap.Answer.OFF:
        swap.answer, swap.answered_at, swap.asked_at = Swap.Answer.NONE, None, clock.now()
        swap.save(update_fields=["answer", "answered_at", "asked_at"])
    elif not is_new:
        raise Refused(_("You have asked for this swap already."), code="asked")
    record("swap.asked", swap, by=by)
    post("swap_asked", to=people[theirs.volunteer_id], about=swap)
    return swap


@transaction.atomic
def answer(swap: Swap, *, by: User, agrees: bool) -> None:
    """Yes changes both promises at once, or neither."""
    people = lock_people([swap.mine.volunteer_id, swap.theirs.volunteer_id])
    list(Shift.objects.select_for_update().filter(pk__in=[swap.mine.shift_id, swap.theirs.shift_id]).order_by("pk"))
    swap = Swap.objects.open().filter(pk=swap.pk).select_related(*BOTH).first()  # type: ignore[assignment]
    if swap is None:
        raise Refused(_("This swap is not possible any more: one of the two shifts has changed."), code="over")
    if agrees:
        _check(swap.mine, swap.theirs, people)
        _exchange(swap, people)
    else:
        post("swap_declined", to=people[swap.mine.volunteer_id], about=swap)
    Swap.objects.filter(pk=swap.pk).update(answer="yes" if agrees else "no", answered_at=clock.now())
    record("swap.agreed" if agrees else "swap.declined", swap, by=by)


@transaction.atomic
def take_back(swap: Swap, *, by: User) -> None:
    """Whoever asked would rather keep their own. A letter that has not gone is not sent; a second press is no harm."""
    lock_people([swap.mine.volunteer_id, swap.theirs.volunteer_id])  # as an answer does: one of the two comes first
    if Swap.objects.filter(pk=swap.pk, answer=Swap.Answer.OFF).exists():
        return
    if not Swap.objects.open().filter(pk=swap.pk).exists():
        says = _("It is too late to take this back: it was answered, or one of the two shifts has changed.")
        raise Refused(says, code="over")
    Swap.objects.filter(pk=swap.pk).update(answer=Swap.Answer.OFF, answered_at=clock.now())
    record("swap.taken_back", swap, by=by)
    take_back_letter("swap_asked", about=swap)


BOTH = ("mine__shift__occurrence__programme", "theirs__shift__occurrence__programme")


def _check(mine: Signup, theirs: Signup, people: dict[int, User]) -> None:
    """Each must be able to take the other's shift, were they free of their own."""
    if not (mine.state == theirs.state == SignupState.PROMISED) or mine.volunteer_id == theirs.volunteer_id:
        raise Refused(_("This swap is not possible any more: one of the two shifts has changed."), code="over")
    for wanted, own in ((theirs, mine), (mine, theirs)):
        user, now = people[own.volunteer_id], clock.now()
        known = knows(user, now).without([own])
        goes_along = not known.is_new or Signup.objects.filter(beside_instead(user), pk=wanted.pk).exists()
        if refusal := why_not(Ask(user, wanted.shift, taken=0, knows=known, at=now, beside=goes_along)):
            if own is mine:
                raise refusal
            raise Refused(_("The other person cannot take your shift then. Please choose another one."), code="theirs")


def _exchange(swap: Swap, people: dict[int, User]) -> None:
    end([swap.mine, swap.theirs], SignupState.HANDED_ON, clock.now())
    for given, other in ((swap.mine, swap.theirs), (swap.theirs, swap.mine)):
        owner = people[given.volunteer_id]
        post("shift_handed_on", to=owner, about=given)
        promise(other.shift, owner, letter="shift_promised")
