"""Own stories: told from a service’s page, read first, shown where their author says yes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.who import me
from volunteers.forms.stories import StoryForm, WhereForm
from volunteers.queries import stories as queries
from volunteers.services import stories as services


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """For anybody: what parents say."""
    return render(request, "volunteers/stories/stories.html", {"stories": queries.on_the_page()})


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, code: UUID) -> HttpResponse:
    """From the page of a service: how it was."""
    service = get_object_or_404(queries.to_tell_of(), code=code)
    form = StoryForm(request.POST or None)
    if form.is_valid() and form.tell(service, by=me(request)):
        messages.success(request, _("Thank you! We read it first. You can change where it is shown at any time."))
        return redirect("volunteers:my_stories")
    return render(request, "volunteers/stories/tell.html", {"form": form, "service": service})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My stories, and where each may be shown."""
    rows = [
        (it, WhereForm(initial={"where": [yes.where for yes in it.yes]}, auto_id=f"{it.code}_%s"))  # type: ignore[attr-defined]
        for it in queries.stories_of(me(request))
    ]
    return render(request, "volunteers/stories/mine.html", {"rows": rows})


@require_POST
def where(request: HttpRequest, code: UUID) -> HttpResponse:
    """Yes to these places and no other, from this moment on."""
    story = get_object_or_404(queries.stories_of(me(request)), code=code)
    form = WhereForm(request.POST)
    if form.is_valid():
        form.say(story, by=me(request))
        messages.success(request, _("Saved. It holds from now on."))
    return redirect("volunteers:my_stories")


@require_POST
def delete(request: HttpRequest, code: UUID) -> HttpResponse:
    """Gone for good."""
    services.delete(get_object_or_404(queries.stories_of(me(request)), code=code), by=me(request))
    messages.success(request, _("Deleted."))
    return redirect("volunteers:my_stories")


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """For whoever coordinates: read it, and say yes or no."""
    if request.method == "POST":
        story = get_object_or_404(queries.to_read(), code=_code(request.POST.get("story", "")))
        services.decide(story, approve=request.POST.get("answer") == "yes", by=me(request))
        messages.success(request, _("Noted. Its author gets a letter."))
        return redirect("volunteers:read_stories")
    return render(request, "volunteers/stories/read.html", {"stories": queries.to_read()[: queries.MOST_SHOWN]})


def _code(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
