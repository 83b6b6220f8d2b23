"""What becomes of a family's time: given up, offered, changed, moved with its date; and who is in the hall (S3-20)."""

from datetime import date, time, timedelta

import pytest
import time_machine
from icalendar import Calendar

from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from sessions.models import Appointment, Booking
from sessions.pages.clinics import days
from sessions.rules import Party, births
from sessions.services.appointments import choose_time, save_clinic
from sessions.services.booking import give_up
from sessions.services.cancelling import cancel
from sessions.services.door import release
from sessions.services.moving import Change, bend, preview
from sessions.services.parties import change_party
from sessions.services.register import rest_missed
from sessions.services.waiting_list import accept, release_unanswered_offers
from tests.cast import ClinicFactory, OccurrenceFactory, ProgrammeFactory, bring, parent

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning():
    return OccurrenceFactory(programme=ClinicFactory().programme)


def at(session, hour, minute=0):
    return clock.at(session.day, time(hour, minute))


def seen(session, name, hour, minute=0, *, months=5):
    return bring(session, parent(name, (f"{name}s", months)), time=at(session, hour, minute), wait=False)


def change(session, **bent):
    usual = {
        "scope": "one",
        "day": session.day,
        "starts": time(9, 30),
        "ends": time(11, 0),
        "venue": session.place,
        "heads_limit": session.most_heads,
        "play": "",
    }
    return Change(**usual | bent)


def refused(code):
    return pytest.raises(Refused, check=lambda no: no.code == code)


def test_a_time_given_up_is_offered_to_the_first_for_whom_it_is_long_enough(morning):
    given = [seen(morning, name, 9, minute) for name, minute in (("A", 30), ("B", 50))]
    given += [seen(morning, "C", 10, 10), seen(morning, "D", 10, 30)]
    twins = bring(morning, parent("Twins", ("One", 5), ("Two", 5)))
    single = bring(morning, parent("Single", ("Only", 5)))
    give_up(given[1], by=given[1].made_by)
    for booking in (twins, single):
        booking.refresh_from_db()
    assert (twins.state, twins.passed_over) == ("waiting", "time")
    assert (single.state, single.visit.starts_at) == ("offered", at(morning, 9, 50))
    give_up(given[2], by=given[2].made_by)
    twins.refresh_from_db()
    assert twins.state == "waiting", "the offer holds its time"
    release_unanswered_offers(at=single.offer_ends_at)
    twins.refresh_from_db()
    assert (twins.state, twins.visit.starts_at) == ("offered", at(morning, 9, 50))
    assert (twins.visit.ends_at - twins.visit.starts_at) == timedelta(minutes=40)
    assert accept(twins, by=twins.made_by).state == "booked"


def test_nobody_is_put_on_the_list_while_a_time_is_free(morning):
    with refused("choose_time"):
        bring(morning, parent("Amina", ("Noor", 5)))


def test_one_more_baby_takes_longer_if_the_time_after_is_free(morning):
    user = parent("Amina", ("Noor", 5), ("Nur", 5))
    children, adults = list(user.carer.family.children.all()), [user.carer]
    mine = bring(morning, user, children=children[:1], time=at(morning, 9, 30))
    next_one = seen(morning, "Bea", 9, 50)
    with refused("time"):
        change_party(mine, children=children, adults=adults, by=user)
    give_up(next_one, by=next_one.made_by)
    change_party(mine, children=children, adults=adults, by=user)
    assert Booking.objects.get(pk=mine.pk).visit.ends_at == at(morning, 10, 10)


def test_people_of_other_times_are_not_in_the_hall(morning):
    """Fourteen come to a hall for six, two at a time."""
    morning.programme.venue.fire_limit = 6
    morning.programme.venue.save()
    morning.programme.heads_limit, morning.programme.helpers = 6, 2
    morning.programme.save()
    for minute, name in enumerate(("A", "B", "C", "D")):
        seen(morning, name, 9 + (30 + 20 * minute) // 60, (30 + 20 * minute) % 60)
    group = OccurrenceFactory(programme=ProgrammeFactory(venue=morning.programme.venue, helpers=0), day=morning.day)
    assert bring(group, parent("Tom", ("Jack", 20)), wait=False).state == "booked"
    assert bring(group, parent("Ute", ("Ida", 20))).state == "waiting", "two and two helpers and two are six"


def test_a_free_desk_in_a_full_room_is_no_time():
    programme = ProgrammeFactory(kind="clinic", to_months=24, heads_limit=5, helpers=1)
    morning = OccurrenceFactory(programme=ClinicFactory(programme=programme, desks=3).programme)
    seen(morning, "A", 9, 30)
    seen(morning, "B", 9, 30)
    with refused("heads"):
        seen(morning, "C", 9, 30)
    assert days([morning], Party((5,), 1))[0].slots[0].starts == at(morning, 9, 50)


def test_a_hall_that_is_full_at_that_hour_offers_no_time(morning):
    morning.programme.venue.fire_limit = 5
    morning.programme.venue.save()
    group = OccurrenceFactory(
        programme=ProgrammeFactory(venue=morning.programme.venue, helpers=0, ends=time(10, 10)), day=morning.day
    )
    bring(group, parent("Tom", ("Jack", 20)), wait=False)
    with refused("fire"):
        seen(morning, "A", 9, 50)
    assert seen(morning, "B", 10, 10).state == "booked"


def test_a_date_that_moves_takes_its_times_along(morning):
    first, second = seen(morning, "A", 9, 30), seen(morning, "B", 9, 50)
    offered = seen(morning, "C", 10, 30)
    bend(morning, change(morning, starts=time(9, 50), ends=time(11, 30)), by=None)
    morning.refresh_from_db()
    times = [Booking.objects.get(pk=each.pk).visit.starts_at for each in (first, second, offered)]
    assert times == [at(morning, 9, 50), at(morning, 10, 10), at(morning, 10, 50)]


def test_a_date_that_would_end_before_its_last_time_is_refused_in_words(morning):
    seen(morning, "A", 10, 30)
    for act in (preview, lambda *args: bend(*args, by=None)):
        with pytest.raises(Refused, match="1 family would be there after the end, until 10:50am"):
            act(morning, change(morning, ends=time(10, 40)))
    assert Appointment.objects.get().during.upper == at(morning, 10, 50)


def test_a_date_called_off_tells_each_its_own_time(morning, mailoutbox):
    seen(morning, "A", 10, 10)
    delivery.sweep()
    cancel(morning, "The health visitor is ill.", by=None)
    delivery.sweep()
    assert "10:10am" in mailoutbox[-1].body
    assert "The health visitor is ill." in mailoutbox[-1].body


def test_a_desk_with_families_is_not_closed():
    clinic = ClinicFactory(desks=2)
    morning = OccurrenceFactory(programme=clinic.programme)
    seen(morning, "A", 9, 30)
    seen(morning, "B", 9, 30)
    values = {"subject": "other", "run_by": "Mo", "minutes": 20, "interpreter_minutes": 0, "breaks": []}
    with refused("desks"):
        save_clinic(clinic.programme, values | {"desks": 1}, by=None)
    give_up(Booking.objects.get(appointment__desk=2), by=None)
    assert save_clinic(clinic.programme, values | {"desks": 1}, by=None).desks == 1


def test_whose_time_is_still_to_come_has_not_missed_it(morning, carol):
    early, late = seen(morning, "A", 9, 30), seen(morning, "B", 10, 30)
    with time_machine.travel(at(morning, 10), tick=False):
        rest_missed(morning, by=carol)
        with refused("clinic"):
            release(morning, by=carol)
        give_up(late, by=late.made_by)
    assert list(Booking.objects.order_by("pk").values_list("attendance", "state")) == [
        ("missed", "booked"),
        ("unknown", "given_up"),
    ]
    assert early.visit.starts_at < late.visit.starts_at


def test_another_time_is_one_s_own_or_stays_as_it_was(morning):
    mine, other = seen(morning, "A", 9, 30), seen(morning, "B", 9, 50)
    with refused("time"):
        choose_time(mine, morning, at(morning, 9, 50), by=mine.made_by)
    assert Booking.objects.get(pk=mine.pk).visit.starts_at == at(morning, 9, 30)
    give_up(other, by=other.made_by)
    choose_time(mine, morning, at(morning, 9, 50), by=mine.made_by)
    assert Booking.objects.get(pk=mine.pk).sequence == morning.sequence + 1, "so that calendars follow"


@pytest.mark.parametrize("what", ["another day", "another time", "the day moves"])
def test_whatever_changes_about_their_time_a_family_gets_one_letter(morning, carol, mailoutbox, what):
    later = OccurrenceFactory(programme=morning.programme, day=morning.day + timedelta(days=7))
    mine = seen(morning, "A", 9, 30)
    delivery.sweep()
    mailoutbox.clear()
    if what == "another day":
        mine = choose_time(mine, later, at(later, 10, 10), by=mine.made_by)
    elif what == "another time":
        choose_time(mine, morning, at(morning, 10, 10), by=mine.made_by)
    else:
        bend(morning, change(morning, starts=time(10, 10), ends=time(12)), by=carol)
    delivery.sweep()
    (letter,) = mailoutbox
    assert "10:10am to 10:30am" in letter.body
    events = Calendar.from_ical(letter.attachments[0][1]).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CANCELLED"][: len(events)]
    assert len(events) == (2 if what == "another day" else 1)
    assert str(events[0]["UID"]).startswith(str(mine.code))


def test_the_evening_before_another_day_they_are_reminded_of_that_one(morning, mailoutbox):
    later = OccurrenceFactory(programme=morning.programme, day=morning.day + timedelta(days=7))
    mine = seen(morning, "A", 9, 30)
    choose_time(mine, later, at(later, 10, 10), by=mine.made_by)
    delivery.sweep()
    assert len(mailoutbox) == 1, "the letter of the first time has not gone yet, and need not go any more"
    for day in (morning.day, later.day):
        with time_machine.travel(clock.at(day - timedelta(days=1), time(18, 30)), tick=False):
            delivery.sweep()
    assert [letter.subject.count("10:10am") for letter in mailoutbox[1:]] == [1]


# -- The registrar's 42 days -----------------------------------------------------------------------
TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("born", "on", "late", "says"),
    [
        pytest.param(date(2027, 2, 1), date(2027, 3, 15), False, "in time", id="day 42 itself"),
        pytest.param(date(2027, 2, 1), date(2027, 3, 16), True, "42 days", id="day 43"),
        pytest.param(date(2027, 1, 1), date(2027, 3, 2), True, "still come", id="over already"),
        pytest.param(date(2024, 1, 28), date(2027, 3, 2), True, "still come", id="years over"),
    ],
)
def test_a_birth_is_registered_within_42_days(born, on, late, says):
    with time_machine.travel(clock.at(TODAY, time(12)), tick=False):
        (due,) = births.due([("Luna", born)], on=on, today=TODAY)
        assert (due.is_late, says in due.says) == (late, True)


def test_a_baby_on_its_way_has_no_such_day():
    assert births.due([("Bump", None), ("Soon", date(2027, 4, 1))], on=TODAY, today=TODAY) == []


def test_every_fact_has_a_source_and_a_day_and_every_word_a_fact():
    facts = births.facts()
    assert (facts.days, len(facts.who), len(facts.bring)) == (42, len(births.WHO), len(births.BRING))
    assert all(source.url.startswith("http") for source in facts.sources)
    assert not facts.is_stale(facts.checked + timedelta(days=365))
    assert facts.is_stale(facts.checked + timedelta(days=366))


def test_no_question_is_asked_about_the_parents():
    """Whether they are married is nowhere: not in the form, not in a table."""
    names = {field.name for model in (Booking, Appointment) for field in model._meta.get_fields()}
    assert not {name for name in names if "marri" in name or "father" in name}
