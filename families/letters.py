"""The letters of the room. Each is decided as it is sent; none holds a child's name (TRUST T66)."""

from django.conf import settings
from django.urls import reverse

from families.models import BuddyPair, Carer, EndedWhy, Invitation
from families.queries import inviter_name
from families.rules.invitations import token_of
from families.rules.reaching import only_face_to_face
from families.rules.words import first_name, fit_for_a_letter
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter


@letter("family_welcome")
def family_welcome(row: Letter) -> Message | Drop:
    """You are in; this is what comes next."""
    carer = _recipient(row)
    if carer is None:
        return Drop("the carer has left")
    return _message(carer, link=reverse("sessions:timetable"))


@letter("buddy_found")
def buddy_found(row: Letter) -> Message | Drop:
    """A friendly face was found: is that all right? No names before both have said yes."""
    pair, me, side = _side(row)
    if pair is None or me is None or pair.state != BuddyPair.State.PROPOSED:
        return Drop("plans have changed")
    if getattr(pair, f"{side}_agreed_at"):
        return Drop("has said yes already")
    return _to_half(me, link=reverse("families:buddy"), side=side)


@letter("buddy_together")
def buddy_together(row: Letter) -> Message | Drop:
    """Both said yes: here is a first name."""
    pair, carers = _pair(row)
    if pair is None or pair.state != BuddyPair.State.TOGETHER:
        return Drop("plans have changed")
    me = carers.pop(pk_of(row.to), None)
    if me is None or not carers:
        return Drop("a carer has left")
    other = first_name(next(iter(carers.values())).name)
    return _to_half(me, link=reverse("families:buddy"), other=other)


@letter("invitation")
def invitation(row: Letter) -> Message | Drop:
    """Somebody asks you in. The link shows; a button says yes."""
    found = Invitation.objects.live().filter(pk=pk_of(row.about)).first()
    if found is None:
        return Drop("the invitation is over")
    link = reverse("families:invited", args=[token_of(found.code)])
    words = {
        "name": fit_for_a_letter(found.name),
        "inviter": fit_for_a_letter(inviter_name(found)) or settings.GROUP_NAME,
        "kind": found.kind,
        "link": f"{settings.SITE_URL}{link}",
    }
    return Message(to=found.email, language=settings.LANGUAGE_CODE, context=words)


@letter("invitation_accepted")
def invitation_accepted(row: Letter) -> Message | Drop:
    """Whom you asked in has said yes."""
    carer, found = _recipient(row), Invitation.objects.filter(pk=pk_of(row.about)).first()
    if carer is None or found is None:
        return Drop("the carer or the invitation is gone")
    return _message(carer, link=reverse("families:mine"), other=first_name(found.name), kind=found.kind)


@letter("buddy_changed")
def buddy_changed(row: Letter) -> Message | Drop:
    """Plans have changed: no name, no reason, the same words whoever stepped back."""
    pair, me, side = _side(row)
    if pair is None or me is None or pair.state not in {BuddyPair.State.DECLINED, BuddyPair.State.ENDED}:
        return Drop("the pair or the carer is gone")
    return _to_half(me, link=reverse("families:buddy"), side=side)


@letter("buddy_met_asked")
def buddy_met_asked(row: Letter) -> Message | Drop:
    """After the first session both were booked for: did you meet?"""
    pair, me, side = _side(row)
    if pair is None or me is None or pair.state != BuddyPair.State.TOGETHER:
        return Drop("plans have changed")
    if getattr(pair, f"{side}_met") is not None:
        return Drop("has answered already")
    return _to_half(me, link=reverse("families:buddy"), side=side)


@letter("buddy_thanks")
def buddy_thanks(row: Letter) -> Message | Drop:
    """It ends with thanks."""
    pair, me, side = _side(row)
    if pair is None or me is None or pair.ended_why != EndedWhy.THANKS:
        return Drop("the pair or the carer is gone")
    return _to_half(me, link=reverse("sessions:timetable"), side=side)


def _side(row: Letter) -> tuple[BuddyPair | None, Carer | None, str]:
    """The pair, the carer written to, and which half of the pair that is."""
    pair, carers = _pair(row)
    me = carers.get(pk_of(row.to))
    return pair, me, "newcomer" if pair and me and me.family_id == pair.newcomer_id else "buddy"


def _to_half(carer: Carer, *, link: str, **context: str) -> Message | Drop:
    """Whoever wants to be told face to face is asked by somebody at the group, who ticks what they say."""
    return Drop("only face to face") if only_face_to_face(carer) else _message(carer, link=link, **context)


def _pair(row: Letter) -> tuple[BuddyPair | None, dict[int, Carer]]:
    """The pair and the carers both families get their letters through."""
    pair = BuddyPair.objects.filter(pk=pk_of(row.about)).first()
    if pair is None:
        return None, {}
    both = Carer.objects.select_related("user").filter(family__in=[pair.newcomer_id, pair.buddy_id], is_main=True)
    return pair, {carer.pk: carer for carer in both}


def _recipient(row: Letter) -> Carer | None:
    return Carer.objects.select_related("user").filter(pk=pk_of(row.to)).first()


def _message(carer: Carer, *, link: str, **context: str) -> Message:
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    words = {"name": first_name(carer.name), "link": f"{settings.SITE_URL}{link}", **context}
    return Message(to=carer.email, language=language, context=words)
