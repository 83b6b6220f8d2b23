"""A course: taking a place on all its dates, waiting, giving it up; and what its leaders see."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from sessions import calendars
from sessions.forms.courses import EnrolForm, FeelingForm, enrol_form
from sessions.models import Booking, Occurrence
from sessions.pages import listing, outside, showing_courses, take_ups
from sessions.pages.changing import FewerForm, household_for
from sessions.queries.timetable import groups_led_by
from sessions.services import courses as services
from sessions.services import feelings
from sessions.signals import household_booked
from sessions.views.whom import household_asked


def show(request: HttpRequest, occurrence: Occurrence, household: listing.Household | None) -> HttpResponse:
    """A course, with the form that takes a place on all its dates."""
    page = showing_courses.course_page(occurrence, household)
    return _show(request, page, household, enrol_form(page, household))


@require_POST
def enrol(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take the place, or join the waiting list. Refused, the same page says why."""
    household = household_asked(request)
    page = showing_courses.course_page(get_object_or_404(listing.sessions_to_show(), code=code), household)
    form = enrol_form(page, household, request.POST)
    enrolment = form.save(by=me(request)) if form and form.is_valid() else None
    if enrolment:
        household_booked.send(sender=Booking, family=enrolment.family, request=request)
        return redirect("sessions:enrolment", enrolment.code)
    return _show(request, page, household, form and form.said_no())


def _show(
    request: HttpRequest,
    page: showing_courses.CoursePage,
    household: listing.Household | None,
    form: EnrolForm | None,
) -> HttpResponse:
    standing = showing_courses.standing_of(request.user, page.occurrence, household)
    context = {
        "page": page,
        "occurrence": page.occurrence,
        "linked_data": outside.linked_data(page.occurrence),
        "form": None if standing else form,
        "standing": standing,
        "household": household,
        "free_hours": listing.free_hours(household),
    }
    return render(request, "sessions/courses/course.html", context)


@require_safe
def enrolment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Where the household stands with the course, its dates, and the buttons that change it."""
    found = get_object_or_404(showing_courses.enrolments_to_show(me(request)), code=code)
    form = FeelingForm(found.programme.question)
    page = showing_courses.enrolment_page(found, me(request))
    return render(request, "sessions/courses/enrolment.html", page | {"feeling": form})


@require_safe
def calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """All dates of the household for its calendar."""
    found = get_object_or_404(showing_courses.enrolments_to_show(me(request)), code=code)
    dates = showing_courses.enrolment_page(found, me(request))["dates"]
    headers = {"Content-Disposition": 'attachment; filename="course.ics"'}
    content = calendars.of_course(found.programme, dates)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
def accept(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take the places that are held, on all dates."""
    found = get_object_or_404(showing_courses.enrolments_to_show(me(request)), code=code)
    with said_to(request):
        services.accept(found, by=me(request))
    return redirect("sessions:enrolment", code)


@require_POST
def fewer(request: HttpRequest, code: UUID) -> HttpResponse:
    """Those who fit on every date come; the others stay at home."""
    found = get_object_or_404(showing_courses.enrolments_to_show(me(request)), code=code)
    form = FewerForm(household_for(found, me(request)), request.POST)
    with said_to(request, _("You are on the course. We look forward to seeing you.")):
        form.save_course(found, by=me(request))
    return redirect("sessions:enrolment", code)


@require_POST
def give_up(request: HttpRequest, code: UUID) -> HttpResponse:
    """Give back the whole course, an offer or a turn."""
    found = get_object_or_404(showing_courses.enrolments_to_show(me(request)), code=code)
    with said_to(request, _("Thank you for telling us. Another family may be glad of it.")):
        services.give_up_from_page(found, by=me(request))
    return redirect("sessions:enrolment", code)


@require_POST
def feeling(request: HttpRequest, code: UUID) -> HttpResponse:
    """One short answer before the course, and one after it. Leaders see totals only."""
    found = get_object_or_404(showing_courses.enrolments_to_show(me(request)), code=code)
    form = FeelingForm(found.programme.question, request.POST)
    if form.is_valid():
        feelings.answer(found, form.cleaned_data["score"], by=me(request))
        messages.success(request, _("Thank you."))
    else:
        messages.error(request, _("Please choose a number from 1 to 5."))
    return redirect("sessions:enrolment", code)


@require_safe
def take_up(request: HttpRequest, code: UUID) -> HttpResponse:
    """Who is on a course, who waits, and how many came to each date."""
    programme = get_object_or_404(groups_led_by(me(request)), code=code)
    return render(request, "sessions/courses/take_up.html", take_ups.page(programme))
