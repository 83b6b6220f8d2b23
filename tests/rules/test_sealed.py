"""Sealed words: nothing of them in the tables, nothing lost when keys change, nothing opens in another row."""

import pytest
from django.core.management import call_command
from django.db import connection

from families.models import Child, Registration
from groupsite.kit.sealed import CannotOpen, reseal
from tests.cast import ChildFactory, RegistrationFactory

SECRET = "Peanuts and cashews"
OLD, NEW = "old-key-" * 6, "new-key-" * 6


@pytest.fixture
def child(db):
    return ChildFactory(allergies=SECRET, allergy_action="Ring me")


def as_it_lies(model, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def lay(model, column, pk, text):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", [text, pk])


def test_the_table_holds_nothing_that_can_be_read(child):
    assert "eanut" not in as_it_lies(Child, "allergies", child.pk)
    assert Child.objects.get(pk=child.pk).allergies == SECRET


def test_the_same_words_look_different_in_every_row(child):
    other = ChildFactory(allergies=SECRET, allergy_action="Ring me")
    assert as_it_lies(Child, "allergies", child.pk) != as_it_lies(Child, "allergies", other.pk)


def test_nothing_stays_nothing(db):
    assert as_it_lies(Child, "allergies", ChildFactory().pk) == ""
    assert Child.objects.filter(allergies="").count() == 1


@pytest.mark.parametrize("column", ["allergies", "allergy_action"])
def test_words_carried_elsewhere_do_not_open(child, column):
    other = ChildFactory(allergies="Milk", allergy_action="Water")
    target = other if column == "allergies" else child  # another row, then another column of the same row
    lay(Child, column, target.pk, as_it_lies(Child, "allergies", child.pk))
    with pytest.raises(CannotOpen):
        getattr(Child.objects.get(pk=target.pk), column)


def test_answers_half_given_are_sealed_too(db):
    draft = RegistrationFactory(answers={"children": [{"allergies": SECRET}]})
    assert "eanut" not in as_it_lies(Registration, "answers", draft.pk)
    assert Registration.objects.get(pk=draft.pk).answers["children"][0]["allergies"] == SECRET


def test_keys_change_while_the_house_is_open(child, settings):
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    assert Child.objects.get(pk=child.pk).allergies == SECRET
    call_command("reseal", verbosity=0)
    settings.FIELD_KEYS = [NEW]
    assert Child.objects.get(pk=child.pk).allergies == SECRET
    assert reseal(Child) == 0


def test_a_lost_key_loses_no_words(child, settings):
    """A row saved without its key keeps the sealed text; with the key back it opens."""
    before = settings.FIELD_KEYS
    settings.FIELD_KEYS = [OLD]
    row = Child.objects.get(pk=child.pk)
    row.first_name = "Renamed"
    row.save()
    with pytest.raises(CannotOpen):
        row.refresh_from_db()
    settings.FIELD_KEYS = before
    row = Child.objects.get(pk=child.pk)
    assert (row.first_name, row.allergies) == ("Renamed", SECRET)


def test_what_was_written_in_the_clear_before_is_sealed_by_resealing(child):
    lay(Child, "allergies", child.pk, "Kiwi")
    assert Child.objects.get(pk=child.pk).allergies == "Kiwi"
    assert reseal(Child) == 1
    assert "Kiwi" not in as_it_lies(Child, "allergies", child.pk)
    assert Child.objects.get(pk=child.pk).allergies == "Kiwi"


def test_a_careless_update_is_refused(child):
    """`update()` has no row to bind to and would write in the clear."""
    with pytest.raises(TypeError, match="sealed"):
        Child.objects.filter(pk=child.pk).update(allergies="Kiwi")
    child.allergies = "Kiwi"
    with pytest.raises(TypeError, match="sealed"):
        Child.objects.bulk_update([child], ["allergies"])
