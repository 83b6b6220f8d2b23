"""Two households made one, and taken apart again: afterwards every row is as it was."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps

from families.models import (
    AboutMe,
    BuddyPair,
    Carer,
    Child,
    Family,
    Home,
    Merge,
    Registration,
    Right,
    Twins,
)
from families.search import find
from families.services import merging
from families.services.addresses import protect
from families.services.finding import refresh_all
from families.services.moving import LEFT_ALONE, pointing_at
from groupsite.audit.models import Entry, Reading
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.kit.personal import our_models
from groupsite.outbox.models import Letter
from sessions.models import Attendance, Booking, PartyMember
from sessions.services.booking import give_up
from tests.cast import (
    AboutMeFactory,
    BookingFactory,
    BuddyPairFactory,
    CarerFactory,
    ChildFactory,
    ConsentFactory,
    ContactFactory,
    FamilyFactory,
    FirstVisitFactory,
    HelperFactory,
    InvitationFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    RightFactory,
    UserFactory,
    bring,
    parent,
)

BORN = clock.today() - timedelta(days=700)
NOT_COMPARED = {Entry, Reading, Merge, Twins, Registration}


def dump():
    """Every row of every table, with sealed words opened."""
    rows = {}
    models = [model for model in our_models() if model not in NOT_COMPARED]
    for model in [*models, apps.get_model("families", "invitation").children.through]:
        fields = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.order_by("pk"):
            rows[model._meta.label, row.pk] = {name: getattr(row, name) for name in fields}
    return rows


@pytest.fixture
def pair(db):
    """Amina joined herself; at the door she was written down once more, with Zain."""
    amina = parent("Amina", outcode="")
    amina.carer.name = "Amina Hassan"
    amina.carer.save()
    kept = amina.carer.family
    ChildFactory(first_name="Zain", born_on=BORN, family=kept)
    gone = FamilyFactory(outcode="BS5", languages=["ar"], own_words="Two of us", food="No pork")
    CarerFactory(family=gone, name="Hassan, Amina", phone="+447700900123", email="")
    ChildFactory(first_name="Zain", born_on=BORN, family=gone, allergies="Nuts", allergy_action="Ring me")
    ChildFactory(first_name="Noor", family=gone)
    refresh_all()
    return kept, gone


def past(family, *, days=7):
    occurrence = OccurrenceFactory(day=clock.today() - timedelta(days=days))
    booking = BookingFactory(occurrence=occurrence, family=family, attendance=Attendance.CAME)
    PartyMemberFactory(booking=booking, carer=family.carers.first())
    for child in family.children.all():
        PartyMemberFactory(booking=booking, carer=None, child=child)
    return booking


def test_one_household_stays_with_everything_in_it(pair, carol):
    kept, gone = pair
    visit = past(gone)
    merging.merge(kept, gone, by=carol)
    kept.refresh_from_db()
    assert {carer.name for carer in kept.carers.all()} == {"Amina Hassan"}
    assert sorted(child.first_name for child in kept.children.all()) == ["Noor", "Zain"]
    zain = kept.children.get(first_name="Zain")
    assert (zain.allergies, zain.allergy_action) == ("Nuts", "Ring me")
    assert (kept.outcode, kept.languages, kept.own_words, kept.food) == ("BS5", ["ar"], "Two of us", "No pork")
    assert kept.carers.get().phone == "+447700900123"
    visit.refresh_from_db()
    assert visit.family == kept
    assert {head.child or head.carer for head in visit.party.all()} == {*kept.children.all(), kept.carers.get()}


def test_the_other_is_found_nowhere_any_more(pair, carol):
    kept, gone = pair
    assert set(find("Amina Hassan")) == {kept, gone}
    merging.merge(kept, gone, by=carol)
    assert list(find("Amina Hassan")) == [kept]
    assert list(find("Noor")) == [kept]


def test_undone_every_row_is_as_it_was(pair, carol):
    kept, gone = pair
    past(gone)
    before = dump()
    done = merging.merge(kept, gone, by=carol)
    assert dump() != before
    merging.undo(done, by=carol)
    assert dump() == before
    assert set(find("Amina Hassan")) == {kept, gone}


def furnish(family, rng, shared):
    """Rows of every kind that point at a household or somebody in it."""
    carers = [*family.carers.all(), *CarerFactory.create_batch(rng.randrange(2), family=family, is_main=False)]
    children = [*family.children.all()]
    told = {"allergies": rng.choice(["", "Egg"]), "allergy_action": "Ring me"}
    children += ChildFactory.create_batch(rng.randrange(2), family=family, **told)
    for n, occurrence in enumerate(shared):
        if rng.random() < 0.6:
            booking = BookingFactory(occurrence=occurrence, family=family, contact=carers[0])
            PartyMemberFactory(booking=booking, carer=carers[n % len(carers)])
            PartyMemberFactory(booking=booking, carer=None, child=rng.choice(children))
    HelperFactory(family=family)
    InvitationFactory(family=family, carer=carers[-1], by=UserFactory()).children.add(*children)
    ConsentFactory(family=family, child=rng.choice(children), carer=carers[0])
    ContactFactory(family=family, kind="visit", visit=rng.choice([1, 3]))
    FirstVisitFactory(family=family)
    AboutMeFactory(child=children[0])
    RightFactory(carer=carers[-1], child=children[0], say="bring")
    BuddyPairFactory(buddy=family)
    Family.objects.filter(pk=family.pk).update(best_days=rng.sample(["mon_am", "tue_am", "wed_pm"], 2))
    Home.objects.create(child=children[0], family=CarerFactory().family)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_two_have_undoing_restores_every_row(pair, carol, seed):
    rng = random.Random(seed)
    shared = [OccurrenceFactory(day=clock.today() - timedelta(days=n + 1)) for n in range(3)]
    for family in pair:
        furnish(family, rng, shared)
    refresh_all()
    before = dump()
    done = merging.merge(*pair, by=carol)
    merging.undo(done, by=carol)
    assert dump() == before


def test_without_going_back_the_same_comparison_fails(pair, carol, monkeypatch):
    before = dump()
    done = merging.merge(*pair, by=carol)
    monkeypatch.setattr(merging, "move_back", lambda moved: None)
    merging.undo(done, by=carol)
    assert dump() != before


def test_every_table_that_points_at_a_household_or_its_people_is_known():
    """A room that is added later is moved, too, and nobody has to remember it here."""
    found = {model._meta.label for target in (Family, Carer, Child) for model, _name in pointing_at(target)}
    assert found >= {"groupsessions.Booking", "groupsessions.PartyMember", "families.Home", "families.AboutMe"}
    assert "families.Invitation_children" in found
    assert found.isdisjoint({model._meta.label for model in LEFT_ALONE})


def test_two_sign_ins_both_stay(carol, amina, bea):
    bea.carer.name = "Amina"
    bea.carer.save()
    merging.merge(amina.carer.family, bea.carer.family, by=carol)
    bea.carer.refresh_from_db()
    assert bea.carer.family == amina.carer.family
    assert list(amina.carer.family.carers.filter(is_main=True)) == [amina.carer]


def test_the_sign_in_of_the_double_goes_along(pair, carol):
    gone, kept = pair
    done = merging.merge(kept, gone, by=carol)
    (only,) = kept.carers.all()
    assert only.user.email == "amina@example.org"
    assert only.email == "amina@example.org"
    merging.undo(done, by=carol)
    assert gone.carers.get().user.email == "amina@example.org"


def test_two_bookings_for_one_session_ahead_are_in_the_way(amina, bea, carol):
    occurrence = OccurrenceFactory()
    bring(occurrence, amina)
    other = bring(occurrence, bea)
    with pytest.raises(Refused, match="Both have a booking"):
        merging.merge(amina.carer.family, bea.carer.family, by=carol)
    give_up(other, by=bea)
    merging.merge(amina.carer.family, bea.carer.family, by=carol)
    assert Booking.objects.filter(family=amina.carer.family).count() == 2


def test_two_past_bookings_stay_as_the_registers_have_them(pair, carol):
    kept, gone = pair
    occurrence = OccurrenceFactory(day=clock.today() - timedelta(days=3))
    for family in pair:
        booking = BookingFactory(occurrence=occurrence, family=family, attendance=Attendance.CAME)
        PartyMemberFactory(booking=booking, carer=family.carers.first())
    merging.merge(kept, gone, by=carol)
    assert PartyMember.objects.filter(occurrence=occurrence).count() == 2
    assert gone.bookings.count() == kept.bookings.count() == 1


@pytest.mark.parametrize("who", ["newcomer", "buddy"])
def test_buddies_of_each_other_are_not_merged(amina, bea, carol, who):
    sides = {"newcomer": amina.carer.family, "buddy": bea.carer.family}
    BuddyPair.objects.create(**sides)
    other = "buddy" if who == "newcomer" else "newcomer"
    with pytest.raises(Refused, match="buddies of each other"):
        merging.merge(sides[who], sides[other], by=carol)


def test_different_allergies_are_both_kept_and_said(pair, carol):
    kept, gone = pair
    zain = kept.children.get()
    zain.allergies, zain.allergy_action = "Egg", "Pen in the bag"
    zain.save()
    assert "different allergies" in merging.plan(kept, gone).notes[0]
    merging.merge(kept, gone, by=carol)
    zain.refresh_from_db()
    assert (zain.allergies, zain.allergy_action) == ("Egg; Nuts", "Pen in the bag; Ring me")


def test_a_protected_address_leaves_no_area(pair, carol):
    kept, gone = pair
    protect(gone.carers.get(), "17 Quiet Lane", by=carol)
    Family.objects.filter(pk=kept.pk).update(outcode="BS7")
    done = merging.merge(kept, gone, by=carol)
    kept.refresh_from_db()
    assert (kept.outcode, kept.carers.get().address) == ("", "17 Quiet Lane")
    merging.undo(done, by=carol)
    kept.refresh_from_db()
    assert (kept.outcode, kept.carers.get().address) == ("BS7", "")


def test_letters_on_their_way_to_the_double_reach_the_one_that_stays(pair, carol):
    kept, gone = pair
    double = gone.carers.get()
    bring(OccurrenceFactory(), gone, by=carol, contact=double)
    merging.merge(kept, gone, by=carol)
    assert {letter.to for letter in Letter.objects.filter(state="ready")} == {f"families.carer:{kept.carers.get().pk}"}


def test_what_came_after_stays_when_it_is_undone(pair, carol):
    kept, gone = pair
    done = merging.merge(kept, gone, by=carol)
    made = bring(OccurrenceFactory(), kept, by=carol)
    merging.undo(done, by=carol)
    made.refresh_from_db()
    assert made.family == kept


def test_after_ninety_days_it_stands_and_the_rest_goes(pair, carol):
    kept, gone = pair
    done = merging.merge(kept, gone, by=carol)
    with time_machine.travel(clock.now() + timedelta(days=89)):
        assert merging.forget_old() == 0
    with time_machine.travel(clock.now() + timedelta(days=91)):
        with pytest.raises(Refused, match="90 days"):
            merging.undo(done, by=carol)
        assert merging.forget_old() == 1
    assert not Family.objects.filter(pk=gone.pk).exists()
    assert kept.children.count() == 2
    assert not Right.objects.exists()


def test_undone_twice_or_beneath_a_later_one_is_refused(pair, carol, bea):
    kept, gone = pair
    done = merging.merge(kept, gone, by=carol)
    later = merging.merge(kept, bea.carer.family, by=carol)
    with pytest.raises(Refused, match="on top"):
        merging.undo(done, by=carol)
    merging.undo(later, by=carol)
    merging.undo(done, by=carol)
    with pytest.raises(Refused, match="already"):
        merging.undo(done, by=carol)


def test_what_is_merged_is_not_merged_again(pair, carol, bea):
    kept, gone = pair
    merging.merge(kept, gone, by=carol)
    with pytest.raises(Refused, match="already"):
        merging.merge(bea.carer.family, gone, by=carol)


def test_all_about_a_child_goes_along_unless_there_is_one(pair, carol):
    kept, gone = pair
    about = AboutMeFactory(child=gone.children.get(first_name="Zain"))
    merging.merge(kept, gone, by=carol)
    assert AboutMe.objects.get().child == kept.children.get(first_name="Zain")
    assert AboutMe.objects.get() == about
    assert AboutMe.objects.get().loves == "Diggers and bubbles"
