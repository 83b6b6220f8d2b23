"""The demo's course, trip, small group and visits are told through the services."""

from groupsite.portal.seed import courses, story
from sessions.models import Booking, Enrolment, Invite, Occurrence, Programme
from sessions.queries.agreeing import has_agreed


def test_a_course_with_a_family_that_waits_a_trip_agreed_to_a_small_group_and_visits(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    story.tell(families=24, weeks=1)
    courses.tell()
    assert sorted(Enrolment.objects.values_list("state", flat=True)) == ["booked"] * 5 + ["waiting"]
    trip = Booking.objects.filter(occurrence__programme__kind="trip")
    assert trip.exists()
    assert sorted(has_agreed(row) for row in trip)[:2] == [False, True], "a leader booked one and did not ask"
    assert sorted(Invite.objects.values_list("answer", flat=True)) == ["", "no", "yes", "yes"]
    assert Booking.objects.filter(occurrence__programme__by_invitation=True).exists()
    assert Occurrence.objects.get(programme__kind="taster").programme.goes_with.kind == Programme.Kind.GROUP
