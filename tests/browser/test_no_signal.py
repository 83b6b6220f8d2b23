"""The hall has no signal: the register opened at 9:25 goes on, and what was ticked arrives later, once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from families.models import Carer
from groupsite.kit import clock
from sessions.models import Booking, DoorNote, PartyMember
from tests.browser.conftest import signed_in
from tests.browser.eyes import Window, problems
from tests.browser.road import Road
from tests.cast import OccurrenceFactory, ProgrammeFactory, bring, parent


@pytest.fixture
def morning(people):
    """Ten families; the session begins in ten minutes."""
    starts = clock.now() + timedelta(minutes=10)
    occurrence = OccurrenceFactory(
        day=clock.local(starts).date(), starts_at=starts, ends_at=starts + timedelta(minutes=90)
    )
    for number in range(10):
        bring(occurrence, parent(f"Katarzyna{number}", ("Oliwia", 20), ("Muhammad", 40)))
    return occurrence


def register_of(occurrence):
    return reverse("sessions:register", args=[occurrence.code])


def opened(window, occurrence):
    """The register is open, and its copy is kept."""
    window.open(register_of(occurrence))
    window.page.wait_for_selector("html[data-kept]", state="attached")
    return window.page


def tick(page, *numbers, button="In"):
    for number in numbers:
        page.get_by_role("button", name=f"{button} Katarzyna{number}", exact=True).click()


def came():
    rows = Booking.objects.filter(attendance="came").order_by("pk").values_list("party__carer__name", flat=True)
    return sorted(name for name in rows if name)


def reload(page):
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")


def heads(page):
    return page.locator("#numbers .number").nth(1).inner_text()


def test_five_families_are_ticked_without_a_signal_and_arrive_when_it_is_back(morning, people, window_of):
    window = window_of(people["carol"])
    page = opened(window, morning)
    window.context.set_offline(True)
    tick(page, 0, 1, 2)
    page.get_by_text("3 ticks wait for a signal").wait_for()
    assert heads(page) == "11"
    reload(page)
    page.get_by_text("No signal. This page is from").wait_for()
    assert heads(page) == "11"
    tick(page, 3, 4)
    page.get_by_role("button", name="Muhammad").nth(0).click()
    page.get_by_text("6 ticks wait for a signal").wait_for()
    assert came() == []
    window.context.set_offline(False)
    page.get_by_text("wait for a signal").wait_for(state="detached")
    assert came() == [f"Katarzyna{number}" for number in range(5)]
    reload(page)
    assert heads(page) == str(2 + 5 * 3 - 1)


def test_the_list_for_a_fire_is_there_without_a_signal_and_knows_the_ticks(morning, people, window_of):
    window = window_of(people["carol"])
    page = opened(window, morning)
    window.context.set_offline(True)
    tick(page, 7)
    page.get_by_text("1 tick waits for a signal").wait_for()
    page.get_by_role("link", name="Everybody out").click()
    page.locator(".roll").get_by_text("Katarzyna7").first.wait_for()
    assert page.locator("#heads").inner_text() == "5"
    page.get_by_role("checkbox").and_(page.locator(":visible")).first.check()
    page.get_by_text("1 of 5 are at the meeting point").wait_for()


@pytest.fixture
def tour(morning):
    """Another session in the hall at that time."""
    tour = OccurrenceFactory(
        programme=ProgrammeFactory(name="Look round", venue=morning.programme.venue, helpers=0),
        **{name: getattr(morning, name) for name in ("day", "starts_at", "ends_at")},
    )
    bring(tour, parent("Wilhelmina", ("Ida", 20)))
    return tour


def test_a_copy_knows_what_was_sent_after_it_was_made_whatever_else_is_opened_since(morning, tour, people, window_of):
    window = window_of(people["carol"])
    page = opened(window, tour)
    with page.expect_response(lambda answer: answer.url.endswith(reverse("sessions:said", args=[tour.code]))):
        page.get_by_role("button", name="In Wilhelmina", exact=True).click()
    there = heads(page)
    opened(window, morning)
    window.context.set_offline(True)
    page.goto(window.home + register_of(tour))
    page.wait_for_selector("html[data-ready]", state="attached")
    assert heads(page) == there


ANOTHER_TAB_DROPS_ONE = """async () => {
  const { Queue } = await import(document.querySelector("link[rel=modulepreload]").href);
  const { worker, keep } = document.querySelector("[data-worker]").dataset;
  window.queue = new Queue({ who: "two tabs", words: {}, isCopy: false, tell: () => {} });
  await queue.open();
  for (const key of ["goes", "stays"]) {
    await queue.put({ key, who: "two tabs", at: new Date().toISOString(), session: "another", sent: true });
  }
  queue.mine = async () => {
    const read = await Queue.prototype.mine.call(queue);
    await queue.drop({ key: "goes" });
    return read;
  };
  delete document.documentElement.dataset.kept;
  await queue.keepCopy(worker, keep.split(" "), "this one");
}"""


def test_what_another_tab_drops_while_a_copy_is_made_stays_dropped(morning, people, window_of):
    page = opened(window_of(people["carol"]), morning)
    page.evaluate(ANOTHER_TAB_DROPS_ONE)
    page.wait_for_selector("html[data-kept]", state="attached")
    left = page.evaluate("queue.mine().then(all => all.map(({ key, known }) => [key, known]))")
    assert left == [["stays", ["this one"]]]


def test_the_list_for_a_fire_knows_ticks_of_the_other_session_in_the_hall(morning, tour, people, window_of):
    window = window_of(people["carol"])
    for session in (tour, morning):
        page = opened(window, session)
    window.context.set_offline(True)
    page.goto(window.home + register_of(tour))
    page.get_by_role("button", name="In Wilhelmina", exact=True).click()
    page.get_by_text("1 tick waits for a signal").wait_for()
    page.goto(window.home + reverse("portal:evacuation", args=[morning.code]))
    page.locator(".roll").get_by_text("Wilhelmina", exact=True).wait_for()
    assert page.locator("#heads").inner_text() == "4"
    assert page.locator(".roll").count() == 2
    page.get_by_role("checkbox", name="Ida").check()
    page.get_by_text("1 of 4 are at the meeting point").wait_for()
    reload(page)
    page.get_by_text("1 of 4 are at the meeting point").wait_for()
    assert page.get_by_role("checkbox", name="Ida").is_checked()


def test_who_is_with_whom_is_said_without_a_signal_and_arrives(morning, people, window_of):
    row = Booking.objects.get(party__carer__name="Katarzyna7")
    dad = PartyMember.objects.create(
        booking=row, occurrence=morning, carer=Carer.objects.create(family=row.family, name="Tomasz")
    )
    window = window_of(people["carol"])
    page = opened(window, morning)
    window.context.set_offline(True)
    tick(page, 7)
    page.get_by_role("group", name="Oliwia is with").get_by_role("button", name="Tomasz").click()
    page.get_by_text("2 ticks wait for a signal").wait_for()
    reload(page)
    assert page.get_by_role("group", name="Oliwia is with").locator("[aria-pressed]").all_inner_texts() == ["Tomasz"]
    page.get_by_role("link", name="Everybody out").click()
    shown = page.locator(".roll li:visible").filter(has_text=re.compile("Oliwia|Muhammad"))
    shown.get_by_text("with Tomasz", exact=True).wait_for()
    assert sorted(shown.locator("small").all_inner_texts()) == ["with Katarzyna7 or Tomasz", "with Tomasz"]
    window.context.set_offline(False)
    page.goto(window.home + register_of(morning))
    page.get_by_text("for a signal").wait_for(state="detached")
    page.wait_for_selector("html[data-kept]", state="attached")
    assert row.party.get(child__first_name="Oliwia").beside == dad


def test_a_new_tab_finds_it_too_and_so_does_home(morning, people, window_of):
    window = window_of(people["carol"])
    opened(window, morning)
    window.context.set_offline(True)
    window.page.close()
    for path in (register_of(morning), "/home/"):
        window.page = window.context.new_page()
        window.page.goto(window.home + path)
        window.page.get_by_text("No signal. This page is from").wait_for()


def test_people_nobody_knows_are_noted_and_come_as_a_list_to_complete(morning, people, window_of):
    window = window_of(people["carol"])
    page = opened(window, morning)
    window.context.set_offline(True)
    page.get_by_text("Somebody new?").click()
    page.get_by_label("First names").fill("Gwen, Ivy")
    page.get_by_role("button", name="Note them").click()
    page.get_by_text("1 tick waits for a signal").wait_for()
    assert heads(page) == "4"
    window.context.set_offline(False)
    page.get_by_text("waits for a signal").wait_for(state="detached")
    reload(page)
    assert heads(page) == "4"
    page.get_by_role("button", name="Written down, or gone Gwen, Ivy").click()
    page.get_by_text("Noted at the door").wait_for(state="detached")
    assert DoorNote.objects.get().settled_at is not None


def test_a_place_given_up_meanwhile_is_told_and_not_dropped(morning, people, window_of):
    window = window_of(people["carol"])
    page = opened(window, morning)
    window.context.set_offline(True)
    tick(page, 2)
    page.get_by_text("1 tick waits for a signal").wait_for()
    Booking.objects.filter(party__carer__name="Katarzyna2").update(state="given_up", ended_at=clock.now())
    window.context.set_offline(False)
    page.get_by_text("Katarzyna2: They gave their place up").wait_for()
    assert came() == []
    assert "family=" in page.get_by_role("link", name="Let them in").get_attribute("href")
    page.get_by_role("button", name="Done").click()
    page.get_by_text("They gave their place up").wait_for(state="detached")


def test_two_phones_agree_in_the_end(morning, people, window_of):
    one, two = window_of(people["carol"]), window_of(people["carol"])
    for window in (one, two):
        opened(window, morning)
        window.context.set_offline(True)
    tick(one.page, 0, 1)
    tick(two.page, 1, 2)
    tick(two.page, 1, button="Undo")
    for window in (two, one):
        window.context.set_offline(False)
        window.page.get_by_text("for a signal").wait_for(state="detached")
    assert came() == ["Katarzyna0", "Katarzyna2"]


def kept(window):
    return window.page.evaluate("caches.open('pages').then(pages => pages.keys()).then(keys => keys.length)")


def test_after_signing_out_nothing_is_left_of_it_even_without_a_signal(morning, people, window_of):
    window = window_of(people["carol"])
    page = opened(window, morning)
    assert kept(window) == 2
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state("load")
    assert kept(window) == 0
    window.context.set_offline(True)
    page.evaluate("history.back()")
    page.wait_for_timeout(300)
    assert "Katarzyna" not in page.content()


def test_when_another_person_signs_in_the_copy_goes_and_the_queue_waits_unseen(morning, people, window_of):
    window = window_of(people["carol"])
    page = opened(window, morning)
    window.context.set_offline(True)
    tick(page, 5)
    page.get_by_text("1 tick waits for a signal").wait_for()
    window.sign_in_with(signed_in(people["rita"]))
    window.context.set_offline(False)
    page.get_by_text("Your sign-in has ended").wait_for()
    page.goto(window.home + reverse("portal:home"))
    page.wait_for_function("caches.open('pages').then(pages => pages.keys()).then(keys => !keys.length)")
    assert came() == []
    window.sign_in_with(signed_in(people["carol"]))
    opened(window, morning)
    assert came() == ["Katarzyna5"]


def test_it_looks_right_without_a_signal(morning, people, window_of, pictures):
    window = window_of(people["carol"])
    page = opened(window, morning)
    window.context.set_offline(True)
    tick(page, 0, 1)
    page.get_by_text("2 ticks wait for a signal").wait_for()
    window.noises.clear()
    assert problems(window, pictures and pictures / "no-signal") == ""


def test_the_server_itself_is_gone_and_then_back(morning, people, browser, live_server):
    """Not the phone's network but the house: its port answers nobody, and later it does."""
    road = Road((live_server.thread.host, live_server.thread.port))
    window = Window(browser, f"http://localhost:{road.port}", cookies=signed_in(people["carol"]))
    page = opened(window, morning)
    road.close()
    tick(page, 4)
    page.get_by_text("1 tick waits for a signal").wait_for()
    reload(page)
    page.get_by_text("No signal. This page is from").wait_for()
    assert heads(page) == "5"
    road.open()
    reload(page)
    page.get_by_text("for a signal").wait_for(state="detached")
    assert came() == ["Katarzyna4"]
    window.close()
    road.close()


@pytest.mark.parametrize("count", [30, 60])
def test_the_list_for_a_fire_prints_thirty_to_a_page(count, people, window_of):
    starts = clock.now() + timedelta(minutes=10)
    hall = {"programme__helpers": 0, "programme__heads_limit": 90, "programme__venue__fire_limit": 90}
    session = OccurrenceFactory(
        day=clock.local(starts).date(), starts_at=starts, ends_at=starts + timedelta(minutes=90), **hall
    )
    for number in range(count // 3):
        row = bring(session, parent(f"Oluwaseun{number}", ("Muhammad", 20), ("Oliwia", 40)))
        Booking.objects.filter(pk=row.pk).update(attendance="came")
    window = window_of(people["carol"])
    window.open(reverse("portal:evacuation", args=[session.code]))
    paper = window.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == count // 30
