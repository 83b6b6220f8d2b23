"""Lena plans next Tuesday on her phone: what is played, who visits, who comes, what is left over from last time."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groupsite.audit.models import Reading
from groupsite.kit import clock
from groupsite.kit.templatetags.kit import day
from groupsite.outbox.delivery import sweep
from sessions.models import Attendance, Plan
from sessions.rules.festivals import table
from sessions.services import plans, visitors
from sessions.tasks import post_cards
from tests.cast import AboutMeFactory, CardFactory, ContributionFactory, OccurrenceFactory, SignupFactory, bring, person
from tests.inside import VISIT, planned


@pytest.fixture
def lena(db):
    return person("Lena", "leader")


@pytest.fixture
def tuesday(lena, amina):
    occurrence = OccurrenceFactory()
    occurrence.programme.leaders.add(lena)
    zain = amina.carer.family.children.get(first_name="Zain")
    zain.allergies, zain.allergy_action, zain.helps = "Sesame", "Ring me.", "Zain likes a quiet corner."
    zain.save()
    AboutMeFactory(child=zain, loves="Zain loves diggers")
    bring(occurrence, amina)
    return occurrence


def url(name, *args):
    return reverse(f"sessions:{name}", args=[getattr(arg, "code", arg) for arg in args])


def text(answer):
    return answer.content.decode()


def test_from_today_she_plans_the_day_thing_by_thing(tuesday, lena, sign_in):
    client = sign_in(lena)
    assert url("plan", tuesday) in text(client.get(url("today")))
    client.post(url("plan", tuesday), {"what": "Play dough", "minutes": "20", "needs": "flour, salt"})
    client.post(url("plan", tuesday), {"what": "Songs", "minutes": "10", "needs": "salt, drum"})
    songs = tuesday.plan.activities.get(title="Songs")
    client.post(url("move_activity", songs, "earlier"))
    client.post(url("activity", songs), {"what": "Loud songs", "minutes": "15", "needs": "drum"})
    page = text(client.get(url("plan", tuesday)))
    assert page.index("Loud songs") < page.index("Play dough")
    assert "35 minutes are planned, of 90" in page
    assert "drum, flour, salt" in page
    client.post(url("move_activity", songs, "out"))
    assert "Loud songs" not in text(client.get(url("plan", tuesday)))
    assert "Fill in: What do we do?" in text(client.post(url("plan", tuesday), {"what": ""}))


def test_the_plan_keeps_its_order_for_everybody(tuesday, lena, amina, sign_in):
    titles = [f"Play {letter}" for letter in "HAGBFCED"]
    planned(tuesday, *titles)
    for who, name in ((lena, "plan"), (lena, "print_plan"), (amina, "say"), (amina, "session")):
        page = text(sign_in(who).get(url(name, tuesday)))
        assert sorted(titles, key=page.index) == titles, name


def test_a_past_plan_is_used_again_with_one_tap(tuesday, lena, sign_in):
    last = OccurrenceFactory(programme=tuesday.programme, day=clock.today() - timedelta(days=1))
    planned(last, "Bubbles", "Parachute", snack="Apples")
    client = sign_in(lena)
    assert url("reuse_plan", tuesday, last.plan) in text(client.get(url("plan", tuesday)))
    page = text(client.post(url("reuse_plan", tuesday, last.plan), follow=True))
    assert page.index("Bubbles") < page.index("Parachute")
    assert "Apples" in page
    sheet = text(client.get(url("print_plan", tuesday)))
    assert "Parachute" in sheet
    assert "Amina" not in sheet


def test_before_the_day_she_sees_what_children_love_and_need_without_a_name(tuesday, lena, sign_in):
    page = text(sign_in(lena).get(url("plan", tuesday)))
    for words in ("… loves diggers", "… likes a quiet corner.", "Allergy: Sesame", "Names show from two hours before"):
        assert words in page
    for name in ("Zain", "Amina"):
        assert name not in page
    assert Reading.objects.get(what="plan").by_id == lena.pk


def test_from_two_hours_before_she_sees_whose_it_is_and_a_coordinator_always(tuesday, lena, carol, sign_in):
    with time_machine.travel(tuesday.starts_at - timedelta(hours=2), tick=False):
        page = text(sign_in(lena).get(url("plan", tuesday)))
        assert "<b><bdi>Zain</bdi></b>: <bdi>Zain loves diggers</bdi>" in page
    with time_machine.travel(tuesday.ends_at + timedelta(hours=25), tick=False):
        assert "Zain" not in text(sign_in(lena).get(url("plan", tuesday)))
        assert "Zain" in text(sign_in(carol).get(url("plan", tuesday)))


def test_another_leader_does_not_find_it(tuesday, sign_in):
    client = sign_in(person("Otto", "leader"))
    planned(tuesday, "Bubbles")
    for page in ("plan", "print_plan", "plan_file", "debrief", "new_visitor", "day_topic", "day_card"):
        assert client.get(url(page, tuesday)).status_code == 404, page
    assert client.get(url("activity", tuesday.plan.activities.get())).status_code == 404


def test_the_snack_is_held_against_allergies_and_what_families_eat(tuesday, lena, amina, sign_in):
    family = amina.carer.family
    festival = next(each for each in table() if max(each.days) > tuesday.day)
    family.food, family.festivals = "Halal", f"Ask Amina about {festival.said[0]}"
    family.save()
    client = sign_in(lena)
    page = client.post(url("plan_about", tuesday), {"shown": "leaders", "snack": "Hummus and ham rolls"}, follow=True)
    assert "Look at the snack: “hummus”. Somebody told us: Sesame." in text(page)
    assert "Look at the snack: “ham”. Somebody told us: Halal." in text(page)
    tuesday.day = max(festival.days)
    tuesday.save()
    page = text(client.get(url("plan", tuesday)))
    assert f"{festival.name}, {day(tuesday.day)}: 1 family" in page
    assert "Ask" not in page


def test_who_plays_the_guitar(tuesday, lena, amina, bea, sign_in):
    amina.carer.skills, bea.carer.skills = "Guitar, and Polish songs", "Guitar"
    amina.carer.save()
    bea.carer.save()
    client = sign_in(lena)
    assert url("skills") in text(client.get(url("plan", tuesday)))
    page = text(client.get(url("skills"), {"q": "guitar polish"}))
    assert "Amina" in page
    assert "Bea" not in text(client.get(url("skills"), {"q": "guitar"}))  # comes to no group of hers
    assert "Nobody so far" in text(client.get(url("skills"), {"q": "trombone"}))


def test_a_visitor_is_booked_shown_counted_and_thanked(tuesday, lena, amina, sign_in):
    client = sign_in(lena)
    sent = {**VISIT, "starts": "10am", "ends": "", "confirmed": ""}
    client.post(url("new_visitor", tuesday), sent)
    visitor = tuesday.visitors.get()
    assert "Not sure yet" in text(client.get(url("plan", tuesday)))
    said = "Joy Mensah from Bristol Smiles visits us at 10am to talk about first teeth."
    assert said not in text(client.get(url("session", tuesday)))
    client.post(url("visitor", visitor), {**sent, "confirmed": "on"})
    assert said in text(client.get(url("session", tuesday)))
    client.logout()
    page = text(client.get(url("session", tuesday)))
    assert "Bristol Smiles visits us at 10am" in page
    assert "Joy" not in page
    with time_machine.travel(tuesday.ends_at, tick=False):
        client = sign_in(lena)
        assert url("thank_visitor", visitor) in text(client.get(url("plan", tuesday)))
        letter = client.get(url("thank_visitor", visitor)).context["form"]["words"].value()
        assert "talking with families about first teeth" in letter
        client.post(url("thank_visitor", visitor), {"words": letter + "\nCome again!"})
        client.post(url("thank_visitor", visitor), {"words": "Twice"})
        sweep()
    (letter,) = mail.outbox
    assert letter.to == ["joy@smiles.example"]
    assert "Come again!" in letter.body


def test_families_who_came_get_the_card_the_evening_after_and_find_it_again(tuesday, lena, amina, bea, sign_in):
    card = CardFactory(title="Rice shaker")
    missed = bring(tuesday, bea)
    client = sign_in(lena)
    client.post(url("day_card", tuesday), {"card": str(card.code)})
    assert "Rice shaker" in text(client.get(url("plan", tuesday)))
    assert client.get(url("card", card)).status_code == 200
    assert sign_in(amina).get(url("card", card)).status_code == 404  # a surprise until then
    tuesday.bookings.exclude(pk=missed.pk).update(attendance=Attendance.CAME)
    with time_machine.travel(tuesday.ends_at + timedelta(hours=9), tick=False):
        for _ in range(2):
            post_cards()
            sweep()
        letters = [letter for letter in mail.outbox if "Rice shaker" in letter.subject]
        assert [letter.to for letter in letters] == [["amina@example.org"]]
        assert "Rice shaker" in text(sign_in(amina).get(url("cards")))


def test_what_is_to_be_done_stands_on_the_next_plan_until_it_is_done(tuesday, lena, sign_in):
    next_week = OccurrenceFactory(programme=tuesday.programme, day=tuesday.day + timedelta(days=7))
    elsewhere = OccurrenceFactory()
    elsewhere.programme.leaders.add(lena)
    with time_machine.travel(tuesday.ends_at + timedelta(hours=1), tick=False):
        client = sign_in(lena)
        page = text(client.post(url("debrief", tuesday), {"went_well": "The dough", "change": "Too loud"}, follow=True))
        assert "Too loud" in page
        job = {"words": "Buy a rug", "owner": lena.pk, "due_on_0": "1", "due_on_1": "2", "due_on_2": "2031"}
        client.post(url("new_action", tuesday), job)
        for plan, words in ((tuesday, 1), (next_week, 1), (elsewhere, 0)):
            assert text(client.get(url("plan", plan))).count("<bdi>Buy a rug</bdi>") == words
        action = tuesday.actions.get()
        assert action.owner == lena
        client.post(url("action_done", next_week, action))
        assert "Buy a rug" not in text(client.get(url("plan", next_week)))


def test_a_volunteer_says_how_it_went_for_the_leaders_to_read(tuesday, lena, dev, sign_in):
    mine = SignupFactory(volunteer=dev, shift__occurrence=tuesday)
    page = reverse("volunteers:debrief", args=[mine.code])
    assert sign_in(dev).get(page).status_code == 404  # not yet
    with time_machine.travel(tuesday.ends_at + timedelta(minutes=10), tick=False):
        client = sign_in(dev)
        assert page in text(client.get(reverse("volunteers:how_i_help")))
        client.post(page, {"went_well": "The slide", "change": "More cups"})
        client.post(page, {"went_well": "The slide", "change": "Ten more cups"})
        said = text(sign_in(lena).get(url("plan", tuesday)))
        assert "Dev" in said
        assert said.count("more cups") == 1, "written again, the new words count"
        assert sign_in(person("Eve", "volunteer")).get(page).status_code == 404


def test_a_plan_goes_to_another_group_as_a_file_with_nothing_personal_in_it(tuesday, lena, amina, sign_in):
    """Canaries: everybody who has to do with the day, and their words."""
    planned(tuesday, "Bubbles", "Parachute", snack="Apples")
    visitors.save(tuesday.visitors.model(occurrence=tuesday), VISIT, by=lena)
    plans.remark(tuesday.plan, amina.carer.family, "Noor hates noise", by=amina)
    offer = ContributionFactory(occurrence=tuesday, carer=amina.carer, words="Granny’s song")
    client = sign_in(lena)
    client.post(url("answer_offer", offer), {"yes": "1", "words": "Lovely"})
    file = client.get(url("plan_file", tuesday)).content
    for canary in ("Amina", "Zain", "Noor", "Joy", "Granny", "Lovely", "Lena", "Sesame", "diggers", "example.org"):
        assert canary not in file.decode()
    assert [each["what"] for each in json.loads(file)["activities"]] == [
        "Bubbles",
        "Parachute",
        "A story from a parent",
    ]
    there = OccurrenceFactory()
    there.programme.leaders.add(lena)
    page = client.post(url("bring_plan", there), {"file": SimpleUploadedFile("plan.json", file)}, follow=True)
    assert "Parachute" in text(page)
    assert there.plan.snack == "Apples"
    page = client.post(url("bring_plan", there), {"file": SimpleUploadedFile("plan.json", b"%PDF")})
    assert "We can’t read this file." in text(page)


def test_a_plan_is_the_leaders_own_until_she_shows_it(tuesday, lena, amina, sign_in):
    planned(tuesday, "Bubbles", shown=Plan.Shown.LEADERS)
    assert "Bubbles" not in text(sign_in(amina).get(url("session", tuesday)))
    sign_in(lena).post(url("plan_about", tuesday), {"shown": "settled", "snack": ""})
    assert "Bubbles" in text(sign_in(amina).get(url("session", tuesday)))
