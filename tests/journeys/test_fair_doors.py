"""A parent reads how places are given out, asks, and hears; a leader sets it up, and shows how it was drawn."""

import re
from datetime import time, timedelta
from hashlib import sha256
from math import log

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from groupsite.kit import clock
from groupsite.outbox.delivery import sweep
from sessions.models import Booking, Draw, Enrolment
from sessions.tasks import give_places_out
from tests.cast import (
    OccurrenceFactory,
    ProgrammeFactory,
    RightFactory,
    bring,
    client_of,
    course,
    join,
    parent,
    person,
)


@pytest.fixture
def noon(db):
    with time_machine.travel(clock.at(clock.today(), time(9)), tick=False) as now:
        yield now


def page(client, name, thing):
    return client.get(reverse(f"sessions:{name}", args=[thing.code])).content.decode()


def test_amina_reads_how_it_is_drawn_asks_and_waits_with_a_reason(noon, amina, bea, carol, sign_in):
    session = OccurrenceFactory(programme__heads_limit=5, programme__doors="draw")
    client = sign_in(amina)
    before = page(client, "session", session)
    for words in ("How places are given out", "Then we draw who gets one", "your chance is better", "Ask for a place"):
        assert words in before
    form = client.get(reverse("sessions:session", args=[session.code])).context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    answer = client.post(reverse("sessions:book", args=[session.code]), sent, follow=True).content.decode()
    assert "You have asked for a place" in answer
    assert "We draw who gets a place on" in answer
    assert "Do not ask any more" in answer
    assert "You have asked for a place" in client.get(reverse("portal:home")).content.decode()
    theirs = bring(session, bea)
    noon.shift(timedelta(days=5))
    give_places_out()
    assert set(Booking.objects.values_list("state", flat=True)) == {"booked", "waiting"}
    loser = Booking.objects.get(state="waiting")
    user = bea if loser.pk == theirs.pk else amina
    assert "You are number 1 on the waiting list" in page(sign_in(user), "booking", loser)
    assert "How places are given out" not in page(client, "session", session), "it is first come from now on"


def seen_with(client, draw, seed):
    Draw.objects.update(seed=seed)
    return page(client, "draw", draw)


def test_carol_sets_a_draw_up_and_shows_how_it_went(noon, carol, sign_in):
    group = ProgrammeFactory(name="Splash", heads_limit=6)
    session = OccurrenceFactory(programme=group)
    client = sign_in(carol)
    address = reverse("sessions:opening", args=[group.code])
    assert address in page(client, "group", group)
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"doors": "draw", "opens_on": "3", "opens_from": "7pm"}
    refused = client.post(address, sent | {"opens_days_before": "2"}).content.decode()
    assert "Families need time to ask. Open booking more than 3 days before." in refused
    said = client.post(address, sent, follow=True).content.decode()
    assert "A draw among all who ask" in said
    assert "Booking opens on the last Thursday at least 60 days before, 7pm." in said
    session.programme.refresh_from_db()
    for n in range(4):
        bring(session, parent(f"P{n}", (f"C{n}", 20)))
    noon.shift(timedelta(days=5))
    give_places_out()
    draw = Draw.objects.get()
    client.logout()
    sign_in(carol)
    assert reverse("sessions:draw", args=[draw.code]) in page(client, "group", group)
    told = page(client, "draw", draw)
    assert "The same list came out." in told
    assert told.count("Got a place") == 2
    assert told.count("On the list: not enough places for all of them") == 2
    lot = draw.lots.first()
    lot.missed = 3
    lot.save()
    assert any("another list came out" in seen_with(client, draw, seed) for seed in "abcdefgh"), "some come out alike"


def test_a_leader_reads_names_of_a_draw_only_while_the_register_is_open(noon, amina, sign_in):
    lena = person("Lena", "leader")
    session = OccurrenceFactory(programme__heads_limit=9, programme__doors="draw")
    session.programme.leaders.add(lena)
    bring(session, amina)
    noon.shift(timedelta(days=5))
    give_places_out()
    draw = Draw.objects.get()
    client = sign_in(lena)
    told = page(client, "draw", draw)
    assert "The same list came out." in told
    assert "Amina" not in told
    client.logout()
    noon.move_to(session.starts_at - timedelta(hours=1))
    assert "Amina" in page(sign_in(lena), "draw", draw)


def test_a_family_reads_when_booking_opens_and_closes(noon, amina, sign_in):
    session = OccurrenceFactory(
        programme__opens_days_before=3, programme__opens_from=time(19), programme__closes_hours_before=24
    )
    client = sign_in(amina)
    shown = page(client, "session", session)
    assert "Booking opens on" in shown
    assert "7pm. Please come back then." in shown
    noon.move_to(session.starts_at - timedelta(days=2))
    assert "You can book until" in page(client, "session", session)
    noon.move_to(session.starts_at - timedelta(hours=20))
    shown = page(client, "session", session)
    assert "Booking closed on" in shown
    assert "Booking has closed" in client.get(reverse("sessions:timetable")).content.decode()


def test_carol_has_a_course_drawn_and_bea_asks_for_it_and_reads_her_chance(noon, bea, carol, sign_in):
    programme = course(weeks=4, name="Baby massage", heads_limit=4)
    client = sign_in(carol)
    address = reverse("sessions:opening", args=[programme.code])
    form = client.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields} | {"doors": "draw", "opens_on": "", "opens_from": ""}
    assert "A draw among all who ask" in client.post(address, said, follow=True).content.decode()
    client.logout()
    sign_in(bea)
    first = programme.occurrences.earliest("day")
    before = client.get(reverse("sessions:session", args=[first.code]))
    for words in ("How places are given out", "Then we draw who gets one", "You ask for a place on all 4 dates"):
        assert words in before.content.decode()
    sent = {name: before.context["form"][name].value() for name in ("children", "adults", "key")}
    again = client.post(reverse("sessions:enrol", args=[first.code]), {"key": sent["key"]}).content.decode()
    for words, there in {"There is a problem": True, "Ask for a place": True, "Take the place": False}.items():
        assert (words in again) == there
    asked = client.post(reverse("sessions:enrol", args=[first.code]), sent, follow=True).content.decode()
    for words in ("You have asked for a place", "We draw who gets a place on", "You have 2, because you are new here."):
        assert words in asked
    assert "You have asked for a place" in client.get(reverse("portal:home")).content.decode()
    client.logout()
    assert "Ask until" in client.get(reverse("sessions:timetable")).content.decode()


def test_carol_draws_a_course_when_it_is_time_and_shows_how_it_went(noon, bea, carol, sign_in):
    programme = course(weeks=4, heads_limit=4, doors="draw")
    theirs = join(programme, bea)
    join(programme, parent("Tom", ("Jack", 25)))
    client = sign_in(carol)
    give_out = reverse("sessions:give_out", args=[programme.code])
    assert "2 families for the course from" in page(client, "group", programme)
    assert "It is not time yet" in client.post(give_out, follow=True).content.decode()
    noon.shift(timedelta(days=5))
    client.logout()
    sign_in(carol)
    assert "Draw now" in page(client, "group", programme)
    assert "Places are given out." in client.post(give_out, follow=True).content.decode()
    draw = Draw.objects.get()
    assert reverse("sessions:draw", args=[draw.code]) in page(client, "group", programme)
    told = page(client, "draw", draw)
    for words in ("The same list came out.", "all 4 dates from", "Got a place", "not enough places for all of them"):
        assert words in told
    client.logout()
    theirs.refresh_from_db()
    after = page(sign_in(bea), "enrolment", theirs)
    assert ("You are on the course" if theirs.state == "booked" else "You are number 1 on the waiting list") in after


def table_rows(told):
    """The rows of the table of a draw, each as the words of its cells."""
    body = re.search(r"<tbody>(.*?)</tbody>", told, re.DOTALL).group(1)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1]]
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row] for row in cells]


def drawn_on_paper(told):
    """Only by what the page says: its seed, its tickets, the chances in its table, and the sums it describes."""
    seed, *tickets = re.findall(r"<code>([0-9a-f-]+)</code>", told)
    chances = [int(row[1]) for row in table_rows(told)]
    numbers = [(int(sha256(f"{seed}:{each}".encode()).hexdigest(), 16) >> 203) + 1 for each in tickets]
    return [f"{-log(each / 2**53) / n:.6f}" for each, n in zip(numbers, chances, strict=True)]


@pytest.mark.parametrize("kind", ["session", "course"])
def test_bea_reads_how_it_was_drawn_from_the_letter_and_her_page_and_draws_it_again(kind, noon, bea, sign_in):
    if kind == "session":
        made = bring(OccurrenceFactory(programme__heads_limit=12, programme__doors="draw"), bea)
        ask, of = bring, made.occurrence
    else:
        made = join(course(weeks=3, heads_limit=12, doors="draw"), bea)
        ask, of = join, made.programme
    for n in range(4):
        ask(of, parent(f"Person{n}", (f"Secret{n}", 20), *[("Twin", 9)] * n))
    noon.shift(timedelta(days=5))
    give_places_out()
    sweep()
    address = reverse("sessions:our_draw", args=[Draw.objects.get().code])
    letter = next(each.body for each in mail.outbox if each.to == ["bea@example.org"] and "we have drawn" in each.body)
    assert "You can draw it again yourself." in letter
    others = [*Booking.objects.exclude(family=bea.carer.family), *Enrolment.objects.exclude(family=bea.carer.family)]
    client = sign_in(bea)
    (theirs,) = re.findall(r"http://localhost:8000(/sessions/\S+)", letter)
    assert address in client.get(theirs).content.decode()
    assert address in page(client, "booking" if kind == "session" else "enrolment", made)
    told = client.get(address).content.decode()
    assert "The same list came out." in told
    assert "You were drawn as number" in told
    assert not [each for each in others if str(each.code) in told], "a link that a friend sent on finds nobody's row"
    rows = table_rows(told)
    assert [row[0].split(". ")[1] for row in rows].count("You") == 1
    assert [row[3] for row in rows] == drawn_on_paper(told)
    assert drawn_on_paper(told) == sorted(drawn_on_paper(told), key=float)


def test_a_household_recognises_no_other_in_a_draw_and_others_may_not_look(noon, amina, bea, sign_in):
    session = OccurrenceFactory(programme__heads_limit=9, programme__doors="draw")
    mine, theirs = bring(session, bea), bring(session, amina)
    noon.shift(timedelta(days=5))
    give_places_out()
    draw = Draw.objects.get()
    draw.lots.filter(booking=theirs).update(missed=2, newcomer=False, kept_from="band")
    told = page(sign_in(bea), "our_draw", draw)
    for words in ("Amina", "Zain", "Noor", "missed out", "· new", "not enough places"):
        assert words not in told
    assert [row[4] for row in table_rows(told) if "You" not in row[0]] == ["On the list"]
    session.programme.leaders.add(lena := person("Lena", "leader"))
    stranger = parent("Tom", ("Jack", 25))
    for user, status in ((stranger, 404), (lena, 403), (amina, 200)):
        assert client_of(user).get(reverse("sessions:our_draw", args=[draw.code])).status_code == status
    assert client_of(amina).get(reverse("sessions:draw", args=[draw.code])).status_code == 403
    for head in mine.party.exclude(child=None):
        RightFactory(carer=bea.carer, child=head.child, say="none")
    assert client_of(bea).get(reverse("sessions:our_draw", args=[draw.code])).status_code == 404


@pytest.mark.parametrize("kind", ["session", "course"])
def test_an_older_draw_by_what_opens_a_booking_prints_no_ticket(kind, noon, amina, bea, carol, sign_in):
    if kind == "session":
        session = OccurrenceFactory(programme__heads_limit=5, programme__doors="draw")
        rows = [bring(session, amina), bring(session, bea)]
    else:
        programme = course(weeks=2, heads_limit=6, doors="draw")
        rows = [join(programme, who) for who in (amina, bea)]
    noon.shift(timedelta(days=6))
    give_places_out()
    draw = Draw.objects.get()
    tickets = [str(lot.ticket) for lot in draw.lots.all()]
    assert all(ticket in page(client_of(bea), "our_draw", draw) for ticket in tickets)
    for lot in draw.lots.select_related("booking"):
        lot.ticket = lot.booking.enrolment.code if lot.booking.enrolment else lot.booking.code
        lot.save()
    for who, name in ((bea, "our_draw"), (carol, "draw")):
        told = page(sign_in(who), name, draw)
        assert "we do not show them" in told
        assert not any(str(row.code) in told for row in rows)
