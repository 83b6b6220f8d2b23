"""A full hall: the register with everything that can stand on it, on the screen and on paper."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from groupsite.kit import clock
from groupsite.kit.templatetags.kit import full_date
from sessions.models import Attendance, BookingState
from tests.browser.eyes import problems
from tests.cast import BookingFactory, CarerFactory, ChildFactory, OccurrenceFactory, PartyMemberFactory

NAMES = ("Oluwaseun Adébáyọ̀-Fitzgerald", "Nguyễn Thị Mai", "Żaneta", "محمد", "Bea", "Siân", "Łukasz", "Priya")
ALLERGY = {"allergies": "Peanuts and sesame", "allergy_action": "The pen is in the blue bag. Ring me, then 999."}


def household(session, name, *, allergic=False, **booking):
    """A family of one adult and one child, with a booking as told."""
    carer = CarerFactory(name=name)
    child = ChildFactory(first_name="Zain", family=carer.family, **(ALLERGY if allergic else {}))
    row = BookingFactory(occurrence=session, family=carer.family, contact=carer, **booking)
    PartyMemberFactory(booking=row, carer=carer)
    PartyMemberFactory(booking=row, carer=None, child=child)
    return row


@pytest.fixture
def busy(people):
    """Twenty expected, some here already, some missed, one offered a place, two waiting."""
    now, session = clock.now(), OccurrenceFactory(day=clock.today())
    for number in range(17):
        household(session, f"{NAMES[number % 8]} {number}", allergic=number % 6 == 0)
    household(session, "Here", attendance=Attendance.CAME, arrived_at=now)
    household(session, "Missed", attendance=Attendance.MISSED)
    household(session, "Offered", state=BookingState.OFFERED, offer_ends_at=now + timedelta(hours=2))
    household(session, "Waits first", state=BookingState.WAITING, waiting_since=now - timedelta(days=2))
    household(session, "Waits next", state=BookingState.WAITING, waiting_since=now)
    return session


@pytest.mark.parametrize("view_name", ["sessions:register", "sessions:today"])
def test_the_leader_reads_a_full_register_on_her_phone(view_name, busy, people, window_of, pictures):
    window = window_of(people["carol"])
    window.open(reverse(view_name, kwargs={"code": busy.code} if view_name.endswith("register") else None))
    assert problems(window, pictures and pictures / f"busy-{view_name[9:]}") == ""


def test_a_tick_without_script_and_with(busy, people, window_of):
    for scripts in (False, True):
        window = window_of(people["carol"], scripts=scripts)
        window.open(reverse("sessions:register", kwargs={"code": busy.code}))
        here = window.page.get_by_text("Here", exact=True)
        before = here.count()
        window.page.get_by_role("button", name=re.compile("^In")).first.click()
        here.nth(before).wait_for()
        assert here.count() == before + 1
        assert window.noises == []


def test_the_register_of_twenty_families_fits_on_one_page(busy, people, window_of, pictures):
    window = window_of(people["carol"])
    window.open(reverse("sessions:register", kwargs={"code": busy.code}))
    assert f"Shred this paper by {full_date(busy.day + timedelta(days=7))}." in window.page.content()
    paper = window.page.pdf(format="A4", prefer_css_page_size=True)
    if pictures:
        (pictures / "busy-register.pdf").write_bytes(paper)
        window.page.emulate_media(media="print")
        window.page.set_viewport_size({"width": 690, "height": 980})
        window.page.screenshot(path=pictures / "busy-register-paper.png", full_page=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
