"""What goes by itself, night by night: in time, never early, nothing held, never too much unasked (T61, T62)."""

from datetime import UTC, datetime, timedelta

import pytest

from families.models import Child, Family, Import, LeftWhy, Registration
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from groupsite.portal.data import retention
from groupsite.portal.models import NightlyRun
from sessions.models import Attendance
from tests.cast import (
    BookingFactory,
    BuddyPairFactory,
    ChildFactory,
    EnquiryFactory,
    FamilyFactory,
    HoldFactory,
    ImportFactory,
    OccurrenceFactory,
    RegistrationFactory,
    SignupFactory,
    UserFactory,
    parent,
)


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path):
    settings.ERASURE_LEDGER = str(tmp_path / "erased.txt")


@pytest.fixture
def days_on(time_machine):
    """Time passes, and at the end of it there is a night; months are of 31 days, to be on the safe side."""

    def _days_on(days=0, *, months=0, dry=False):
        time_machine.move_to(clock.now() + timedelta(days=days + 31 * months))
        return retention.night(dry=dry)

    return _days_on


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2026-02-28T12:00", 1, "2026-01-28T12:00"),
        ("2026-03-01T12:00", 1, "2026-02-01T12:00"),
        ("2026-03-31T12:00", 1, "2026-02-28T12:00"),
        ("2025-02-28T12:00", 12, "2024-02-28T12:00"),
        ("2028-02-29T12:00", 12, "2027-02-28T12:00"),
        ("2026-01-15T12:00", 24, "2024-01-15T12:00"),
    ],
)
def test_months_are_the_calendars(now, months, before):
    assert clock.months_before(moment(now), months) == moment(before)


@pytest.mark.parametrize("day", ["2026-01-31", "2024-02-29", "2026-12-31", "2026-08-30"])
@pytest.mark.parametrize("months", [1, 6, 12])
def test_a_term_never_ends_before_its_month_is_full(day, months):
    """The first night on which something goes is never earlier than the same day so many months later."""
    happened = moment(f"{day}T12:00")
    night = next(n for n in range(20, 800) if clock.months_before(happened + timedelta(days=n), months) >= happened)
    gone = happened + timedelta(days=night)
    whole = (gone.year - happened.year) * 12 + gone.month - happened.month
    assert whole == months + (gone.day < happened.day) or (whole == months and gone.day >= happened.day)
    assert whole >= months


def test_answers_left_half_given_go_after_thirty_days(db, days_on):
    RegistrationFactory(user__last_login=clock.now())
    days_on(29)
    assert Registration.objects.count() == 1
    days_on(2)
    assert Registration.objects.count() == 0


def test_letters_lose_their_words_after_thirty_days_and_go_after_a_year(amina, days_on):
    from groupsite.outbox.services import post

    post("family_welcome", to=amina.carer, about=amina.carer.family)
    delivery.sweep()
    days_on(29)
    assert Letter.objects.get(kind="family_welcome").text
    days_on(2)
    letter = Letter.objects.get(kind="family_welcome")
    assert (letter.state, letter.subject, letter.text, letter.address) == ("sent", "", "", "")
    days_on(months=12)
    assert not Letter.objects.filter(kind="family_welcome").exists()


def test_health_goes_thirty_days_after_a_family_has_left(amina, days_on):
    zain = Child.objects.get(first_name="Zain")
    zain.allergies, zain.allergy_action, zain.helps = "Egg", "Ring me", "A cuddle"
    zain.save()
    Family.objects.update(left_at=clock.now(), left_why=LeftWhy.MOVED)
    days_on(29)
    assert Child.objects.get(pk=zain.pk).allergies == "Egg"
    days_on(2)
    zain.refresh_from_db()
    assert (zain.first_name, zain.allergies, zain.allergy_action, zain.helps) == ("Zain", "", "", "")


def test_a_child_whose_other_home_still_comes_keeps_its_notes(amina, bea, days_on):
    zain = Child.objects.get(first_name="Zain")
    zain.helps = "A cuddle"
    zain.save()
    bea.carer.family.homes.create(child=zain)
    Family.objects.filter(pk=amina.carer.family_id).update(left_at=clock.now())
    days_on(40)
    assert Child.objects.get(pk=zain.pk).helps == "A cuddle"


def test_a_family_nobody_has_seen_for_a_year_is_warned_and_then_forgotten(amina, days_on, mailoutbox):
    family = amina.carer.family
    days_on(months=11)
    delivery.sweep()
    assert [message.subject for message in mailoutbox] == ["Shall we keep your place in Little Acorns?"]
    days_on(25)
    assert family.carers.exists()
    days_on(10)
    assert not family.carers.exists()
    assert not User.objects.filter(pk=amina.pk).exists()
    delivery.sweep()
    assert len(mailoutbox) == 1, "one warning is enough"


def test_nobody_goes_without_the_warning(amina, days_on):
    """A portal that was switched off for years does not begin by deleting everybody."""
    days_on(months=36)
    assert amina.carer.family.carers.exists()
    days_on(29)
    assert not amina.carer.family.carers.exists()


def test_a_family_that_came_last_month_stays(amina, days_on, time_machine):
    time_machine.move_to(clock.now() + timedelta(days=350))
    BookingFactory(
        family=amina.carer.family,
        occurrence=OccurrenceFactory(day=clock.today()),
        attendance=Attendance.CAME,
        arrived_at=clock.now(),
    )
    days_on(40)
    days_on(40)
    assert amina.carer.family.carers.exists()
    assert not Letter.objects.filter(kind="family_sleeping").exists()


def test_signing_in_is_enough_to_stay(amina, days_on, mailoutbox):
    days_on(months=11)
    User.objects.filter(pk=amina.pk).update(last_login=clock.now())
    delivery.sweep()
    days_on(60)
    assert amina.carer.family.carers.exists()
    assert mailoutbox == [], "she has looked in before the letter went"


def test_a_held_family_stays_whatever_the_date(amina, days_on):
    hold = HoldFactory(family=amina.carer.family)
    zain = Child.objects.get(first_name="Zain")
    zain.helps = "A cuddle"
    zain.save()
    Family.objects.update(left_at=clock.now())
    days_on(months=24)
    days_on(60)
    assert Child.objects.get(pk=zain.pk).helps == "A cuddle"
    hold.ended_at = clock.now()
    hold.save()
    days_on(40)
    assert not Child.objects.filter(pk=zain.pk).exists()


def test_a_shared_childs_notes_stay_while_one_home_is_held(amina, bea, days_on):
    zain = Child.objects.get(first_name="Zain")
    zain.helps = "A cuddle"
    zain.save()
    bea.carer.family.homes.create(child=zain)
    HoldFactory(family=bea.carer.family)
    Family.objects.update(left_at=clock.now())
    days_on(60)
    assert Child.objects.get(pk=zain.pk).helps == "A cuddle"


def test_too_much_at_once_waits_for_a_persons_yes(carol, ada, days_on, settings):
    settings.RETENTION_MOST = 3
    for _ in range(4):
        ImportFactory(rows=[{"name": "Grace"}])
    run = days_on(8)
    assert (run.stopped, run.done) == ({"families.import": 4}, {})
    assert all(row.rows for row in Import.objects.all())
    retention.agree(run, by=carol)
    assert days_on(1).done == {"families.import": 4}
    assert not any(row.rows for row in Import.objects.all())
    assert days_on(1).due == {}
    assert Letter.objects.filter(kind="nightly_report").count() == 2


def test_a_dry_run_counts_and_deletes_nothing(db, days_on):
    RegistrationFactory(user__roles=[Role.PARENT])
    run = days_on(31, dry=True)
    assert (run.due, run.done) == ({"families.registration": 1}, {})
    assert Registration.objects.exists()


def test_a_second_run_in_a_night_finds_nothing(amina, days_on):
    FamilyFactory(left_at=clock.now())
    RegistrationFactory()
    EnquiryFactory()
    BuddyPairFactory(ended_at=clock.now(), state="ended")
    days_on(months=13)
    assert retention.night().due == {}


def test_the_trail_ends_after_two_years_and_not_before(amina, days_on, time_machine):
    from django.db import connection

    from groupsite.audit.services import record

    record("drill", amina, by=amina)
    with connection.cursor() as cursor:  # the table itself looks at the database's own clock
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
        cursor.execute("UPDATE audit_entry SET at = at - interval '23 months 10 days'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only")
    assert "audit.entry" not in retention.night().due
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
        cursor.execute("UPDATE audit_entry SET at = at - interval '2 months'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only")
    retention.night()
    assert not Entry.objects.filter(what="drill").exists()


@pytest.mark.parametrize(
    ("made", "after", "stays"),
    [
        ({"roles": [], "last_login": None}, 6, True),
        ({"roles": [], "last_login": None}, 8, False),
        ({"roles": [Role.LEADER], "last_login": None}, 400, True),
        ({"roles": [Role.VOLUNTEER], "last_login": None}, 300, True),
        ({"roles": [Role.VOLUNTEER], "last_login": None}, 400, False),
    ],
)
def test_accounts_nobody_uses_go(db, days_on, made, after, stays):
    user = UserFactory(**made)
    days_on(after)
    assert User.objects.filter(pk=user.pk).exists() is stays


def test_a_volunteer_who_still_helps_stays(db, days_on, time_machine):
    dev = UserFactory(roles=[Role.VOLUNTEER])
    time_machine.move_to(clock.now() + timedelta(days=380))
    SignupFactory(volunteer=dev)
    days_on(20)
    assert User.objects.filter(pk=dev.pk).exists()


def test_a_thousand_families_are_looked_through_by_few_questions(db, days_on, django_assert_max_num_queries):
    for n in range(30):
        ChildFactory(family=parent(f"Parent{n}").carer.family)
    with django_assert_max_num_queries(90):
        days_on(400, dry=True)
    assert NightlyRun.objects.count() == 1
