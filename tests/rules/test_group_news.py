"""What of a group changes for families who have booked is told to each adult who comes, when its leader says so."""

from datetime import timedelta
from functools import partial
from time import sleep

import pytest
import time_machine
from django.core import mail

from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from groupsite.outbox.models import Letter
from sessions.models import Booking, Programme
from sessions.services import cancelling, group_news, groups
from sessions.services.groups import save_group
from tests.cast import (
    BookingFactory,
    CarerFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    ProgrammeFactory,
    RightFactory,
    bring,
)
from tests.rules.test_booking_races import race

PHONE = "+447700900123"
BABIES = {"name": "Babies", "from_months": 0, "to_months": 12, "limit": 8}


@pytest.fixture
def group(db):
    return ProgrammeFactory(name="Tots")


@pytest.fixture
def booked(group, amina, bea):
    """Amina has three dates, Bea one."""
    dates = [OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=n)) for n in (1, 2, 3)]
    for row in dates:
        bring(row, amina)
    bring(dates[0], bea)
    told()
    mail.outbox.clear()
    return dates


def told(later=2):
    with time_machine.travel(clock.now() + timedelta(seconds=later), tick=False):
        sweep()
        sweep()
    return {letter.to[0]: letter.body for letter in mail.outbox}


def save(group, by, *, bands=(), tell=True, **values):
    save_group(group, values, bands=bands, leaders=[by], by=by, tell=tell)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        pytest.param({"price_pence": 250}, "Price: £2.50 a family.", id="the price"),
        pytest.param({"to_months": 36}, "For: Under 3 years.", id="the ages"),
        pytest.param({"heads_limit": 20}, "At most 20 people are in the room", id="the limit"),
        pytest.param({"families_limit": 9}, "At most 9 families come.", id="the number of families"),
        pytest.param({"helpers": 3}, "3 helpers are in the room.", id="helpers"),
        pytest.param({"risks": "Deep water. Hold hands."}, "Deep water. Hold hands.", id="what could go wrong"),
        pytest.param({"bands": [BABIES]}, "Babies: 8 children at most.", id="a limit for babies"),
    ],
)
def test_each_household_reads_once_how_it_is_now(values, says, group, booked, carol):
    save(group, carol, **values)
    letters = told()
    assert sorted(letters) == ["amina@example.org", "bea@example.org"]
    assert len(mail.outbox) == 2
    for body in letters.values():
        assert says in body
        assert body.count("\n- ") == (0 if "risks" in values else 1), "and of nothing else"


def test_a_list_of_dangers_that_has_gone_is_said_to_have_gone(group, booked, carol):
    group.risks = "Deep water."
    group.save()
    save(group, carol, risks="")
    for body in [*told().values(), *(html for letter in mail.outbox for html, _kind in letter.alternatives)]:
        assert "There is no list any more of what could go wrong." in body
        assert "say if you agree" not in body


def test_nobody_is_told_unless_the_leader_says_so(group, booked, carol):
    save(group, carol, price_pence=250, tell=False)
    save(group, carol, price_pence=250, play="Mud", tell=True)  # what we play is no news
    assert told() == {}


def test_two_changes_before_the_letter_goes_are_one_letter(group, booked, carol):
    save(group, carol, price_pence=250)
    save(group, carol, helpers=3)
    body = told()["bea@example.org"]
    assert ("£2.50" in body, "3 helpers" in body) == (True, True)
    assert len(mail.outbox) == 2
    mail.outbox.clear()
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        save(group, carol, helpers=2)
        assert "£2.50" not in told()["bea@example.org"], "that they know already"


def test_who_has_given_all_dates_up_meanwhile_is_not_told(group, booked, bea, carol):
    save(group, carol, price_pence=250)
    Booking.objects.filter(family=bea.carer.family).update(state="given_up")
    assert list(told()) == ["amina@example.org"]


def test_the_page_counts_households_dates_and_whom_no_letter_reaches(group, booked):
    BookingFactory(occurrence=booked[1], family=CarerFactory(email="", phone="+441174960123").family)
    OccurrenceFactory(programme=group, day=clock.today() + timedelta(weeks=4))  # nobody has booked it
    seen = group_news.touched(group)
    assert (seen.families, [row.households for row in seen.dates], seen.silent) == (3, [2, 2, 1], 1)


def test_the_other_adult_who_comes_reads_it_in_a_letter_to_them(group, booked, amina, carol):
    sam = CarerFactory(family=amina.carer.family, name="Sam", email="sam@example.org", is_main=False)
    CarerFactory(family=amina.carer.family, name="Gran", email="gran@example.org", is_main=False)  # comes to none
    for row in booked:
        PartyMemberFactory(booking=row.bookings.get(family=amina.carer.family), carer=sam)
    save(group, carol, price_pence=250)
    letters = told()
    assert len(mail.outbox) == 3
    assert sorted(letters) == ["amina@example.org", "bea@example.org", "sam@example.org"]
    assert "Hello Sam," in letters["sam@example.org"]


@pytest.mark.parametrize("meanwhile", [False, True], ids=["before", "after it was posted"])
def test_two_who_share_a_mailbox_get_one_letter_though_urgent_news_goes_elsewhere(
    group, booked, amina, carol, meanwhile
):
    type(amina.carer).objects.filter(pk=amina.carer.pk).update(urgent_by="text", phone=PHONE)
    sam = CarerFactory(family=amina.carer.family, name="Sam", email="sam@example.org", is_main=False)
    for row in booked:
        PartyMemberFactory(booking=row.bookings.get(family=amina.carer.family), carer=sam)
    if meanwhile:
        save(group, carol, price_pence=250)
    sam.email = "Amina@example.org"
    sam.save()
    if not meanwhile:
        save(group, carol, price_pence=250)
    assert sorted(told()) == ["amina@example.org", "bea@example.org"]
    assert len(mail.outbox) == 2


def test_two_who_share_a_phone_get_a_letter_each(group, booked, amina, carol):
    texts = {"urgent_by": "text", "phone": PHONE}
    type(amina.carer).objects.filter(pk=amina.carer.pk).update(**texts)
    sam = CarerFactory(family=amina.carer.family, name="Sam", email="sam@example.org", is_main=False, **texts)
    for row in booked:
        PartyMemberFactory(booking=row.bookings.get(family=amina.carer.family), carer=sam)
    save(group, carol, price_pence=250)
    assert sorted(told()) == ["amina@example.org", "bea@example.org", "sam@example.org"]


@pytest.mark.parametrize("meanwhile", [False, True], ids=["before", "after it was posted"])
def test_an_adult_to_whom_the_children_are_closed_reads_nothing(group, booked, amina, carol, meanwhile):
    sam = CarerFactory(family=amina.carer.family, name="Sam", email="sam@example.org", is_main=False)
    for row in booked:
        PartyMemberFactory(booking=row.bookings.get(family=amina.carer.family), carer=sam)
    if meanwhile:
        save(group, carol, price_pence=250)
    for child in amina.carer.family.children.all():
        RightFactory(carer=sam, child=child, say="none")
    if not meanwhile:
        save(group, carol, price_pence=250)
    assert sorted(told()) == ["amina@example.org", "bea@example.org"]


def test_where_only_the_other_adult_has_an_address_the_household_is_reached(group, booked, amina):
    CarerFactory(family=amina.carer.family, name="Sam", email="sam@example.org", is_main=False)
    booking = BookingFactory(occurrence=booked[1], family=CarerFactory(email="", phone="+441174960123").family)
    sam = CarerFactory(family=booking.family, name="Kim", email="kim@example.org", is_main=False)
    PartyMemberFactory(booking=booking, carer=sam)
    assert group_news.touched(group).silent == 0


def test_the_same_words_with_other_line_ends_are_no_change(group):
    group.risks = "Water.\nMud."
    assert group_news.changed(group, {"risks": "Water.\r\nMud."}, []) == []


# -- Two at the same moment ---------------------------------------------------------------------------
def test_what_was_ended_meanwhile_stays_ended(group, booked, carol):
    read_before = Programme.objects.get(pk=group.pk)
    cancelling.end_group(group, booked[1].day, "It ends.", by=carol)
    save(read_before, carol, play="Mud")
    group.refresh_from_db()
    assert (group.last_day, group.play) == (booked[1].day, "Mud")


def pressed_twice(group, carol, monkeypatch):
    """Both have read the group before either keeps it: how often families are told."""
    there = group_news.changed

    def slowly(*args):
        news = there(*args)
        sleep(0.3)
        return news

    monkeypatch.setattr(group_news, "changed", slowly)
    race([partial(save, Programme.objects.get(pk=group.pk), carol, price_pence=250) for _ in range(2)])
    return Entry.objects.filter(what="group.told").count()


@pytest.mark.xdist_group("races")
@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_told_once(group, booked, carol, monkeypatch):
    assert pressed_twice(group, carol, monkeypatch) == 1


@pytest.mark.xdist_group("races")
@pytest.mark.django_db(transaction=True)
def test_without_holding_the_group_it_is_told_twice(group, booked, carol, monkeypatch):
    """The planted fault: read again, but not held."""
    monkeypatch.setattr(groups, "_hold", lambda programme: programme.refresh_from_db())
    assert pressed_twice(group, carol, monkeypatch) == 2


def test_a_letter_is_posted_with_the_change_or_not_at_all(group, booked, carol, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("sessions.services.groups.offer_ahead", broken)
    with pytest.raises(ZeroDivisionError):
        save(group, carol, price_pence=250)
    assert not Letter.objects.filter(kind="group_changed").exists()
