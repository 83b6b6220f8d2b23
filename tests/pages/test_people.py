"""Administrators give and take roles; nobody locks themselves out."""

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.outbox.models import Letter, State
from tests.cast import UserFactory


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
