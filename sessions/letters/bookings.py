"""Letters about sessions, each decided when it is sent, from the state as it is then. They never say a child's name."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy

from families.models import Carer, NewsBy
from families.rules.letters import REMINDERS
from families.rules.reaching import only_face_to_face, ways
from groupsite.kit import clock
from groupsite.kit.refs import ref, rows
from groupsite.outbox.letters import Attachment, Decision, Drop, Instead, Later, Message, Rest, letter
from groupsite.outbox.models import Channel, Letter
from sessions import calendars, rules, words
from sessions.letters import texts
from sessions.models import LIVE, Booking, BookingState
from sessions.queries.agreeing import has_agreed
from sessions.queries.bookings import (
    AN_EVENING,
    booked_together,
    called_off_with,
    given_up_ahead,
    is_first_visit,
    leader_of,
    position,
)
from sessions.queries.hearing import hearers, with_hearers
from sessions.queries.room import moment_of
from sessions.queries.timetable import next_date

Decide = Callable[[Booking], Drop | Later | dict[str, Any]]


def about_booking(kind: str, *, calendar: str = "", to_all: bool = False) -> Callable[[Decide], Decide]:
    """To the carer who made a booking, or to all adults who come. What the function gives is why not, or words."""

    def register(decide: Decide) -> Decide:
        @letter(kind)
        @wraps(decide)
        def decided(row: Letter) -> Decision:
            booking = found(row)
            if booking and to_all:
                booking.contact = _reader(row, booking)
            if booking is None or booking.contact is None or ref(booking.contact) != row.to:
                return Drop("the booking or the carer is gone")
            if not _may_read(booking):
                return Drop("the booking is closed to the carer")
            more = decide(booking)
            if isinstance(more, Drop | Later):
                return more
            return _by_its_ways(row, booking, more, calendar)

        return decide

    return register


def found(row: Letter) -> Booking | None:
    """With the session as this household comes to it: a letter about a clinic says its own time."""
    there: Any = rows(row.about).select_related(
        "occurrence__programme__venue", "occurrence__programme__clinic", "occurrence__venue", "contact__user"
    )
    counted = there.select_related("appointment").annotate(children=Count("party__child"), adults=Count("party__carer"))
    booking: Booking | None = counted.first()
    if booking:
        booking.occurrence, booking.news_of = booking.visit, row.due_at  # type: ignore[attr-defined]  # for who lists more
    return booking


def _reader(row: Letter, booking: Booking) -> Carer | None:
    """Of those who hear of it, whom this letter goes to: their name, their language, their channels. Never saved."""
    if booking.contact and ref(booking.contact) == row.to:
        return booking.contact  # whoever made it hears of it always, so nothing has to be looked up
    (booking,) = with_hearers(Booking.objects.filter(pk=booking.pk))
    by = "" if row.kind in texts.KINDS else NewsBy.EMAIL
    return next((carer for carer in hearers(booking, by=by) if ref(carer) == row.to), None)


def _may_read(booking: Booking) -> bool:
    """What a carer may not open they are not told of either."""
    this, carer = Booking.objects.filter(pk=booking.pk), booking.contact
    assert carer is not None
    return (this.for_user(carer.user) if carer.user else this.open_to_carer(carer)).exists()


def _by_its_ways(row: Letter, booking: Any, more: dict[str, Any], calendar: str) -> Decision:
    """By the channels the carer chose, as the choice stands now (S4-17). The e-mail's row makes the text's."""
    if row.kind not in texts.KINDS:
        return _message(booking, more, calendar)
    channels = ways(booking.contact, texts.chosen(row.kind, booking.contact))
    if row.channel == Channel.TEXT:
        return _text(row.kind, booking, more) if Channel.TEXT in channels else Instead(Channel.EMAIL)
    if row.last_way or Channel.TEXT not in channels:
        return _message(booking, more, calendar)
    if Channel.EMAIL not in channels:
        return Instead(Channel.TEXT)
    return replace(_message(booking, more, calendar), also=(Channel.TEXT,))


def _text(kind: str, booking: Any, more: dict[str, Any]) -> Message | Rest:
    """At a time when it wakes nobody."""
    if (morning := rules.awake(clock.now())) > clock.now():
        return Rest(morning)
    with translation.override(_language(booking.contact)):
        return Message(to=booking.contact.phone, text=texts.words(kind, booking, more))


def _language(contact: Any) -> str:
    return str(contact.user.language if contact.user else settings.LANGUAGE_CODE)


def _message(booking: Any, more: dict[str, Any], calendar: str) -> Message:
    occurrence, contact = booking.occurrence, booking.contact
    context = {
        "booking": booking,
        "occurrence": occurrence,
        "venue": occurrence.place,
        "name": contact.name,
        "title": lazy(calendars.title_of, str)(occurrence),  # said in the reader's language, once that is known
        "party": lazy(words.party, str)(booking.children, booking.adults),
        "link": settings.SITE_URL + reverse("sessions:booking", args=[booking.code]),
        "whats_on": settings.SITE_URL + reverse("sessions:timetable"),
    }
    language = _language(contact)
    with translation.override(language):
        files = _files(more.get("dates", [booking]), calendar, gone=more.get("gone", ()))
    return Message(to=contact.email, language=language, context=context | more, attachments=files)


def _files(bookings: Sequence[Booking], method: str, *, gone: Sequence[Booking]) -> tuple[Attachment, ...]:
    """Only places belong in a calendar, not turns on a list."""
    places = [each for each in bookings if method and (method == "CANCEL" or each.state == BookingState.BOOKED)]
    if not places:
        return ()
    content = calendars.of_bookings(places, off=method == "CANCEL", gone=gone)
    return (Attachment("session.ics", content, f"text/calendar; method={method}; charset=utf-8"),)


def _no_longer(booking: Booking, state: str) -> Drop | None:
    """Why a letter for this state need not go any more."""
    if booking.state != state:
        return Drop(f"the booking is {booking.state} now")
    if booking.occurrence.cancelled_at:
        return Drop("the session is cancelled")
    if booking.occurrence.starts_at <= clock.now():
        return Drop("the session has started")
    return None


@about_booking("booking_made", calendar="PUBLISH")
def booking_made(booking: Booking) -> Drop | dict[str, Any]:
    """You are booked: when, where, with a calendar file."""
    return _no_longer(booking, BookingState.BOOKED) or {"to_agree": not has_agreed(booking)}


@about_booking("dates_booked", calendar="PUBLISH")
def dates_booked(booking: Booking) -> Drop | dict[str, Any]:
    """Several dates asked for at once, in one letter: where the household stands at each as it goes."""
    dates = [each for each in booked_together(booking) if _no_longer(each, each.state) is None]
    link = settings.SITE_URL + reverse("sessions:dates_booked", args=[booking.together])
    return {"dates": dates, "all_dates": link} if dates else Drop("none of the dates is live any more")


@about_booking("session_reminder")
def session_reminder(booking: Booking) -> Drop | Later | dict[str, Any]:
    """The evening before; if the session has moved, the evening before that. Not to those who want none (S4-17)."""
    if drop := _no_longer(booking, BookingState.BOOKED):
        return drop
    if booking.contact and REMINDERS not in booking.contact.wants:
        return Drop("the carer wants no reminders")
    evening = clock.evening_before(booking.occurrence.starts_at)
    return Later(evening) if evening > clock.now() else {"to_agree": not has_agreed(booking)}


@about_booking("first_visit_soon")
def first_visit_soon(booking: Booking) -> Drop | dict[str, Any]:
    """Two evenings before the first visit: which door, and who meets them there."""
    if drop := _no_longer(booking, BookingState.BOOKED):
        return drop
    if not is_first_visit(booking):
        return Drop("is new no more")
    if booking.contact and only_face_to_face(booking.contact):
        return Drop("only face to face")
    evening = clock.evening_before(booking.occurrence.starts_at)
    if clock.now() >= evening - AN_EVENING:
        return Drop("too late: the reminder says it")
    if clock.now() < clock.evening_before(evening):
        return Drop("the session has moved: another letter goes before its new day")
    return {"leader": leader_of(booking.occurrence)}


@about_booking("party_changed")
def party_changed(booking: Booking) -> Drop | dict[str, Any]:
    """Who comes now, or waits: as it stands when the letter goes."""
    if booking.state not in LIVE:
        return Drop(f"the booking is {booking.state} now")
    states = {"waits": booking.state == BookingState.WAITING, "asks": booking.state == BookingState.ASKED}
    return _no_longer(booking, booking.state) or states


@about_booking("time_changed", calendar="PUBLISH")
def time_changed(booking: Booking) -> Drop | dict[str, Any]:
    """Another time at the same clinic, that day or another: as it stands when the letter goes."""
    return _no_longer(booking, BookingState.BOOKED) or {"gone": given_up_ahead(booking)}


@about_booking("booking_waiting")
def booking_waiting(booking: Booking) -> Drop | dict[str, Any]:
    """You are on the waiting list: which turn, and what happens next."""
    return _no_longer(booking, BookingState.WAITING) or {"position": position(booking)}


@about_booking("booking_asked")
def booking_asked(booking: Booking) -> Drop | dict[str, Any]:
    """You have asked for a place: when they are given out, and how."""
    moment, doors = moment_of(booking.occurrence), booking.occurrence.programme.doors
    return _no_longer(booking, BookingState.ASKED) or {"settles_at": moment.settles_at, "draw": doors == "draw"}


@about_booking("place_drawn", calendar="PUBLISH")
def place_drawn(booking: Booking) -> Drop | dict[str, Any]:
    """You asked, we drew, and you are in."""
    return _no_longer(booking, BookingState.BOOKED) or {}


@about_booking("place_not_drawn")
def place_not_drawn(booking: Booking) -> Drop | dict[str, Any]:
    """You are not in, but on the list, and better off next time."""
    return _no_longer(booking, BookingState.WAITING) or {"position": position(booking)}


@about_booking("place_offered")
def place_offered(booking: Booking) -> Drop | dict[str, Any]:
    """We hold places for you until then."""
    if drop := _no_longer(booking, BookingState.OFFERED):
        return drop
    assert booking.offer_ends_at is not None
    return Drop("the offer has run out") if booking.offer_ends_at <= clock.now() else {}


@about_booking("offer_lapsed")
def offer_lapsed(booking: Booking) -> Drop | dict[str, Any]:
    """The offer has run out; there is no blame in it."""
    return _no_longer(booking, BookingState.LAPSED) or {}


@about_booking("place_given_up", calendar="CANCEL")
def place_given_up(booking: Booking) -> Drop | dict[str, Any]:
    """Your place is given back, and your calendar lets go of it."""
    return _no_longer(booking, BookingState.GIVEN_UP) or {}


@about_booking("session_cancelled", calendar="CANCEL", to_all=True)
def session_cancelled(booking: Booking) -> Drop | dict[str, Any]:
    """It will not take place, nor what was called off with it, and why; the next one, with a button to book it."""
    if booking.occurrence.cancelled_at is None:
        return Drop("the session is on after all")
    dates = list(called_off_with(booking))
    for each in dates:
        each.occurrence = each.visit
        each.title = lazy(calendars.title_of, str)(each.occurrence)  # type: ignore[attr-defined]  # in the reader's words
    upcoming = next_date(booking.occurrence, booking.family_id)
    to_book = upcoming if upcoming and not upcoming.standing else None
    path = reverse("sessions:session", args=[to_book.code]) if to_book else reverse("sessions:timetable")
    more = {"next": upcoming, "to_book": to_book, "next_link": settings.SITE_URL + path}
    return more | {"why": booking.occurrence.cancelled_why, "dates": dates or [booking]}


@about_booking("session_back_on", calendar="PUBLISH", to_all=True)
def session_back_on(booking: Booking) -> Drop | dict[str, Any]:
    """It was called off and takes place after all: their place or their turn is as it was."""
    if booking.state not in LIVE:
        return Drop(f"the booking is {booking.state} now")
    states = {"waits": booking.state == BookingState.WAITING, "asks": booking.state == BookingState.ASKED}
    until = booking.offer_ends_at if booking.state == BookingState.OFFERED else None
    if until and until <= clock.now():
        return Drop("the offer has run out")
    return _no_longer(booking, booking.state) or states | {"offered_until": until}
