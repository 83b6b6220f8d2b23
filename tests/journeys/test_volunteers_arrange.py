"""Dev cannot come and finds somebody; Carol fills a gap by asking the right person once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import OccurrenceFactory, ProgrammeFactory, UserFactory, client_of
from volunteers import tasks
from volunteers.models import Asking, Shift, Signup
from volunteers.services import giving_up, needs, promises, swapping, waiting

ROTA = reverse("volunteers:rota")


@pytest.fixture
def joan(db):
    return UserFactory(name="Joan", email="joan@example.org", roles=[Role.VOLUNTEER])


@pytest.fixture
def tea(carol):
    """Tea is needed on two Tuesdays, one person each."""
    programme = ProgrammeFactory(name="Tiny Tuesday")
    programme.leaders.add(carol)
    for days in (5, 12):
        OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=days))
    return list(needs.ask_for(programme, "Tea", by=carol).shifts.order_by("starts_at"))


def hrefs(page, piece):
    return [part.split('"')[0] for part in page.content.decode().split('href="')[1:] if piece in part.split('"')[0]]


def values(page, name):
    return [part.split('value="')[1].split('"')[0] for part in page.content.decode().split(f'name="{name}"')[1:]]


def letters_to(address):
    delivery.sweep()
    found = [message.subject for message in mail.outbox if message.to == [address]]
    mail.outbox.clear()
    return found


def test_dev_looks_for_a_stand_in_and_joan_steps_in(dev, joan, tea):
    promises.sign_up(tea[0], by=dev)
    devs, joans = client_of(dev), client_of(joan)
    mine = hrefs(devs.get(ROTA), "/mine/")[0]
    stand_in = devs.get(mine).content.decode().split('formaction="')[1].split('"')[0]
    assert "Others can see it now" in devs.post(stand_in, {"looking": "yes"}, follow=True).content.decode()
    page = joans.get(ROTA)
    assert "looks for a stand-in" in page.content.decode()
    joans.post(reverse("volunteers:take"), {"shift": values(page, "shift")[0]})
    assert Signup.objects.promised().get().volunteer == joan
    assert any(subject.startswith("Somebody else helps") for subject in letters_to("dev@example.org"))
    assert devs.get(mine).status_code == 404


def test_dev_and_joan_swap(dev, joan, tea):
    for shift, person in zip(tea, (dev, joan), strict=True):
        promises.sign_up(shift, by=person)
    devs, joans = client_of(dev), client_of(joan)
    mine = hrefs(devs.get(ROTA), "/mine/")[0]
    swap = hrefs(devs.get(mine), "/swap/")[0]
    page = devs.get(swap)
    assert "Joan" not in page.content.decode()  # whose shift it is, is told when both have said yes
    assert "Asked." in devs.post(swap, {"for": values(page, "for")[0]}, follow=True).content.decode()
    assert any("Would you swap" in subject for subject in letters_to("joan@example.org"))
    asked = hrefs(joans.get(reverse("volunteers:how_i_help")), "/swaps/")[0]
    assert "Dev" in joans.get(asked).content.decode()
    joans.post(f"{asked}answer/", {"answer": "yes"})
    assert {it.volunteer: it.shift for it in Signup.objects.promised()} == {dev: tea[1], joan: tea[0]}


def test_dev_sees_the_swap_he_asked_for_and_takes_it_back(dev, joan, tea):
    mine, theirs = (promises.sign_up(shift, by=person) for shift, person in zip(tea, (dev, joan), strict=True))
    devs, page = client_of(dev), reverse("volunteers:mine", args=[mine.code])
    swap = swapping.ask(mine, theirs, by=dev)
    back = reverse("volunteers:take_back_swap", args=[swap.code])
    shown = devs.get(page).content.decode()
    assert (back in shown, "Joan" in shown) == (True, False)
    assert client_of(joan).post(back).status_code == 404
    shown = devs.post(back, follow=True).content.decode()
    assert ("Taken back." in shown, "You have asked to swap" in shown) == (True, False)
    asked = client_of(joan).get(reverse("volunteers:asked_to_swap", args=[swap.code])).content.decode()
    assert "nothing to answer" in asked
    assert "Taken back." in devs.post(back, follow=True).content.decode(), "a second press is no harm"
    again = devs.post(reverse("volunteers:swap", args=[mine.code]), {"for": str(theirs.code)}, follow=True)
    assert "Asked." in again.content.decode()


def test_dev_takes_a_swap_back_a_moment_too_late_and_is_told_so(dev, joan, tea):
    mine, theirs = (promises.sign_up(shift, by=person) for shift, person in zip(tea, (dev, joan), strict=True))
    swap = swapping.ask(mine, theirs, by=dev)
    swapping.answer(swap, by=joan, agrees=True)
    page = client_of(dev).post(reverse("volunteers:take_back_swap", args=[swap.code]), follow=True)
    said = page.content.decode()
    assert (page.status_code, "too late" in said, "Taken back." in said) == (200, True, False)


def test_dev_waits_for_a_full_shift_and_gets_it(dev, joan, tea):
    held = promises.sign_up(tea[0], by=joan)
    devs = client_of(dev)
    page = devs.get(ROTA, {"show": "all"})
    assert "Tell me if a place comes free" in page.content.decode()
    devs.post(reverse("volunteers:wait"), {"shift": str(tea[0].code)})
    client_of(joan).post(reverse("volunteers:withdraw", args=[held.code]))
    assert Signup.objects.promised().get().volunteer == dev
    assert any("You are helping" in subject for subject in letters_to("dev@example.org"))


def test_dev_waits_and_steps_in_at_once_when_joan_looks_for_a_stand_in(dev, joan, tea):
    held = promises.sign_up(tea[0], by=joan)
    client_of(dev).post(reverse("volunteers:wait"), {"shift": str(tea[0].code)})
    look = reverse("volunteers:stand_in", args=[held.code])
    page = client_of(joan).post(look, {"looking": "yes"}, follow=True)
    assert "Somebody waited for this shift and does it for you" in page.content.decode()
    assert Signup.objects.promised().get().volunteer == dev


def test_dev_helps_every_week_and_then_goes_on_holiday(dev, tea):
    devs = client_of(dev)
    promises.sign_up(tea[0], by=dev)
    mine = hrefs(devs.get(ROTA), "/mine/")[0]
    page = devs.post(f"{mine}repeat/", {"weeks": "2"}, follow=True)
    assert "You are down for 1 more date." in page.content.decode()
    gone = clock.today() + timedelta(days=20)
    said = {"first_day_day": gone.day, "first_day_month": gone.month, "first_day_year": gone.year}
    said |= {key.replace("first", "last"): value for key, value in said.items()}
    page = devs.post(reverse("volunteers:away"), said, follow=True)
    assert "I am back" in page.content.decode()
    page = devs.post(reverse("volunteers:how_i_help"), {"monthly_limit": "3"}, follow=True)
    assert "We will not ask for more" in page.content.decode()


def test_carol_asks_the_right_person_and_joan_says_yes(carol, dev, joan, tea, sign_in):
    carols = sign_in(carol)
    fill = hrefs(carols.get(reverse("volunteers:gaps")), "/gaps/")
    fill = next(href for href in fill if href.count("-") == 4)
    page = carols.get(fill)
    who = {code: code for code in values(page, "who")}
    assert set(who) == {str(dev.code), str(joan.code)}
    page = carols.post(f"{fill}ask/", {"who": str(joan.code)}, follow=True)
    assert "Joan has been asked" in page.content.decode()
    assert str(joan.code) not in values(page, "who")
    delivery.sweep()
    link = next(message for message in mail.outbox if message.to == ["joan@example.org"]).body.split("/asked/")[1]
    asked = reverse("volunteers:asked", args=[link.split("/")[0]])
    joans = client_of(joan)
    joans.get(asked)
    assert not Signup.objects.exists()  # the link shows, a button answers
    assert "Thank you!" in joans.post(f"{asked}answer/", {"answer": "yes"}, follow=True).content.decode()
    assert "Yes" in carols.get(fill).content.decode()
    assert Signup.objects.get().volunteer == joan


def test_carol_asks_somebody_to_stand_in(carol, dev, joan, tea, sign_in):
    promises.sign_up(tea[1], by=joan)
    held = promises.sign_up(tea[0], by=dev)
    giving_up.look_for_stand_in(held, by=dev, looking=True)
    carols, fill = sign_in(carol), reverse("volunteers:fill", args=[tea[0].code])
    gaps = carols.get(reverse("volunteers:gaps"))
    assert ("Stand-in wanted" in gaps.content.decode(), fill in hrefs(gaps, "/gaps/")) == (True, True)
    page = carols.get(fill)
    assert ("Covered" in page.content.decode(), values(page, "who")) == (False, [str(joan.code)])
    assert "Joan has been asked" in carols.post(f"{fill}ask/", {"who": str(joan.code)}, follow=True).content.decode()
    assert any("Can you help" in subject for subject in letters_to("joan@example.org"))
    asked = reverse("volunteers:answer_asking", args=[Asking.objects.get().code])
    client_of(joan).post(asked, {"answer": "yes"})
    assert tea[0].signups.promised().get().volunteer == joan
    assert any("Somebody else helps" in subject for subject in letters_to("dev@example.org"))


def test_carol_changes_a_job_and_is_told_first_whom_it_concerns(carol, dev, tea, sign_in):
    promises.sign_up(tea[0], by=dev)
    carols = sign_in(carol)
    change = next(href for href in hrefs(carols.get(reverse("volunteers:needs")), "/jobs/") if href.count("-") == 4)
    said = {
        "role": "Tea",
        "how_many": 2,
        "minutes_before": 0,
        "minutes_after": 15,
        "note": "",
        "practises": "Listening",
    }
    page = carols.post(change, said).content.decode()
    assert ("Nothing is changed yet" in page, "We write to whoever has it" in page) == (True, True)
    assert set(Shift.objects.values_list("how_many", flat=True)) == {1}
    page = carols.post(change, said | {"sure": "yes"}, follow=True).content.decode()
    assert ("Changed for every date to come" in page, "2 people" in page) == (True, True)
    assert [(it.how_many, it.practises) for it in Shift.objects.all()] == [(2, ["Listening"])] * 2
    assert any("moved" in subject for subject in letters_to("dev@example.org"))


def test_carol_gives_a_job_another_name_and_dev_hears_of_it(carol, dev, tea, sign_in):
    needs.ask_for(tea[0].occurrence.programme, "Fruit", by=carol)
    promises.sign_up(tea[0], by=dev)
    carols, change = sign_in(carol), reverse("volunteers:change_need", args=[tea[0].need.code])
    said = {"role": "fruit", "how_many": 1, "minutes_before": 0, "minutes_after": 0, "sure": "yes"}
    assert "asks for “fruit” already" in carols.post(change, said).content.decode()
    said |= {"role": "Tea and biscuits"}
    page = carols.post(change, said | {"sure": ""}).content.decode()
    assert ("Nothing is changed yet" in page, "has another name" in page) == (True, True)
    assert "Tea and biscuits" in carols.post(change, said, follow=True).content.decode()
    assert any("called “Tea and biscuits” now" in subject for subject in letters_to("dev@example.org"))


# -- One date only -----------------------------------------------------------------------------------
def once_form(tea, **said):
    day = tea.occurrence.day
    return {
        "key": uuid4(),
        "programme": tea.occurrence.programme_id,
        "day_day": day.day,
        "day_month": day.month,
        "day_year": day.year,
        "role": "Photos",
        "how_many": 1,
        "minutes_before": 0,
        "minutes_after": 15,
        "practises": "Photography",
        **said,
    }


def test_carol_asks_for_a_job_on_one_date_only(carol, dev, tea, sign_in):
    carols, form = sign_in(carol), once_form(tea[1])
    once = hrefs(carols.get(reverse("volunteers:needs")), "/once/")[0]
    for _press in range(2):
        page = carols.post(once, form, follow=True)
    assert ("on the rota for that day" in page.content.decode(), "Photos" in page.content.decode()) == (True, True)
    photos = Shift.objects.get(role="Photos")
    assert (photos.occurrence, photos.practises) == (tea[1].occurrence, ["Photography"])
    assert "Photos" in client_of(dev).get(ROTA, {"show": "all"}).content.decode()
    tasks.make_shifts()
    assert Shift.objects.filter(role="Photos").count() == 1


def test_a_job_on_one_date_needs_a_date_of_that_group(carol, tea, sign_in):
    said = once_form(tea[0], day_day=(tea[0].occurrence.day + timedelta(days=1)).day)
    assert "does not meet on that day" in sign_in(carol).post(reverse("volunteers:once"), said).content.decode()


def test_on_one_date_there_is_one_person_more_and_who_waits_has_it(carol, dev, joan, tea, sign_in):
    promises.sign_up(tea[0], by=joan)
    waiting.wait_for(tea[0], by=dev)
    carols, fill = sign_in(carol), reverse("volunteers:fill", args=[tea[0].code])
    assert fill in hrefs(carols.get(reverse("volunteers:gaps"), {"show": "all"}), "/gaps/")
    assert "Changed for this date" in carols.post(f"{fill}how-many/", {"how_many": 2}, follow=True).content.decode()
    assert {it.volunteer for it in tea[0].signups.promised()} == {joan, dev}
    assert "2 people have promised" in carols.post(f"{fill}how-many/", {"how_many": 1}).content.decode()
    assert list(Shift.objects.order_by("starts_at").values_list("how_many", flat=True)) == [2, 1]


def test_nobody_is_needed_on_one_date_unless_somebody_has_promised(carol, dev, tea, sign_in):
    carols = sign_in(carol)
    promises.sign_up(tea[0], by=dev)
    off = [reverse("volunteers:not_needed", args=[shift.code]) for shift in tea]
    assert "Somebody has promised to do this" in carols.post(off[0], follow=True).content.decode()
    assert "off the rota on this date" in carols.post(off[1], follow=True).content.decode()
    assert list(Shift.objects.upcoming()) == [tea[0]]


def test_the_week_at_a_glance_shows_who_comes_and_who_is_missing(carol, dev, tea, sign_in):
    promises.sign_up(tea[0], by=dev)
    week = reverse("volunteers:week")
    first = sign_in(carol).get(week, {"from": tea[0].occurrence.day.isoformat()}).content.decode()
    second = sign_in(carol).get(week, {"from": tea[1].occurrence.day.isoformat()}).content.decode()
    assert ("Dev" in first, "Dev" in second, "1 missing" in second) == (True, False, True)
    assert sign_in(carol).get(week, {"from": "nonsense"}).status_code == 200
