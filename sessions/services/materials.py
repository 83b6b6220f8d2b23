"""What families may read after a course: a letter says so on the evening of the first date they came to (S2-22)."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from groupsite.outbox.services import post_each
from sessions.models import Attendance, Booking
from sessions.services.cards import STILL_SENT_FOR, evening_after


def post_materials(at: datetime) -> int:
    """Letters to those who have come to a course with something to read; how many. The same one is posted once."""
    came = Booking.objects.filter(attendance=Attendance.CAME, enrolment__contact__isnull=False)
    before = came.filter(enrolment=OuterRef("enrolment"), occurrence__starts_at__lt=OuterRef("occurrence__starts_at"))
    lately = came.filter(~Exists(before), occurrence__ends_at__lt=at, occurrence__ends_at__gte=at - STILL_SENT_FOR)
    rows = lately.exclude(enrolment__programme__materials="").select_related("occurrence", "enrolment__contact")
    due = [(row.enrolment, evening_after(row.occurrence)) for row in rows if evening_after(row.occurrence) <= at]
    post_each("materials_open", [(whole.contact, whole, when) for whole, when in due if whole and whole.contact])
    return len(due)
