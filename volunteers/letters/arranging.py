"""To somebody who could take a shift: asked by a leader, by another volunteer, or next on the list at short notice."""

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link
from volunteers.models import Asking, Shift, Swap, Wait
from volunteers.rules.rota import is_helper

PLACES = ("shift__occurrence__programme__venue", "shift__occurrence__venue")
SIDES = tuple(f"{side}__{place}" for side in ("mine", "theirs") for place in PLACES)


@letter("shift_asked")
def shift_asked(row: Letter) -> Decision:
    """A leader asks. The link shows; a button answers. Not sent once enough have said yes."""
    asking = Asking.objects.select_related(*PLACES, "volunteer").filter(pk=pk_of(row.about)).first()
    if asking is None or asking.is_over(clock.now()) or not is_helper(asking.volunteer):
        return Drop("answered, or over")
    if not Shift.objects.upcoming().to_be_had().filter(pk=asking.shift_id).exists():
        return Drop("the shift is covered or called off")
    return _message(asking.volunteer, shift=asking.shift, link=link("volunteers:asked", asking.code))


@letter("shift_free")
def shift_free(row: Letter) -> Decision:
    """A place is free and it is soon: whoever says yes first has it."""
    wait = Wait.objects.live().select_related(*PLACES, "volunteer").filter(pk=pk_of(row.about)).first()
    if wait is None or not Shift.objects.upcoming().to_be_had().filter(pk=wait.shift_id).exists():
        return Drop("taken, or nobody waits any more")
    return _message(wait.volunteer, shift=wait.shift, link=link("volunteers:rota"))


@letter("swap_asked")
def swap_asked(row: Letter) -> Decision:
    """Another volunteer would like to change with them."""
    swap = (
        Swap.objects.open().select_related(*SIDES, "mine__volunteer", "theirs__volunteer").filter(pk=pk_of(row.about))
    )
    if (asked := swap.first()) is None:
        return Drop("answered, or one of the shifts has changed")
    words = {"shift": asked.theirs.shift, "other": asked.mine.shift, "who": str(asked.mine.volunteer)}
    return _message(asked.theirs.volunteer, link=link("volunteers:asked_to_swap", asked.code), **words)


@letter("swap_declined")
def swap_declined(row: Letter) -> Decision:
    """It does not suit the other one; everything stays as it is."""
    swap = Swap.objects.select_related(*SIDES, "mine__volunteer").filter(pk=pk_of(row.about), answer="no").first()
    if swap is None or swap.mine.shift.starts_at <= clock.now():
        return Drop("no longer so")
    address = link("volunteers:mine", swap.mine.code)
    return _message(swap.mine.volunteer, shift=swap.mine.shift, other=swap.theirs.shift, link=address)


def _message(user: User, **context: object) -> Decision:
    if not user.is_active:
        return Drop("the person has left")
    return Message(to=user.email, language=user.language, context=context)
