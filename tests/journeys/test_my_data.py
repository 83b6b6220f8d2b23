"""Amina sees what we know, takes it along, asks about it and has it deleted; Carol answers in time."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import Child, Home
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.portal.data import erasure
from groupsite.portal.models import Hold, NightlyRun, RightsRequest
from tests.cast import CarerFactory, InvitationFactory, OccurrenceFactory, RightFactory, UserFactory, bring
from tests.household import fill

PHONE = "+447700900999"


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path):
    settings.ERASURE_LEDGER = str(tmp_path / "erased.txt")


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(answer.content))


def everything_in(answer):
    archive = opened(answer)
    return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_before_taking_it_along_she_shows_that_it_is_her(amina, sign_in, mailoutbox):
    browser = sign_in(amina, fresh=False)
    page = browser.get(reverse("portal:my_data")).content.decode()
    assert reverse("portal:download") in page
    asked = browser.get(reverse("portal:download"))
    assert asked.url.startswith(reverse("again"))
    browser.post(asked.url, {"send": "1"})
    delivery.sweep()
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()
    assert "not the code" in browser.post(asked.url, {"code": "000000"}).content.decode()
    back = browser.post(asked.url, {"code": f"{code[:3]} {code[3:]}"})
    assert back.url == reverse("portal:download")
    assert "Get the file" in browser.get(back.url).content.decode()
    assert "Zain" in everything_in(browser.post(back.url))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["download", "delete_me"])
def test_nothing_opens_without_that(amina, sign_in, name, method):
    answer = getattr(sign_in(amina, fresh=False), method)(reverse(f"portal:{name}"), {"sure": "on"})
    assert answer.url.startswith(reverse("again"))
    assert User.objects.filter(pk=amina.pk).exists()


def test_staff_with_a_stronger_way_are_not_let_in_by_a_mailed_code(carol, sign_in, mailoutbox):
    """Else whoever reads the mailbox could delete a family (T04)."""
    carol.set_password("a long walk to the hall")
    carol.save()
    browser = sign_in(carol, fresh=False)
    page = browser.post(reverse("again"), {"send": "1"}).content.decode()
    delivery.sweep()
    assert mailoutbox == []
    assert "E-mail me a code" not in page
    assert reverse("account_reauthenticate") in page


def test_a_helper_is_told_what_comes_first(dev, sign_in):
    page = sign_in(dev).get(reverse("portal:my_data")).content.decode()
    assert "take your roles away first" in page
    assert reverse("portal:delete_me") not in page


@pytest.mark.parametrize(
    ("minutes", "method", "opens"), [(9, "get", True), (11, "get", False), (39, "post", True), (41, "post", False)]
)
def test_who_signed_in_just_now_is_not_asked_and_nobody_loses_a_form(
    amina, sign_in, time_machine, minutes, method, opens
):
    browser = sign_in(amina)
    time_machine.move_to(clock.now() + timedelta(minutes=minutes))
    answer = getattr(browser, method)(reverse("families:invite", args=["adult"]))
    assert (answer.status_code == 200) is opens


@pytest.mark.parametrize("name", ["invite", "address", "remove_adult", "rights", "pass_on", "invite_adult"])
def test_who_belongs_is_changed_by_her_and_not_by_whoever_holds_her_phone(amina, sign_in, name):
    carer = CarerFactory(family=amina.carer.family, is_main=False)
    needs = {"invite": ["adult"], "address": []}.get(name, [carer.code])
    answer = sign_in(amina, fresh=False).get(reverse(f"families:{name}", args=needs))
    assert answer.url.startswith(reverse("again"))


def test_a_code_is_not_guessed(amina, sign_in, mailoutbox):
    browser = sign_in(amina, fresh=False)
    browser.post(reverse("again"), {"send": "1"})
    delivery.sweep()
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()
    for _ in range(3):
        browser.post(reverse("again"), {"code": "000000"})
    assert "no longer works" in browser.post(reverse("again"), {"code": code}).content.decode()


def test_a_code_runs_out(amina, sign_in, mailoutbox, time_machine):
    browser = sign_in(amina, fresh=False)
    browser.post(reverse("again"), {"send": "1"})
    delivery.sweep()
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()
    time_machine.move_to(clock.now() + timedelta(minutes=16))
    assert "no longer works" in browser.post(reverse("again"), {"code": code}).content.decode()


def test_the_file_has_everything_and_reads_well(amina, sign_in):
    fill(amina, "qXqMark")
    browser = sign_in(amina)
    answer = browser.post(reverse("portal:download"))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    told = json.loads(opened(answer).read("everything.json"))
    tables = {"family", "carer", "child", "aboutme", "consent", "contact", "firstvisit", "helper", "invitation"}
    tables |= {"buddypair", "booking", "partymember", "letter", "rightsrequest", "signup", "enquiry", "user"}
    assert tables <= set(told)
    assert told["child"][0]["allergies"] == "qXqMark allergies"
    assert "qXqMark note" in opened(answer).read("read-me-first.html").decode()


def test_a_cell_never_becomes_a_formula(amina, sign_in):
    Child.objects.filter(first_name="Zain").update(last_name="=1+1")
    browser = sign_in(amina)
    assert "'=1+1" in opened(browser.post(reverse("portal:download"))).read("child.csv").decode()


def test_the_other_adults_own_stays_theirs(amina, sign_in):
    """She is told that he belongs to the household, and not how to reach him (TRUST §3)."""
    dad = UserFactory(roles=[Role.PARENT], email="dad@example.org")
    carer = CarerFactory(family=amina.carer.family, user=dad, name="Dad", phone=PHONE, email=dad.email, is_main=False)
    carer.address, carer.contact_note, carer.lonely = "Secret Lane 1", "Never ring at home", "always"
    carer.save()
    browser = sign_in(amina)
    told = everything_in(browser.post(reverse("portal:download")))
    assert "Dad" in told
    for secret in (PHONE, dad.email, "Secret Lane", "Never ring", "always"):
        assert secret not in told
    browser = sign_in(dad)
    assert "Secret Lane" in everything_in(browser.post(reverse("portal:download")))


def test_whom_she_asked_in_and_how_to_reach_gran_are_not_in_his_file(amina, sign_in):
    InvitationFactory(family=amina.carer.family, email="new@example.org")
    gran = CarerFactory(family=amina.carer.family, name="Gran", phone=PHONE, is_main=False)
    dad = UserFactory(roles=[Role.PARENT])
    CarerFactory(family=amina.carer.family, user=dad, is_main=False)
    told = everything_in(sign_in(dad).post(reverse("portal:download")))
    assert gran.name in told
    assert [secret for secret in ("new@example.org", PHONE) if secret in told] == []
    assert "new@example.org" in everything_in(sign_in(amina).post(reverse("portal:download")))


@pytest.mark.parametrize(
    ("say", "sees", "not_that"),
    [("all", ["Zain", "Egg"], []), ("bring", ["Zain"], ["Egg"]), ("none", [], ["Zain", "Egg"])],
)
def test_what_is_closed_to_an_adult_is_not_in_their_file_either(amina, sign_in, say, sees, not_that):
    zain = Child.objects.get(first_name="Zain")
    zain.allergies, zain.allergy_action = "Egg", "Ring me"
    zain.save()
    dad = UserFactory(roles=[Role.PARENT])
    carer = CarerFactory(family=amina.carer.family, user=dad, is_main=False)
    RightFactory(carer=carer, child=zain, say=say)
    bring(OccurrenceFactory(), amina)
    told = everything_in(sign_in(dad).post(reverse("portal:download")))
    assert [word for word in sees if word not in told] == []
    assert [word for word in not_that if word in told] == []


def test_a_childs_other_home_is_not_in_the_file(amina, bea, sign_in):
    fill(bea, "zZzOther")
    theo = Child.objects.get(last_name__startswith="zZzOther")
    Home.objects.create(child=theo, family=amina.carer.family)
    browser = sign_in(amina)
    told = json.loads(opened(browser.post(reverse("portal:download"))).read("everything.json"))
    marked = {name for name, rows in told.items() if "zZzOther" in json.dumps(rows)}
    assert marked == {"child", "aboutme", "home"}, "the child is hers, too; the rest is the other home's"


def test_she_sees_who_looked(amina, carol, sign_in):
    zain = Child.objects.get(first_name="Zain")
    zain.allergies, zain.allergy_action = "Egg", "Ring me"
    zain.save()
    session = OccurrenceFactory()
    bring(session, amina)
    assert "Nobody has opened" in sign_in(amina).get(reverse("portal:my_data")).content.decode()
    sign_in(carol).get(reverse("sessions:register", args=[session.code]))
    page = sign_in(amina).get(reverse("portal:my_data")).content.decode()
    assert "The register with your children’s allergies" in page
    assert "Coordinator" in page
    assert "Carol" not in page, "the role is told, not the person"


def test_what_the_safeguarding_lead_reads_never_shows(amina, carol, sign_in):
    from groupsite.audit.services import note_reading

    lead = UserFactory(roles=[Role.SAFEGUARDING])
    note_reading("protected address", amina.carer, by=lead)
    assert "protected address" not in sign_in(amina).get(reverse("portal:my_data")).content.decode()
    note_reading("protected address", amina.carer, by=carol)
    assert "protected address" in sign_in(amina).get(reverse("portal:my_data")).content.decode()


def test_nor_when_the_lead_is_it_no_more(amina, sign_in):
    """Else the list would hint at it the day after."""
    from groupsite.accounts.services import grant, withdraw
    from groupsite.audit.services import note_reading

    lead = UserFactory()
    grant(lead, Role.SAFEGUARDING, by=None)
    note_reading("family", amina.carer.family, by=lead)
    withdraw(lead, Role.SAFEGUARDING, by=None)
    assert "Nobody has opened" in sign_in(amina).get(reverse("portal:my_data")).content.decode()


def test_what_was_looked_up_of_her_is_not_told_to_him(amina, carol, sign_in):
    from groupsite.audit.services import note_reading

    dad = UserFactory(roles=[Role.PARENT])
    CarerFactory(family=amina.carer.family, user=dad, is_main=False)
    note_reading("protected address", amina.carer, by=carol)
    assert "protected address" not in sign_in(dad).get(reverse("portal:my_data")).content.decode()


def test_she_has_everything_deleted(amina, sign_in):
    browser = sign_in(amina)
    page = browser.get(reverse("portal:delete_me")).content.decode()
    assert "Delete everything about my family" in page
    assert "Tick the box" in browser.post(reverse("portal:delete_me"), {}).content.decode()
    gone = browser.post(reverse("portal:delete_me"), {"sure": "on"}, follow=True)
    assert "we have deleted what we knew" in gone.content.decode()
    assert not Child.objects.exists()
    assert not User.objects.filter(pk=amina.pk).exists()
    assert browser.get(reverse("portal:home")).url.startswith(reverse("account_login"))


def test_a_held_family_is_told_that_it_takes_longer(amina, sign_in):
    Hold.objects.create(family=amina.carer.family, why="A claim")
    browser = sign_in(amina)
    page = browser.post(reverse("portal:delete_me"), {"sure": "on"}).content.decode()
    assert "We’ll write to you within a month" in page
    assert "A claim" not in page
    assert Child.objects.exists()


def test_a_question_is_answered_within_a_month(amina, carol, sign_in, mailoutbox):
    sign_in(amina).post(reverse("portal:ask_about_data"), {"kind": "complaint", "words": "Nobody rang me back."})
    delivery.sweep()
    assert mailoutbox[-1].subject == "We have your question about your data"
    assert "Nobody rang" not in mailoutbox[-1].body
    asked = RightsRequest.objects.get()
    assert 28 <= (asked.due_on - clock.today()).days <= 31
    browser = sign_in(carol)
    assert "I’m not happy" in browser.get(reverse("portal:requests")).content.decode()
    page = browser.get(reverse("portal:request", args=[asked.code])).content.decode()
    assert "Nobody rang me back." in page
    browser.post(reverse("portal:request", args=[asked.code]), {"words": "We are sorry. Sam rings you today."})
    delivery.sweep()
    assert "Sam rings" not in mailoutbox[-1].body, "the answer is on the page, not in the letter"
    assert "Sam rings you today." in sign_in(amina).get(reverse("portal:my_data")).content.decode()


def test_a_leader_holds_a_family_and_lets_it_go(amina, carol, sign_in):
    browser, family = sign_in(carol), amina.carer.family
    browser.post(reverse("portal:hold", args=[family.code]), {"why": "A claim is open."})
    page = browser.get(reverse("portal:forgetting")).content.decode()
    assert "Amina" in page
    assert (
        "within a month"
        in browser.post(reverse("portal:erase_family", args=[family.code]), {"sure": "on"}).content.decode()
    )
    browser.post(reverse("portal:end_hold", args=[Hold.objects.get().code]))
    browser.post(reverse("portal:erase_family", args=[family.code]), {"sure": "on"})
    assert not Child.objects.exists()


def test_somebody_looks_at_what_the_night_would_take(ada, carol, sign_in, settings):
    browser = sign_in(ada)
    browser.post(reverse("portal:try_forgetting"))
    assert "Only counted" in browser.get(reverse("portal:forgetting")).content.decode()
    run = NightlyRun.objects.create(due={"families.import": 900}, stopped={"families.import": 900})
    assert browser.post(reverse("portal:agree_forgetting", args=[run.code])).status_code == 403
    browser = sign_in(carol)
    assert "Yes, it may go" in browser.get(reverse("portal:forgetting")).content.decode()
    browser.post(reverse("portal:agree_forgetting", args=[run.code]))
    assert "Carol" in browser.get(reverse("portal:forgetting")).content.decode()


def test_erasing_twice_does_no_harm(amina, carol):
    family = amina.carer.family
    erasure.erase_family(family, by=carol)
    erasure.erase_family(family, by=carol)
    assert not family.carers.exists()
