"""Administrators give and take roles; nobody locks themselves out."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from groupsite.accounts.models import Naming
from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.outbox.models import Letter, State
from groupsite.portal.people import people_like
from tests.cast import NamingFactory, UserFactory


def page_of(user):
    return reverse("portal:person", args=[user.code])


def test_ada_makes_amina_a_volunteer_and_it_holds_at_once(ada, amina, sign_in, client):
    sign_in(ada).post(page_of(amina), {"roles": [Role.VOLUNTEER]})
    amina.refresh_from_db()
    assert amina.roles == [Role.PARENT, Role.VOLUNTEER]
    assert Entry.objects.get(what="role.granted").by == ada


def test_a_role_taken_away_closes_the_page_at_the_next_click(ada, carol, sign_in, client):
    sign_in(carol)
    assert client.get(reverse("portal:watch")).status_code == 200
    other = type(client)()
    other.force_login(ada)
    session = other.session
    session["second_factor_at"] = 1
    session.save()
    other.post(page_of(carol), {"roles": []})
    assert client.get(reverse("portal:watch")).status_code == 403


def test_ada_cannot_take_her_own_key_away(ada, sign_in, client):
    answer = sign_in(ada).post(page_of(ada), {"roles": [Role.LEADER]})
    assert "Ask another administrator" in answer.content.decode()
    ada.refresh_from_db()
    assert ada.roles == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("role", [Role.SAFEGUARDING, Role.PARENT, "king"])
def test_some_roles_are_not_one_persons_to_give(role, ada, amina, sign_in):
    answer = sign_in(ada).post(page_of(amina), {"roles": [role]})
    assert answer.status_code == 200
    amina.refresh_from_db()
    assert amina.roles == [Role.PARENT]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_four_queries(count, ada, sign_in, client, django_assert_num_queries):
    UserFactory.create_batch(count)
    sign_in(ada)
    client.get(reverse("portal:people"))
    with django_assert_num_queries(4):
        client.get(reverse("portal:people"))


def test_people_are_found_by_a_part_of_the_name(ada, amina, bea, sign_in):
    page = sign_in(ada).get(reverse("portal:people"), {"q": "ami"}).content.decode()
    assert "Amina" in page
    assert "Bea" not in page


def test_dead_letters_are_shown_to_whoever_looks_after_the_portal(ada, sign_in):
    Letter.objects.create(
        kind="booking_made", to="x:1", about="x:1", due_at="2026-01-01T09:00Z", state=State.DEAD,
        ended_at="2026-01-01T09:00Z", reason="address refused",
    )  # fmt: skip
    page = sign_in(ada).get(reverse("portal:watch")).content.decode()
    assert "address refused" in page
    assert "Letters go out in time" in page


def test_late_letters_are_noticed(ada, sign_in):
    Letter.objects.create(kind="booking_made", to="x:1", about="x:1", due_at="2026-01-01T09:00Z")
    assert "Letters are late" in sign_in(ada).get(reverse("portal:watch")).content.decode()


def test_the_privacy_notice_names_what_every_table_keeps(client, db):
    page = client.get(reverse("portal:privacy")).content.decode()
    for told in ("Carers", "allergies", "12 months after last activity", "explicit consent"):
        assert told in page


# -- The safeguarding lead: two keys ---------------------------------------------------------------


def test_two_people_name_the_lead_and_end_it_again(ada, carol, dev, sign_in):
    sign_in(ada).post(reverse("portal:name_lead", args=[dev.code]))
    dev.refresh_from_db()
    assert Role.SAFEGUARDING not in dev.roles, "one yes is not enough"
    browser = sign_in(carol)
    page = browser.get(reverse("portal:lead")).content.decode()
    assert "to be the safeguarding lead" in page
    browser.post(reverse("portal:agree_lead", args=[Naming.objects.get().code]))
    dev.refresh_from_db()
    assert Role.SAFEGUARDING in dev.roles
    sign_in(ada).post(reverse("portal:name_lead", args=[dev.code]))
    sign_in(carol).post(reverse("portal:agree_lead", args=[Naming.objects.open().get().code]))
    dev.refresh_from_db()
    assert Role.SAFEGUARDING not in dev.roles


def test_nobody_holds_both_keys(ada, dev, sign_in):
    browser = sign_in(ada)
    browser.post(reverse("portal:name_lead", args=[dev.code]))
    naming = Naming.objects.get()
    assert reverse("portal:agree_lead", args=[naming.code]) not in browser.get(reverse("portal:lead")).content.decode()
    page = browser.post(reverse("portal:agree_lead", args=[naming.code]), follow=True).content.decode()
    assert "It takes a second person" in page
    dev.refresh_from_db()
    assert Role.SAFEGUARDING not in dev.roles


def test_the_database_would_not_have_it_either(ada, dev):
    with pytest.raises(IntegrityError, match="it_takes_two"):
        NamingFactory(user=dev, asked_by=ada, agreed_by=ada)


def test_nobody_names_themselves_or_says_the_second_yes_to_themselves(ada, carol, sign_in):
    page = sign_in(ada).post(reverse("portal:name_lead", args=[ada.code]), follow=True).content.decode()
    assert "Nobody names themselves" in page
    sign_in(ada).post(reverse("portal:name_lead", args=[carol.code]))
    sign_in(carol).post(reverse("portal:agree_lead", args=[Naming.objects.get().code]))
    carol.refresh_from_db()
    assert Role.SAFEGUARDING not in carol.roles


def test_what_was_asked_is_asked_once_and_can_be_taken_back(ada, carol, dev, sign_in):
    browser = sign_in(ada)
    for _ in range(2):
        browser.post(reverse("portal:name_lead", args=[dev.code]))
    naming = Naming.objects.get()
    browser.post(reverse("portal:take_back_lead", args=[naming.code]))
    assert sign_in(carol).post(reverse("portal:agree_lead", args=[naming.code])).status_code == 404


def test_who_works_here_stands_before_the_families(amina, carol, dev, ada):
    assert [it.name for it in people_like("")] == ["Ada", "Carol", "Dev", "Amina"]
