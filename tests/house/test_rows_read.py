"""What holds a page to the rows it reads counts each of them, whichever way Postgres comes to it."""

from types import SimpleNamespace

import pytest
from django.db import connection

from families.models import Carer, Family
from tests.cast import CarerFactory, FamilyFactory
from tests.rows_read import rows_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes():
    found = FamilyFactory.create_batch(40)
    for home in found[:12]:
        CarerFactory(family=home)
    return found


def without(*ways):
    """Postgres takes none of these ways until the test is over."""
    with connection.cursor() as cursor:
        for way in ways:
            cursor.execute(f"SET LOCAL enable_{way} = off")


def test_one_row_in_very_many_turns_of_a_loop_is_counted():
    Family.objects.bulk_create(FamilyFactory.build_batch(400))
    CarerFactory(family=Family.objects.last())
    without("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material", "memoize")
    with rows_read(Family, Carer) as read:
        assert len(Family.objects.values_list("pk", "carers__pk")) == 400
    assert read == {Family: 400, Carer: 1}


@pytest.mark.parametrize(
    ("ways", "field", "rows"),
    [
        pytest.param(["indexscan", "indexonlyscan", "bitmapscan"], "name", 12, id="one after the other"),
        pytest.param(["seqscan", "bitmapscan"], "name", 3, id="by an index"),
        pytest.param(["seqscan", "bitmapscan"], "family", 3, id="by an index alone"),
        pytest.param(["seqscan", "indexscan", "indexonlyscan"], "name", 3, id="by a bitmap"),
    ],
)
def test_each_row_is_counted_once_whichever_way_it_is_read(ways, field, rows, homes):
    without(*ways)
    with rows_read(Carer) as read:
        assert len(Carer.objects.filter(family__in=homes[:3]).values_list(field)) == 3
    assert read == {Carer: rows}


def test_what_was_read_before_is_not_counted(homes):
    list(Carer.objects.all())
    with rows_read(Carer) as read:
        pass
    assert read == {Carer: 0}


def test_nothing_is_counted_outside_a_transaction_which_would_come_to_none(monkeypatch):
    monkeypatch.setattr("tests.rows_read.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(AssertionError, match="one transaction"), rows_read(Carer):
        pass
