"""A group's dates as a calendar, on paper, and inside the group's own website."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from groupsite.kit.turnstile import at_a_pace
from sessions import calendars
from sessions.pages import outside


@require_safe
@at_a_pace("calendar")
def group_calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """Every date of a group for anybody's calendar."""
    programme = get_object_or_404(outside.groups_to_show(), code=code)
    headers = {"Content-Disposition": 'attachment; filename="dates.ics"'}
    content = calendars.of_group(programme, outside.dates_ahead(programme)[: outside.MOST_DATES])
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def programme(request: HttpRequest, code: UUID) -> HttpResponse:
    """One group with all its dates, for anybody."""
    found = get_object_or_404(outside.groups_to_show(), code=code)
    return render(request, "sessions/programme.html", outside.programme_page(found, request.user))


@require_safe
def poster(request: HttpRequest, code: UUID) -> HttpResponse:
    """One sheet for the wall of the surgery."""
    programme = get_object_or_404(outside.groups_to_show(), code=code)
    return render(request, "sessions/groups/poster.html", outside.poster(programme))


@require_safe
def embedded(request: HttpRequest, code: UUID) -> HttpResponse:
    """The dates for a frame on the group's own website: only there, with nothing personal and no cookie."""
    programme = get_object_or_404(outside.groups_to_show(), code=code)
    context = {"programme": programme, "dates": outside.dates_ahead(programme)[: outside.MOST_DATES]}
    answer = render(request, "sessions/groups/embedded.html", context)
    if programme.frames:
        answer._csp_replace = {"frame-ancestors": programme.frames}  # type: ignore[attr-defined]  # noqa: SLF001  for csp
        answer.xframe_options_exempt = True  # the policy above says who may
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
