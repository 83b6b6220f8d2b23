"""The demo's clinics are told through the services."""

from datetime import timedelta

from families.models import Family
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.portal.seed import clinics, people, places
from sessions.models import Booking, Programme
from sessions.pages.clinics import page_of_booking
from tests.cast import VenueFactory, parent


def test_times_are_taken_twins_have_longer_and_a_42nd_day_is_near(db):
    User.objects.create_user(people.CAROL.email, roles=[Role.LEADER, Role.COORDINATOR])
    for venue in (places.ST_MARKS, places.LIBRARY):
        VenueFactory(name=venue["name"])
    for n in range(4):
        parent(f"P{n}", (f"B{n}", 6))
    clinics.tell()
    visitor, registrar = Programme.objects.filter(kind="clinic").order_by("pk")
    assert Booking.objects.filter(occurrence__programme=visitor, state="booked").count() == 4
    yuki, rosa = (Booking.objects.get(family__carers__name=name[0]) for name in (clinics.YUKI, clinics.ROSA))
    assert yuki.visit.ends_at - yuki.visit.starts_at == timedelta(minutes=75)
    assert yuki.occurrence.programme == registrar
    (due,) = page_of_booking(rosa).due
    assert timedelta(0) < due.last_day - clock.today() < timedelta(days=14)
    assert Family.objects.count() == 6
