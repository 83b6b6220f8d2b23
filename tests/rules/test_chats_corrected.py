"""Who wrote a chat may say it anew or delete it for a week; the trail keeps that it was done, and no words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry, Reading
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from tests.cast import ChatFactory, OutreachPlaceFactory, ServiceFactory, UserFactory, client_of, person
from volunteers.models import Chat, Training
from volunteers.services import chats

TOLD = chats.Told(topics=["sleep"], note="Told her about the library")


@pytest.fixture
def grace(db):
    return person("Grace", Role.PARENT, Role.CHAMPION)


def words(page):
    return " ".join(page.content.decode().split())


def test_grace_changes_what_she_wrote_from_her_list(grace, sign_in):
    chat, library = ChatFactory(by=grace, topics=["money"]), OutreachPlaceFactory()
    client = sign_in(grace)
    address = reverse("volunteers:correct_chat", args=[chat.code])
    assert f'href="{address}"' in words(client.get(reverse("volunteers:outreach")))
    assert "A visit needs a day" in words(client.post(address, {"kind": "visit"}))
    service = ServiceFactory()
    said = {"kind": "deep", "place": library.pk, "topics": ["sleep"], "services": [service.code], "note": "Lift is out"}
    assert "Changed. Thank you!" in words(client.post(address, said, follow=True))
    chat.refresh_from_db()
    assert (chat.kind, chat.place, chat.topics, list(chat.services.all())) == ("deep", library, ["sleep"], [service])
    line = Entry.objects.get(what="chat.corrected")
    assert line.details == {"parts": ["kind", "note", "place", "topics"]}


@pytest.mark.parametrize(("days", "may"), [pytest.param(7, True, id="a week"), pytest.param(8, False, id="longer")])
def test_after_a_week_it_stays_as_it_is(days, may, grace):
    chat = ChatFactory(by=grace, kept_at=clock.now() - timedelta(days=days) + timedelta(minutes=1))
    for act in (lambda: chats.correct(chat, TOLD, by=grace), lambda: chats.delete(chat, by=grace)):
        if may:
            act()
        else:
            with pytest.raises(Refused, match="older than a week"):
                act()


def test_a_deleted_chat_is_nowhere_and_a_phone_that_tells_it_again_brings_nothing_back(grace, carol, sign_in):
    chat = chats.log(uuid4(), TOLD, by=grace)
    client_of(grace).post(reverse("volunteers:delete_chat", args=[chat.code]))
    chats.log(chat.key, TOLD, by=grace)
    chat.refresh_from_db()
    assert (chat.note, chat.topics, Chat.objects.standing().count()) == ("", [], 0)
    assert "library" not in words(sign_in(carol).get(f"{reverse('volunteers:notes')}?show=all"))
    assert list(Entry.objects.filter(what__startswith="chat.").values_list("what", flat=True).order_by("pk")) == [
        "chat.logged",
        "chat.deleted",
    ]


def test_carol_reads_notes_marks_one_done_and_each_look_is_written_down(grace, carol, sign_in):
    chat = ChatFactory(by=grace, kind="visit", follow_up_on=clock.today(), note="Twins, third floor")
    client = sign_in(carol)
    address = reverse("volunteers:notes")
    assert f'href="{address}"' in words(client.get(reverse("volunteers:figures")))
    assert "Twins, third floor" in words(client.get(address))
    assert Reading.objects.filter(what="chat note", by_id=carol.pk).count() == 1
    done = reverse("volunteers:followed_up", args=[chat.code])
    page = client.post(done, {"from_notes": "1"}, follow=True)
    assert "Nobody waits to be seen again" in words(page)
    leader = sign_in(person("Lena", Role.LEADER))
    assert leader.get(address).status_code == 403


def test_notes_are_read_a_page_at_a_time_and_only_those_are_written_down_as_read(grace, carol, sign_in):
    for n in range(17):
        ChatFactory(by=grace, note=f"Note {n}.", happened_at=clock.now() - timedelta(hours=n))
    client, address = sign_in(carol), f"{reverse('volunteers:notes')}?show=all"
    first = words(client.get(address))
    assert ("Note 14." in first, "Note 15." in first, "Page 1 of 2" in first) == (True, False, True)
    assert Reading.objects.filter(what="chat note").count() == 15
    assert "Note 16." in words(client.get(f"{address}&page=2"))


def test_a_course_noted_with_two_presses_is_one_course(carol, sign_in):
    day = clock.today()
    said = {"person": carol.code, "course": "Fire", "key": str(UserFactory().code)}
    said |= {"done_on_day": day.day, "done_on_month": day.month, "done_on_year": day.year}
    client = sign_in(carol)
    for _press in range(2):
        assert client.post(reverse("volunteers:note_training"), said).status_code == 302
    assert Training.objects.count() == 1
