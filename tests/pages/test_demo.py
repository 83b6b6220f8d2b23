"""The demo's doors are there in the demo, and nowhere else."""

import pytest
from django.urls import reverse

from tests.cast import UserFactory

DOORS = ["portal:demo", "portal:demo_letters"]


@pytest.fixture
def grace(db):
    return UserFactory(email="grace@demo.example", name="Grace Okafor")


@pytest.mark.parametrize("door", DOORS)
def test_outside_the_demo_there_is_no_such_page(door, client, db):
    assert client.get(reverse(door)).status_code == 404


def test_outside_the_demo_nobody_is_anybody_with_one_click(client, grace):
    assert client.post(reverse("portal:demo_be"), {"email": grace.email}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_in_the_demo_one_click_makes_you_grace(client, grace, settings):
    settings.DEMO = True
    assert "Grace Okafor" in client.get(reverse("portal:demo")).content.decode()
    assert client.post(reverse("portal:demo_be"), {"email": grace.email}).url == reverse("portal:home")
    assert client.session["_auth_user_id"] == str(grace.pk)


def test_in_the_demo_only_the_eight_can_be_had(client, amina, settings):
    settings.DEMO = True
    assert client.post(reverse("portal:demo_be"), {"email": amina.email}).status_code == 404


def test_the_letters_page_shows_what_went_out(client, db, settings):
    settings.DEMO = True
    assert "No letters yet" in client.get(reverse("portal:demo_letters")).content.decode()


def test_the_letters_page_shows_the_code_that_the_demos_mail_server_took(client, db, settings, tmp_path):
    settings.DEMO, settings.DEMO_MAIL_DIR = True, tmp_path
    letter = b"To: new@demo.example\r\nSubject: Your code\r\n\r\nType this: ABC-123\r\n"
    (tmp_path / "1.eml").write_bytes(letter)
    page = client.get(reverse("portal:demo_letters")).content.decode()
    assert "new@demo.example" in page
    assert "ABC-123" in page
