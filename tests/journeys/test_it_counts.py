"""Carol says who came, thanks Dev, and Dev takes a record to an employer, who checks it."""

import re
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.outbox import delivery
from tests.cast import (
    ApplicationFactory,
    EnquiryFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
    client_of,
)
from volunteers.models import Signup
from volunteers.services import counting

CONFIRM, RECORD, CHECK = (reverse(f"volunteers:{name}") for name in ("confirm", "record", "check_record"))
TEXT, PDF = (reverse(f"volunteers:record_{name}") for name in ("text", "pdf"))


@pytest.fixture
def lena(db):
    lena = UserFactory(name="Lena", roles=[Role.LEADER])
    ProgrammeFactory().leaders.add(lena)
    return lena


@pytest.fixture
def tea(dev):
    occurrence = OccurrenceFactory(day=clock.today() - timedelta(days=2))
    return SignupFactory(
        shift=ShiftFactory(occurrence=occurrence, role="Tea", practises=["Food safety"]), volunteer=dev
    )


def test_from_a_shift_to_a_record_that_an_employer_believes(tea, dev, carol, sign_in):
    devs = client_of(dev)
    assert RECORD in devs.get(reverse("volunteers:how_i_help")).content.decode()
    page = devs.get(RECORD).content.decode()
    assert ("Nothing on it yet" in page, "1 shift waits" in page) == (True, True)
    assert devs.get(PDF).status_code == 404

    carols = sign_in(carol)
    assert CONFIRM in carols.get(reverse("volunteers:gaps")).content.decode()
    page = carols.post(CONFIRM, {"came": str(tea.code)}, follow=True).content.decode()
    assert ("Noted for 1 shift." in page, "Has helped for the first time" in page) == (True, True)
    page = carols.post(reverse("volunteers:thank"), {"who": str(dev.code)}, follow=True).content.decode()
    assert "Has helped for the first time" not in page
    delivery.sweep()
    assert [message.subject for message in mail.outbox] == ["Thank you from Little Acorns"]

    assert "Food safety" in devs.get(RECORD).content.decode()
    assert devs.get(PDF).content.startswith(b"%PDF")
    text = devs.get(TEXT).content.decode()
    employer = Client()
    assert "Yes. Little Acorns wrote exactly these words." in employer.post(CHECK, {"text": text}).content.decode()
    changed = employer.post(CHECK, {"text": text.replace("Food safety", "Food safely")}).content.decode()
    assert "did not write these words" in changed


def test_carol_pressed_the_wrong_button_and_puts_it_right(tea, dev, carol, sign_in):
    carols = sign_in(carol)
    carols.post(CONFIRM, {"missed": str(tea.code)})
    page = carols.get(CONFIRM).content.decode()
    assert "Change to: came" in page
    button = re.search(r'<button[^>]*name="(came|missed)" value="([^"]+)">Change to: came', page).groups()
    for _press in range(2):  # the second finger was as quick, or the page was sent again
        page = carols.post(reverse("volunteers:put_right"), dict([button]), follow=True).content.decode()
        assert ("Put right: Dev came." in page, "Change to: did not come" in page) == (True, True)
    assert "Food safety" in client_of(dev).get(RECORD).content.decode()


def test_a_shift_of_last_spring_is_among_the_older_ones_and_still_counts(dev, carol, sign_in):
    occurrence = OccurrenceFactory(day=clock.today() - timedelta(days=100))
    old = SignupFactory(shift=ShiftFactory(occurrence=occurrence, role="Songs"), volunteer=dev)
    devs, carols = client_of(dev), sign_in(carol)
    assert "ask a leader to look under “Older”" in devs.get(RECORD).content.decode()
    older = f"{CONFIRM}?show=older"
    listed = ["Songs" in carols.get(page).content.decode() for page in (CONFIRM, older)]
    assert (listed, 'href="?show=older"' in carols.get(CONFIRM).content.decode()) == ([False, True], True)
    assert "Noted for 1 shift." in carols.post(older, {"came": str(old.code)}, follow=True).content.decode()
    page = devs.get(RECORD).content.decode()
    assert ("Songs" in page, "Older" in page) == (True, False)


def test_an_employer_follows_the_record_to_the_page_and_checks_it_without_us(tea, dev, carol, tmp_path):
    counting.confirm([tea], came=True, by=carol)
    text = client_of(dev).get(TEXT).content.decode()
    page = urlsplit(re.search(r"http\S+", text)[0]).path
    employer = Client()
    offered = employer.get(page).content.decode()
    for name in ("record_key", "record_checker"):
        address = reverse(f"volunteers:{name}")
        assert address in offered
        answer = employer.get(address)
        saved_as = answer["Content-Disposition"].partition('filename="')[2].strip('"')
        assert saved_as in offered, "the line to type names it"
        (tmp_path / saved_as).write_bytes(answer.content)
    (tmp_path / "skills-record.txt").write_text(text)
    line = [sys.executable, "check_record.py", "record-key.pem", "skills-record.txt"]
    assert subprocess.run(line, cwd=tmp_path, check=False).returncode == 0


def test_what_waits_for_a_leader_stands_on_their_home_and_beside_the_ways_to_it(tea, dev, carol, lena, sign_in):
    def seen(who):
        home, gaps = (sign_in(who).get(reverse(name)).content.decode() for name in ("portal:home", "volunteers:gaps"))
        tiles = [
            (words, int(n)) for words, n in re.findall(r'class="label">([^<]*)</dt>\s*<dd[^>]*><a[^>]*>(\d+)', home)
        ]
        return dict(tiles), re.findall(r'([^<>]+?) <span class="count">(\d+)', gaps.partition('class="tabs"')[0])

    come, thank, wrote, join = (
        "shifts that are over: did they come?",
        "helpers to thank",
        "people who wrote and wait for an answer",
        "people who would like to join the team",
    )
    assert not {thank, wrote, join} & seen(carol)[0].keys()
    EnquiryFactory()
    EnquiryFactory(answered_at=clock.now(), answered_by=carol)
    ApplicationFactory()
    assert {it: n for it, n in seen(carol)[0].items() if it in (come, thank, wrote, join)} == {
        come: 1,
        wrote: 1,
        join: 1,
    }
    counting.confirm([tea], came=True, by=carol)
    tiles, beside = seen(carol)
    assert (tiles[thank], come in tiles) == (1, False)
    assert beside == [("Who came?", "1"), ("Team", "1"), ("Offers of help", "1")]
    tiles, beside = seen(lena)
    assert ({thank, come, join} & tiles.keys(), beside) == (set(), [("Offers of help", "1")]), "not Lena's group"


def test_a_leaders_number_of_gaps_is_of_the_groups_they_lead(carol, lena, sign_in):
    ShiftFactory(occurrence=OccurrenceFactory(programme=lena.leads.get(), day=clock.today() + timedelta(days=3)))
    ShiftFactory()
    home = {who: sign_in(who).get(reverse("portal:home")).content.decode() for who in (carol, lena)}
    number = f'href="{reverse("volunteers:gaps")}">'
    assert [page.rpartition(number)[2][0] for page in home.values()] == ["2", "1"]


def test_one_button_for_a_whole_session_leaves_the_leaders_own_shift(tea, carol, sign_in):
    SignupFactory(shift=tea.shift, volunteer=carol)
    sign_in(carol).post(CONFIRM, {"all": str(tea.shift.occurrence.code)})
    assert dict(Signup.objects.values_list("volunteer__name", "came")) == {"Dev": True, "Carol": None}


def test_who_did_not_come_has_nothing_on_the_record(tea, dev, carol, sign_in):
    sign_in(carol).post(CONFIRM, {"missed": str(tea.code)})
    assert "Nothing on it yet" in client_of(dev).get(RECORD).content.decode()


def test_carol_sees_who_carries_most(tea, carol, sign_in):
    load = reverse("volunteers:load")
    client = sign_in(carol)
    assert load in client.get(reverse("volunteers:team")).content.decode()
    assert "Dev" in client.get(load).content.decode()


@pytest.mark.parametrize("name", ["محمد", "ফাতেমা", "அன்பு"])
def test_a_name_in_other_letters_is_on_the_text_and_the_page_and_on_no_pdf_full_of_question_marks(
    name, tea, dev, carol
):
    counting.confirm([tea], came=True, by=carol)
    dev.name = name
    dev.save()
    devs = client_of(dev)
    page = devs.get(RECORD).content.decode()
    assert (f"Skills record of {name}" in page, "print this page" in page, PDF in page) == (True, True, False)
    assert devs.get(PDF).url == RECORD
    text = devs.get(TEXT).content.decode()
    assert name in text
    assert "wrote exactly these words" in devs.post(CHECK, {"text": text}).content.decode()
