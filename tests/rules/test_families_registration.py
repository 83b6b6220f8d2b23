"""Joining makes one household, once, and a leader can write one down at the door."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils.module_loading import import_string

from families.models import Carer, Child, Family, Registration
from families.services import registration
from families.services.details import ChildDetails, FamilyDetails
from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.models import Entry
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox import delivery
from groupsite.outbox.models import Letter
from tests.cast import UserFactory

ZAIN = ChildDetails(first_name="Zain", born_on=date(2024, 2, 29), allergies="Egg", allergy_action="Pen in blue bag")


def details(**changes):
    return FamilyDetails(
        **{"name": "Amina Khan", "phone": "07700 900123", "outcode": "bs5 0aa", "children": (ZAIN,)} | changes
    )


@pytest.fixture
def newcomer(db):
    user = UserFactory(name="", email="amina@example.org")
    Registration.objects.create(user=user, answers={"name": "Amina"})
    return user


def test_joining_makes_a_household_with_what_was_told(newcomer):
    family = registration.register(details(languages=("ur", "en"), friendly_face=True), by=newcomer)
    carer, child = family.carers.get(), family.children.get()
    assert (carer.name, carer.phone, carer.email, carer.is_main) == (
        "Amina Khan",
        "+447700900123",
        newcomer.email,
        True,
    )
    assert (child.first_name, child.born_on, child.allergy_action) == ("Zain", date(2024, 2, 29), "Pen in blue bag")
    assert child.health_changed_at is not None
    assert (family.outcode, family.languages, family.wants_friendly_face) == ("BS5", ["ur", "en"], True)
    assert family.entered_by is None


def test_joining_grants_the_role_ends_the_draft_and_is_on_the_trail(newcomer):
    registration.register(details(), by=newcomer)
    newcomer.refresh_from_db()
    assert newcomer.roles == [Role.PARENT]
    assert newcomer.name == "Amina Khan"
    assert not Registration.objects.exists()
    assert list(Entry.objects.order_by("pk").values_list("what", flat=True)) == ["family.joined", "role.granted"]
    assert not any("Amina" in str(entry.details) for entry in Entry.objects.all())


def test_joining_posts_one_welcome_in_words_without_a_childs_name(newcomer, mailoutbox):
    registration.register(details(), by=newcomer)
    delivery.sweep()
    letter = mailoutbox[0]
    assert (letter.to, letter.subject) == (["amina@example.org"], "You have joined Little Acorns")
    assert "Hello Amina, and welcome" in letter.body
    assert "Zain" not in letter.body + letter.alternatives[0].content
    assert "Egg" not in letter.body + letter.alternatives[0].content


def test_a_welcome_to_somebody_who_left_is_not_sent(newcomer, mailoutbox):
    family = registration.register(details(), by=newcomer)
    family.carers.all().delete()
    delivery.sweep()
    assert not mailoutbox
    assert Letter.objects.get().state == "dropped"


def test_pressing_the_button_twice_makes_one_family(newcomer):
    first = registration.register(details(), by=newcomer)
    assert registration.register(details(), by=newcomer) == first
    assert (Family.objects.count(), Child.objects.count(), Letter.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"phone": "call me"}, "phone", id="no number"),
        pytest.param({"outcode": "Bristol"}, "outcode", id="no postcode"),
        pytest.param({"children": ()}, "children", id="no child"),
        pytest.param({"children": (ChildDetails(first_name="Zain"),)}, "day", id="no date"),
        pytest.param({"children": (ChildDetails(born_on=date(2024, 1, 1)),)}, "first_name", id="no child's name"),
        pytest.param(
            {"children": (ChildDetails(first_name="Zain", born_on=date(2024, 1, 1), allergies="Egg"),)},
            "allergy_action",
            id="an allergy and nothing to do",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(newcomer, changes, field):
    with pytest.raises(Refused) as refusal:
        registration.register(details(**changes), by=newcomer)
    assert refusal.value.field == field
    assert not Family.objects.exists()
    assert Registration.objects.exists()


def test_a_baby_on_the_way_needs_no_name_and_twins_are_two(newcomer):
    due = clock.today() + timedelta(days=60)
    twins = (ChildDetails(due_on=due), ChildDetails(due_on=due))
    family = registration.register(details(children=twins), by=newcomer)
    assert [(child.first_name, child.due_on) for child in family.children.all()] == [("Baby", due)] * 2


def test_what_to_do_without_an_allergy_is_not_kept(newcomer):
    child = ChildDetails(first_name="Noor", born_on=date(2025, 1, 1), allergy_action="none")
    family = registration.register(details(children=(child,)), by=newcomer)
    assert family.children.get().allergy_action == ""


def test_a_leader_writes_a_family_down_at_the_door(carol):
    family = registration.quick_family(name="Grace", phone="0117 496 0123", children=[ZAIN], by=carol)
    carer = family.carers.get()
    assert (carer.user, carer.email, carer.phone, carer.is_main) == (None, "", "+441174960123", True)
    assert family.entered_by == carol
    assert Entry.objects.get().details == {"children": 1, "assisted": True}
    assert not Letter.objects.exists()


def press_at_once(user, times=4):
    """How the presses of one button ended, all made at the same moment."""
    gate, ends = threading.Barrier(times), []

    def press():
        try:
            gate.wait()
            ends.append(registration.register(details(), by=User.objects.get(pk=user.pk)).pk)
        except Exception as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.mark.django_db(transaction=True)
def test_one_family_however_many_press_at_once(newcomer):
    ends = press_at_once(newcomer)
    assert set(ends) == {Family.objects.get().pk}
    assert Carer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_presses_collide(newcomer, monkeypatch):
    monkeypatch.setattr(User.objects, "select_for_update", lambda **_: User.objects.all())
    slow = registration._make

    def make_slowly(*args, **kwargs):
        connection.cursor().execute("SELECT pg_sleep(0.5)")
        return slow(*args, **kwargs)

    monkeypatch.setattr(registration, "_make", make_slowly)
    assert "IntegrityError" in press_at_once(newcomer)


def test_the_clock_forgets_them_every_night(newcomer, settings):
    Registration.objects.update(changed_at=clock.now() - timedelta(days=31))
    import_string(settings.CELERY_BEAT_SCHEDULE["forgetting"]["task"])()
    assert not Registration.objects.exists()
