"""For whom somebody books."""

from django.http import Http404, HttpRequest

from families.models import Family
from sessions.forms import WhomForm
from sessions.pages import listing


def household_asked(request: HttpRequest) -> listing.Household | None:
    """For whom they book. Another family, or one they help no more, is not there (DESIGN, law 7)."""
    try:
        return WhomForm(request.GET).household(request.user)
    except Family.DoesNotExist:
        raise Http404 from None
