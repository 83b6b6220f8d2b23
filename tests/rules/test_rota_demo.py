"""The demo's rota: made through the services, with real gaps, the same when made twice."""

from datetime import timedelta

from groupsite.accounts.roles import Role
from groupsite.kit import clock
from tests.cast import OccurrenceFactory, ProgrammeFactory, UserFactory
from volunteers.demo import JOBS, seed
from volunteers.models import Enquiry, Need, Shift, Signup
from volunteers.queries.gaps import gaps


def test_the_demo_has_a_rota_with_gaps(carol, dev):
    programmes = ProgrammeFactory.create_batch(3)
    for week in range(6):
        for number, programme in enumerate(programmes):
            OccurrenceFactory(programme=programme, day=clock.today() + timedelta(days=1 + number + 7 * week))
    volunteers = [dev, *UserFactory.create_batch(5, roles=[Role.VOLUNTEER])]
    counts = []
    for _ in range(2):
        seed(programmes, volunteers, carol)
        counts.append([model.objects.count() for model in (Need, Shift, Signup, Enquiry)])
    assert counts[0] == counts[1]
    assert counts[0][:2] == [3 * len(JOBS), 18 * len(JOBS)]
    assert dev.signups.exists()
    week, year = clock.now() + timedelta(weeks=1), clock.now() + timedelta(weeks=52)
    assert 0 < gaps(week).count() < 9
    assert gaps(year).count() > 18


def test_a_demo_without_volunteers_is_all_gaps(carol):
    occurrence = OccurrenceFactory()
    seed([occurrence.programme], [], carol)
    assert gaps(occurrence.ends_at).count() == len(JOBS)


def test_a_demo_with_one_volunteer_and_two_groups_at_once_leaves_gaps(carol, dev):
    groups = ProgrammeFactory.create_batch(2)
    for group in groups:
        OccurrenceFactory(programme=group, day=clock.today() + timedelta(days=2))
    seed(groups, [dev], carol)
    assert dev.signups.count() == 1
