"""Finding a session, booking it, giving it up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groupsite.accounts.who import me
from groupsite.kit.saying import said_to
from sessions import calendars
from sessions.forms import AgreeForm, BookingForm, booking_form
from sessions.forms.finding import FindForm
from sessions.models import LISTED, Booking, BookingState, Programme
from sessions.pages import finding, listing, outside
from sessions.pages.clinics import page_of_booking
from sessions.pages.inside import inside, with_inside
from sessions.services import booking as services
from sessions.services import waiting_list, ways_in
from sessions.signals import household_booked
from sessions.views import clinics, courses
from sessions.views.whom import household_asked


@require_safe
def timetable(request: HttpRequest) -> HttpResponse:
    """What's on: list first, by day."""
    find = FindForm(request.GET)
    asked = find.asked()
    rows = listing.listed(finding.whats_on(request.user, asked))
    days = finding.nearest(listing.by_day(rows), asked)
    context = {"find": find, "asked": asked, **days, **finding.neighbours(asked, rows)}
    return render(request, "sessions/timetable.html", context)


@require_safe
def session(request: HttpRequest, code: UUID) -> HttpResponse:
    """One session: what to expect, and for a household we know the form to book it."""
    found = get_object_or_404(with_inside(listing.sessions_to_show()), code=code)
    household = household_asked(request)
    if found.programme.kind == Programme.Kind.COURSE:
        return courses.show(request, found, household)
    page = listing.session_page(found, household)
    if found.is_clinic:
        return clinics.show(request, page, household)
    return _show(request, page, household, booking_form(page, household))


@require_POST
def book(request: HttpRequest, code: UUID) -> HttpResponse:
    """Book, or join the waiting list. Refused, the same page says why."""
    household = household_asked(request)
    page = listing.session_page(get_object_or_404(with_inside(listing.sessions_to_show()), code=code), household)
    if page.occurrence.is_clinic:
        return clinics.book(request, page, household)
    form = booking_form(page, household, request.POST)
    booking = form.save(by=me(request)) if form and form.is_valid() else None
    if booking:
        household_booked.send(sender=Booking, family=booking.family, request=request)
        return redirect("sessions:booking", booking.code)
    return _show(request, page, household, form)


def _show(
    request: HttpRequest, page: listing.SessionPage, household: listing.Household | None, form: BookingForm | None
) -> HttpResponse:
    standing = listing.standing_of(request.user, page.occurrence, household.me.family if household else None)
    context = {
        "page": page,
        "occurrence": page.occurrence,
        "linked_data": outside.linked_data(page.occurrence),
        "form": None if standing else form,
        "standing": standing,
        "household": household,
        "free_hours": listing.free_hours(household),
        "inside": inside(page.occurrence, names=request.user.is_authenticated),
        "hello": listing.say_hello(page.occurrence, standing, request.user),
    }
    return render(request, "sessions/session.html", context)


@require_safe
def calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """A session for anybody's calendar."""
    occurrence = get_object_or_404(listing.sessions_to_show(), code=code)
    return _file(calendars.of_session(occurrence))


@require_safe
def booking(request: HttpRequest, code: UUID) -> HttpResponse:
    """Where the household stands, and the buttons that change it."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    if found.enrolment and found.state in {*LISTED, BookingState.OFFERED}:
        return redirect("sessions:enrolment", found.enrolment.code)  # one waits for a course as a whole
    times = {"times": page_of_booking(found)} if found.occurrence.is_clinic else {}
    page = listing.booking_page(found, me(request))
    return render(request, "sessions/booking.html", page | times | {"yes": AgreeForm(found.occurrence)})


@require_safe
def short(request: HttpRequest, code: UUID) -> HttpResponse:
    """The same from the link of a text message, where every sign counts."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    return redirect("sessions:booking", found.code)


@require_safe
def booking_calendar(request: HttpRequest, code: UUID) -> HttpResponse:
    """The household's place for its calendar."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    return _file(calendars.of_booking(found, off=found.state != BookingState.BOOKED))


@require_POST
def give_up(request: HttpRequest, code: UUID) -> HttpResponse:
    """Give back a place, an offer or a turn."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    with said_to(request, _("Thank you for telling us. Another family may be glad of it.")):
        services.give_up_from_page(found, by=me(request))
    return redirect("sessions:booking", code)


@require_POST
def take_offer(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take the places that are held."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    with said_to(request):
        waiting_list.accept(found, agreed=AgreeForm(found.occurrence, request.POST).said(), by=me(request))
    return redirect("sessions:booking", code)


@require_POST
def agree(request: HttpRequest, code: UUID) -> HttpResponse:
    """A household that a leader booked, or put on the list, says yes to the risks of a trip."""
    found = get_object_or_404(listing.bookings_to_show(me(request)), code=code)
    with said_to(request, _("Thank you. Your yes is noted.")):
        ways_in.agree_later(found, by=me(request))
    return redirect("sessions:booking", code)


def _file(content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="session.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
