"""Carol lends in three taps at the session; Amina sees what she has and asks for more; it comes back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.models import Letter
from signposting.models import Loan, Thing
from tests.cast import LoanFactory, OccurrenceFactory, ThingFactory, UserFactory, WishFactory, bring, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early")]
HOME, BORROW, LOANS = (reverse(name) for name in ("portal:home", "signposting:borrow", "portal:loans"))
TRAIN = {"name": "Wooden train", "kind": "toy", "days": "14", "condition": "good"}


def page_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def links(page):
    return re.findall(r'href="([^"]+)"', page)


@pytest.fixture
def session(amina):
    made = OccurrenceFactory(day=clock.today())
    bring(made, amina)
    return made


def test_three_taps_lend_a_thing_at_the_session(session, amina, carol, sign_in):
    staff, parent = sign_in(carol), client_of(amina)
    assert BORROW not in page_of(parent, HOME), "a group that lends nothing is not told of it"
    staff.post(reverse("signposting:new_thing"), TRAIN)
    thing = Thing.objects.get()
    register = reverse("sessions:register", args=[session.code])
    lend, whom = (
        reverse("portal:lend", args=[session.code]),
        reverse("portal:lend_thing", args=[session.code, thing.code]),
    )
    assert lend in links(page_of(staff, register)), "the first tap"
    assert whom in links(page_of(staff, lend)), "the second"
    family = amina.carer.family
    said = staff.post(whom, {"family": str(family.code)}, follow=True).content.decode()
    assert "Lent: Wooden train" in said, "the third"
    assert "Back, all well" in said
    assert BORROW in links(page_of(parent, HOME))
    assert "Bring it back by" in page_of(parent, BORROW)
    assert "You have it" in page_of(parent, BORROW)
    assert reverse("signposting:wish", args=[thing.code]) not in page_of(parent, BORROW)
    assert Letter.objects.filter(kind="loan_due").count() == 2


def test_it_comes_back_to_be_mended_and_is_not_lent_until_then(session, amina, carol, sign_in):
    staff, loan = sign_in(carol), LoanFactory(family=amina.carer.family)
    staff.post(reverse("portal:loan_back", args=[loan.code]), {"condition": "mend"})
    loan.refresh_from_db()
    assert (loan.condition, loan.back_to) == ("mend", carol)
    assert "To be mended first" in page_of(staff, LOANS)
    assert loan.thing.name not in page_of(staff, reverse("portal:lend", args=[session.code]))


def test_a_parent_asks_for_a_thing_and_it_has_to_come_back_in_time(session, amina, bea, carol, sign_in):
    staff, parent = sign_in(carol), client_of(amina)
    loan = LoanFactory(family=bea.carer.family)
    assert "Bea" not in page_of(parent, BORROW), "nobody else learns who has it"
    assert "Out until" in page_of(parent, BORROW)
    parent.post(reverse("signposting:wish", args=[loan.thing.code]))
    assert "You asked for it" in page_of(parent, BORROW)
    assert "Families would like" in page_of(staff, LOANS)
    longer = reverse("portal:loan_longer", args=[loan.code])
    assert "Another family asks for it" in staff.post(longer, follow=True).content.decode()
    parent.post(reverse("signposting:wish", args=[loan.thing.code]))
    assert "They may keep it until" in staff.post(longer, follow=True).content.decode()


def test_a_family_keeps_it_longer_by_one_button_once(amina):
    loan, parent = LoanFactory(family=amina.carer.family), client_of(amina)
    longer, day = reverse("signposting:keep_longer", args=[loan.code]), loan.due_on
    assert f'action="{longer}"' in page_of(parent, BORROW)
    assert "You may keep it until" in parent.post(longer, follow=True).content.decode()
    loan.refresh_from_db()
    assert loan.due_on == day + timedelta(days=loan.thing.days)
    assert f'action="{longer}"' not in page_of(parent, BORROW)
    assert "You can keep it longer once" in parent.post(longer, follow=True).content.decode()
    loan.refresh_from_db()
    assert loan.due_on == day + timedelta(days=loan.thing.days), "pressed twice it is once"


def test_a_family_keeps_nothing_that_is_late_or_that_others_ask_for(amina, bea):
    parent = client_of(amina)
    late = LoanFactory(family=amina.carer.family, due_on=clock.today() - timedelta(days=1))
    wished = WishFactory(thing=LoanFactory(family=amina.carer.family).thing, family=bea.carer.family).thing.loans.get()
    for loan, says in ((late, "You can keep it longer once"), (wished, "Another family asks for it.")):
        longer = reverse("signposting:keep_longer", args=[loan.code])
        assert f'action="{longer}"' not in page_of(parent, BORROW)
        assert says in parent.post(longer, follow=True).content.decode()
        assert Loan.objects.get(pk=loan.pk).due_on == loan.due_on


def test_nobody_keeps_longer_what_another_family_has(amina, bea):
    loan = LoanFactory(family=bea.carer.family)
    assert client_of(amina).post(reverse("signposting:keep_longer", args=[loan.code])).status_code == 404


def test_a_leader_of_another_group_sees_the_thing_and_no_name(amina, sign_in):
    LoanFactory(family=amina.carer.family, thing=ThingFactory(name="Sling"), due_on=clock.today() - timedelta(days=1))
    page = page_of(sign_in(UserFactory(roles=["leader"])), LOANS)
    assert "Sling" in page
    assert "Late" in page
    assert "A family of another group" in page
    assert "Amina" not in page


def test_what_is_out_is_not_taken_off_the_shelf(carol, amina, sign_in):
    loan, staff = LoanFactory(family=amina.carer.family), sign_in(carol)
    off = reverse("signposting:thing_off", args=[loan.thing.code])
    assert "Take it back first" in staff.post(off, follow=True).content.decode()
    Loan.objects.update(back_at=clock.now(), condition="good")
    assert "Nothing to lend yet" in staff.post(off, follow=True).content.decode()
