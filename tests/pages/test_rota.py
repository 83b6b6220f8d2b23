"""The rota's pages: what each shows, and what it costs."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from groupsite.kit import clock
from tests.cast import (
    EnquiryFactory,
    NeedFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    VenueFactory,
)
from volunteers.models import Enquiry, Need, Shift

ROTA = reverse("volunteers:rota")
GAPS = reverse("volunteers:gaps")
WEEK = reverse("volunteers:week")
NEEDS = reverse("volunteers:needs")
HELP = reverse("volunteers:help")
OFFERS = reverse("volunteers:enquiries")


def many_shifts(count, dev):
    """Over three groups and several weeks, every fifth full, every tenth Dev's own."""
    groups = ProgrammeFactory.create_batch(3, venue=VenueFactory())
    dates = [
        OccurrenceFactory(programme=group, day=clock.today() + timedelta(days=3 + 7 * week + n))
        for week in range(6)
        for n, group in enumerate(groups)
    ]
    for n in range(count):
        starts_at = dates[n % 18].starts_at + timedelta(minutes=10 * (n // 18))
        shift = ShiftFactory(
            occurrence=dates[n % 18],
            how_many=1,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=10),
            practises=["Listening", "Welcoming people"],
        )
        if n % 5 == 0:
            SignupFactory(shift=shift, **({"volunteer": dev} if n % 10 == 0 else {}))


@pytest.mark.parametrize("count", [1, 30, 100])
def test_the_rota_costs_the_same_however_long_it_is(count, sign_in, dev, django_assert_num_queries):
    many_shifts(count, dev)
    client = sign_in(dev)
    with django_assert_num_queries(8):
        page = client.get(ROTA, {"show": "all"})
    assert page.content.decode().count("<li><div><strong>") == count


def test_a_row_of_the_rota_is_light(sign_in, dev):
    many_shifts(100, dev)
    page = sign_in(dev).get(ROTA, {"show": "all"})
    assert len(page.content) < 75_000
    assert page.content.count(b"<form") == 2  # sign out, all shifts


def test_taking_a_shift_costs_little(sign_in, dev, django_assert_max_num_queries):
    shift = ShiftFactory()
    client = sign_in(dev)
    with django_assert_max_num_queries(15):
        client.post(reverse("volunteers:take"), {"shift": shift.code})
    assert shift.signups.count() == 1


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("address", "queries"), [(GAPS, 6), (f"{GAPS}?show=all", 6), (WEEK, 5), (NEEDS, 5), (OFFERS, 3)]
)
def test_leaders_pages_cost_the_same_however_long_they_are(
    address, queries, count, sign_in, dev, carol, django_assert_num_queries
):
    many_shifts(count, dev)
    NeedFactory.create_batch(count)
    EnquiryFactory.create_batch(count, answered_at=clock.now(), answered_by=carol)
    client = sign_in(carol)
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("said", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_a_shift_that_is_none_is_not_found(said, sign_in, dev):
    assert sign_in(dev).post(reverse("volunteers:take"), {"shift": said}).status_code == 404


def test_an_empty_rota_says_what_comes_next(sign_in, dev):
    assert b"No shifts to fill just now" in sign_in(dev).get(ROTA, {"show": "all"}).content


def test_the_rota_says_in_words_why_a_shift_is_not_dev_s_to_take(sign_in, dev):
    shift = ShiftFactory(role="Tea", how_many=1)
    ShiftFactory(role="Songs", occurrence=shift.occurrence)
    SignupFactory(shift=shift, volunteer=dev)
    full = OccurrenceFactory(programme=shift.occurrence.programme, day=clock.today() + timedelta(days=9))
    SignupFactory(shift=ShiftFactory(role="Door", how_many=1, occurrence=full))
    words = sign_in(dev).get(ROTA, {"show": "all"}).content.decode()
    assert "You are coming" in words
    assert "You are down for “Tea” then" in words
    assert "We have enough people for this one now." in words
    assert "I can do this" not in words


# -- For leaders -------------------------------------------------------------------------------------
def test_carol_sees_the_gaps_and_on_the_other_tab_who_comes(sign_in, carol):
    SignupFactory(shift=ShiftFactory(role="Tea", how_many=1), volunteer__name="Dora")
    SignupFactory(shift=ShiftFactory(role="Songs", how_many=3), volunteer__name="Sam")
    client = sign_in(carol)
    short, whole = client.get(GAPS).content.decode(), client.get(f"{GAPS}?show=all").content.decode()
    assert ("Songs" in short, "2 people" in short, ">Tea<" in short, "Dora" in short) == (True, True, False, False)
    assert ("Dora" in whole, "Sam" in whole, "Covered" in whole) == (True, True, True)


def test_the_whole_rota_begins_with_two_weeks_and_shows_all_when_asked(sign_in, carol):
    ShiftFactory(role="Tea")
    ShiftFactory(role="Songs", occurrence__day=clock.today() + timedelta(days=30))
    client = sign_in(carol)
    near, every = (client.get(f"{GAPS}?show={word}").content.decode() for word in ("all", "every"))
    assert ("Tea" in near, "Songs" in near, "All 6 weeks" in near) == (True, False, True)
    assert ("Tea" in every, "Songs" in every, "All 6 weeks" in every) == (True, True, False)


def test_a_leader_sees_only_the_groups_she_leads(sign_in, carol):
    carol.roles = ["leader"]
    carol.save()
    mine, other = ShiftFactory(role="Tea"), ShiftFactory(role="Songs")
    mine.occurrence.programme.leaders.add(carol)
    need = NeedFactory(programme=other.occurrence.programme, role="Drums")
    client = sign_in(carol)
    page = client.get(GAPS).content.decode()
    assert ("Tea" in page, "Songs" in page) == (True, False)
    page = client.get(NEEDS).content.decode()
    assert other.occurrence.programme.name not in page
    assert client.post(reverse("volunteers:end_need", args=[need.code])).status_code == 404


@pytest.mark.parametrize(("how_many", "words"), [(0, "There are no shifts yet"), (1, "Every shift is covered")])
def test_a_rota_without_gaps_says_what_to_do(how_many, words, sign_in, carol):
    if how_many:
        SignupFactory(shift=ShiftFactory(how_many=1))
    assert words in sign_in(carol).get(GAPS).content.decode()


JOB = {"role": "Tea", "how_many": 2, "minutes_before": 30, "minutes_after": 0, "practises": "Listening, , Listening"}


def test_carol_puts_a_job_on_the_rota_and_takes_it_off_again(sign_in, carol):
    occurrence = OccurrenceFactory()
    client = sign_in(carol)
    answer = client.post(NEEDS, {"programme": occurrence.programme_id, **JOB})
    assert answer.status_code == 302
    shift = Shift.objects.get(occurrence=occurrence)
    assert (shift.role, shift.how_many, shift.practises) == ("Tea", 2, ["Listening"])
    client.post(reverse("volunteers:end_need", args=[Need.objects.get().code]))
    assert not Shift.objects.upcoming().exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "tea"}, "asks for “tea” already"),
        ({"role": ""}, "Fill in: What is the job?"),
        ({"how_many": 0}, "greater than or equal to 1"),
        ({"how_many": 21}, "less than or equal to 20"),
        ({"practises": "1,2,3,4,5,6,7"}, "up to 6 skills"),
    ],
)
def test_a_job_that_cannot_be_asked_for_says_why(change, words, sign_in, carol):
    programme = ProgrammeFactory()
    NeedFactory(programme=programme, role="Tea")
    page = sign_in(carol).post(NEEDS, {"programme": programme.pk, **JOB, "role": "Songs", **change})
    assert words in page.content.decode()
    assert Need.objects.count() == 1


def test_fields_that_nobody_asked_for_change_nothing(sign_in, carol):
    programme = ProgrammeFactory()
    extra = {"ended_at": "2020-01-01", "code": "00000000-0000-4000-8000-000000000000"}
    sign_in(carol).post(NEEDS, {"programme": programme.pk, **JOB, **extra})
    need = Need.objects.get()
    assert (need.ended_at, str(need.code) != extra["code"]) == (None, True)


# -- Offers of help ----------------------------------------------------------------------------------
OFFER = {"name": "Ann", "email": "ann@example.org", "message": "Tuesdays"}


def test_a_stranger_offers_help_and_carol_answers(client, sign_in, carol):
    assert client.post(HELP, OFFER, follow=True).content.decode().count("Thank you!") == 1
    client = sign_in(carol)
    assert "ann@example.org" in client.get(OFFERS).content.decode()
    page = client.post(reverse("volunteers:answer", args=[Enquiry.objects.get().code]), follow=True)
    assert "Everybody has been answered" in page.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"website": "https://spam.example"}, id="a machine fills the trap"),
        pytest.param({"email": "ann"}, id="no address to answer"),
        pytest.param({"name": ""}, id="no name"),
        pytest.param({"name": "x" * 201}, id="name too long"),
        pytest.param({"name": "Ann\r\nBcc: all@example.org", "message": "\x00"}, id="no text at all"),
    ],
)
def test_an_offer_we_cannot_answer_is_not_kept(change, client, db):
    page = client.post(HELP, OFFER | change)
    assert (page.status_code, Enquiry.objects.count()) == (200, 0)
    assert b"error-summary" in page.content


def test_what_came_with_an_offer_beyond_the_form_is_ignored(client, db):
    client.post(HELP, OFFER | {"answered_at": "2020-01-01"})
    assert Enquiry.objects.get().answered_at is None


def test_a_flood_of_offers_is_stopped_kindly(client, db):
    cache.clear()
    answers = [client.post(HELP, OFFER).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert Enquiry.objects.count() == 10
    cache.clear()
