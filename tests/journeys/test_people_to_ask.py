"""Carol writes down who can be asked by name, and what is for the group only; Amina reads who is here when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from signposting.models import NamedPerson, Service
from tests.cast import ServiceFactory, client_of

pytestmark = pytest.mark.django_db
KEPT = reverse("signposting:kept")
LATER = clock.today() + timedelta(days=90)
REVIEW = {"review_on_day": LATER.day, "review_on_month": LATER.month, "review_on_year": LATER.year}
JO = {"name": "Jo Green", "kind": "health_visitor", "days": ["TU"], "phone": "0117 496 0999", **REVIEW}


def page_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_the_health_visitor_is_named_once_she_has_agreed(amina, carol, sign_in):
    parent, staff = client_of(amina), sign_in(carol)
    home = reverse("portal:home")
    assert KEPT in page_of(staff, home), "from Carol's home"
    assert reverse("signposting:people") in page_of(staff, KEPT)
    new = reverse("signposting:new_person")
    assert new in page_of(staff, reverse("signposting:people"))
    staff.post(new, JO)
    assert "Jo Green" not in page_of(parent, home), "not before she agreed"
    jo = NamedPerson.objects.get()
    staff.post(reverse("signposting:person", args=[jo.code]), JO | {"agreed_how": "said"})
    assert "Jo Green is here on Tuesdays." in page_of(parent, home)
    people = page_of(parent, reverse("signposting:people"))
    assert "Jo Green is here on Tuesdays." in people
    assert "0117 496 0999" not in people, "her number was not agreed to"
    NamedPerson.objects.update(review_on=clock.today())
    assert "1 thing to look at again." in page_of(staff, home), "a stale date is flagged"
    staff.post(reverse("signposting:still_right", args=["person", jo.code]))
    assert "Nothing is due" in page_of(staff, KEPT)
    staff.post(reverse("signposting:take_off_person", args=[jo.code]))
    assert "Nobody is named yet" in page_of(parent, reverse("signposting:people"))


def test_a_form_without_what_it_needs_says_so(carol, sign_in):
    said = sign_in(carol).post(reverse("signposting:new_person"), JO | {"name": "", "contact_agreed": "on"})
    assert "There is a problem" in said.content.decode()
    assert not NamedPerson.objects.exists()


def test_a_plumber_is_for_us_only(amina, carol, sign_in):
    parent, staff = client_of(amina), sign_in(carol)
    ours = reverse("signposting:internal")
    assert ours in page_of(staff, KEPT)
    staff.post(
        reverse("signposting:new_internal"), {"name": "Easton Plumbing", "use": "repairs", "phones": "0117 496 0172"}
    )
    plumber = Service.objects.internal().get()
    assert "Easton Plumbing" in page_of(staff, f"{ours}?q=plumb")
    assert "Nothing found" in page_of(staff, f"{ours}?q=baker")
    assert "0117 496 0172" in page_of(staff, reverse("signposting:internal_entry", args=[plumber.code]))
    staff.post(reverse("signposting:edit_internal", args=[plumber.code]), {"name": "Easton Pipes", "use": "repairs"})
    assert "Easton Pipes" in page_of(staff, ours)
    assert parent.get(reverse("signposting:service", args=[plumber.code])).status_code == 404


def test_carol_takes_a_listed_entry_away_from_families_and_gives_it_back(amina, carol, sign_in):
    parent, staff = client_of(amina), sign_in(carol)
    hall = ServiceFactory(name="Hall hire")
    address = reverse("signposting:service", args=[hall.code])
    keep = reverse("signposting:keep_for_us", args=[hall.code])
    assert keep in page_of(staff, address)
    assert keep not in page_of(parent, address)
    staff.post(keep)
    assert parent.get(address).status_code == 404
    staff.post(reverse("signposting:open_to_families", args=[hall.code]))
    assert parent.get(address).status_code == 200
