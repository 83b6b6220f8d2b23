"""The demo shows households of every shape, so that no page of them is empty."""

import pytest
from django.test import Client
from django.urls import reverse

from families.models import Carer, Family, Helper, Home, Invitation, Twins
from groupsite.accounts.models import User
from groupsite.portal.seed import households, story


@pytest.fixture
def told(db):
    story.tell(families=12, weeks=2)
    households.tell()


def test_households_of_every_shape(told):
    grace = Family.objects.get(carers__user__email="grace@demo.example")
    assert grace.carers.exclude(user=None).count() == 2
    assert Home.objects.filter(child__homes__family__carers__user__email="nia@demo.example").count() == 2
    assert Helper.objects.live().count() == 1
    assert Invitation.objects.live().count() == 1
    assert Twins.objects.filter(verdict="open").count() == 2
    assert not Carer.objects.exclude(address="").exists()  # her family is further down the list of a full demo


def test_the_helper_can_book_at_once(told):
    client = Client()
    client.force_login(User.objects.get(email="joy@demo.example"))
    page = client.get(reverse("portal:home")).content.decode()
    assert "You help" in page
    assert "Amina" in page
