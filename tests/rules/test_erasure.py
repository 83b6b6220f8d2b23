"""Forgetting a household: nothing of it is left anywhere, nothing of anybody else's goes, no total changes (T60)."""

from datetime import timedelta

import pytest

from families.models import Child, Family, Home
from families.services import invitations, leaving
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.portal.data import erasure, ledger
from groupsite.portal.data.deleting import delete_me
from sessions.models import Attendance, Booking, BookingState, Totals
from sessions.services import totals
from tests.cast import (
    BookingFactory,
    CarerFactory,
    HoldFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    UserFactory,
    bring,
)
from tests.household import dump, fill

MARK = "qXqMark"


def traces(mark):
    return [row for row in dump() if mark.casefold() in row.casefold()]


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path):
    settings.ERASURE_LEDGER = str(tmp_path / "erased.txt")


@pytest.fixture
def filled(amina):
    return fill(amina, MARK)


def test_the_mark_is_everywhere_before(filled):
    """The control: a test that looks for nothing finds nothing."""
    assert len(traces(MARK)) > 20


def test_nothing_of_an_erased_household_is_left(filled, amina, carol):
    email = amina.email
    erasure.erase_family(filled, by=carol)
    assert traces(MARK) == []
    assert [row for row in traces(email) if "django_session" not in row] == []


def test_a_table_the_registry_forgets_is_noticed(filled, carol, monkeypatch):
    """The control: with the families' way out of one table gone, its words are still there."""
    monkeypatch.setattr(Family.Personal, "whose", {})
    erasure.erase_family(filled, by=carol)
    assert any("families_family" in row for row in traces(MARK))


def test_nothing_of_another_household_goes(filled, bea, carol):
    theirs = fill(bea, "zZzOther")
    before = len(traces("zZzOther"))
    erasure.erase_family(filled, by=carol)
    assert len(traces("zZzOther")) == before
    assert theirs.children.exists()


def test_a_child_with_another_home_stays_known_there(amina, bea, carol):
    zain = Child.objects.get(first_name="Zain")
    Home.objects.create(child=zain, family=bea.carer.family)
    erasure.erase_family(amina.carer.family, by=carol)
    assert list(bea.carer.family.children.order_by("first_name").values_list("first_name", flat=True)) == [
        "Theo",
        "Zain",
    ]


def test_totals_are_the_same_before_and_after(amina, bea, carol):
    session = OccurrenceFactory(day=clock.today() - timedelta(days=3))
    for user in (amina, bea):
        with clock.stopped_at(session.starts_at - timedelta(days=1)):
            booking = bring(session, user)
        Booking.objects.filter(pk=booking.pk).update(attendance=Attendance.CAME)
    erasure.erase_family(amina.carer.family, by=carol)
    found = Totals.objects.get(occurrence=session)
    assert (found.families, found.adults, found.children, found.babies, found.first_visits) == (2, 2, 3, 1, 2)
    assert Booking.objects.filter(occurrence=session).count() == 1


def test_a_session_is_counted_once_its_register_has_closed(amina):
    session = OccurrenceFactory(day=clock.today() - timedelta(days=3))
    BookingFactory(occurrence=session, family=amina.carer.family, attendance=Attendance.MISSED)
    OccurrenceFactory()
    assert totals.count_closed() == 1
    assert Totals.objects.get().missed == 1


def test_places_ahead_go_to_whoever_waits(amina, bea, carol):
    session = OccurrenceFactory(programme=ProgrammeFactory(heads_limit=5))
    bring(session, amina)
    waiting = bring(session, bea, wait=True)
    assert waiting.state == BookingState.WAITING
    erasure.erase_family(amina.carer.family, by=carol)
    waiting.refresh_from_db()
    assert waiting.state == BookingState.OFFERED


def test_somebody_who_helps_here_keeps_the_sign_in(amina, carol):
    amina.roles = [Role.PARENT, Role.VOLUNTEER]
    amina.save()
    erasure.erase_family(amina.carer.family, by=carol)
    amina.refresh_from_db()
    assert amina.roles == [Role.VOLUNTEER]


def test_a_held_family_stays(filled, carol):
    HoldFactory(family=filled)
    with pytest.raises(Refused, match="within a month"):
        erasure.erase_family(filled, by=carol)
    assert traces(MARK)


def test_nobody_of_a_held_family_is_taken_off_either(filled, amina):
    HoldFactory(family=filled)
    CarerFactory(family=filled, is_main=False)
    for leave in (
        lambda: leaving.remove_carer(amina.carer, by=amina),
        lambda: leaving.remove_child(filled.children.first(), filled, by=amina),
    ):
        with pytest.raises(Refused, match="within a month"):
            leave()
    assert filled.children.count() == 2


def test_the_other_homes_hold_is_no_concern_of_this_one(amina, bea):
    """Nor does anybody learn of it."""
    zain = Child.objects.get(first_name="Zain")
    Home.objects.create(child=zain, family=bea.carer.family)
    HoldFactory(family=bea.carer.family)
    leaving.remove_child(zain, amina.carer.family, by=amina)
    assert list(bea.carer.family.children.filter(pk=zain.pk)) == [zain]


def test_letters_to_people_who_were_invited_go_too(amina, carol, mailoutbox):
    asked = invitations.Asked(kind="carer", name="Sam", email="sam-the-invited@example.org")
    invitations.invite(amina.carer.family, asked, by=amina)
    delivery.sweep()
    assert traces("sam-the-invited")
    erasure.erase_family(amina.carer.family, by=carol)
    assert traces("sam-the-invited") == []


def test_one_adult_of_two_deletes_only_herself(filled, amina):
    dad = UserFactory(roles=[Role.PARENT])
    CarerFactory(family=filled, user=dad, name="Dad", is_main=False)
    email = amina.email
    delete_me(amina)
    assert traces(email) == []
    assert [(carer.name, carer.is_main) for carer in filled.carers.all()] == [("Dad", True)]
    assert filled.children.count() == 2


@pytest.mark.django_db(transaction=True)
def test_after_a_restore_they_are_forgotten_again(amina, bea, carol, settings):
    family, user = amina.carer.family, amina
    kept_family, kept_user = (family.code, family.pk), (user.code, user.email)
    erasure.erase_family(family, by=carol)
    assert len(ledger.marks()) == 2
    # The backup brings both rows back, with their codes.
    again = User.objects.create_user(kept_user[1], name="Back", code=kept_user[0], roles=[Role.PARENT])
    CarerFactory(family=Family.objects.get(pk=kept_family[1]), user=again, name="Back")
    settings.FIELD_KEYS = ["k" * 40, *settings.FIELD_KEYS]  # even after the key has changed
    assert erasure.replay() == (1, 0)  # her account goes with the household
    assert not User.objects.filter(email=kept_user[1]).exists()
    assert User.objects.filter(pk=bea.pk).exists()
    assert erasure.replay() == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_came_back_keeps_only_its_own(amina, bea, carol):
    marks = [ledger.mark_of(row) for row in (amina, amina.carer.family, bea, bea.carer.family)]
    ledger.write(marks)
    HoldFactory(family=amina.carer.family)
    assert erasure.replay() == (1, 1)
    assert User.objects.filter(pk=amina.pk).exists()
    assert not User.objects.filter(pk=bea.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_lost_line_of_the_ledger_is_written_again(amina, carol, tmp_path):
    erasure.erase_family(amina.carer.family, by=carol)
    before = ledger.marks()
    (tmp_path / "erased.txt").unlink()
    assert erasure.rewrite_ledger() == len(before) == 2
    assert ledger.marks() == before
