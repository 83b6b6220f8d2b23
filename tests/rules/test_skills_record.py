"""The skills record (M21): only what a leader confirmed, in plain words, and not a letter of it can be changed."""

import re
import subprocess
import sys
from base64 import b64decode
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.pdf import glyph, pages, shows
from groupsite.outbox.models import Letter
from groupsite.portal.data import retention
from groupsite.portal.data.erasure import erase_user
from tests.cast import (
    ClearanceFactory,
    LongAgoFactory,
    OccurrenceFactory,
    ProgrammeFactory,
    ShiftFactory,
    SignupFactory,
    UserFactory,
)
from volunteers.models import LongAgo, Signup
from volunteers.queries.counting import load, record_of, to_confirm, to_thank, waiting_to_be_confirmed
from volunteers.rules.records import opened, public_key, sealed, words
from volunteers.services import counting

ROOT = Path(__file__).resolve().parents[2]
IN_PIECES = "Jose\N{COMBINING ACUTE ACCENT} Dos\N{NO-BREAK SPACE}Santos"


def past(volunteer, days=3, *, confirmed=None, **fields):
    occurrence = fields.pop("occurrence", None) or OccurrenceFactory(day=clock.today() - timedelta(days=days))
    at = clock.now() if confirmed is not None else None
    shift = ShiftFactory(occurrence=occurrence, how_many=9, **fields)
    return SignupFactory(shift=shift, volunteer=volunteer, came=confirmed, confirmed_at=at)


# -- What counts -------------------------------------------------------------------------------------
def test_only_confirmed_shifts_are_on_the_record(dev):
    past(dev, 3, confirmed=True, role="Tea", practises=["Food safety", "Listening"])
    past(dev, 10, confirmed=True, role="Tea", practises=["Listening"])
    past(dev, 17, confirmed=False, role="Songs", practises=["Singing"])
    past(dev, 24, role="Door", practises=["Welcoming"])
    SignupFactory(volunteer=dev, shift__role="Coming")
    record = record_of(dev)
    assert [(it.name, it.times) for it in record.jobs] == [("Tea", 2)]
    assert [(it.name, it.times) for it in record.skills] == [("Listening", 2), ("Food safety", 1)]
    assert (record.hours, waiting_to_be_confirmed(dev)) == ("3", 1)
    said = words(record, clock.today())
    assert [word for word in ("Singing", "Welcoming", "Coming") if word in said] == []


def test_a_training_that_has_ended_and_a_dbs_check_are_not_on_it(dev):
    past(dev, confirmed=True)
    yesterday = clock.today() - timedelta(days=1)
    ClearanceFactory(volunteer=dev, kind="food", since=yesterday - timedelta(days=9), until=yesterday)
    ClearanceFactory(volunteer=dev, kind="dbs")
    ClearanceFactory(volunteer=dev, kind="first_aid")
    assert [name for name, _ in record_of(dev).trainings] == ["paediatric first aid"]


def test_nobody_knows_who_came_until_a_leader_says_so_and_a_second_press_changes_nothing(dev, carol):
    signup = past(dev)
    assert Signup.objects.get().came is None
    assert counting.confirm([signup], came=True, by=carol) == 1
    assert counting.confirm([signup], came=False, by=carol) == 0
    assert (Signup.objects.get().came, Signup.objects.get().confirmed_by) == (True, carol)
    with pytest.raises(IntegrityError, match="confirmed_at_a_time"), transaction.atomic():
        Signup.objects.update(confirmed_at=None)


def test_a_slip_is_put_right_for_two_weeks_and_the_trail_says_so(dev, carol, time_machine):
    signup = past(dev, role="Tea")
    with pytest.raises(Refused, match="too long ago"):
        counting.put_right(signup, came=True, by=carol)  # nobody has said anything yet
    counting.confirm([signup], came=False, by=carol)
    for _press in range(2):  # a double click, or two leaders at once
        counting.put_right(signup, came=True, by=carol)
    assert ([it.name for it in record_of(dev).jobs], Entry.objects.get(what="shift.put_right").by) == (["Tea"], carol)
    with pytest.raises(Refused, match="Somebody else"):
        counting.put_right(signup, came=False, by=dev)
    time_machine.move_to(clock.now() + timedelta(days=13))
    counting.put_right(signup, came=False, by=carol)
    assert record_of(dev).shifts == 0
    time_machine.move_to(clock.now() + timedelta(days=2))
    with pytest.raises(Refused, match="too long ago"):
        counting.put_right(signup, came=True, by=carol)
    assert record_of(dev).shifts == 0


def test_three_years_of_helping_are_on_the_record_though_the_rota_forgets_them(dev, carol, time_machine):
    for month in range(36):
        time_machine.move_to(clock.now() + timedelta(days=30))
        past(dev, 1, confirmed=True, role="Tea" if month % 2 else "Songs", practises=["Listening"])
        past(dev, 2, confirmed=False, role="Door")
        if month % 6 == 5:
            retention.night()
    since = clock.today() - timedelta(days=35 * 30 + 1)
    record = record_of(dev)
    assert Signup.objects.count() < 36
    assert [(it.name, it.times) for it in record.jobs] == [("Songs", 18), ("Tea", 18)]
    assert [(it.name, it.times) for it in record.skills] == [("Listening", 36)]
    assert (record.shifts, record.hours, record.first) == (36, "54", since)
    assert [it.count for it in to_thank(carol)] == [10]


def test_the_fiftieth_time_is_thanked_for_though_most_were_years_ago(dev, carol):
    LongAgoFactory(volunteer=dev, name="Tea", times=40)
    LongAgoFactory(volunteer=dev, name="Songs", times=9)
    LongAgoFactory(volunteer=dev, kind="skill", name="Listening", times=49)
    assert (to_thank(carol), past(dev, confirmed=True) and [it.count for it in to_thank(carol)]) == ([], [50])


def test_who_leaves_takes_the_sums_along(dev, carol):
    LongAgoFactory(volunteer=dev)
    LongAgoFactory(volunteer=carol)
    erase_user(dev)
    assert LongAgo.objects.get().volunteer == carol


def test_nobody_confirms_their_own_shift(carol):
    signup = past(carol)
    with pytest.raises(Refused, match="Somebody else"):
        counting.confirm([signup], came=True, by=carol)
    assert Signup.objects.get().came is None


def test_a_leader_confirms_in_the_groups_they_lead(dev):
    lena = UserFactory(roles=[Role.LEADER])
    programme = ProgrammeFactory()
    programme.leaders.add(lena)
    mine = past(dev, occurrence=OccurrenceFactory(programme=programme, day=clock.today() - timedelta(days=2)))
    past(dev, 5)
    assert list(to_confirm(lena)) == [mine]


@pytest.mark.parametrize(
    ("done", "due"),
    [pytest.param(0, None), pytest.param(1, 1), pytest.param(9, 1), pytest.param(10, 10), pytest.param(11, 10)],
)
def test_leaders_are_prompted_to_thank_at_the_first_tenth_and_fiftieth(done, due, dev, carol):
    occurrence = OccurrenceFactory(day=clock.today() - timedelta(days=3))
    for n in range(done):
        starts_at = occurrence.starts_at + timedelta(minutes=n)
        past(dev, confirmed=True, occurrence=occurrence, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=1))
    past(dev, 20)
    assert [it.count for it in to_thank(carol)] == ([due] if due else [])
    if due:
        for _ in range(2):
            counting.thank(dev, due, by=carol)
        assert (to_thank(carol), Letter.objects.filter(kind="thanks").count()) == ([], 1)


def test_who_carries_most_stands_first(dev, carol):
    joan = UserFactory(name="Joan", roles=[Role.VOLUNTEER])
    past(dev, 3)
    past(joan, 3)
    past(joan, 10, confirmed=True)
    past(dev, 10, confirmed=False)
    assert [(row["volunteer__name"], row["shifts"]) for row in load(carol)] == [("Joan", 2), ("Dev", 1)]


# -- Signed ------------------------------------------------------------------------------------------
@pytest.fixture
def record(dev):
    past(dev, confirmed=True, role="Tea", practises=["Food safety"])
    return sealed(words(record_of(dev), clock.today()))


def test_a_record_is_true_however_its_lines_were_broken_on_the_way(record):
    assert opened(record).startswith("Skills record of Dev")
    assert opened(record.replace("\n", "  \r\n ")) is not None
    body, _, signature = record.rpartition(" ")
    assert opened(f"{body} {signature[:40]}\n{signature[40:]}") is not None


def test_one_letter_changed_is_refused_wherever_it_is(record):
    for at in [at for at, letter in enumerate(record) if letter.isalnum()]:
        other = "b" if record[at] != "b" else "c"
        assert opened(record[:at] + other + record[at + 1 :]) is None, record[at - 5 : at + 5]


@pytest.mark.parametrize("said", ["", "Signature:", "Skills record of Dev", "x Signature: ü", "Signature: AAAA"])
def test_what_is_no_record_is_refused(said, db):
    assert opened(said) is None


def test_another_groups_key_opens_nothing(record, settings):
    settings.RECORD_KEY = "the key of another group altogether"
    assert opened(record) is None


def test_it_says_where_it_is_checked_and_one_from_before_still_holds(dev, record, settings):
    assert f"{settings.SITE_URL}{reverse('volunteers:check_record')}" in record
    before = "Skills record of Dev\n\nMade on 3 March 2026"
    assert opened(sealed(before)) == before


def test_it_is_checked_offline_with_the_published_key(record, tmp_path):
    (tmp_path / "key.pem").write_text(public_key())
    (tmp_path / "true.txt").write_text(record)
    (tmp_path / "changed.txt").write_text(record.replace("1.5 hours", "9.5 hours"))
    respelt = record[:-3] + chr(ord(record[-3]) + 1) + record[-2:]  # the last letter has bits to spare
    (tmp_path / "respelt.txt").write_text(respelt)
    assert b64decode(respelt.rpartition(" ")[2]) == b64decode(record.rpartition(" ")[2])
    script = [sys.executable, ROOT / "scripts" / "check_record.py", tmp_path / "key.pem"]
    names = ("true.txt", "changed.txt", "respelt.txt")
    ends = [subprocess.run([*script, tmp_path / name], check=False).returncode for name in names]
    assert (ends, opened(respelt)) == ([0, 1, 1], None)


# -- On paper ----------------------------------------------------------------------------------------
def test_the_pdf_says_the_words_on_as_many_pages_as_it_takes(record):
    short = pages(record, title="Skills record")
    assert (short[:8], short.rstrip()[-5:]) == (b"%PDF-1.4", b"%%EOF")
    assert (b"(Skills record of Dev) Tj" in short, short.count(b"/Type /Page ")) == (True, 1)
    long = pages("\n".join(f"Line {n} (of many)" for n in range(100)), title="Long")
    assert (long.count(b"/Type /Page "), rb"(Line 99 \(of many\)) Tj" in long) == (3, True)


def test_what_is_copied_out_of_the_pdf_is_still_true(dev):
    long = "A well-known job that has a name so long that it has to be folded onto a second-line"[:80]
    past(dev, confirmed=True, role=long, practises=["Self-confidence (in front of people)"])
    file = pages(sealed(words(record_of(dev), clock.today())), title="Skills record")
    lines = re.findall(rb"\((.*)\) Tj", file)
    copied = b"\n".join(re.sub(rb"\\(.)", rb"\1", line) for line in lines).decode("ascii")
    assert opened(copied) is not None


def test_every_object_of_the_pdf_stands_where_its_table_says(record):
    file = pages(record, title="Skills record")
    table = file[int(file.rsplit(b"startxref\n", 1)[1].split()[0]) :].split(b"\n")
    starts = [int(line[:10]) for line in table[3:] if line.endswith(b" 00000 n ")]
    assert [file[start:].split(b" ")[0] for start in starts] == [str(n + 1).encode() for n in range(len(starts))]


@pytest.mark.parametrize(
    ("letter", "name"),
    [("ń", "nacute"), ("ł", "lslash"), ("ź", "zacute"), ("Ş", "Scedilla"), ("é", "eacute"), ("ع", None)],
)
def test_names_in_latin_letters_keep_their_marks(letter, name):
    assert glyph(letter) == name
    said = pages(f"Zieli{letter}ska", title="x")
    assert (f"/{name}".encode() in said) if name else (b"Zieli?ska" in said)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        pytest.param("Ewa Zielińska, Şükrü – “Tea”, £2 …", True, id="Latin"),
        pytest.param(IN_PIECES, True, id="in pieces, with a space that breaks no line"),
        pytest.param("Ștefănescu", False, id="a comma below"),
        pytest.param("محمد", False, id="Arabic"),
        pytest.param("ফাতেমা", False, id="Bengali"),
        pytest.param("அன்பு", False, id="Tamil"),
        pytest.param("Nguyễn", False, id="two marks on a letter"),
        pytest.param("Tea \N{HOT BEVERAGE}", False, id="a picture"),
        pytest.param(
            "".join(filter(glyph, map(chr, range(0xC0, 0x250)))), False, id="more letters than a font has room for"
        ),
    ],
)
def test_a_pdf_shows_every_letter_or_says_that_it_cannot(said, whole):
    assert shows(said) is whole
    assert (b"?" in pages(said, title=said)) is not whole


def test_a_name_in_pieces_is_signed_as_the_pdf_shows_it(dev):
    dev.name = IN_PIECES
    dev.save()
    past(dev, confirmed=True)
    text = sealed(words(record_of(dev), clock.today()))
    copied = text.replace("\N{NO-BREAK SPACE}", " ").replace("e\N{COMBINING ACUTE ACCENT}", "é")
    assert ("José Dos Santos" in copied, opened(copied) is not None, opened(text) is not None) == (True, True, True)
