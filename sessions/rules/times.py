"""A clinic's day as times of its own: how long a family needs, and which times are free. Plain values in and out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions import rules


@dataclass(frozen=True)
class Span:
    """From when to when. Ends do not count: one may follow the other."""

    starts: datetime
    ends: datetime

    def overlaps(self, other: "Span") -> bool:
        """Is there a moment in both?"""
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class Slot:
    """A time at a desk."""

    desk: int
    span: Span

    @property
    def starts(self) -> datetime:
        """When the family is seen."""
        return self.span.starts


@dataclass(frozen=True)
class Pace:
    """How a clinic spends its day. `breaks` are minutes after the start, so they move along when a date moves."""

    minutes: int
    interpreter_minutes: int = 0
    desks: int = 1
    breaks: tuple[tuple[int, int], ...] = ()
    from_months: int = 0
    to_months: int = 60
    born_first: bool = False
    """Is nobody seen before the birth? A registrar cannot write down who is not here yet."""

    def babies(self, ages: Sequence[int]) -> int:
        """How many of these children it is for; the others come along."""
        return sum(self.from_months <= age < self.to_months for age in ages)

    def length(self, party: rules.Party) -> timedelta:
        """So long a family needs: each baby its time, and an interpreter some more. A bump takes as long as a baby."""
        babies = max(1, self.babies(party.ages))
        return timedelta(minutes=babies * self.minutes + party.interpreter * self.interpreter_minutes)

    def stretches(self, day: Span) -> Iterator[Span]:
        """The day between its breaks."""
        begins = day.starts
        for first, last in sorted(self.breaks):
            yield Span(begins, min(day.ends, day.starts + timedelta(minutes=first)))
            begins = day.starts + timedelta(minutes=last)
        yield Span(begins, day.ends)

    def starts(self, day: Span, length: timedelta) -> Iterator[datetime]:
        """When somebody who needs so long could begin: at every baby's time from the start or the end of a break."""
        for stretch in self.stretches(day):
            begins = stretch.starts
            while begins + length <= stretch.ends:
                yield begins
                begins += timedelta(minutes=self.minutes)


def desk_for(span: Span, desks: int, taken: Sequence[Slot]) -> Slot | None:
    """This span at the first desk where nobody else is."""
    busy = {slot.desk for slot in taken if slot.span.overlaps(span)}
    return next((Slot(desk, span) for desk in range(1, desks + 1) if desk not in busy), None)


def free(day: Span, pace: Pace, length: timedelta, taken: Sequence[Slot], *, after: datetime) -> list[Slot]:
    """Every time at which so long fits, each at one desk; none that has begun."""
    spans = [Span(starts, starts + length) for starts in pace.starts(day, length) if starts > after]
    return [slot for span in spans if (slot := desk_for(span, pace.desks, taken))]


def outside(day: Span, pace: Pace, span: Span) -> bool:
    """Is it before the doors open, after they close, or in a break?"""
    return not any(each.starts <= span.starts and span.ends <= each.ends for each in pace.stretches(day))


# -- Saying no -------------------------------------------------------------------------------------
CHOOSE = _("Everybody has a time of their own here. Please choose one of the times that are free.")
TAKEN = _("That time has just gone, or it is too short for all of you. Please choose another one.")
ALL_TAKEN = _("No time that is long enough is free on this day. Choose another day, or let us tell you.")
NOT_BORN = _("This is for when your baby is here. Come back after the birth: you then have six weeks.")
WHO_FOR = _("Tick the baby it is for. It is for children from %(from)s to %(to)s old; brothers and sisters may come.")


def party_bounds(pace: Pace, party: rules.Party) -> list[rules.Bound]:
    """What is wrong with a clinic's party itself: nobody grown up, or nobody it is for."""
    bounds = [] if party.adults else [rules.Bound("no_adult", rules.NO_ADULT, "adults")]
    bump = party.expecting or any(age < 0 for age in party.ages)
    if not pace.babies(party.ages) and (pace.born_first or not bump):
        bounds.append(rules.Bound("no_child", _nobody(pace, bump=bump), "children"))
    return bounds


def _nobody(pace: Pace, *, bump: bool) -> str | Promise:
    if bump:
        return NOT_BORN
    ages = {"from": rules.spoken_age(pace.from_months), "to": rules.spoken_age(pace.to_months)}
    return WHO_FOR % ages
