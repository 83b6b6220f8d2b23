"""Letters of “I’ll come with you”. Neither side learns more of the other than both have agreed to."""

from families.rules.words import first_name
from groupsite.accounts.models import User
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Walk, WalkEndedWhy
from volunteers.queries.walks import to_say_how_it_went


def _read(row: Letter) -> tuple[User | None, Walk | None]:
    """To whom, and the walk while it lasts."""
    return person(row), Walk.objects.live().with_session().filter(pk=pk_of(row.about)).first()


def _to(user: User, walk: Walk, **context: object) -> Message:
    leads = link("volunteers:walks") if user.pk == walk.champion_id else link("volunteers:walk", walk.code)
    facts = {"session": walk.occurrence, "meeting": walk.meeting, "link": leads}
    return Message(to=user.email, language=user.language, context=facts | context)


@letter("walk_asked")
def walk_asked(row: Letter) -> Decision:
    """To champions who would come along: a family would like company. Nothing of who they are."""
    to, walk = _read(row)
    if to is None or walk is None or walk.champion_id:
        return Drop("somebody comes, or it is over")
    return _to(to, walk, link=link("volunteers:walks"))


@letter("walk_offered")
def walk_offered(row: Letter) -> Decision:
    """To the family: somebody can come, and this is where you would meet."""
    to, walk = _read(row)
    if to is None or walk is None or walk.champion is None or walk.agreed_at or not walk.meeting:
        return Drop("agreed, or over")
    return _to(to, walk, name=first_name(str(walk.champion)))


@letter("walk_wished")
def walk_wished(row: Letter) -> Decision:
    """To the champion: another place would suit the family better. What they wish stands on the page."""
    to, walk = _read(row)
    if to is None or walk is None or walk.champion_id != to.pk or not walk.wish:
        return Drop("answered, or over")
    return _to(to, walk)


@letter("walk_moved")
def walk_moved(row: Letter) -> Decision:
    """To the champion: the session begins at another time, so say anew where and when you meet."""
    to, walk = _read(row)
    if to is None or walk is None or walk.champion_id != to.pk or walk.meeting:
        return Drop("said anew, or over")
    return _to(to, walk)


@letter("walk_agreed")
def walk_agreed(row: Letter) -> Decision:
    """To the champion: it is agreed, and whom you look out for."""
    to, walk = _read(row)
    if to is None or walk is None or not walk.is_agreed or walk.champion_id != to.pk:
        return Drop("over, or not agreed")
    return _to(to, walk, name=first_name(str(walk.parent)))


@letter("walk_reminder")
def walk_reminder(row: Letter) -> Decision:
    """To both, the evening before."""
    to, walk = _read(row)
    if to is None or walk is None or not walk.is_agreed:
        return Drop("over, or not agreed")
    other = walk.parent if walk.champion_id == to.pk else walk.champion
    return _to(to, walk, name=first_name(str(other)))


@letter("walk_off")
def walk_off(row: Letter) -> Decision:
    """To the other side: plans have changed. The same words whoever it was, and no name."""
    to = person(row)
    walk = Walk.objects.with_session().filter(pk=pk_of(row.about), ended_at__isnull=False).first()
    if to is None or walk is None or walk.ended_why == WalkEndedWhy.DONE:
        return Drop("has left")
    mine = walk.champion_id == to.pk
    if walk.occurrence.cancelled_at and not mine:
        return Drop("they have a letter about the session itself")
    return _to(to, walk, mine=mine)


@letter("walk_went_asked")
def walk_went_asked(row: Letter) -> Decision:
    """To the champion, the morning after: did they come?"""
    to = person(row)
    walk = to_say_how_it_went(to).filter(pk=pk_of(row.about)).first() if to else None
    return Drop("answered, or over") if to is None or walk is None else _to(to, walk)
