"""The letter to a provider. Its link shows; only a button on the page acts."""

from django.conf import settings
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from signposting.models import ProviderAsk
from signposting.rules.asking import token_of


@letter("provider_asked")
def provider_asked(row: Letter) -> Message | Drop:
    """Is what we say of you still right?"""
    found = (
        ProviderAsk.objects.open(clock.now())
        .select_related("service", "hub_person")
        .filter(pk=pk_of(row.about))
        .first()
    )
    if found is None:
        return Drop("answered, or too old")
    if not found.service.is_public or (found.service.do_not_contact_at and not found.of_hub):
        return Drop("wants no letters, or is not listed")
    if found.of_hub and (found.hub_person is None or found.hub_person.left_at):
        return Drop("is not at the hub any more")
    link = f"{settings.SITE_URL}{reverse('signposting:provider', args=[token_of(found.code)])}"
    context = {"service": found.service, "link": link, "group": settings.GROUP_NAME, "hub": found.of_hub}
    return Message(to=found.email, language=settings.LANGUAGE_CODE, context=context)
