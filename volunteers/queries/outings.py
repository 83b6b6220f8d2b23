"""Who is where when, and what is to be mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from volunteers.models import Going, Outing, OutreachPlace
from volunteers.queries.knowing import knows, knows_of
from volunteers.rules.outings import AskToGo, cannot_after_all, why_not, would_be_alone
from volunteers.rules.rota import Knows

WEEKS_AHEAD = 8


@dataclass(frozen=True)
class Goer:
    """Somebody who goes, and a word for what has come in the way since."""

    going: Going
    cannot: str = ""


@dataclass(frozen=True)
class Turn:
    """One outing: who goes, and, for a champion, whether they could go, too."""

    outing: Outing
    goers: Sequence[Goer]
    mine: Going | None = None
    why_not: Refused | None = None

    @property
    def missing(self) -> int:
        """How many are still needed."""
        return max(self.outing.how_many - len(self.goers), 0)

    @property
    def looking(self) -> int:
        """How many of them look for a stand-in."""
        return _looking(goer.going for goer in self.goers)

    @property
    def steps_in(self) -> bool:
        """No place is free, but somebody would hand theirs on."""
        return not self.missing and self.looking > 0

    @property
    def is_alone(self) -> bool:
        """Would one person stand there with nobody near?"""
        return would_be_alone(self.outing, len(self.goers))

    @property
    def is_to_mend(self) -> bool:
        """Does whoever plans have to do something?"""
        return not self.goers or self.is_alone or self.looking > 0 or any(goer.cannot for goer in self.goers)


def for_champion(user: User) -> list[Turn]:
    """The coming weeks: who goes with whom, and why not for what this person cannot take."""
    known = knows(user, clock.now())
    return [_for(user, outing, rows, _ask(user, outing, rows, known)) for outing, rows in _coming()]


def _for(user: User, outing: Outing, rows: Sequence[Going], ask: AskToGo) -> Turn:
    mine = next((row for row in rows if row.volunteer_id == user.pk), None)
    return Turn(outing, [Goer(row) for row in rows], mine, None if mine else why_not(ask))


def for_planner() -> list[Turn]:
    """The same for whoever plans: gaps, people alone, people who cannot after all."""
    coming, now = _coming(), clock.now()
    known = knows_of({row.volunteer_id for _outing, rows in coming for row in rows}, now)
    return [
        Turn(outing, [Goer(row, _cannot(row, outing, rows, known[row.volunteer_id])) for row in rows])
        for outing, rows in coming
    ]


def _cannot(row: Going, outing: Outing, rows: Sequence[Going], known: Knows) -> str:
    return cannot_after_all(_ask(row.volunteer, outing, rows, known))


def _ask(user: User, outing: Outing, rows: Sequence[Going], known: Knows) -> AskToGo:
    return AskToGo(user, outing, {row.volunteer_id for row in rows}, known, clock.now(), looking=_looking(rows))


def _looking(rows: Iterable[Going]) -> int:
    return sum(row.stand_in_wanted_at is not None for row in rows)


def _coming() -> list[tuple[Outing, list[Going]]]:
    outings = list(Outing.objects.upcoming().filter(starts_at__lt=clock.now() + timedelta(weeks=WEEKS_AHEAD)))
    rows: dict[int, list[Going]] = {}
    standing = Going.objects.standing().filter(outing__in=[outing.pk for outing in outings])
    for row in standing.select_related("volunteer").order_by("made_at", "pk"):
        rows.setdefault(row.outing_id, []).append(row)
    return [(outing, rows.get(outing.pk, [])) for outing in outings]


def forgotten_places() -> QuerySet[OutreachPlace]:
    """Places where we go and nothing is planned."""
    return OutreachPlace.objects.filter(closed_at=None).exclude(outings__in=Outing.objects.upcoming().order_by())


def to_go_to() -> QuerySet[Outing]:
    """Outings that somebody may put themselves down for."""
    return Outing.objects.upcoming()


def goings_of(user: User) -> QuerySet[Going]:
    """This person's promises that are to come."""
    mine = Going.objects.for_user(user).standing().filter(outing__starts_at__gt=clock.now())
    return mine.select_related("outing__place").order_by("outing__starts_at", "pk")
