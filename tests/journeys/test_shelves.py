"""Amina says what is in the way; anybody reads how to register a birth; Carol keeps partners and the guide's words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from sessions.rules.births import facts
from signposting.models import Barrier, Guide, Partner
from tests.cast import GuideFactory, ServiceFactory, client_of

pytestmark = pytest.mark.django_db
KEPT = reverse("signposting:kept")
BIRTHS = reverse("portal:births")
LATER = clock.today() + timedelta(days=90)
REVIEW = {"review_on_day": LATER.day, "review_on_month": LATER.month, "review_on_year": LATER.year}


def page_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_two_taps_say_what_is_in_the_way(amina, carol, sign_in):
    service = ServiceFactory(name="Tiny Tots")
    parent, staff = client_of(amina), sign_in(carol)
    address = reverse("signposting:barrier", args=[service.code])
    page = reverse("signposting:service", args=[service.code])
    assert address in page_of(parent, page), "the first tap"
    assert address not in page_of(staff, page)
    results = reverse("signposting:barriers")
    assert "Nobody has told us anything yet" in page_of(staff, results)
    said = parent.post(address, {"kind": "cost", "words": "Four pounds is a lot"}, follow=True).content.decode()
    assert "When several say the same" in said
    assert Barrier.objects.get().user == amina
    told = page_of(staff, results)
    assert "It costs too much" in told
    assert "Four pounds" not in told, "one voice would be known by its words"
    assert results in page_of(staff, KEPT)


def test_the_guide_says_what_the_dated_facts_say_and_is_flagged_when_old(client, carol, sign_in):
    Guide.objects.all().delete()
    assert f"Within {facts().days} days" in page_of(client, BIRTHS), "without any words of ours"
    guide = GuideFactory(slug="registering-a-birth")
    staff = sign_in(carol)
    change = reverse("signposting:guide", args=[guide.code])
    assert change in page_of(staff, BIRTHS)
    staff.post(change, {"words": "At the Example House. Ring 0117 496 0190.", **REVIEW})
    shown = page_of(staff, BIRTHS)
    assert "At the Example House." in shown
    assert "looked at this page for a while" not in shown
    Guide.objects.update(review_on=clock.today())
    assert "looked at this page for a while" in page_of(staff, BIRTHS)
    assert guide.title in page_of(staff, KEPT)


def test_a_partner_is_kept_flagged_and_taken_off(carol, sign_in):
    staff = sign_in(carol)
    partners, new = reverse("signposting:partners"), reverse("signposting:new_partner")
    assert partners in page_of(staff, KEPT)
    assert new in page_of(staff, partners)
    said = staff.post(new, {"name": "St Mark's"})
    assert "There is a problem" in said.content.decode()
    staff.post(new, {"name": "St Mark's", "kind": "charity", "agreement": "They lend the hall.", **REVIEW})
    assert "They lend the hall." in page_of(staff, partners)
    row = Partner.objects.get()
    Partner.objects.update(review_on=clock.today())
    assert "To talk about again" in page_of(staff, partners)
    assert "St Mark" in page_of(staff, KEPT)
    staff.post(reverse("signposting:end_partner", args=[row.code]))
    assert "Nobody yet" in page_of(staff, partners)
