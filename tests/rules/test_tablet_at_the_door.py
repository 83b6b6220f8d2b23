"""A tablet that families hold opens one page and ticks in; everything else leads back to it (TRUST §3)."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.urls import reverse

from groupsite.accounts.held import LOCKS_AFTER, MARK
from groupsite.audit.models import Entry
from groupsite.kit import clock
from sessions.models import Attendance, Booking, Press
from sessions.pages.at_the_door import arriving
from sessions.pages.registers import sheets
from sessions.services.booking import give_up
from sessions.services.cancelling import cancel
from sessions.services.presses import Said, replay
from sessions.services.register import mark, rest_missed
from tests.cast import ChildFactory, OccurrenceFactory, bring, parent, person, phone_of, prove
from tests.house.addresses import every_address
from tests.house.test_access import url_of
from tests.places import Cast

OPEN = {
    "again",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "sessions:tablet",
    "sessions:tablet_leader",
    "sessions:tablet_tick",
}
"""What a browser that is held may ask for: its door, and to show who is asking."""


@pytest.fixture
def lena(db):
    return person("Lena", "leader")


@pytest.fixture
def morning(lena, amina, bea):
    """Ten minutes before it begins: Amina with Zain and Noor, Bea with Theo. Nobody has been ticked."""
    occurrence = OccurrenceFactory()
    occurrence.programme.leaders.add(lena)
    occurrence.amina, occurrence.bea = bring(occurrence, amina), bring(occurrence, bea)
    with time_machine.travel(occurrence.starts_at - timedelta(minutes=10), tick=False) as moment:
        occurrence.clock = moment
        yield occurrence


def at(occurrence, name=""):
    return reverse(f"sessions:tablet{name}", args=[occurrence.code])


@pytest.fixture
def tablet(morning, lena, sign_in):
    """Lena has turned it on and given it away."""
    client = sign_in(lena)
    client.post(at(morning, "_on"))
    return client


def later(occurrence, **much):
    occurrence.clock.shift(timedelta(**much))


def door(tablet, occurrence):
    return tablet.get(at(occurrence)).content.decode()


def by_itself(tablet, occurrence):
    """The page asks again without anybody's press, by its header `Refresh`."""
    return tablet.get(at(occurrence), {"idle": "1"})


def asks_again(answer):
    """In so many seconds it does."""
    seconds, _, way = answer.headers["Refresh"].partition("; url=")
    assert way == f"{answer.request['PATH_INFO']}?idle=1"
    return int(seconds)


def seen_just_now(client):
    session = client.session
    session["staff_seen_at"] = int(clock.now().timestamp())
    session[MARK] = session[MARK] | {"used": clock.now().timestamp()}
    session.save()


def is_signed_out(client):
    return "_auth_user_id" not in client.session and MARK not in client.session


def prove_again(client):
    session = client.session
    prove(session)
    session.save()


def test_every_other_address_leads_back_to_the_door(morning, tablet, amina, carol):
    cast, let_in = Cast(amina, carol), set()
    for address in every_address():
        url = at(morning, address.name.removeprefix("sessions:tablet")) if "tablet" in address.name else None
        for method in ("get", "post", "head", "put", "delete"):
            answer = getattr(tablet, method)(url or url_of(address, cast))
            if (answer.status_code, answer.headers.get("Location")) != (302, at(morning)):
                let_in.add(address.name)
    assert let_in - {"sessions:tablet_tick"} == OPEN - {"sessions:tablet_tick"}
    assert not is_signed_out(tablet)


def test_the_rescue_admin_leads_back_too_whoever_turned_it_on(morning, sign_in, lena):
    lena.roles, lena.is_superuser, lena.is_staff = [*lena.roles, "administrator"], True, True
    lena.save()
    tablet = sign_in(lena)
    tablet.post(at(morning, "_on"))
    for name in ("admin:index", "admin:password_change", "admin:login"):
        assert tablet.get(reverse(name)).url == at(morning)


def test_the_door_of_another_session_leads_back_to_this_one(morning, tablet, lena):
    other = OccurrenceFactory(day=morning.day, programme__venue=morning.programme.venue)
    other.programme.leaders.add(lena)
    booked = bring(other, parent("Cleo", ("Ivy", 30)))
    for name in ("", "_leader"):
        assert tablet.get(at(other, name)).url == at(morning)
    assert tablet.post(at(other, "_tick"), {"came": booked.pk}).url == at(morning)
    tablet.post(at(morning, "_tick"), {"came": booked.pk})
    booked.refresh_from_db()
    assert booked.attendance == Attendance.UNKNOWN


def test_only_that_browser_is_held(morning, tablet, lena):
    assert phone_of(lena).get(reverse("sessions:register", args=[morning.code])).status_code == 200


SECRETS = ("Alvarez", "Brown", "Egg", "pen in the blue bag", "07700", "Quiet Lane", "Oat", "Zain", "Noor", "Theo")


def test_the_page_tells_first_names_and_nothing_else(morning, amina, tablet, lena):
    carer = amina.carer
    carer.name, carer.phone, carer.address, carer.access = "Amina Alvarez", "+447700900123", "1 Quiet Lane", "Oat milk"
    carer.save()
    for child in carer.family.children.all():
        child.last_name, child.allergies, child.allergy_action = "Brown", "Egg", "The pen in the blue bag"
        child.save()
    page = door(tablet, morning)
    assert "Amina" in page
    assert "Bea" in page
    assert [word for word in SECRETS if word in page] == []
    assert [
        word for word in (lena.email, lena.name, amina.email, "searchbox", '<input type="text"') if word in page
    ] == []
    assert [way for way in ("site-nav", "site-footer", reverse("account_email"), '/register/"') if way in page] == []


def test_children_are_named_where_two_would_read_the_same(morning):
    other = bring(morning, parent("Bea2", ("Ivy", 20)))
    other.family.carers.update(name="bea Brown")
    assert arriving(morning) == {
        morning.amina.pk: "Amina",
        morning.bea.pk: "Bea with Theo",
        other.pk: "bea with Ivy",
    }


def test_a_party_without_an_adult_is_called_by_its_children(morning):
    morning.amina.party.exclude(carer=None).delete()
    assert arriving(morning)[morning.amina.pk] == "Zain, Noor"


def test_only_who_is_expected_and_not_here_yet_is_on_it(morning, carol):
    cleo = bring(morning, parent("Cleo", ("Ivy", 30)))
    give_up(cleo, by=parent("Drew"))
    type(morning.programme).objects.update(heads_limit=7)
    bring(morning, parent("Elif", ("Max", 20), ("Uma", 40)))
    mark(morning.amina, attendance=Attendance.CAME, by=carol)
    later(morning, minutes=30)
    rest_missed(morning, by=carol)
    assert arriving(morning) == {morning.bea.pk: "Bea"}


def test_one_tap_ticks_a_household_in_and_the_register_follows(morning, tablet, lena):
    page = tablet.post(at(morning, "_tick"), {"came": morning.amina.pk}, follow=True).content.decode()
    assert "Welcome, Amina" in page
    assert f'value="{morning.amina.pk}"' not in page
    (sheet,) = sheets([morning])
    assert [row.called for row in sheet.expected if row.here] == ["Amina"]
    assert sheet.heads_in == 3 + sheet.besides.team
    press = Press.objects.get()
    assert (press.says, press.by, press.booking) == ("here", lena, morning.amina)
    roll = phone_of(lena).get(reverse("portal:evacuation", args=[morning.code])).content.decode()
    assert roll.index("Amina") < roll.index("Bea")


@pytest.mark.parametrize("word", ["unknown", "all_left", "missed", "agreed", "interpreter", "here", "away", "left"])
def test_nothing_but_that_somebody_has_come_can_be_said(word, morning, tablet):
    head = morning.amina.party.first()
    for row in (morning.amina, head):
        assert tablet.post(at(morning, "_tick"), {word: row.pk}).url == at(morning)
    assert not Press.objects.exists()
    assert Booking.objects.get(pk=morning.amina.pk).attendance == Attendance.UNKNOWN


@pytest.mark.parametrize("said", [{}, {"came": "x"}, {"came": 10**30}, {"came": 0}])
def test_a_tap_that_means_nobody_is_told_to_ask_the_leader(said, morning, tablet):
    page = tablet.post(at(morning, "_tick"), said, follow=True).content.decode()
    assert "Please tell the leader" in page


def test_a_late_tap_on_an_old_page_does_not_bring_back_who_has_gone_home(morning, tablet, carol):
    mark(morning.amina, attendance=Attendance.CAME, by=carol)
    before = Press.objects.count()
    page = tablet.post(at(morning, "_tick"), {"came": morning.amina.pk}, follow=True).content.decode()
    assert "Please tell the leader" in page
    assert Press.objects.count() == before


def gives_up(booking, carol):
    give_up(booking, by=parent("Drew"))


def has_gone_home(booking, carol):
    """The register's other phone says so, and its clock is a little ahead."""
    theirs = Said(uuid4(), booking.pk, None, "away", clock.now() + timedelta(minutes=1))
    replay(booking.occurrence, [theirs], by=carol)


@pytest.mark.parametrize("what", [gives_up, has_gone_home])
def test_nobody_is_welcomed_whose_press_was_not_kept(what, morning, tablet, carol, monkeypatch):
    """Their name was still there when the page looked, and not any more when the press came to its turn."""
    names = arriving(morning)
    what(morning.amina, carol)
    monkeypatch.setattr("sessions.views.tablet.arriving", lambda occurrence: names)
    page = tablet.post(at(morning, "_tick"), {"came": morning.amina.pk}, follow=True).content.decode()
    assert Booking.objects.get(pk=morning.amina.pk).attendance != Attendance.CAME
    assert "Welcome" not in page
    assert "Please tell the leader" in page


def test_who_was_not_expected_any_more_comes_in_only_if_there_is_room(morning, tablet, carol):
    morning.clock.move_to(morning.starts_at)
    door(tablet, morning)
    rest_missed(morning, by=carol)
    type(morning.programme).objects.update(heads_limit=1)
    page = tablet.post(at(morning, "_tick"), {"came": morning.amina.pk}, follow=True).content.decode()
    assert "There is no room just now" in page
    assert Booking.objects.get(pk=morning.amina.pk).attendance == Attendance.MISSED


def test_after_a_quarter_of_an_hour_without_a_tap_it_is_locked(morning, tablet):
    later(morning, seconds=LOCKS_AFTER - 1)
    assert "Bea" in door(tablet, morning)
    later(morning, seconds=LOCKS_AFTER)
    for _ in range(2):
        page = door(tablet, morning)
        assert "This tablet is locked" in page
        assert "Bea" not in page
    tablet.post(at(morning, "_tick"), {"came": morning.bea.pk})
    assert not Press.objects.exists()
    assert tablet.get(reverse("portal:home")).url == at(morning)


def test_the_names_leave_the_screen_when_it_locks_without_any_script(morning, tablet):
    assert asks_again(tablet.get(at(morning))) == LOCKS_AFTER + 1
    later(morning, seconds=LOCKS_AFTER + 1)
    assert not by_itself(tablet, morning).has_header("Refresh")


def test_they_leave_it_when_the_session_is_over_if_that_is_sooner(morning, tablet):
    morning.clock.move_to(morning.ends_at - timedelta(minutes=4))
    seen_just_now(tablet)
    assert asks_again(tablet.get(at(morning))) == 4 * 60 + 1
    later(morning, seconds=4 * 60 + 1)
    assert by_itself(tablet, morning).url == reverse("account_login")


def test_a_page_that_asks_by_itself_is_nobody_who_uses_it(morning, tablet):
    """Two pages of one door would else keep each other open for ever, and make the leader's proof too old."""
    door(tablet, morning)
    later(morning, seconds=600)
    prove_again(tablet)
    later(morning, seconds=1)
    assert asks_again(by_itself(tablet, morning)) == LOCKS_AFTER - 600
    assert tablet.get(at(morning, "_leader")).status_code == 200
    later(morning, seconds=LOCKS_AFTER - 600)
    assert "This tablet is locked" in by_itself(tablet, morning).content.decode()


def test_a_session_that_takes_longer_keeps_its_tablet(morning, tablet):
    over = morning.ends_at
    type(morning).objects.filter(pk=morning.pk).update(ends_at=over + timedelta(minutes=20))
    morning.clock.move_to(over - timedelta(minutes=5))
    seen_just_now(tablet)
    assert asks_again(tablet.get(at(morning))) == LOCKS_AFTER + 1
    later(morning, minutes=10)
    assert "Bea" in door(tablet, morning)


def test_the_proof_of_signing_in_lets_nobody_out(morning, tablet):
    """Lena signed in just now: whoever she hands the tablet to must not profit from that."""
    for method in (tablet.get, tablet.post):
        answer = method(at(morning, "_leader"), {"off": "1"})
        assert answer.url.startswith(reverse("again"))
    assert MARK in tablet.session


def test_a_proof_lets_out_once_and_not_after_the_door_was_used_again(morning, tablet):
    later(morning, seconds=5)
    prove_again(tablet)
    assert tablet.get(at(morning, "_leader")).status_code == 200
    later(morning, seconds=5)
    door(tablet, morning)
    assert tablet.post(at(morning, "_leader"), {"off": "1"}).url.startswith(reverse("again"))


def test_a_proof_nobody_used_is_soon_too_old(morning, tablet):
    later(morning, seconds=5)
    prove_again(tablet)
    later(morning, minutes=2)
    assert tablet.post(at(morning, "_leader"), {"off": "1"}).url.startswith(reverse("again"))


def test_the_leader_unlocks_it_and_it_goes_on_for_another_quarter_of_an_hour(morning, tablet):
    later(morning, seconds=LOCKS_AFTER)
    prove_again(tablet)
    later(morning, seconds=1)
    assert "Bea" in tablet.post(at(morning, "_leader"), {"on": "1"}, follow=True).content.decode()
    assert tablet.get(reverse("portal:home")).url == at(morning)


def test_the_leader_stops_it_and_has_the_register_back_under_a_new_key(morning, tablet, lena):
    key = tablet.session.session_key
    later(morning, seconds=5)
    prove_again(tablet)
    later(morning, seconds=1)
    page = tablet.post(at(morning, "_leader"), {"off": "1"}, follow=True)
    assert page.redirect_chain == [(reverse("sessions:register", args=[morning.code]), 302)]
    assert page.status_code == 200
    assert tablet.session.session_key != key
    assert not tablet.session.exists(key)
    on, off = Entry.objects.filter(what__startswith="tablet.").order_by("pk")
    assert (on.what, on.by_id, off.what, off.by_id) == ("tablet.on", lena.pk, "tablet.off", lena.pk)


def test_it_is_given_away_under_a_new_key_too(morning, lena, sign_in):
    """A browser that keeps pages for its button Back lets go of them when the cookie changes."""
    client = sign_in(lena)
    key = client.session.session_key
    client.post(at(morning, "_on"))
    assert client.session.session_key != key
    assert not client.session.exists(key)
    assert UserSession.objects.filter(session_key=client.session.session_key, user=lena).exists()


def test_when_the_session_is_over_the_tablet_is_signed_out(morning, tablet):
    morning.clock.move_to(morning.ends_at - timedelta(seconds=1))
    seen_just_now(tablet)
    assert tablet.get(reverse("portal:home")).url == at(morning)
    morning.clock.move_to(morning.ends_at)
    answer = tablet.get(at(morning))
    assert answer.url == reverse("account_login")
    assert is_signed_out(tablet)
    assert tablet.get(reverse("sessions:register", args=[morning.code])).url.startswith(reverse("account_login"))


def test_whatever_is_asked_for_after_the_end_signs_out(morning, tablet):
    morning.clock.move_to(morning.ends_at)
    assert tablet.get(reverse("portal:front")).url == reverse("account_login")
    assert is_signed_out(tablet)


def test_half_an_hour_of_silence_signs_staff_out_here_as_anywhere(morning, tablet):
    later(morning, minutes=31)
    assert tablet.get(at(morning)).url.startswith(reverse("account_login"))
    assert is_signed_out(tablet)


def called_off(morning, lena):
    cancel(morning, why="leader_ill", by=lena)


def not_hers(morning, lena):
    morning.programme.leaders.remove(lena)


def no_leader(morning, lena):
    lena.roles = ["parent"]
    lena.save()


def gone(morning, lena):
    lena.is_active = False
    lena.save()


@pytest.mark.parametrize("what", [called_off, not_hers, no_leader, gone])
def test_what_ends_the_leaders_right_ends_the_tablets(what, morning, tablet, lena):
    what(morning, lena)
    assert tablet.get(at(morning)).url == reverse("account_login")
    assert is_signed_out(tablet)


@pytest.mark.parametrize("minutes", [-121, 90])
def test_nobody_turns_it_on_too_early_or_when_all_is_over(minutes, morning, carol, sign_in):
    morning.clock.move_to(morning.starts_at + timedelta(minutes=minutes))
    if minutes > 0:
        morning.clock.move_to(morning.ends_at)
    client = sign_in(carol)
    page = client.post(at(morning, "_on"), follow=True).content.decode()
    assert "from two hours before" in page
    assert MARK not in client.session
    assert not Entry.objects.filter(what="tablet.on").exists()


def test_a_leader_of_another_group_cannot_turn_it_on(morning, sign_in):
    client = sign_in(person("Lou", "leader"))
    assert client.post(at(morning, "_on")).status_code == 404
    assert client.get(at(morning)).status_code == 404


def test_what_a_phone_has_kept_of_the_register_goes(morning, tablet, lena):
    """Our worker forgets its copies when an answer names another reader (static/js/worker.js)."""
    for url in (at(morning), reverse("portal:home"), at(morning, "_leader")):
        assert tablet.get(url).headers["Signed-In"] == "held"


def test_the_page_costs_the_same_for_two_families_and_for_thirty(morning, tablet, django_assert_num_queries):
    tablet.get(at(morning))
    with django_assert_num_queries(COST):
        tablet.get(at(morning))
    for number in range(28):
        family = parent(f"Katarzyna{number}", ("Oliwia", 20)).carer.family
        ChildFactory(family=family)
        Booking.objects.filter(pk=bring(morning, family, by=morning.amina.made_by).pk).update(state="booked")
    with django_assert_num_queries(COST):
        assert "Katarzyna27" in door(tablet, morning)


COST = 7
