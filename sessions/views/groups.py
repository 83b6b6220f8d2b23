"""Groups, halls, terms and breaks: what a leader sets up before anybody can book."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groupsite.accounts.models import User
from groupsite.accounts.who import me
from groupsite.kit.codes import Coded
from groupsite.kit.saying import said_to
from sessions.forms.adding import ExtraForm
from sessions.forms.changes import ChangeForm
from sessions.forms.days import DaysForm, LikeForm
from sessions.forms.groups import GroupForm, VenueForm
from sessions.forms.ideas import WithIdeaForm
from sessions.forms.kinds import KindForm
from sessions.models import Break, Idea, Programme, Venue
from sessions.pages import planning
from sessions.queries.access import sessions_led_by
from sessions.queries.timetable import groups_led_by
from sessions.services import cancelling, courses, timetable
from sessions.services import groups as services


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The groups of this person."""
    return render(request, "sessions/groups/list.html", planning.groups_page(me(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: HttpRequest) -> HttpResponse:
    """A group that does not exist yet; a coordinator may begin with somebody's idea."""
    idea = WithIdeaForm(request.GET).chosen(me(request))
    blank = KindForm(request.GET).begin(groups_led_by(me(request)))
    return _edit(request, Programme(name=idea.what, summary=idea.for_whom) if idea else blank, idea)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_group(request: HttpRequest, code: UUID) -> HttpResponse:
    """What a group is, for whom, and what families read of it."""
    return _edit(request, get_object_or_404(groups_led_by(me(request)), code=code))


def _edit(request: HttpRequest, programme: Programme, idea: Idea | None = None) -> HttpResponse:
    sent, kind = request.POST if request.method == "POST" else None, KindForm(request.GET).chosen()
    form = GroupForm(programme, by=me(request), kind=kind, data=sent)
    if form.is_valid() and (touched := form.touches()):
        return render(request, "sessions/groups/saving.html", {"form": form, "programme": programme, "seen": touched})
    if form.is_valid() and form.save(by=me(request), idea=idea):
        told = form.cleaned_data["tell"]
        messages.success(request, _("Saved. Letters are on their way.") if told else _("Saved."))
        return redirect("sessions:group", programme.code)
    return render(request, "sessions/groups/edit.html", {"form": form, "programme": programme, "idea": idea})


@require_safe
def group(request: HttpRequest, code: UUID) -> HttpResponse:
    """One group with its dates."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    return render(request, "sessions/groups/group.html", planning.group_page(programme))


@require_http_methods(["GET", "HEAD", "POST"])
def group_dates(request: HttpRequest, code: UUID, term: UUID | None = None) -> HttpResponse:
    """The dates a group would get, and the button that makes them."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    chosen = get_object_or_404(planning.terms_ahead(), code=term) if term else None
    if request.method == "POST":
        made = timetable.open_dates([programme], by=me(request), term=chosen)
        _take_along(programme, by=me(request))
        said = ngettext("%(count)d date is on “What’s on” now.", "%(count)d dates are on “What’s on” now.", made)
        messages.success(request, said % {"count": made})
        return redirect("sessions:group", programme.code)
    (proposal,) = timetable.propose([programme], chosen)
    return render(request, "sessions/groups/dates.html", {"programme": programme, "it": proposal, "term": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
def add_date(request: HttpRequest, code: UUID) -> HttpResponse:
    """One date more: when and where, then what else is on that day, then one button."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    form = ExtraForm(programme, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        _take_along(programme, by=me(request))
        messages.success(request, _("The new date is on “What’s on” now."))
        return redirect("sessions:group", programme.code)
    seen = form.preview() if form.is_valid() else None
    context = {"form": form, "programme": programme, "seen": seen}
    return render(request, f"sessions/groups/{'adding' if seen else 'add_date'}.html", context)


def _take_along(programme: Programme, *, by: User) -> None:
    """Whoever is on a course comes to its new dates, too."""
    if programme.kind == Programme.Kind.COURSE:
        courses.take_new_dates(programme, by=by)


@require_safe
def venues(request: HttpRequest) -> HttpResponse:
    """The halls."""
    return render(request, "sessions/groups/venues.html", {"venues": planning.venues()})


@require_http_methods(["GET", "HEAD", "POST"])
def venue(request: HttpRequest, code: UUID | None = None) -> HttpResponse:
    """A hall, new or known."""
    hall = get_object_or_404(planning.venues(), code=code) if code else Venue()
    form = VenueForm(hall, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        messages.success(request, _("Saved."))
        return redirect("sessions:venues")
    return render(request, "sessions/groups/venue.html", {"form": form, "venue": hall})


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Terms, breaks and bank holidays."""
    ahead = {"breaks": planning.breaks_ahead(), "holidays": planning.holidays_ahead()}
    return render(request, "sessions/groups/terms.html", {"terms": planning.terms(), **ahead})


@require_http_methods(["GET", "HEAD", "POST"])
def new_days(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a term, or a break."""
    if kind not in DaysForm.kinds:
        raise Http404
    copied = LikeForm(request.GET).term() if kind == "term" else None
    form = DaysForm(kind, request.POST if request.method == "POST" else None, like=copied)
    if form.is_valid() and (made := form.save(by=me(request))):
        return _after(made, copied=bool(copied))
    return render(request, "sessions/groups/days.html", {"form": form, "kind": kind})


def _after(made: Coded, *, copied: bool) -> HttpResponse:
    """A copied term shows its dates, a break those that are there already."""
    if isinstance(made, Break) and cancelling.in_break(made).exists():
        return redirect("sessions:break_dates", made.code)
    return redirect("sessions:term", made.code) if copied else redirect("sessions:terms")


@require_POST
def remove_break(request: HttpRequest, code: UUID) -> HttpResponse:
    """The groups run on those days after all."""
    pause = get_object_or_404(planning.breaks_ahead(), code=code)
    stays_off = cancelling.stay_off(pause).exists()
    services.remove_break(pause, by=me(request))
    messages.success(request, _("Removed. Groups get their dates on these days back tonight, or from their own page."))
    if stays_off:
        messages.warning(request, _("Dates that were called off on these days stay off. Open one to bring it back."))
    return redirect("sessions:terms")


@require_safe
def term(request: HttpRequest, code: UUID) -> HttpResponse:
    """What opening a term makes: every date of every group, what is left out, which groups share a hall."""
    found = get_object_or_404(planning.terms(), code=code)
    return render(request, "sessions/groups/term.html", {"page": planning.term_page(found), "term": found})


@require_POST
def open_term(request: HttpRequest, code: UUID) -> HttpResponse:
    """Make them."""
    made = timetable.open_term(get_object_or_404(planning.terms_ahead(), code=code), by=me(request))
    said = ngettext("%(count)d date is on “What’s on” now.", "%(count)d dates are on “What’s on” now.", made)
    messages.success(request, said % {"count": made})
    return redirect("sessions:term", code)


@require_POST
def take_back_term(request: HttpRequest, code: UUID) -> HttpResponse:
    """As if it had not been opened, until the first booking."""
    with said_to(request, _("Taken back. Those dates are off “What’s on”.")):
        timetable.take_back_term(get_object_or_404(planning.terms(), code=code), by=me(request))
    return redirect("sessions:term", code)


@require_http_methods(["GET", "HEAD", "POST"])
def change_date(request: HttpRequest, code: UUID) -> HttpResponse:
    """Bend a date: what to change, then who is affected, then one button."""
    occurrence = get_object_or_404(sessions_led_by(me(request)).select_related("programme__venue", "venue"), code=code)
    form = ChangeForm(occurrence, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(by=me(request)):
        told, nobody = _("Changed. Everybody it touches has been told."), _("Changed. Nobody had to be told.")
        messages.success(request, told if form.is_news else nobody)
        return redirect("sessions:group", occurrence.programme.code)
    seen = form.preview() if form.is_valid() else None
    context = {"form": form, "occurrence": occurrence, "seen": seen}
    return render(request, f"sessions/groups/{'changing' if seen else 'change'}.html", context)
