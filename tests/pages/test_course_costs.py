"""A course costs what one session costs: the same statements for two dates and eight, for one family and thirty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groupsite.kit import clock
from sessions.models import Booking
from tests.cast import (
    ActionFactory,
    ActivityFactory,
    BookingFactory,
    ChildFactory,
    ContributionFactory,
    DebriefFactory,
    EnrolmentFactory,
    OccurrenceFactory,
    PartyMemberFactory,
    PlanFactory,
    RemarkFactory,
    VisitorFactory,
    course,
)

SIZES = [pytest.param(2, 1, id="two dates, one family"), pytest.param(8, 30, id="eight dates, thirty families")]


def cost(act):
    with CaptureQueriesContext(connection) as asked:
        answer = act()
    return len([query for query in asked if "SAVEPOINT" not in query["sql"]]), answer


def taken(programme, families):
    """So many families are on it already."""
    dates = list(programme.occurrences.all())
    for _ in range(families):
        enrolment = EnrolmentFactory(programme=programme)
        rows = [BookingFactory(occurrence=each, family=enrolment.family, enrolment=enrolment) for each in dates]
        PartyMemberFactory(booking=rows[0])


@pytest.mark.parametrize(("weeks", "families"), SIZES)
@pytest.mark.parametrize("for_parents", [False, True])
def test_a_course_is_shown_by_nine_statements_and_taken_by_fifteen(weeks, families, for_parents, amina, sign_in):
    programme = course(weeks=weeks, heads_limit=100, venue__fire_limit=200, for_parents=for_parents)
    taken(programme, families)
    client, code = sign_in(amina), programme.occurrences.order_by("day").first().code
    asked, page = cost(lambda: client.get(reverse("sessions:session", args=[code])))
    assert asked == 9
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    asked, answer = cost(lambda: client.post(reverse("sessions:enrol", args=[code]), sent))
    assert answer.status_code == 302
    assert asked == (15 if for_parents else 14)
    assert Booking.objects.filter(family=amina.carer.family).count() == weeks


@pytest.mark.parametrize(("weeks", "families"), SIZES)
@pytest.mark.parametrize(("doors", "for_parents"), [("draw", True), ("newcomers", False), ("newcomers", True)])
def test_to_ask_for_a_course_costs_no_more(weeks, families, doors, for_parents, amina, sign_in):
    limits = {"heads_limit": 100, "venue__fire_limit": 200}
    programme = course(weeks=weeks, doors=doors, settles_days_before=3, for_parents=for_parents, **limits)
    taken(programme, families)
    day = clock.today() - timedelta(days=1)
    BookingFactory(family=amina.carer.family, attendance="came", occurrence=OccurrenceFactory(day=day))
    client, code = sign_in(amina), programme.occurrences.order_by("day").first().code
    asked, page = cost(lambda: client.get(reverse("sessions:session", args=[code])))
    assert asked == 9
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("children", "adults", "key")}
    asked, _answer = cost(lambda: client.post(reverse("sessions:enrol", args=[code]), sent))
    assert asked == (15 if for_parents else 14)
    assert Booking.objects.filter(family=amina.carer.family, state="asked").count() == weeks


@pytest.mark.parametrize("count", [1, 20])
def test_the_plan_of_a_day_is_shown_by_nine_statements(count, carol, sign_in):
    plan = PlanFactory(occurrence=OccurrenceFactory())
    for week in range(1, count + 1):
        booking = BookingFactory(occurrence=plan.occurrence)
        PartyMemberFactory(
            booking=booking,
            carer=None,
            child=ChildFactory(family=booking.family, allergies="Egg", allergy_action="Ring me"),
        )
        RemarkFactory(plan=plan)
        VisitorFactory(occurrence=plan.occurrence)
        DebriefFactory(occurrence=plan.occurrence)
        ActivityFactory(plan=plan)
        ActionFactory(programme=plan.occurrence.programme)
        ContributionFactory(occurrence=plan.occurrence)
        past = {"programme": plan.occurrence.programme, "day": clock.today() - timedelta(weeks=week)}
        ActivityFactory(plan__occurrence=OccurrenceFactory(**past))
    client = sign_in(carol)
    client.get(reverse("sessions:plan", args=[plan.occurrence.code]))  # the first page of the day also notes the day
    asked, page = cost(lambda: client.get(reverse("sessions:plan", args=[plan.occurrence.code])))
    assert page.status_code == 200
    assert asked <= 9
