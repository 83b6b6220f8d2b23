"""Hannah applies, two people speak for her, Carol welcomes her, and the rota opens when all is there."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.models import Reading
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import DbsFactsFactory, ReferenceFactory, client_of, person
from volunteers.models import Application, Reference

APPLY = reverse("volunteers:apply")
SAID = {
    "name": "Hannah",
    "email": "hannah@example.org",
    "first_name": "Tim",
    "first_email": "tim@example.org",
    "second_name": "Anna",
    "second_email": "anna@example.org",
}


def link_to(address):
    delivery.sweep()
    body = next(message.body for message in reversed(mail.outbox) if message.to == [address])
    return "/" + body.split("http://")[1].split("/", 1)[1].split()[0]


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_hannah_becomes_a_volunteer(client, carol, sign_in):
    cache.clear()
    assert APPLY in client.get(reverse("volunteers:help")).content.decode()
    assert "Thank you!" in client.post(APPLY, SAID, follow=True).content.decode()
    carols = sign_in(carol)
    team = reverse("volunteers:team")
    assert "Hannah" in carols.get(team).content.decode()
    application = Application.objects.get()
    page, decide = (reverse(f"volunteers:{name}", args=[application.code]) for name in ("application", "decide"))
    assert page in carols.get(team).content.decode()
    carols.post(decide, {"what": "ask"})

    stranger = type(client)()
    link = link_to("tim@example.org")
    assert "Hannah" in stranger.get(link).content.decode()
    assert Reference.objects.filter(answered_at=None).count() == 2  # the link only shows
    said = {"known_for": "Six years", "trusts": "yes", "words": "Warm and calm"}
    assert "We have your answer" in stranger.post(link, said, follow=True).content.decode()
    assert "We have your answer" in stranger.post(link, said | {"trusts": "no"}).content.decode()
    assert "Warm and calm" in carols.get(page).content.decode()

    stranger.post(link_to("anna@example.org"), said)
    carols.post(decide, {"what": "welcome"})
    hannah = User.objects.get(email="hannah@example.org")
    hers = client_of(hannah)
    assert hers.get(reverse("volunteers:rota")).status_code == 403
    agreements = link_to("hannah@example.org")
    assert "It holds until" in hers.post(agreements, follow=True).content.decode()
    member = reverse("volunteers:member", args=[hannah.code])
    for step in ("met", "shown_round", "fire", "children", "worried", "first_shift"):
        carols.post(f"{member}step/", {"step": step})
    said = (
        {"level": "enhanced", "number": "001234567890", "decision": "yes"}
        | boxes("issued_on", clock.today() - timedelta(days=9))
        | boxes("next_check_on", clock.today() + timedelta(days=1000))
    )
    assert "destroy any copy" in carols.post(f"{member}dbs/", said, follow=True).content.decode()
    assert hers.get(reverse("volunteers:rota")).status_code == 200


def test_carol_says_why_she_welcomes_somebody_for_whom_only_one_has_spoken(carol, sign_in):
    application = ReferenceFactory(asked_at=clock.now(), answered_at=clock.now(), trusts="yes").application
    page, decide = (reverse(f"volunteers:{name}", args=[application.code]) for name in ("application", "decide"))
    carols = sign_in(carol)
    assert "Welcome them all the same" in carols.get(page).content.decode()
    refused = carols.post(decide, {"what": "welcome"}, follow=True).content.decode()
    assert "Two people have not spoken for them yet" in refused
    carols.post(decide, {"what": "welcome", "why": "Ten years at our church"})
    assert "Ten years at our church" in carols.get(page).content.decode()


@pytest.mark.parametrize(
    "change",
    [{"website": "x"}, {"second_email": "tim@example.org"}, {"first_email": "hannah@example.org"}, {"name": ""}],
)
def test_an_application_that_cannot_be_right_is_not_kept(change, client, db):
    assert b"error-summary" in client.post(APPLY, SAID | change).content
    assert not Application.objects.exists()


def test_leaders_see_yes_or_no_and_nothing_of_a_dbs_check(sign_in, dev):
    DbsFactsFactory(volunteer=dev)
    leader = sign_in(person("Lena", Role.LEADER))
    page = leader.get(reverse("volunteers:team")).content.decode()
    assert ("Dev" in page, "001234567890" in page, "induction" in page) == (True, False, False)
    assert leader.get(reverse("volunteers:member", args=[dev.code])).status_code == 403


def test_who_looks_at_dbs_facts_proves_it_is_still_them_and_is_written_down(sign_in, carol, dev):
    DbsFactsFactory(volunteer=dev)
    member = reverse("volunteers:member", args=[dev.code])
    stale = sign_in(carol, fresh=False).get(member)
    assert (stale.status_code, Reading.objects.count()) == (302, 0)
    assert "001234567890" in sign_in(carol).get(member).content.decode()
    assert (Reading.objects.get().what, Reading.objects.get().by_id) == ("dbs", carol.pk)


def test_agreements_are_for_those_who_help(sign_in, amina):
    assert sign_in(amina).get(reverse("volunteers:agreements")).status_code == 404


def test_the_summary_of_what_is_missing_tells_one_box_from_another(client, db):
    page = client.post(APPLY, {"name": ""}).content.decode()
    summary = re.search(r'class="error-summary.*?</ul>', page, re.S)[0]
    said = re.findall(r"<a[^>]*>(.*?)</a>", summary, re.S)
    assert len(said) == len(set(said)) == 6
