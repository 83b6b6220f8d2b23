"""When the youngest turns five: a goodbye with next steps, once, and three months later they have left (S5-08)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from families.models import Contact, Family, Home
from families.rules.ages import turns
from families.services import welcoming
from families.services.returning import come_back
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.portal.newcomers.queries import grown
from groupsite.portal.tasks import say_goodbyes
from tests.cast import BookingFactory, CarerFactory, ChildFactory
from tests.friendly import at_once

FIVE = date(2026, 3, 10)
DAY = timedelta(days=1)


def household(*birthdays, **fields):
    family = CarerFactory(**{"family__joined_at": datetime(2023, 1, 1, tzinfo=UTC)} | fields).family
    for born_on in birthdays:
        ChildFactory(family=family, born_on=born_on)
    return family


def night(day):
    with clock.stopped_at(datetime(day.year, day.month, day.day, 4, 10, tzinfo=UTC)):
        say_goodbyes()
        delivery.sweep()


@pytest.mark.parametrize(
    ("born", "months", "day"),
    [
        (date(2021, 3, 10), 60, date(2026, 3, 10)),
        (date(2020, 2, 29), 60, date(2025, 2, 28)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
        (date(2021, 5, 31), 9, date(2022, 2, 28)),
        (date(2021, 12, 31), 2, date(2022, 2, 28)),
        (date(2026, 3, 10), -60, date(2021, 3, 10)),
    ],
)
def test_on_which_day_somebody_turns(born, months, day):
    assert turns(born, months) == day
    if months > 0:
        assert clock.age_in_months(born, day) == months
        assert clock.age_in_months(born, day - DAY) == months - 1


@pytest.mark.parametrize(("day", "letters"), [(FIVE - DAY, 0), (FIVE, 1), (FIVE + 30 * DAY, 1)])
def test_the_goodbye_goes_on_the_fifth_birthday_of_the_youngest(day, letters, db):
    household(date(2021, 3, 10), date(2018, 1, 1))
    for _ in range(2):
        night(day)
    assert len(mail.outbox) == letters
    if letters:
        assert mail.outbox[0].subject == "Your youngest is five: thank you, and goodbye"
        assert "Child" not in mail.outbox[0].body


def with_a_baby_due(family):
    ChildFactory(family=family, born_on=None, due_on=FIVE + 60 * DAY)


def with_an_overdue_baby(family):
    ChildFactory(family=family, born_on=None, due_on=FIVE - 10 * DAY)


def with_a_toddler(family):
    ChildFactory(family=family, born_on=date(2024, 1, 1))


def with_a_shared_toddler(family):
    Home.objects.create(family=family, child=ChildFactory(family=CarerFactory().family, born_on=date(2024, 1, 1)))


def left_before(family):
    Family.objects.filter(pk=family.pk).update(left_at=clock.now())


def joined_later(family):
    Family.objects.filter(pk=family.pk).update(joined_at=datetime(2026, 3, 11, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    "happens",
    [with_a_baby_due, with_an_overdue_baby, with_a_toddler, with_a_shared_toddler, left_before, joined_later],
)
def test_who_is_not_said_goodbye_to(happens, db):
    happens(household(date(2021, 3, 10)))
    night(FIVE + 2 * DAY)
    assert not Letter.objects.exists()


def test_a_baby_told_of_before_the_letter_goes_keeps_it_back(db):
    family = household(date(2021, 3, 10))
    with clock.stopped_at(datetime(2026, 3, 10, 4, 10, tzinfo=UTC)):
        say_goodbyes()
        with_a_baby_due(family)
        delivery.sweep()
    assert not mail.outbox


def test_three_months_later_they_have_left_and_wait_for_nothing(db):
    family = household(date(2021, 3, 10), family__offers_friendly_face=True)
    night(FIVE)
    night(FIVE + 90 * DAY)
    assert Family.objects.get(pk=family.pk).left_at is None
    night(FIVE + 92 * DAY)
    family.refresh_from_db()
    assert (family.left_why, family.offers_friendly_face) == ("grown", False)


def test_who_came_back_in_the_meantime_has_three_months_from_then(carol):
    """Else they would be marked as left again the very next night, and what they told us would go with it."""
    family = household(date(2021, 3, 10))
    night(FIVE)
    night(FIVE + 92 * DAY)
    with clock.stopped_at(datetime(2026, 7, 1, 12, tzinfo=UTC)):
        come_back([family.pk], by=carol)
    night(date(2026, 7, 2))
    assert Family.objects.get(pk=family.pk).left_at is None
    night(date(2026, 7, 1) + 93 * DAY)
    assert Family.objects.get(pk=family.pk).left_why == "grown"


def test_a_family_still_booked_or_with_a_baby_since_stays(db):
    booked, blessed = household(date(2021, 3, 10)), household(date(2021, 3, 10))
    night(FIVE)
    BookingFactory(family=booked, occurrence__day=FIVE + 100 * DAY)
    with_a_baby_due(blessed)
    night(FIVE + 92 * DAY)
    assert not Family.objects.exclude(left_at=None).exists()


def test_whom_no_letter_reaches_is_told_in_person_and_not_dropped_in_silence(carol):
    family = household(date(2021, 3, 10), email="")
    night(FIVE)
    night(FIVE + 200 * DAY)
    assert not Contact.objects.exists()
    assert Family.objects.get(pk=family.pk).left_at is None
    with clock.stopped_at(datetime(2026, 10, 1, tzinfo=UTC)):
        (row,) = grown()
        assert row.goodbye is None
        welcoming.say_goodbye(family, way="spoke", by=carol)
    night(date(2027, 1, 2))
    assert Family.objects.get(pk=family.pk).left_why == "grown"


def test_two_goodbyes_at_once_are_one(transactional_db, carol):
    family = household(date(2021, 3, 10))
    say = lambda: welcoming.say_goodbye(family, way="spoke", by=carol)  # noqa: E731
    assert at_once(say, say) == ["done", "done"]
    assert Contact.objects.count() == 1
