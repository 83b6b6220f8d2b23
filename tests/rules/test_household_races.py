"""Two at once on a real Postgres: one invitation, one household. Each guard is also taken away (TRUST T39-T43)."""

from functools import partial

import pytest

from families.models import Carer, Family, Invitation
from families.services import invitations, merging
from groupsite.kit.errors import Refused
from sessions.models import Booking
from sessions.services import places
from tests.cast import InvitationFactory, OccurrenceFactory, UserFactory, bring, parent, person
from tests.rules.test_booking_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def test_one_invitation_pressed_ten_times_at_once_is_one_adult(amina):
    invited = InvitationFactory(family=amina.carer.family, by=amina)
    sam = UserFactory(email=invited.email)
    answers = race([partial(invitations.accept, invited, by=sam)] * 10)
    assert sum(answer is None for answer in answers) == 1
    assert all(isinstance(answer, Refused) for answer in answers if answer is not None)
    assert Carer.objects.filter(family=amina.carer.family).count() == 2


def test_taken_back_as_it_is_accepted_has_one_winner(amina):
    for n in range(8):
        invited = InvitationFactory(family=amina.carer.family, by=amina, email=f"race{n}@example.org", kind="helper",
                                    until="2999-01-01")  # fmt: skip
        sam = UserFactory(email=invited.email)
        race([partial(invitations.accept, invited, by=sam), partial(invitations.withdraw, invited, by=amina)])
        invited.refresh_from_db()
        assert (invited.accepted_at is None) != (invited.ended_at is None)


def test_seven_invitations_at_once_leave_six_adults(amina):
    family = amina.carer.family
    tries = []
    for n in range(7):
        invited = InvitationFactory(family=family, by=amina, email=f"adult{n}@example.org")
        tries.append(partial(invitations.accept, invited, by=UserFactory(email=invited.email)))
    race(tries)
    assert family.carers.count() == 6
    assert Invitation.objects.filter(accepted_at=None).count() == 2


def rounds(carol):
    """Booking for the household that is joined with another at the same moment; bookings nobody sees any more."""
    for n in range(12):
        kept, gone = (parent(f"{name}{n}", (f"C{name}{n}", 20)) for name in ("Kept", "Gone"))
        occurrence = OccurrenceFactory()
        race(
            [
                partial(bring, occurrence, gone, by=gone),
                partial(merging.merge, kept.carer.family, gone.carer.family, by=carol),
            ]
        )
    return Booking.objects.exclude(family__merged_into=None).count()


def test_a_booking_made_while_two_are_joined_is_lost_for_nobody(carol):
    assert rounds(carol) == 0
    assert Family.objects.exclude(merged_into=None).count() == 12


def test_two_leaders_joining_the_same_pair_join_it_once(amina, bea, carol):
    one, other, sam = amina.carer.family, bea.carer.family, person("Sam")
    answers = race([partial(merging.merge, one, other, by=carol), partial(merging.merge, other, one, by=sam)])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Family.objects.exclude(merged_into=None).count() == 1


def test_without_holding_the_household_a_booking_can_be_lost(carol, monkeypatch):
    """The planted fault; a pause where the check was makes the race sure to be lost."""
    family = parent("Late", ("Lou", 20))
    kept = parent("Stay", ("Una", 20))
    occurrence = OccurrenceFactory()

    def joined_meanwhile(ask, by):
        race([partial(merging.merge, kept.carer.family, ask.family, by=carol)])

    monkeypatch.setattr(places, "hold_theirs", joined_meanwhile)
    bring(occurrence, family)
    assert Booking.objects.exclude(family__merged_into=None).count() == 1
