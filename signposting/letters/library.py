"""The letter about something a family was handed. It names no child."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from families.models import Carer
from families.rules.reaching import only_face_to_face, ways
from families.rules.words import first_name
from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox import gsm
from groupsite.outbox.letters import Decision, Drop, Instead, Message, letter
from groupsite.outbox.models import Channel, Letter
from signposting.models import Handed, Resource


@letter("resource_given")
def resource_given(row: Letter) -> Decision:
    """A leaflet for you. Not when it has been taken off since, or is too old to rely on."""
    handed = Handed.objects.select_related("resource").filter(pk=pk_of(row.about)).first()
    carer = Carer.objects.select_related("user").filter(pk=pk_of(row.to)).first()
    if handed is None or carer is None or carer.family_id != handed.family_id:
        return Drop("the family or the carer has left")
    if not Resource.objects.shown(clock.today()).filter(pk=handed.resource_id).exists():
        return Drop("families no longer see it")
    if only_face_to_face(carer):
        return Drop("only face to face")
    resource = handed.resource
    link = settings.SITE_URL + reverse("signposting:resource", args=[resource.code])
    return by_their_way(row, carer, says=gettext_noop("From your group: %(what)s."), what=resource.title, link=link)


def by_their_way(row: Letter, carer: Carer, *, says: str, what: str, link: str, **more: str) -> Decision:
    """By e-mail where they have one, else as a text."""
    channels = ways(carer, "both")
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    if row.channel == Channel.TEXT:
        if Channel.TEXT not in channels:
            return Drop("no way to reach them")
        with override(language):
            text = _(says) % ({"what": what} | more)
        return Message(to=carer.phone, text=gsm.plain(f"{text} {link}"))
    if Channel.EMAIL not in channels:
        return Instead(Channel.TEXT) if Channel.TEXT in channels else Drop("no way to reach them")
    words = {"name": first_name(carer.name), "title": what, "link": link, **more}
    return Message(to=carer.email, language=language, context=words)
