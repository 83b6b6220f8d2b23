"""What small jobs there are, and who helps."""

from collections.abc import Sequence

from django.db.models import Count

from groupsite.accounts.models import User
from groupsite.kit import clock
from sessions.models import Occurrence, OccurrenceQuerySet
from sessions.queries.access import sessions_led_by
from volunteers.models import Signup, SmallJob, SmallJobQuerySet
from volunteers.rules.today import code_in, is_open, token_of


def sessions_of(user: User) -> OccurrenceQuerySet:
    """Sessions for which this person may post small jobs."""
    return sessions_led_by(user).select_related("programme__venue", "venue")


def next_session_of(user: User) -> Occurrence | None:
    """The one that runs or comes next."""
    return sessions_of(user).upcoming().order_by("starts_at", "pk").first()


def session_behind(token: str) -> Occurrence | None:
    """The session of a link, while it is open for helping."""
    code = code_in(token)
    joined = Occurrence.objects.select_related("programme__venue", "venue")
    found = joined.filter(code=code).first() if code else None
    return found if found and is_open(found, clock.now()) else None


def jobs_of(occurrence: Occurrence) -> SmallJobQuerySet:
    """All small jobs of a session, those to do first."""
    return SmallJob.objects.filter(occurrence=occurrence).order_by("done_at", "claimed_at", "posted_at", "pk")


def token_of_help(occurrence: Occurrence) -> str:
    """The link's token while a session that runs asks for help; nothing at other times, or when all is taken."""
    is_asking = is_open(occurrence, clock.now()) and jobs_of(occurrence).free().exists()
    return token_of(occurrence) if is_asking else ""


def helping_at(sessions: Sequence[int]) -> dict[int, int]:
    """How many people have promised to help at each of these sessions; who does two jobs is one."""
    promises = Signup.objects.promised().filter(shift__occurrence__in=sessions)
    people = promises.values("shift__occurrence").annotate(people=Count("volunteer", distinct=True))
    return dict(people.values_list("shift__occurrence", "people"))
