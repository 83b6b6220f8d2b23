"""Carol notes what she advised, with its source; who else may read it is told by their job (S4-18)."""

import pytest
from django.urls import reverse

from groupsite.kit.personal import forget, rows_about
from signposting.models import Advice
from signposting.queries.advice import advice_for
from signposting.services.advice import note
from tests.cast import ServiceFactory, person

pytestmark = pytest.mark.django_db


def test_from_a_familys_page_and_without_a_family(amina, carol, sign_in):
    ServiceFactory(name="Bumps and Babes")
    family, staff = amina.carer.family, sign_in(carol)
    address = reverse("portal:advise", args=[family.code])
    assert address in staff.get(reverse("portal:family", args=[family.code])).content.decode()
    assert "There is a problem" in staff.post(address, {"words": "Try a cup"}).content.decode(), "without a source"
    staff.post(address, {"words": "Try a cup", "source": "bumps and babes"})
    row = Advice.objects.get()
    assert (row.family, row.service.name, row.by) == (family, "Bumps and Babes", carol)
    staff.post(reverse("portal:advice"), {"words": "Ring 111", "source": "The NHS page on fever"})
    page = staff.get(reverse("portal:advice")).content.decode()
    assert "Ring 111" in page
    assert "Try a cup" in page


def test_a_leader_reads_their_own_and_a_coordinator_all(carol, amina):
    sam = person("Sam", "leader")
    for who in (carol, sam):
        note(amina.carer.family, words="Rest", source="NHS", by=who)
    assert {row.by for row in advice_for(sam)} == {sam}
    assert {row.by for row in advice_for(carol)} == {sam, carol}


def test_it_goes_with_the_family_but_for_its_number(carol, amina):
    note(amina.carer.family, words="Rest", source="NHS", by=carol)
    assert forget(rows_about(Advice, [amina.carer.family])) == 1
    row = Advice.objects.get()
    assert (row.family, row.words, row.source) == (None, "", "NHS")
