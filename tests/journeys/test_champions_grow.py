"""Hours planned and done, training with its end, three questions about confidence, and a kind letter."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import ApplicationFactory, ConfidenceFactory, DbsFactsFactory, TrainingFactory, client_of, person
from volunteers.models import Confidence, Training
from volunteers.queries.growing import confidence, weeks_of
from volunteers.rules.growing import monday_of
from volunteers.services import growing
from volunteers.tasks import refresh_standing


@pytest.fixture
def grace(db):
    return person("Grace", Role.PARENT, Role.CHAMPION)


def words(page):
    return " ".join(page.content.decode().split())


def on(day, prefix=""):
    return {f"{prefix}_day": day.day, f"{prefix}_month": day.month, f"{prefix}_year": day.year}


def test_grace_plans_her_hours_and_carol_sees_plan_and_done(grace, carol, sign_in):
    client = client_of(grace)
    page = client.post(reverse("volunteers:hours"), {"planned": "3", "done": "0"}, follow=True)
    assert "Hours you plan: 3." in words(page)
    with time_machine.travel(clock.now() + timedelta(weeks=1), tick=False):
        client = client_of(grace)
        assert 'value="3"' in words(client.get(reverse("volunteers:hours")))  # a plan goes on
        client.post(reverse("volunteers:hours"), {"planned": "3", "done": "2.5"})
        page = words(sign_in(carol).get(reverse("volunteers:all_hours")))
        assert "2.5 of 3" in page
        assert "0 of 3" in page  # a week of nought hours is not a week of which nobody has said anything
    assert "Ensure that there are no more" in words(client.post(reverse("volunteers:hours"), {"planned": "99.55"}))


def test_a_week_that_is_over_is_filled_in_later_and_its_plan_stays(grace):
    client, hours, this = client_of(grace), reverse("volunteers:hours"), monday_of(clock.today())
    last, long_ago = this - timedelta(weeks=1), this - timedelta(weeks=5)
    growing.say_hours(grace, last, planned=Decimal(3), done=None)
    growing.say_hours(grace, this, planned=Decimal(5), done=None)
    assert f'href="?week={last}"' in words(client.get(hours))
    address = f"{hours}?week={last}"
    page = words(client.get(address))
    assert ("Hours you gave that week" in page, "Hours you plan" in page) == (True, False)
    client.post(address, {"done": "2.5", "planned": "9"})
    assert weeks_of(grace, [last, this]) == {last: (3, Decimal("2.5")), this: (5, None)}
    for elsewhere in (long_ago, "nonsense", this + timedelta(weeks=1)):
        assert "Hours you plan" in words(client.get(f"{hours}?week={elsewhere}")), "this week's"


def test_carol_notes_a_course_and_both_are_warned_before_it_ends(dev, carol, sign_in):
    client, today = sign_in(carol), clock.today()
    course = {"person": dev.code, "course": "First aid", "provider": "Red Cross", "contact": "0117 496 0000"}
    page = client.post(reverse("volunteers:note_training"), course | on(today, "done_on") | {"is_mandatory": "on"})
    assert "Say until when it counts" in words(page)
    ends = today + timedelta(days=40)
    client.post(reverse("volunteers:note_training"), course | on(today, "done_on") | on(ends, "until"))
    page = words(client.get(reverse("volunteers:training")))
    for said in ("First aid", "Dev", "Ends soon", "0117 496 0000"):
        assert said in page
    assert "First aid" in words(client_of(dev).get(reverse("volunteers:my_training")))
    with time_machine.travel(clock.at(ends - timedelta(days=30), growing.NINE) + timedelta(minutes=1), tick=False):
        delivery.sweep()
    assert sorted(letter.to for letter in mail.outbox) == [["carol@example.org"], ["dev@example.org"]]
    TrainingFactory(person=dev, title="First aid", done_on=today + timedelta(days=1))
    mail.outbox.clear()
    with time_machine.travel(clock.at(ends - timedelta(days=7), growing.NINE) + timedelta(minutes=1), tick=False):
        delivery.sweep()
    assert mail.outbox == []  # done again


def asked(grace, *, yes, months=0):
    """Her home leads to her page, and that to the question, while it is due."""
    client = client_of(grace)
    home, page = (words(client.get(reverse(name))) for name in ("portal:home", "volunteers:outreach"))
    question = reverse("volunteers:confidence", args=[Confidence.objects.get(months=months).code])
    assert ("How sure do you feel?" in home, question in page) == (yes, yes)


def test_a_question_is_on_her_page_when_its_day_has_come_and_an_older_one_no_more(grace):
    refresh_standing()
    with time_machine.travel(clock.now() + timedelta(days=92), tick=False):
        asked(grace, yes=True, months=3)
        growing.say_confidence(Confidence.objects.get(months=3), 4, by=grace)
        for months in (0, 3, 6):
            asked(grace, yes=False, months=months)


def test_grace_is_asked_three_times_and_leaders_see_totals_only(grace, carol, sign_in):
    refresh_standing()
    refresh_standing()
    assert list(Confidence.objects.values_list("months", flat=True)) == [0, 3, 6]
    asked(grace, yes=True)
    now, later = Confidence.objects.all()[:2]
    client = client_of(grace)
    page = client.get(reverse("volunteers:confidence", args=[now.code]))
    assert "Fairly sure" in words(page)
    page = client.post(reverse("volunteers:confidence", args=[now.code]), {"sure": "3"}, follow=True)
    assert "Leaders see only how many said what" in words(page)
    asked(grace, yes=False)
    assert "We ask this later" in words(client.post(reverse("volunteers:confidence", args=[later.code]), {"sure": "1"}))
    assert confidence() == [[0, 0, 1, 0], [0] * 4, [0] * 4]
    assert "Grace" not in words(sign_in(carol).get(reverse("volunteers:figures")))
    assert client.get(reverse("volunteers:confidence", args=[ConfidenceFactory().code])).status_code == 404


def test_dev_sees_what_we_keep_of_his_dbs_check_and_nobody_elses(dev, sign_in):
    DbsFactsFactory(volunteer=dev, number="001234567890")
    DbsFactsFactory(number="009999999111")
    page = words(sign_in(dev).get(reverse("volunteers:my_training")))
    assert "ends in 890" in page
    assert "ends in 111" not in page
    assert "001234567890" not in page


def test_who_is_declined_gets_a_kind_letter(carol, sign_in):
    asked = ApplicationFactory(name="Hannah", email="hannah@example.org")
    sign_in(carol).post(reverse("volunteers:decide", args=[asked.code]), {"what": "decline"})
    delivery.sweep()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["hannah@example.org"]]
    assert "thank you for offering us your time" in letter.body


def test_training_of_somebody_who_has_left_warns_nobody(dev, carol, db):
    ends = clock.today() + timedelta(days=20)
    growing.note_training(dev, {"title": "Fire", "done_on": clock.today(), "until": ends}, by=carol)
    dev.is_active = False
    dev.save()
    with time_machine.travel(clock.at(ends - timedelta(days=7), growing.NINE) + timedelta(minutes=1), tick=False):
        delivery.sweep()
    assert (Training.objects.count(), mail.outbox) == (1, [])
