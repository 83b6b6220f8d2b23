"""The hub's people and what we talked about; the helplines of our own pages."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from groupsite.accounts.who import me
from signposting.helplines import HELPLINES
from signposting.queries import hub as queries
from signposting.services import hub as services
from signposting.services.deeds import Card
from signposting.views.acting import act, act_for_good


@require_POST
def followed(request: HttpRequest, code: UUID) -> HttpResponse:
    """I have come back to it."""
    talk = get_object_or_404(queries.talks(), code=code)
    return act(request, Card("follow", talk), lambda: services.follow_up(talk, by=me(request)))


@require_POST
def helpline(request: HttpRequest, slug: str) -> HttpResponse:
    """A number on our own pages is still right."""
    if slug not in HELPLINES:
        raise Http404
    return act_for_good(request, lambda: services.confirm_helpline(slug, by=me(request)))
