"""Letters to champions about where they go."""

from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Going
from volunteers.rules.outings import would_be_alone


def _going(row: Letter, *, stands: bool) -> Going | None:
    found = Going.objects.select_related("volunteer", "outing__place")
    going = found.filter(pk=pk_of(row.about), ended_at__isnull=stands, outing__starts_at__gt=clock.now()).first()
    return going if going and going.volunteer.is_active else None


@letter("outing_reminder")
def outing_reminder(row: Letter) -> Decision:
    """Tomorrow is the day: where, with whom, and what to do if there is nobody else."""
    to, going = person(row), _going(row, stands=True)
    if to is None or going is None:
        return Drop("not going any more, or has left")
    others = going.outing.goings.standing().exclude(pk=going.pk).select_related("volunteer").order_by("made_at")
    names = [str(other.volunteer) for other in others]
    alone = would_be_alone(going.outing, len(names) + 1)
    context = {"outing": going.outing, "names": names, "alone": alone, "link": link("volunteers:outings")}
    return Message(to=to.email, language=to.language, context=context)


@letter("outing_not_cleared")
def outing_not_cleared(row: Letter) -> Decision:
    """Their role or their check has lapsed, so they stay at home: all dates that ended in the same moment.

    One that is over or called off by now is left out.
    """
    to, ended = person(row), Going.objects.filter(pk=pk_of(row.about)).exclude(ended_at=None)
    same = Going.objects.filter(volunteer=to, ended_at__in=ended.values("ended_at"))
    coming = same.filter(outing__starts_at__gt=clock.now(), outing__cancelled_at=None)
    dates = [going.outing for going in coming.select_related("outing__place").order_by("outing__starts_at")]
    if to is None or not dates:
        return Drop("over, called off, or has left")
    context = {"outing": dates[0], "others": dates[1:], "link": link("volunteers:agreements")}
    return Message(to=to.email, language=to.language, context=context)


@letter("outing_gap")
def outing_gap(row: Letter) -> Decision:
    """To whoever coordinates: somebody cannot go after all, and it is soon. Not once somebody else goes."""
    to, going = person(row), _going(row, stands=False)
    if to is None or going is None or going.outing.cancelled_at:
        return Drop("over, called off, or has left")
    outing, others = going.outing, going.outing.goings.standing().count()
    if others >= outing.how_many:
        return Drop("somebody else goes")
    context: dict[str, object] = {"outing": outing, "link": link("volunteers:planned_outings")}
    context |= {"missing": outing.how_many - others, "going": others, "alone": would_be_alone(outing, others)}
    return Message(to=to.email, language=to.language, context=context)


@letter("outing_handed_on")
def outing_handed_on(row: Letter) -> Decision:
    """Somebody has stepped in for them."""
    to, going = person(row), _going(row, stands=False)
    if to is None or going is None or going.outing.cancelled_at:
        return Drop("over, called off, or has left")
    context = {"outing": going.outing, "link": link("volunteers:outings")}
    return Message(to=to.email, language=to.language, context=context)


@letter("outing_off")
def outing_off(row: Letter) -> Decision:
    """Nobody goes this time."""
    to, going = person(row), _going(row, stands=False)
    if to is None or going is None:
        return Drop("over, or has left")
    context = {"outing": going.outing, "link": link("volunteers:outings")}
    return Message(to=to.email, language=to.language, context=context)
