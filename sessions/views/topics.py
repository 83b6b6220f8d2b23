"""What the weeks are about: the leader's calendar with its gaps, and the families' ideas and votes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.queries import family_of
from groupsite.accounts.who import me
from sessions.forms.topics import DayTopicForm, DecideForm, IdeaForm
from sessions.forms.trying import done
from sessions.models import Topic
from sessions.pages import plan_page, topic_pages
from sessions.services import topics as services


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The weeks ahead with their topics, and what families asked for."""
    shown = {
        "weeks": topic_pages.calendar(me(request)),
        "waiting": topic_pages.for_leaders()[: topic_pages.MOST_TOPICS],
    }
    return render(request, "sessions/topics/calendar.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, code: UUID) -> HttpResponse:
    """What becomes of a suggestion."""
    found = get_object_or_404(topic_pages.for_leaders(), code=code)
    form = DecideForm(topic_pages.days_without(me(request)), request.POST if request.method == "POST" else None)
    if form.is_valid() and done(form, lambda: _decide(form, found, request)):
        return redirect("sessions:topics")
    return render(request, "sessions/topics/topic.html", {"topic": found, "form": form})


def _decide(form: DecideForm, found: Topic, request: HttpRequest) -> object:
    said = form.cleaned_data
    acts = {
        form.SHOW: lambda: services.show(found, by=me(request)),
        form.PLAN: lambda: services.plan(found, said["day"], by=me(request)),
        form.PUT_OFF: lambda: services.put_off(found, said["why"], by=me(request)),
    }
    return acts[said["choice"]]()


@require_http_methods(["GET", "HEAD", "POST"])
def day_topic(request: HttpRequest, code: UUID) -> HttpResponse:
    """What a day is about."""
    occurrence = get_object_or_404(plan_page.sessions_to_plan(me(request)), code=code)
    form = DayTopicForm(topic_pages.waiting(), request.POST if request.method == "POST" else None)
    if form.is_valid() and done(form, lambda: services.choose(occurrence, **form.cleaned_data, by=me(request))):
        return redirect("sessions:plan", code)
    return render(request, "sessions/topics/day.html", {"occurrence": occurrence, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def topic_ideas(request: HttpRequest) -> HttpResponse:
    """What families would like to hear about, and one box for another idea."""
    family = family_of(me(request))
    form = IdeaForm(request.POST if request.method == "POST" and family else None)
    if family and form.is_valid():
        title = form.cleaned_data["title"]
        if done(form, lambda: services.suggest(title, family=family, by=me(request))):
            messages.success(request, _("Thank you. The leaders read it, and then others can vote for it."))
            return redirect("sessions:topic_ideas")
    return render(
        request, "sessions/topics/ideas.html", {"form": form, "family": family, **topic_pages.for_family(family)}
    )


@require_POST
def vote(request: HttpRequest, code: UUID) -> HttpResponse:
    """One vote of a household, given or taken back."""
    found = get_object_or_404(topic_pages.to_vote_for(), code=code)
    if family := family_of(me(request)):
        services.vote(found, family, by=me(request))
    return redirect("sessions:topic_ideas")
