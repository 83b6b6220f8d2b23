"""A leader books a family in before the day: by the same rules, with a reason over some, never over the fire limit."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.audit.models import Entry, Reading
from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from sessions.models import Booking, Enrolment
from tests.cast import OccurrenceFactory, bring, course, join, parent, person


@pytest.fixture
def tuesday(db):
    """Room for one pair; booking has closed for families."""
    return OccurrenceFactory(
        programme__name="Tuesday play",
        programme__heads_limit=5,
        programme__closes_hours_before=300,
        programme__venue__fire_limit=6,
    )


def find(client, session, name):
    address = reverse("sessions:book_for", args=[session.code])
    assert address in client.get(reverse("sessions:group", args=[session.programme.code])).content.decode()
    page = client.get(address, {"q": name})
    (family,) = page.context["found"]
    address += f"?family={family.code}"
    form = client.get(address).context["form"]
    return address, {name: form[name].value() for name in ("children", "adults", "key")}


def test_carol_books_bea_in_after_it_has_closed_and_bea_hears_of_it(tuesday, bea, carol, sign_in):
    client = sign_in(carol)
    address, sent = find(client, tuesday, "Bea")
    said = client.post(address, sent, follow=True).content.decode()
    assert "Booked. They get a letter." in said
    booking = Booking.objects.get()
    assert (booking.state, booking.made_by, booking.contact) == ("booked", carol, bea.carer)
    assert Entry.objects.get(what="booking.booked").details["hours"] == "shut"
    assert Reading.objects.filter(what="family", by_id=carol.pk).exists()
    client.post(address, sent)
    assert Booking.objects.count() == 1
    sweep()
    assert mail.outbox[0].to == ["bea@example.org"]


def test_on_a_course_she_books_all_dates_or_none(bea, carol, sign_in):
    programme = course(weeks=3, name="First aid", opens_days_before=3, by_invitation=True)
    second = programme.occurrences.order_by("day")[1]
    client = sign_in(carol)
    address, sent = find(client, second, "Bea")
    assert "all dates that are left" in client.get(address).content.decode()
    client.post(address, sent)
    assert Enrolment.objects.get().state == "booked"
    assert list(Booking.objects.values_list("state", flat=True)) == ["booked"] * 3


def test_her_reason_takes_a_family_on_a_full_course_but_not_over_the_fire_limit(amina, bea, carol, sign_in):
    programme = course(weeks=2, heads_limit=5, venue__fire_limit=6)
    join(programme, bea)
    client = sign_in(carol)
    address, sent = find(client, programme.occurrences.first(), "Amina")
    said = client.post(address, sent | {"why": "The health visitor asked us to"}).content.decode()
    assert "The fire limit of the hall is 6 people" in said
    assert not Enrolment.objects.filter(family=amina.carer.family).exists()
    programme.venue.fire_limit = 9
    programme.venue.save()
    assert "There is room for 1 more person" in client.post(address, sent).content.decode()
    client.post(address, sent | {"why": "The health visitor asked us to"})
    rows = Booking.objects.filter(family=amina.carer.family)
    assert {row.override_why for row in rows} == {"The health visitor asked us to"}
    assert len(rows) == 2


def test_a_reason_takes_her_over_a_limit_and_shows_on_the_register_but_not_over_the_fire_limit(
    tuesday, amina, bea, carol, sign_in
):
    bring_in = sign_in(carol)
    address, sent = find(bring_in, tuesday, "Bea")
    bring_in.post(address, sent)
    tuesday.programme.heads_limit = 4
    tuesday.programme.save()
    pair = parent("Drew", ("Uma", 20))
    address, sent = find(bring_in, tuesday, "Drew")
    full = bring_in.post(address, sent).content.decode()
    assert "This session is full." in full
    assert "why do you let them in?" in full
    assert "waiting" in bring_in.post(address, sent | {"wait": "on"}, follow=True).content.decode()
    Booking.objects.filter(family=pair.carer.family).delete()
    bring_in.post(address, sent | {"why": "The health visitor asked us to"})
    assert Booking.objects.get(family=pair.carer.family).override_why == "The health visitor asked us to"
    register = bring_in.get(reverse("sessions:register", args=[tuesday.code])).content.decode()
    assert "The health visitor asked us to" in register
    address, sent = find(bring_in, tuesday, "Amina")
    said = bring_in.post(address, sent | {"why": "They came all this way"}).content.decode()
    assert "fire limit" in said or "no room for all of you" in said
    assert not Booking.objects.filter(family=amina.carer.family).exists()


def test_from_the_family_page_to_the_session_and_back(tuesday, bea, carol, sign_in):
    client = sign_in(carol)
    page = client.get(reverse("portal:family", args=[bea.carer.family.code])).content.decode()
    way = f"{reverse('sessions:book_ahead')}?family={bea.carer.family.code}"
    assert way in page
    there = f"{reverse('sessions:book_for', args=[tuesday.code])}?family={bea.carer.family.code}"
    assert there in client.get(way).content.decode()
    assert "Book them in" in client.get(there).content.decode()


def test_a_leader_books_in_families_of_their_own_groups_alone(tuesday, amina, bea, sign_in):
    lena = person("Lena", "leader")
    tuesday.programme.leaders.add(lena)
    later = OccurrenceFactory(programme=tuesday.programme, day=clock.today() + timedelta(days=20))
    bring(later, bea)
    client = sign_in(lena)
    address = reverse("sessions:book_for", args=[tuesday.code])
    assert [family.pk for family in client.get(address, {"q": "Bea"}).context["found"]] == [bea.carer.family.pk]
    assert client.get(address, {"q": "Amina"}).context["found"] == []
    assert "form" not in (client.get(address, {"family": amina.carer.family.code}).context or {})
    other = OccurrenceFactory()
    assert client.get(reverse("sessions:book_for", args=[other.code])).status_code == 404
