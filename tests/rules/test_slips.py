"""Slips: what may be given, when families are asked, what their answers do (M15, S1-09, S4-19)."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.urls import reverse

from families.models import ContactBy
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter, State
from groupsite.portal.seed.measure import directory
from signposting.models import Doubt, Service, Slip, SlipAnswer, SlipEntry
from signposting.queries import slips as queries
from signposting.queries.directory import Wish, search
from signposting.rules import slips as pure
from signposting.services import asking, desk, internal, slips
from tests.cast import (
    CarerFactory,
    PairFactory,
    ServiceFactory,
    SlipAnswerFactory,
    SlipEntryFactory,
    SourceFactory,
    client_of,
)
from tests.rows_read import rows_read

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def family(amina):
    return amina.carer.family


@pytest.fixture
def given(family, carol):
    def _given(*services, **how):
        return slips.give(family, services or [ServiceFactory()], **({"word": "", "way": "email"} | how), by=carol)

    return _given


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def sweep(after):
    with time_machine.travel(clock.now() + after):
        delivery.sweep()


def fates(kind):
    return list(Letter.objects.filter(kind=kind).order_by("due_at").values_list("state", flat=True))


@pytest.mark.parametrize(("count", "allowed"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_slip_has_one_to_five_entries(count, allowed, family, carol):
    services = [ServiceFactory() for _ in range(count)]
    if allowed:
        assert slips.give(family, services, word="", way="email", by=carol).entries.count() == count
    else:
        with pytest.raises(Refused):
            slips.give(family, services, word="", way="email", by=carol)
        assert not Slip.objects.exists()


def test_a_code_given_twice_is_one_slip_and_one_letter_and_without_one_it_is_another(given):
    service, code = ServiceFactory(), uuid4()
    assert given(service, code=code) == given(service, code=code)
    assert Letter.objects.filter(kind="slip_given").count() == 1
    assert given(service) != given(service)
    assert Slip.objects.count() == 3


@pytest.mark.parametrize("picks", [["nonsense"], ["\x00"], [""]], ids=["nonsense", "nothing readable", "empty"])
def test_a_tick_that_is_no_service_picks_nothing(picks):
    assert queries.picked(picks) == []


@pytest.mark.parametrize("kept_first", [True, False], ids=["kept first", "put aside first"])
def test_two_halves_of_a_double_stand_on_a_slip_once_and_none_is_said_to_be_gone(kept_first, given, rita, client):
    pair = PairFactory()
    kept, double = pair.first.service, pair.second.service
    slip = given(*((kept, double) if kept_first else (double, kept)), ServiceFactory(name="Food Pantry"))
    desk.say_same(pair, by=rita)
    found = queries.slips().get()
    assert (queries.gone_from(found), len(queries.services_on([found]))) == (0, 2)
    page = client.get(reverse("signposting:slip", args=[slip.code])).content.decode()
    assert "no longer in our directory" not in page
    asking.take_off(kept, by=rita)
    assert queries.gone_from(queries.slips().get()) == 1, "that it had been there twice makes it no two"


def test_a_double_of_what_is_on_another_slip_is_gone_from_this_one(given, rita):
    pair = PairFactory()
    slip = given(pair.second.service)
    given(pair.first.service)
    Service.objects.filter(pk=pair.second.service.pk).update(state="declined")
    type(pair).objects.update(state="same", decided_at=clock.now())
    assert queries.gone_from(queries.slips().get(pk=slip.pk)) == 1


def test_the_database_knows_five_places():
    with pytest.raises(IntegrityError), transaction.atomic():
        SlipEntryFactory(place=6)


def test_a_way_that_reaches_nobody_is_refused_and_paper_always_goes(carol):
    family = CarerFactory(email="", phone="").family
    for way in ("email", "text"):
        with pytest.raises(Refused):
            slips.give(family, [ServiceFactory()], word="", way=way, by=carol)
    assert slips.give(family, [ServiceFactory()], word="", way="print", by=carol)


def test_the_word_is_sealed(given):
    slip = given(word="For the nights when nothing helps.")
    assert fresh(slip).word == "For the nights when nothing helps."
    assert "nights" not in str(Slip.objects.filter(pk=slip.pk).values("word").get())


@pytest.mark.parametrize(("days", "asked"), [(0, 0), (13, 0), (14, 1), (55, 1), (56, 2)])
def test_a_family_is_asked_after_two_weeks_and_after_eight(days, asked, given, mailoutbox):
    given(word="x")
    delivery.sweep()
    mailoutbox.clear()
    for day in range(days + 1):
        if day in (0, 13, 14, 55, 56):
            sweep(timedelta(days=day, minutes=5))
    assert [letter.subject for letter in mailoutbox] == ["Did it help?"] * asked


def test_opting_out_stops_the_questions_of_every_slip_and_of_those_to_come(given):
    first = given()
    slips.set_quiet(first, quiet=True)
    later = given(ServiceFactory())
    assert later.quiet_at
    sweep(2 * WEEK + timedelta(minutes=5))
    assert fates("slip_asked")[:2] == [State.DROPPED] * 2
    slips.set_quiet(later, quiet=False)
    sweep(8 * WEEK + timedelta(minutes=5))
    assert fates("slip_asked")[2:] == [State.SENT] * 2


def test_who_has_told_us_is_not_asked_and_is_asked_again_in_the_second_round(given):
    slip = given()
    slips.answer(slip.entries.get(), how="went")
    sweep(2 * WEEK + timedelta(minutes=5))
    sweep(8 * WEEK + timedelta(minutes=5))
    assert fates("slip_asked") == [State.DROPPED, State.SENT]


def test_who_is_told_face_to_face_gets_no_question_by_letter(given, family):
    family.carers.update(contact_by=ContactBy.IN_PERSON)
    given()
    sweep(2 * WEEK + timedelta(minutes=5))
    assert fates("slip_asked")[0] == State.DROPPED


def test_answers_climb_a_ladder_one_press_at_a_time(given):
    entry = given().entries.get()
    for wrong in ({"helped": "yes"}, {"barrier": "full"}, {"how": "flew"}, {}):
        with pytest.raises((Refused, IntegrityError)):
            slips.answer(entry, **wrong)
    slips.answer(entry, how="went")
    slips.answer(entry, helped="yes")
    with pytest.raises(Refused):
        slips.answer(entry, barrier="full")
    slips.answer(entry, how="could_not")
    slips.answer(entry, barrier="full")
    assert list(SlipAnswer.objects.values_list("how", "helped", "barrier")) == [("could_not", "", "full")]


def test_the_second_round_keeps_what_was_said_in_the_first(given):
    entry = given().entries.get()
    slips.answer(entry, how="went")
    slips.answer(entry, how="regular", at=clock.now() + 8 * WEEK)
    assert list(entry.answers.values_list("round", "how")) == [(2, "went"), (8, "regular")]


# -- What is suggested -----------------------------------------------------------------------------


def on_slips(times, **fields):
    service = ServiceFactory(**fields)
    for _ in range(times):
        SlipEntryFactory(service=service)
    return service


def test_what_helped_comes_before_what_is_given_most_and_the_rest_by_name():
    zebra, apple = on_slips(0, name="Zebra"), on_slips(0, name="Apple")
    often, once = on_slips(3, name="Often"), on_slips(1, name="Once")
    disappointed = on_slips(5, name="A bad one", rating=0.3)
    helped = on_slips(1, name="Helped", rating=0.9)
    new = on_slips(0, name="New and good", rating=0.8)
    assert queries.suggested() == [helped, new, often, once, apple, zebra, disappointed]


@pytest.mark.parametrize(("given", "never"), [(0, 12), (12, 0), (5, 12), (12, 5)])
def test_eight_are_suggested_and_the_best_of_those_given_and_those_that_never_were(given, never):
    for n in range(max(given, never)):
        for times, many in ((1 + n % 3, given), (0, never)):
            if n < many:
                on_slips(times, name=f"Place {(7 * n + 5 * times) % 12}", rating=0.4 + n % 4 / 10)
    rows = queries.to_give().annotate(given=Count("on_slips"))
    assert queries.suggested() == list(rows.order_by("-rating", "-given", "bare_name", "pk")[:8])


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"status": "defunct"}, id="closed"),
        pytest.param({"minimum_age": 5}, id="for schoolchildren"),
        pytest.param({"state": "internal"}, id="ours alone"),
    ],
)
@pytest.mark.parametrize("times", [0, 2])
def test_what_no_family_of_ours_can_use_is_not_suggested_however_often_it_was_given(fields, times):
    on_slips(times, rating=0.9, **fields)
    fitting = on_slips(0, minimum_age=4)
    assert queries.suggested() == [fitting]


def test_of_a_large_directory_only_the_first_are_read():
    directory(400)
    on_slips(2)
    with rows_read(Service, SlipEntry) as read:
        queries.suggested()
    assert read[Service] < 50


# -- What answers do -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("helped", "rating"),
    [({}, 0.5), ({"yes": 1}, 2 / 3), ({"no": 1}, 1 / 3), ({"some": 4}, 0.5), ({"yes": 18}, 0.95)],
)
def test_few_answers_lean_to_the_middle(helped, rating):
    assert pure.rating(helped) == pytest.approx(rating)


def test_what_helped_comes_first_in_the_search():
    names = ["Baby sing one", "Baby sing two"]
    _first, second = (ServiceFactory(name=name) for name in names)
    assert [found.name for found in search(Wish(words="baby")).services] == names
    entry = SlipEntryFactory(service=second)
    slips.answer(entry, how="went")
    slips.answer(entry, helped="yes")
    assert [found.name for found in search(Wish(words="baby")).services] == names[::-1]


def test_found_closed_by_a_family_is_a_doubt_about_it(given):
    entry = given().entries.get()
    slips.answer(entry, how="could_not")
    slips.answer(entry, barrier="closed")
    assert Doubt.objects.open().get().kind == "family"
    assert fresh(entry.service).flag == "due"


def test_a_family_hears_once_that_a_place_has_closed(given, rita, mailoutbox):
    gone, stays, failed = ServiceFactory(name="Gone"), ServiceFactory(name="Stays"), ServiceFactory(name="Failed")
    slip = given(gone, stays, failed)
    slips.answer(slip.entries.get(service=failed), how="could_not")
    delivery.sweep()
    mailoutbox.clear()
    for service in (gone, failed):
        desk.edit_field(service, "status", "defunct", by=rita)
    desk.edit_field(gone, "alert", "Closed for good", by=rita)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        delivery.sweep()
    assert [letter.subject for letter in mailoutbox] == ["Gone has closed"]


def test_open_again_before_we_could_say_so_says_nothing(given, rita, mailoutbox):
    service = ServiceFactory()
    given(service)
    desk.edit_field(service, "status", "defunct", by=rita)
    desk.edit_field(service, "status", "active", by=rita)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        delivery.sweep()
    assert fates("slip_closed") == [State.DROPPED]


def test_the_report_equals_a_count_by_hand(carol):
    """Ten entries on five slips; the newest answer of each counts, and one of a year ago does not."""
    now = clock.now()
    said = [
        [("regular", "yes", "")], [("went", "some", "")], [("went", "no", "")], [("not_yet", "", "")],
        [("could_not", "", "full")], [("could_not", "", "full")], [], [],
        [("not_yet", "", ""), ("regular", "yes", "")], [("went", "yes", ""), ("could_not", "", "closed")],
    ]  # fmt: skip
    cafe = ServiceFactory(name="Café")
    for place, answers in enumerate(said):
        entry = SlipEntryFactory(place=1, service=cafe if place in (4, 5) else ServiceFactory())
        for number, (how, helped, barrier) in zip((2, 8), answers, strict=False):
            SlipAnswerFactory(entry=entry, round=number, how=how, helped=helped, barrier=barrier)
    old = SlipEntryFactory(slip__made_at=now - timedelta(days=365))
    SlipAnswerFactory(entry=old, at=now - timedelta(days=350))
    assert queries.report(now - timedelta(days=183)) == {
        "slips": 10, "entries": 10, "answered": 8, "used": 4, "regular": 2, "could_not": 3, "helped": 3,
    }  # fmt: skip
    rows = queries.barriers(now - timedelta(days=183))
    assert next((row["name"], row["what"], row["count"]) for row in rows) == ("Café", "It was full", 2)


# -- What has left the directory since ---------------------------------------------------------------


def _taken_off(service, by):
    asking.take_off(service, by=by)


def _put_aside(service, by):
    Service.objects.filter(pk=service.pk).update(state="declined")


def _licence_withdrawn(service, by):
    Service.objects.filter(pk=service.pk).update(origin=SourceFactory(licence=""))


LEAVING = [
    pytest.param(_taken_off, id="taken off"),
    pytest.param(_put_aside, id="put aside"),
    pytest.param(lambda service, by: internal.keep_for_us(service, by=by), id="for us only"),
    pytest.param(_licence_withdrawn, id="licence withdrawn"),
]


@pytest.mark.parametrize("leave", LEAVING)
def test_what_has_left_the_directory_is_a_number_on_the_slip_and_is_not_asked_about(leave, given, rita, client):
    slip = given(ServiceFactory(name="Gone"), ServiceFactory(name="Stays", phones=["0117 496 0001"]))
    gone = slip.entries.get(place=1)
    leave(gone.service, rita)
    page = client.get(reverse("signposting:slip", args=[slip.code])).content.decode()
    assert "1 place we picked is no longer in our directory." in page
    assert "Gone" not in page
    assert page.count("How did it go?") == 1
    assert client.post(reverse("signposting:slip_answer", args=[gone.code]), {"how": "went"}).status_code == 404
    slips.answer(slip.entries.get(place=2), how="went")
    sweep(2 * WEEK + timedelta(minutes=5))
    assert fates("slip_asked")[0] == State.DROPPED, "there is nothing more to ask about"


def test_a_slip_of_which_nothing_is_left_is_not_sent(given, rita, mailoutbox):
    slip = given()
    _put_aside(slip.entries.get().service, rita)
    delivery.sweep()
    assert fates("slip_given") == [State.DROPPED]


def test_a_family_hears_that_a_place_left_the_directory_in_words_that_are_true(given, rita, mailoutbox):
    service = ServiceFactory(name="Tots")
    given(service, ServiceFactory())
    delivery.sweep()
    mailoutbox.clear()
    asking.take_off(service, by=rita)
    sweep(timedelta(minutes=11))
    (letter,) = mailoutbox
    assert letter.subject == "Tots is no longer in our directory"
    assert "Ring them before you set out" in letter.body
    assert "closed" not in letter.body


def test_taken_off_and_back_before_we_could_say_so_says_nothing(given, rita, mailoutbox):
    service = ServiceFactory()
    given(service)
    asking.take_off(service, by=rita)
    Service.objects.filter(pk=service.pk).update(state="listed")
    sweep(timedelta(minutes=11))
    assert fates("slip_closed") == [State.DROPPED]


@pytest.mark.parametrize("leave", LEAVING[2:])
def test_no_letter_names_what_is_ours_alone_or_whose_words_we_may_not_show(leave, given, rita):
    service = ServiceFactory()
    given(service)
    desk.edit_field(service, "status", "defunct", by=rita)
    leave(service, rita)
    sweep(timedelta(minutes=11))
    assert fates("slip_closed") == [State.DROPPED]


def test_the_home_of_a_parent_does_not_ask_about_what_has_left_the_directory(given, amina):
    slip = given()
    Slip.objects.update(made_at=clock.now() - 3 * WEEK)
    home = reverse("portal:home")
    assert "Did the places we picked for you help?" in client_of(amina).get(home).content.decode()
    _put_aside(slip.entries.get().service, None)
    assert "Did the places we picked for you help?" not in client_of(amina).get(home).content.decode()
    assert "Nothing of it is in our directory" in client_of(amina).get(reverse("signposting:my_slips")).content.decode()
