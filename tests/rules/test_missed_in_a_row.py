"""Three missed in a row make one kind question, and keep nobody from booking (M7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import Contact, Family
from families.services.welcoming import ask_after
from groupsite.kit import clock
from groupsite.portal.newcomers.in_a_row import missed_in_a_row
from sessions.models import Attendance, BookingState, Occurrence
from tests.cast import BookingFactory, OccurrenceFactory, bring


def history(family, *said):
    """One week after the other, the last one a week ago."""
    for weeks, word in zip(range(len(said), 0, -1), said, strict=True):
        session = OccurrenceFactory(day=clock.today() - timedelta(weeks=weeks))
        BookingFactory(occurrence=session, family=family, attendance=word)


def asked_about():
    return list(missed_in_a_row(among=Family.objects.all()))


M, C, U = Attendance.MISSED, Attendance.CAME, Attendance.UNKNOWN


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param([M, M], False, id="two"),
        pytest.param([M, M, M], True, id="three"),
        pytest.param([M, M, C, M], False, id="came in between"),
        pytest.param([C, M, M, M], True, id="three since"),
        pytest.param([M, U, M, M], True, id="one nobody wrote down"),
        pytest.param([M, M, M, C], False, id="back again"),
        pytest.param([M, M, M, *[U] * 9], False, id="long ago"),
    ],
)
def test_who_is_asked_after(bea, said, shown):
    history(bea.carer.family, *said)
    assert bool(asked_about()) == shown


def test_what_was_called_off_is_no_miss(bea):
    history(bea.carer.family, M, M, M)
    assert [found.times_missed for found in asked_about()] == [3]
    Occurrence.objects.filter(pk=Occurrence.objects.earliest("starts_at").pk).update(cancelled_at=clock.now())
    assert asked_about() == []


def test_asked_once_it_is_closed_and_a_fourth_one_asks_nobody_again(bea, carol):
    family = bea.carer.family
    history(family, M, M, M)
    (found,) = asked_about()
    ask_after(found, since=found.missed_since, way="rang", note="The baby has been ill.", by=carol)
    ask_after(found, since=found.missed_since, way="rang", note="Again", by=carol)
    assert Contact.objects.filter(kind="missed").count() == 1
    assert asked_about() == []
    BookingFactory(occurrence=OccurrenceFactory(day=clock.today() - timedelta(days=1)), family=family, attendance=M)
    assert asked_about() == []


def test_missed_sessions_keep_nobody_from_booking_or_from_the_list(bea, amina):
    history(bea.carer.family, *[M] * 12)
    assert bring(OccurrenceFactory(), bea).state == BookingState.BOOKED
    full = OccurrenceFactory(programme__heads_limit=5)
    bring(full, amina)
    assert bring(full, bea).state == BookingState.WAITING
    drawn = OccurrenceFactory(programme__doors="draw", day=clock.today() + timedelta(days=12))
    assert bring(drawn, bea).state == BookingState.ASKED


def test_carol_sees_it_on_her_home_asks_and_closes_it_with_a_note(bea, carol, sign_in):
    history(bea.carer.family, M, M, M)
    client = sign_in(carol)
    assert "families to ask after" in client.get(reverse("portal:home")).content.decode()
    board = client.get(reverse("portal:newcomers")).content.decode()
    address = reverse("portal:asked_after", args=[bea.carer.family.code])
    assert address in board
    assert "They can book as before." in client.get(address).content.decode()
    assert client.post(address, {"way": "rang", "note": ""}).status_code == 200, "closes with a note"
    client.post(address, {"way": "rang", "note": "Theo has had chickenpox. All is well."})
    assert "Ask how they are" not in client.get(reverse("portal:newcomers")).content.decode()
    assert client.get(address).status_code == 404
    assert "families to ask after" not in client.get(reverse("portal:home")).content.decode()
