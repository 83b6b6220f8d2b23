"""Letters of the first weeks and the last. Each is decided as it is sent; none names a child."""

from django.conf import settings
from django.urls import reverse

from families.models import Carer, Contact, FirstVisit
from families.rules.reaching import only_face_to_face
from families.rules.words import first_name
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Drop, Message, letter
from groupsite.outbox.models import Letter
from groupsite.portal.newcomers.queries import booked_ahead, grown
from sessions.models import Attendance, Booking

IN_PERSON = "only face to face"


@letter("first_visit_asked")
def first_visit_asked(row: Letter) -> Message | Drop:
    """How was it? Not to a family who has answered, has left, or was not there after all."""
    visit = FirstVisit.objects.select_related("family").filter(pk=pk_of(row.about)).first()
    carer = carer_of(row)
    if visit is None or carer is None or carer.family_id != visit.family_id or visit.family.left_at:
        return Drop("the family or the carer has left")
    if visit.answer:
        return Drop("has answered already")
    there = Booking.objects.filter(family=visit.family_id, occurrence__day=visit.visited_on)
    if not there.filter(attendance=Attendance.CAME).exists():
        return Drop("was not there after all")
    return _unless_in_person(carer, link=reverse("families:first_visit"))


@letter("hello_again")
def hello_again(row: Letter) -> Message | Drop:
    """A leader sends a gentle hello. Not to a family that has booked or come since."""
    contact, carer = Contact.objects.select_related("family").filter(pk=pk_of(row.about)).first(), carer_of(row)
    if contact is None or carer is None or carer.family_id != contact.family_id or contact.family.left_at:
        return Drop("the family or the carer has left")
    if booked_ahead(contact.at).filter(family=contact.family_id).exists():
        return Drop("they have booked since")
    return Drop(IN_PERSON) if only_face_to_face(carer) else hello_to(carer)


def hello_to(carer: Carer) -> Message:
    """The words of the gentle hello, for the letter and for the leader's look at it."""
    return message_to(carer, link=reverse("sessions:timetable"))


@letter("goodbye")
def goodbye(row: Letter) -> Message | Drop:
    """The youngest has turned five: thanks, and what comes next. Not when a baby is on the way after all."""
    contact, carer = Contact.objects.select_related("family").filter(pk=pk_of(row.about)).first(), carer_of(row)
    if contact is None or carer is None or carer.family_id != contact.family_id:
        return Drop("the family or the carer has left")
    if contact.family_id not in {family.pk for family in grown()}:
        return Drop("there is a younger child, or they have left")
    return _unless_in_person(carer, link=reverse("signposting:directory"))


def _unless_in_person(carer: Carer, *, link: str) -> Message | Drop:
    """They may have asked for it since the letter was posted."""
    return Drop(IN_PERSON) if only_face_to_face(carer) else message_to(carer, link=link)


def carer_of(row: Letter) -> Carer | None:
    """To whom it goes."""
    return Carer.objects.select_related("user", "family").filter(pk=pk_of(row.to)).first()


def message_to(carer: Carer, *, link: str, **context: object) -> Message:
    """In the carer's own language, with the one link."""
    language = carer.user.language if carer.user else settings.LANGUAGE_CODE
    words = {"name": first_name(carer.name), "link": f"{settings.SITE_URL}{link}", **context}
    return Message(to=carer.email, language=language, context=words)
