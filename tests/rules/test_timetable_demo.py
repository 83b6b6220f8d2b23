"""The demo's calendar is told through the services."""

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.kit import clock
from groupsite.portal.seed import calendar, people
from sessions.models import Occurrence, Programme, Term
from sessions.pages.planning import term_page
from tests.cast import ProgrammeFactory


def test_there_is_a_term_open_one_to_open_an_outdoor_group_and_an_open_day(db):
    User.objects.create_user(people.CAROL.email, roles=[Role.LEADER, Role.COORDINATOR])
    ProgrammeFactory()
    calendar.tell()
    ours, following = Term.objects.all()
    assert (bool(ours.opened_at), following.opened_at) == (True, None)
    page = term_page(following)
    assert page.count >= 15
    assert any(name == "Half-term" for it in page.proposals for _day, name in it.skipped)
    forest = Programme.objects.get(name="Forest Friends")
    assert forest.weather
    assert forest.occurrences.upcoming().count() >= 2
    assert Occurrence.objects.get(programme__name="Open day").starts_at > clock.now()
    meeting = Occurrence.objects.get(programme__name="Parents’ meeting")
    assert (meeting.starts_at > clock.now(), meeting.programme.for_parents) == (True, True)
