"""Letters about what happens inside a session: a card to try at home, an answer to a parent's offer, a visitor's."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from families.rules.reaching import only_face_to_face
from groupsite.kit import clock
from groupsite.kit.refs import ref, rows
from groupsite.outbox.letters import Decision, Drop, Message, letter
from groupsite.outbox.models import Letter
from sessions.letters.bookings import about_booking
from sessions.models import Attendance, Booking, Contribution, Handout
from sessions.services.cards import had_before
from sessions.services.visiting import KIND


@about_booking("home_card")
def home_card(booking: Booking) -> Drop | dict[str, Any]:
    """Something to try at home, for who came. Once for each card, and not to those who want no letters of our own."""
    handout = Handout.objects.filter(occurrence=booking.occurrence_id).select_related("card").first()
    if handout is None:
        return Drop("no card goes with the session now")
    if booking.attendance != Attendance.CAME:
        return Drop("they did not come")
    if booking.contact and only_face_to_face(booking.contact):
        return Drop("only face to face")
    if had_before(booking, handout.card):
        return Drop("they had this card before")
    return {"card": handout.card, "cards": settings.SITE_URL + reverse("sessions:cards")}


@letter("contribution_answered")
def contribution_answered(row: Letter) -> Decision:
    """Yes please, or thank you and why not."""
    found: Any = rows(row.about).select_related("carer__user", "occurrence__programme__venue", "occurrence__venue")
    asked: Contribution | None = found.first()
    if asked is None or asked.carer is None or ref(asked.carer) != row.to:
        return Drop("the offer or the carer is gone")
    if asked.occurrence.cancelled_at or asked.occurrence.starts_at <= clock.now():
        return Drop("the session is off or has begun")
    carer = asked.carer
    context = {
        "name": carer.name,
        "occurrence": asked.occurrence,
        "yes": asked.state == Contribution.State.ACCEPTED,
        "answer": asked.answer,
        "link": settings.SITE_URL + reverse("sessions:session", args=[asked.occurrence.code]),
    }
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    return Message(to=carer.email, language=language, context=context)


@letter(KIND)
def visitor_told(row: Letter) -> Message:
    """Words that a leader has read, or that a changed day made."""
    return Message(to=row.address, subject=row.subject, text=row.text)
