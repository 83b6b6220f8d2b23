"""Two homes of one child are never made one; and what must be kept is kept, whoever takes it back."""

import pytest
from django.urls import reverse

from families.models import AboutMe, Twins
from families.services import invitations, merging, telling
from groupsite.kit.errors import Refused
from groupsite.portal.data.holds import end_hold, set_hold
from tests.cast import AboutMeFactory, InvitationFactory, client_of


@pytest.fixture
def zain(amina):
    return amina.carer.family.children.get(first_name="Zain")


@pytest.fixture
def two_homes(amina, bea, zain):
    bea.carer.family.homes.create(child=zain)
    return amina.carer.family, bea.carer.family


def test_two_homes_are_not_suggested_as_one(amina, bea, two_homes):
    asked = InvitationFactory(family=two_homes[0], by=amina, email=bea.email)
    with pytest.raises(Refused) as no:
        invitations.ask_to_join_the_two(asked, by=bea)
    assert no.value.code == "two_homes"
    assert not Twins.objects.exists()


def test_two_families_without_a_child_in_common_are(amina, bea):
    asked = InvitationFactory(family=amina.carer.family, by=amina, email=bea.email)
    invitations.ask_to_join_the_two(asked, by=bea)
    assert Twins.objects.exists()


def test_no_leader_makes_them_one(carol, two_homes):
    with pytest.raises(Refused) as no:
        merging.merge(*two_homes, by=carol)
    assert "two homes" in str(no.value.message)


def test_under_a_hold_nothing_told_of_a_child_goes(amina, carol, zain):
    AboutMeFactory(child=zain)
    hold = set_hold(amina.carer.family, "A claim is open.", by=carol)
    client, url = client_of(amina), reverse("families:take_back_about_child", args=[zain.code])
    assert client.post(url, follow=True).status_code == 200
    with pytest.raises(Refused):
        telling.tell_about_child(zain, dict.fromkeys(telling.BOXES, ""), by=amina)
    assert AboutMe.objects.filter(child=zain).exists()
    end_hold(hold, by=carol)
    client.post(url)
    assert not AboutMe.objects.exists()
