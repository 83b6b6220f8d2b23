"""What came of what somebody told us."""

from django.conf import settings
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from signposting.models import Report, Service, Suggestion


@letter("report_answered")
def report_answered(row: Letter) -> Message | Drop:
    """You told us that something was wrong."""
    found = Report.objects.select_related("service", "user").filter(pk=pk_of(row.about)).exclude(outcome="").first()
    if found is None:
        return Drop("no longer there")
    if found.service.state == Service.State.INTERNAL:
        return Drop("the entry is ours alone now")
    to = found.email or (found.user.email if found.user else "")
    if not to:
        return Drop("wants no answer")
    listed = found.service.is_public
    link = reverse("signposting:service", args=[found.service.code]) if listed else reverse("signposting:directory")
    language = found.user.language if found.user else settings.LANGUAGE_CODE
    return Message(to=to, language=language, context={"report": found, "link": settings.SITE_URL + link})


@letter("suggestion_answered")
def suggestion_answered(row: Letter) -> Message | Drop:
    """You told us of something that was missing."""
    found = Suggestion.objects.select_related("service").filter(pk=pk_of(row.about)).first()
    user = User.objects.filter(pk=pk_of(row.to), is_active=True).first()
    if found is None or user is None:
        return Drop("no longer there")
    listed = found.service if found.service and found.service.is_public else None
    view, code = ("signposting:service", [listed.code]) if listed else ("signposting:directory", [])
    context = {"suggestion": found, "link": settings.SITE_URL + reverse(view, args=code)}
    return Message(to=user.email, language=user.language, context=context)
