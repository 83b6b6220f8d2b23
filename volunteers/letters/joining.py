"""Letters on the way in, and before something lapses."""

from django.conf import settings
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Application, Check, Clearance, Reference
from volunteers.queries.joining import agreements_hold_until, missing_of, token_of
from volunteers.rules.rota import HELPERS


@letter("application_made")
def application_made(row: Letter) -> Decision:
    """To whoever coordinates. Who it is stands on the page, not in the letter."""
    to, made = person(row), Application.objects.filter(pk=pk_of(row.about), state="new").first()
    if to is None or made is None:
        return Drop("decided already, or nobody to tell")
    return _message(to, link=link("volunteers:application", made.code))


@letter("reference_asked")
def reference_asked(row: Letter) -> Decision:
    """To somebody outside: would you speak for them? The link shows; a button answers."""
    return _ask(row)


@letter("reference_reminder")
def reference_reminder(row: Letter) -> Decision:
    """The same, once more after a week. Not sent once they have answered."""
    return _ask(row)


def _ask(row: Letter) -> Decision:
    asked = Reference.objects.select_related("application").filter(pk=pk_of(row.about), answered_at=None).first()
    if asked is None or asked.application.state != Application.State.NEW or not asked.email:
        return Drop("answered, or the application is over")
    address = f"{settings.SITE_URL}{reverse('volunteers:reference', args=[token_of(asked)])}"
    return Message(to=asked.email, context={"name": asked.name, "applicant": asked.application.name, "link": address})


@letter("reference_given")
def reference_given(row: Letter) -> Decision:
    """To whoever coordinates: a referee has answered. Who it is, and what they say, stands on the page."""
    to, given = person(row), Reference.objects.select_related("application").filter(pk=pk_of(row.about)).first()
    if to is None or given is None or given.application.state != Application.State.NEW:
        return Drop("decided already, or nobody to tell")
    waiting = given.application.references.filter(answered_at=None).count()
    return _message(to, waiting=waiting, link=link("volunteers:application", given.application.code))


@letter("application_welcomed")
def application_welcomed(row: Letter) -> Decision:
    """You are one of us; this is the first thing to do."""
    to = person(row)
    return Drop("has left") if to is None else _message(to, link=link("volunteers:agreements"))


@letter("application_declined")
def application_declined(row: Letter) -> Decision:
    """To somebody outside: not this time, with thanks and without reasons that a letter cannot explain."""
    made = Application.objects.filter(pk=pk_of(row.about), state=Application.State.DECLINED).first()
    if made is None or not made.email:
        return Drop("decided otherwise, or deleted")
    return Message(to=made.email, context={"name": made.name, "link": link("volunteers:help")})


@letter("helping_open")
def helping_open(row: Letter) -> Decision:
    """All is there: what the role allows is open to them (again)."""
    to = person(row)
    if to is None or missing_of(to):
        return Drop("not so any more")
    leads = not to.has_role(*HELPERS)
    return _message(to, link=link("portal:home" if leads else "volunteers:rota"), leads=leads)


@letter("helping_paused")
def helping_paused(row: Letter) -> Decision:
    """Something has lapsed, so what the role allows is closed until it is renewed: what it is, and whom to ring."""
    to = person(row)
    if to is None or not (missing := missing_of(to)):
        return Drop("not so any more")
    return _message(to, link=link("volunteers:agreements"), missing=missing)


@letter("agreements_due")
def agreements_due(row: Letter) -> Decision:
    """The yearly agreements end soon. Not sent once they are renewed."""
    to = person(row)
    until = agreements_hold_until(to) if to else None
    if to is None or until is None or (until - clock.today()).days > 60:
        return Drop("renewed, or has left")
    return _message(to, until=until, link=link("volunteers:agreements"))


@letter("clearance_ends")
def clearance_ends(row: Letter) -> Decision:
    """A check or training ends soon: to the helper and to whoever noted it. Not sent once a newer one is there."""
    to = person(row)
    held = Clearance.objects.select_related("volunteer").filter(pk=pk_of(row.about)).first()
    if to is None or held is None or held.until is None or held.until < clock.today():
        return Drop("over, or has left")
    if Clearance.objects.filter(volunteer=held.volunteer, kind=held.kind).newest().get() != held:
        return Drop("renewed")
    mine = to == held.volunteer
    address = link("volunteers:how_i_help") if mine else link("volunteers:member", held.volunteer.code)
    words = {"check": Check(held.kind).label, "until": held.until, "mine": mine}
    return _message(to, link=address, who=str(held.volunteer), **words)


def _message(user: User, **context: object) -> Message:
    return Message(to=user.email, language=user.language, context=context)
