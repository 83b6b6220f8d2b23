"""When something is wrong a person still reads a whole sentence and finds a way on."""

import pytest
from django.template.loader import get_template


def test_a_page_that_is_not_there_leads_home(client, db):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "We cannot find that page" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_the_wrong_person_is_told_so(sign_in, dev, client):
    sign_in(dev)
    answer = client.get("/rescue/")
    assert answer.status_code == 403
    assert "This page is for others" in answer.content.decode()


@pytest.mark.parametrize(("name", "words"), [("500.html", "our fault"), ("400.html", "did not understand")])
def test_the_last_resort_needs_neither_database_nor_request(name, words):
    assert words in get_template(name).render()


def test_too_many_at_once_are_told_to_wait_and_whom_to_ring(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/h/ip"}
    page = [client.post("/accounts/signup/", {"email": "no"}) for _ in range(2)][-1]
    assert page.status_code == 429
    assert "Please wait a moment" in page.content.decode()
    assert "Ring us" in page.content.decode()
