"""Letters about people's own data. Each is decided as it is sent."""

from django.conf import settings
from django.urls import reverse

from families.models import Carer
from families.rules.words import first_name
from groupsite.accounts.models import User
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from groupsite.portal.models import NightlyRun, RightsRequest


@letter("family_sleeping")
def family_sleeping(row: Letter) -> Message | Drop:
    """We have not seen you for a long time; in a month we forget you, unless you look in."""
    carer = Carer.objects.select_related("user").filter(pk=pk_of(row.to)).first()
    if carer is None:
        return Drop("the carer has left")
    if carer.user and carer.user.last_login and carer.user.last_login > row.made_at:
        return Drop("has looked in since")
    return _message(carer.email, carer.name, link=reverse("families:mine"))


@letter("nightly_report")
def nightly_report(row: Letter) -> Message | Drop:
    """What went last night, as counts."""
    run = NightlyRun.objects.filter(pk=pk_of(row.about)).first()
    user = User.objects.filter(pk=pk_of(row.to)).first()
    if run is None or user is None:
        return Drop("no longer there")
    counts = {"gone": sum(run.done.values()), "stopped": sum(run.stopped.values())}
    return _message(user.email, user.name, link=reverse("portal:forgetting"), **counts)


@letter("request_received")
def request_received(row: Letter) -> Message | Drop:
    """We have your question about your data, and answer by this day."""
    return _about_request(row)


@letter("request_answered")
def request_answered(row: Letter) -> Message | Drop:
    """There is an answer; it is on the page, not in the letter."""
    return _about_request(row)


def _about_request(row: Letter) -> Message | Drop:
    asked = RightsRequest.objects.select_related("user").filter(pk=pk_of(row.about)).first()
    if asked is None:
        return Drop("no longer there")
    return _message(asked.user.email, asked.user.name, link=reverse("portal:my_data"), due_on=asked.due_on)


def _message(to: str, name: str, *, link: str, **context: object) -> Message:
    words = {"name": first_name(name), "link": f"{settings.SITE_URL}{link}", **context}
    return Message(to=to, language=settings.LANGUAGE_CODE, context=words)
