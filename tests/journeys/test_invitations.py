"""Amina asks adults in: another parent, a child's other home, a helper. Each step presses what the page offers."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from families.models import Carer, Family, Helper, Invitation, Twins
from families.rules.invitations import token_of
from families.services import invitations
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from tests.cast import CarerFactory, InvitationFactory, UserFactory, client_of


def at(name, **kwargs):
    return reverse(f"families:{name}", kwargs=kwargs)


def boxes(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def home(amina, sign_in):
    return sign_in(amina)


def invite(home, kind, **fields):
    """She fills in the form; the letter's link."""
    response = home.post(at("invite", kind=kind), {"name": "Sam Okoro", "email": "Sam@Example.org"} | fields)
    assert response.status_code == 302, words(response)
    return link_in_the_letter("sam@example.org")


def link_in_the_letter(address):
    delivery.sweep()
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [address])
    assert not re.search("Zain|Noor|Hassan", letter.subject + letter.body)
    return re.search(r"https?://[^/]+(/invited/\S+)", letter.body)[1]


def sam():
    return UserFactory(email="sam@example.org", name="Sam")


def signed_in(user):
    return client_of(user)


def press(client, link, answer="yes"):
    page = client.get(link)
    assert f'name="answer" value="{answer}"' in page.content.decode()
    return client.post(link, {"answer": answer}, follow=True)


def test_a_second_parent_is_invited_makes_an_account_and_belongs(home, amina):
    link = invite(home, "adult")
    assert "Sam Okoro" in words(home.get(at("mine")))
    phone = Client()
    page = phone.get(link)
    assert "Amina invites you" in words(page)
    assert "Zain" not in words(page)
    sign_up = re.search(r'href="(/accounts/signup/[^"]+)"', page.content.decode())[1]
    phone.post(sign_up, {"email": "sam@example.org", "next": link})
    delivery.sweep()
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE)[0]
    assert phone.post(reverse("account_email_verification_sent"), {"code": code}).url == link
    mine = press(phone, link)
    assert "Zain" in words(mine)
    assert "You belong to the family now" in words(mine)
    carer = User.objects.get(email="sam@example.org").carer
    assert (carer.family, carer.name, carer.is_main) == (amina.carer.family, "Sam Okoro", False)
    assert carer.user.roles == [Role.PARENT]
    delivery.sweep()
    assert any(letter.to == ["amina@example.org"] and "said yes" in letter.subject for letter in mail.outbox)


def test_two_parents_see_no_address_or_number_of_each_other(home, amina):
    Carer.objects.filter(user=amina).update(phone="+447700900555")
    client = signed_in(sam())
    page = press(client, invite(home, "adult"))
    assert "amina@example.org" not in words(page)
    assert "07700 900555" not in words(page)
    assert "sam@example.org" not in words(home.get(at("mine")))


def test_an_adult_on_the_list_gets_a_sign_in(home, amina):
    gran = CarerFactory(family=amina.carer.family, name="Gran", is_main=False, email="")
    assert at("invite_adult", code=gran.code) in home.get(at("mine")).content.decode()
    home.post(at("invite_adult", code=gran.code), {"name": "Gran", "email": "sam@example.org"})
    press(signed_in(sam()), link_in_the_letter("sam@example.org"))
    gran.refresh_from_db()
    assert (gran.user.email, gran.email, amina.carer.family.carers.count()) == ("sam@example.org", "sam@example.org", 2)


def test_the_other_home_is_a_household_of_its_own(home, amina):
    zain = amina.carer.family.children.get(first_name="Zain")
    client = signed_in(sam())
    link = invite(home, "other-home", children=[str(zain.code)])
    assert "Zain" in words(client.get(link))
    page = words(press(client, link))
    assert "Zain" in page
    assert "Noor" not in page
    assert "Amina" not in page
    theirs = Family.objects.get(carers__user__email="sam@example.org")
    assert theirs != amina.carer.family
    assert set(zain.families.all()) == {theirs, amina.carer.family}


def test_somebody_with_a_household_keeps_it_as_the_other_home(home, amina, bea):
    zain = amina.carer.family.children.get(first_name="Zain")
    home.post(at("invite", kind="other-home"), {"name": "Bea", "email": bea.email, "children": [str(zain.code)]})
    page = words(press(signed_in(bea), link_in_the_letter(bea.email)))
    assert "Theo" in page
    assert "Zain" in page


def test_a_helper_is_asked_until_a_day_and_ended(home, amina):
    until = clock.today() + timedelta(days=40)
    client = signed_in(sam())
    press(client, invite(home, "helper", **boxes("until", until)))
    helper = Helper.objects.get()
    assert (helper.family, helper.until, helper.user.email) == (amina.carer.family, until, "sam@example.org")
    assert "May book for you until" in words(home.get(at("mine")))
    home.post(at("end_helper", code=helper.code))
    assert not Helper.objects.live().exists()


def test_a_day_too_far_away_is_explained(home):
    until = clock.today() + timedelta(days=800)
    page = home.post(at("invite", kind="helper"), {"name": "Sam", "email": "sam@example.org", **boxes("until", until)})
    assert "no more than a year away" in words(page)


def test_whoever_has_a_family_of_their_own_may_ask_a_leader_to_join_the_two(home, amina, bea):
    home.post(at("invite", kind="adult"), {"name": "Bea", "email": bea.email})
    link = link_in_the_letter(bea.email)
    client = signed_in(bea)
    assert client.post(link, {"answer": "yes"}).url == link
    assert "One person can only belong to one" in words(client.get(link))
    press(client, link, "join")
    twins = Twins.objects.get()
    assert {twins.first, twins.second} == {amina.carer.family, bea.carer.family}
    assert client.get(link).status_code == 410


def test_a_no_ends_it_and_tells_nobody(home):
    link = invite(home, "adult")
    mail.outbox.clear()
    press(signed_in(sam()), link, "no")
    delivery.sweep()
    assert mail.outbox == []
    assert signed_in(User.objects.get(email="sam@example.org")).get(link).status_code == 410


def test_taken_back_the_link_opens_nothing_and_the_letter_stays_here(home):
    home.post(at("invite", kind="adult"), {"name": "Sam", "email": "sam@example.org"})
    invitation = Invitation.objects.get()
    home.post(at("take_back_invitation", code=invitation.code))
    delivery.sweep()
    assert mail.outbox == []
    assert home.get(at("invited", token=token_of(invitation.code))).status_code == 410


def test_after_a_fortnight_it_is_over(home):
    link = invite(home, "adult")
    client = signed_in(sam())
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        client.force_login(User.objects.get(email="sam@example.org"))
        assert client.get(link).status_code == 410
        assert client.post(link, {"answer": "yes"}).status_code == 410
    assert not Carer.objects.filter(user__email="sam@example.org").exists()


def test_a_link_that_was_passed_on_tells_and_gives_nothing(home, bea):
    link = invite(home, "adult")
    client = signed_in(bea)
    page = client.get(link)
    assert "went to another e-mail address" in words(page)
    assert "Zain" not in words(page)
    client.post(link, {"answer": "yes"})
    assert Invitation.objects.get().accepted_at is None


def test_a_copy_of_the_table_opens_nothing(client, db):
    code = InvitationFactory().code
    assert client.get(at("invited", token=token_of(code))).status_code == 200
    for guess in (code, code.hex, f"{code.hex}:", token_of(code)[:-1] + "x"):
        assert client.get(at("invited", token=str(guess))).status_code == 410


def test_the_eleventh_in_a_day_is_refused(home, amina):
    for _ in range(10):
        InvitationFactory(family=amina.carer.family, ended_at=clock.now())
    page = home.post(at("invite", kind="adult"), {"name": "Sam", "email": "sam@example.org"})
    assert "10 invitations in a day" in words(page)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        pytest.param("amina@example.org", "your own e-mail", id="herself"),
        pytest.param("asked@example.org", "waits for an answer", id="asked already"),
        pytest.param("nobody", "valid email", id="no address"),
    ],
)
def test_whom_she_cannot_invite(email, said, home, amina):
    InvitationFactory(family=amina.carer.family, email="asked@example.org")
    assert said in words(home.post(at("invite", kind="adult"), {"name": "Sam", "email": email}))


def test_six_adults_are_enough(home, amina):
    CarerFactory.create_batch(5, family=amina.carer.family, is_main=False)
    page = home.post(at("invite", kind="adult"), {"name": "Sam", "email": "sam@example.org"})
    assert "up to 6 adults" in words(page)


def test_only_the_main_carer_says_who_belongs(home, amina):
    sara = UserFactory(roles=[Role.PARENT])
    CarerFactory(family=amina.carer.family, user=sara, is_main=False)
    other = signed_in(sara)
    assert "Invite somebody" not in words(other.get(at("mine")))
    assert other.get(at("invite", kind="adult")).status_code == 404
    assert "Invite somebody" in words(home.get(at("mine")))


def test_the_rule_itself_knows_whom_an_invitation_is_for(amina, bea):
    """Not only the page: whatever asks the service, the address has to be theirs."""
    invitation = InvitationFactory(family=amina.carer.family, kind="helper", until=clock.today() + timedelta(days=9))
    with pytest.raises(Refused, match="another e-mail address"):
        invitations.accept(invitation, by=bea)
