"""One thing is with one family; a reminder goes only when it is right; two leaders at once lend it once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.letters import Drop, Message
from groupsite.outbox.models import Letter
from signposting.letters.loans import loan_due
from signposting.models import Loan, Thing, Wish
from signposting.services import loans
from tests.cast import LoanFactory, ThingFactory, UserFactory, WishFactory, parent
from tests.rules.test_booking_races import race


@pytest.mark.django_db
def test_the_database_refuses_a_second_loan_of_a_thing():
    first = LoanFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        LoanFactory(thing=first.thing)
    Loan.objects.update(back_at=clock.now(), condition="good")
    LoanFactory(thing=first.thing)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "code"),
    [({"condition": "mend"}, "mend"), ({"off_at": clock.now()}, "off"), ({}, "out")],
    ids=["to be mended", "taken off", "with another family"],
)
def test_what_cannot_be_lent_is_refused_with_the_reason(facts, code, amina, carol):
    thing = ThingFactory(**facts)
    if code == "out":
        LoanFactory(thing=thing)
    with pytest.raises(Refused) as refusal:
        loans.lend(thing, amina.carer.family, by=carol)
    assert refusal.value.code == code


@pytest.mark.django_db
def test_pressed_twice_it_is_one_loan_and_the_wish_is_gone(amina, carol):
    family = amina.carer.family
    thing = WishFactory(family=family).thing
    first = loans.lend(thing, family, by=carol)
    assert loans.lend(thing, family, by=carol) == first
    assert not Wish.objects.exists()
    loans.take_back(first, "good", by=carol)
    loans.take_back(first, "mend", by=carol)
    assert Loan.objects.get().condition == "good", "the second press changes nothing"
    assert Thing.objects.get().condition == "good"


@pytest.mark.django_db
def test_a_reminder_is_decided_when_it_goes(amina, carol):
    loan = loans.lend(ThingFactory(days=10), amina.carer.family, by=carol)
    before, after = Letter.objects.filter(kind="loan_due").order_by("due_at")
    assert isinstance(loan_due(before), Message)
    loan.due_on = loans.keep_longer(loan, by=carol) + timedelta(days=1)
    loan.save()
    assert loan_due(before) == Drop("they may keep it longer")
    loans.take_back(loan, "good", by=carol)
    assert loan_due(after) == Drop("it is back")


@pytest.mark.django_db
def test_a_leader_who_lets_them_keep_it_never_makes_it_shorter(amina, carol):
    loan = loans.lend(ThingFactory(days=14), amina.carer.family, by=carol)
    theirs = loans.ask_for_longer(loan, by=amina)
    assert loans.keep_longer(loan, by=carol) == theirs == clock.today() + timedelta(days=28)
    assert Loan.objects.get().due_on == theirs


def lent_at_once():
    thing, by = ThingFactory(), UserFactory()
    families = [parent(f"Parent {n}").carer.family for n in range(8)]
    return race([lambda family=family: loans.lend(thing, family, by=by) for family in families])


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("races")
def test_leaders_who_lend_it_at_once_lend_it_once_and_are_told_kindly():
    gave = lent_at_once()
    assert sum(isinstance(one, Loan) for one in gave) == Loan.objects.count() == 1
    assert [one for one in gave if not isinstance(one, (Loan, Refused))] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("races")
def test_without_the_lock_they_are_told_nothing_kind(monkeypatch):
    monkeypatch.setattr(loans, "_held", lambda thing: thing)
    gave = lent_at_once()
    assert Loan.objects.count() == 1, "the database still refuses"
    assert [one for one in gave if isinstance(one, IntegrityError)]
