"""A child lives in two homes, and neither sees anything of the other: on every page, in every file (M10).

Every personal word of a home is a canary of that home. Everybody of the other home opens every address there is, and
no canary may sing. What is about the child itself belongs to both.
"""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from families.models import Carer, Family, Home
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.kit.personal import DELETE
from sessions.models import Attendance, Booking
from tests.cast import (
    BookingFactory,
    BuddyPairFactory,
    CarerFactory,
    ChildFactory,
    ConsentFactory,
    ContactFactory,
    HelperFactory,
    InvitationFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    RightFactory,
    UserFactory,
    bring,
    client_of,
)
from tests.house.addresses import every_address
from tests.house.test_access import url_of
from tests.places import Cast

ADDRESSES = every_address()
TEXT = {
    Family: ("own_words", "festivals", "food"),
    Carer: ("name", "relationship", "contact_note", "address", "access", "skills", "reads_in", "interpreter", "lonely"),
}
LISTS = {"languages": 1, "heard_from": 1}


def canary(home, what):
    return f"{home}{what.replace('_', '')}canary"


def sing(row, home):
    """Write a canary into every free word of a row."""
    for name in TEXT[type(row)]:
        setattr(row, name, canary(home, name))
    row.save()
    return row


def household(home, zain, number):
    """A home with a main carer, a second one, a helper, a child of its own, and everything a home can have."""
    family = Family.objects.create(outcode=f"ZZ{number}", languages=[canary(home, "lang")], heard_from=["library"])
    sing(family, home)
    users = [UserFactory(email=f"{home}{n}canary@example.org", name=canary(home, "user"), roles=[Role.PARENT])
             for n in range(3)]  # fmt: skip
    for n, user in enumerate(users[:2]):
        carer = CarerFactory(
            family=family, user=user, is_main=n == 0, email=user.email, phone=f"+4477009{number}012{n}"
        )
        sing(carer, home)
    CarerFactory(family=family, name=canary(home, "gran"), is_main=False, email=f"{home}grancanary@example.org")
    own = ChildFactory(family=family, first_name=canary(home, "child"), allergies=canary(home, "allergy"),
                       allergy_action=canary(home, "action"))  # fmt: skip
    Home.objects.create(child=zain, family=family)
    HelperFactory(family=family, user=users[2], name=canary(home, "helper"))
    around(family, home, zain, own)
    return family, users


def around(family, home, zain, own):
    """Bookings with and without Zain, and what others noted of the home."""
    main = family.carers.get(is_main=True)
    InvitationFactory(
        family=family, name=canary(home, "invited"), email=f"{home}invitedcanary@example.org", by=main.user
    )
    ConsentFactory(family=family, child=zain, words=canary(home, "consent"), carer=main)
    ContactFactory(family=family, note=canary(home, "note"))
    RightFactory(carer=family.carers.exclude(user=None).last(), child=own, say="all")
    past = OccurrenceFactory(day=clock.today() - timedelta(days=7), programme__name=canary(home, "past"))
    visit = BookingFactory(occurrence=past, family=family, attendance=Attendance.CAME, override_why=canary(home, "why"))
    PartyMemberFactory(booking=visit, carer=None, child=zain)
    bring(OccurrenceFactory(programme__name=canary(home, "group")), family, by=main.user, children=[zain, own])
    BuddyPairFactory(newcomer=CarerFactory(name=canary(home, "newcomer")).family, buddy=family,
                     newcomer_agreed_at=clock.now(), buddy_agreed_at=clock.now(), state="together")  # fmt: skip


@pytest.fixture
def zain(db):
    return ChildFactory(first_name="Zain", allergies="Nuts", allergy_action="Ring 999")


@pytest.fixture
def homes(zain):
    return {"north": household("north", zain, 1), "south": household("south", zain, 2)}


def words_of(response):
    """What a page or a file says; an archive is opened."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


NUMBERS = {"north": 1, "south": 2}
FOR_EVERYBODY = ("group", "past")
"""Names of groups are for everybody; that somebody is booked there is not, and the test of bookings asks for it."""


def heard(text, home):
    """The canaries of a home in a text."""
    number = NUMBERS[home]
    found = set(re.findall(rf"{home}\w*canary|ZZ{number}\b|7700 ?9{number}012\d", text))
    return found - {canary(home, what) for what in FOR_EVERYBODY}


def walk(homes, mine, carol):
    """Who opens what, and how: every address of this home, what they send off, and the other adults."""
    family, users = homes[mine]
    theirs = Cast(users[0], carol)
    for user in users:
        yield from ((user, "get", url_of(address, theirs)) for address in ADDRESSES)
    ours = [address for address in ADDRESSES if ":" in address.name]
    yield from ((users[0], "post", url_of(address, theirs)) for address in ours)
    for other in Carer.objects.exclude(family=family).exclude(user=None):
        for name in ("carer", "rights", "remove_adult", "pass_on", "invite_adult"):
            yield users[0], "get", reverse(f"families:{name}", args=[other.code])


def opened(client, method, url):
    """What they get; what a button changed is taken back, so that the next page is as full as the first."""
    with transaction.atomic():
        answer = getattr(client, method)(url)
        text = words_of(answer)
        transaction.set_rollback(True)
    return answer.status_code, text


@pytest.mark.no_cover
@pytest.mark.parametrize(("mine", "other"), [("north", "south"), ("south", "north")])
def test_nothing_of_the_other_home_is_on_any_page_or_in_any_file(mine, other, homes, carol):
    clients = {user: client_of(user) for user in homes[mine][1]}
    full = 0
    for user, method, url in list(walk(homes, mine, carol)):
        if url == reverse("account_logout"):
            continue
        status, text = opened(clients[user], method, url)
        full += status == 200 and bool(heard(text, mine))
        assert heard(text, other) == set(), (user, method, url)
    assert full > 20, "the walk must meet pages that tell of this home, or it shows nothing"


def test_the_file_with_everything_is_among_what_is_opened(homes):
    _status, text = opened(client_of(homes["north"][1][0]), "post", reverse("portal:download"))
    assert len(heard(text, "north")) > 10
    assert heard(text, "south") == set()


def test_what_is_about_the_child_belongs_to_both(homes, zain):
    for _family, users in homes.values():
        assert "Nuts" in words_of(client_of(users[0]).get(reverse("families:mine")))


@pytest.mark.parametrize(("mine", "other"), [("north", "south"), ("south", "north")])
def test_bookings_of_the_other_home_do_not_show(mine, other, homes):
    client = client_of(homes[mine][1][0])
    home = words_of(client.get(reverse("portal:home")))
    assert canary(mine, "group") in home
    assert canary(other, "group") not in home
    for booking in Booking.objects.filter(family=homes[other][0]):
        assert client.get(reverse("sessions:booking", args=[booking.code])).status_code == 404
        session = words_of(client.get(reverse("sessions:session", args=[booking.occurrence.code])))
        assert "You are booked" not in session


def test_one_home_that_saw_the_other_would_be_noticed(homes):
    """The planted fault: a page that greets by the other home's name."""
    seen = words_of(client_of(homes["south"][1][0]).get(reverse("families:mine")))
    assert heard(seen, "north") == set()
    assert heard(seen.replace("south", "north"), "north") != set()


def test_each_free_word_of_a_home_has_its_canary():
    """A field that is added later sings, too, or says here why it cannot."""
    cannot = {
        Family: {"outcode", *LISTS, "best_days", "buddy_wishes", "buddy_programmes", "found_by", "wants_friendly_face",
                 "offers_friendly_face"},
        Carer: {"email", "phone", "user", "contact_by", "urgent_by", "reminders_by", "wants", "formats"},
    }  # fmt: skip
    for model, fields in TEXT.items():
        personal = {name for name, value in model.Personal.erase.items() if value is not None or value is DELETE}
        assert personal - set(fields) - cannot[model] == set()
