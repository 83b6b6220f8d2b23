"""Whatever has a keeper and a review date is flagged when its day has come, in one list."""

from datetime import date, timedelta

import pytest

from groupsite.kit import clock
from signposting.models.reviewed import Reviewed
from signposting.queries.reviews import KINDS, count_due, due
from signposting.rules.reviews import MONTHS, next_review
from signposting.services.reviews import confirm
from tests.cast import GuideFactory, NamedPersonFactory, PartnerFactory, ResourceFactory, ServiceFactory, internal_entry

FACTORIES = {
    "resource": ResourceFactory,
    "person": NamedPersonFactory,
    "internal": internal_entry,
    "guide": GuideFactory,
    "partner": PartnerFactory,
}


@pytest.mark.parametrize(
    ("today", "day"),
    [(date(2026, 11, 25), date(2027, 2, 25)), (date(2026, 11, 30), date(2027, 2, 28))],
)
def test_three_months_on_on_a_day_that_every_month_has(today, day):
    assert next_review("person", today) == day


def test_every_table_with_a_review_date_is_in_the_list():
    kept = {kind.model for kind in KINDS.values()}
    assert set(Reviewed.__subclasses__()) <= kept
    assert set(KINDS) == set(MONTHS) == set(FACTORIES)


@pytest.mark.parametrize("slug", sorted(FACTORIES))
@pytest.mark.parametrize(("days", "flagged"), [(-1, True), (0, True), (1, False)], ids=["over", "today", "tomorrow"])
def test_it_is_flagged_from_its_day_on_until_somebody_looks(slug, days, flagged, carol):
    kind = KINDS[slug]
    row = FACTORIES[slug](**{kind.day: clock.today() + timedelta(days=days), kind.keeper: carol})
    ours = [one for one in due(clock.today()) if one.code == row.code]
    assert [(one.keeper, one.kind) for one in ours] == [("Carol", kind)] * flagged
    assert count_due(clock.today()) == len(due(clock.today()))
    confirm(kind, row.code, by=carol)
    row.refresh_from_db()
    assert getattr(row, kind.day) == next_review(slug, clock.today())
    assert not [one for one in due(clock.today()) if one.code == row.code]


def test_entries_that_families_see_are_the_desks(db):
    ServiceFactory(due_on=clock.today())
    assert not [one for one in due(clock.today()) if one.kind.slug == "internal"]
