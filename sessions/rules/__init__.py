"""Does this party fit? Plain values in, the limits that say no out: the same answer for parents, staff and offers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from groupsite.kit import clock
from groupsite.kit.templatetags.kit import day, wall_time


@dataclass(frozen=True)
class BandLimit:
    """At most so many children of some ages."""

    name: str
    from_months: int
    to_months: int
    limit: int

    def count(self, ages: Sequence[int]) -> int:
        """How many of these children are that old."""
        return sum(self.from_months <= age < self.to_months for age in ages)


@dataclass(frozen=True)
class Limits:
    """What a session can take. Helpers are heads before anybody books."""

    heads: int
    fire: int
    helpers: int = 0
    families: int | None = None
    from_months: int = 0
    to_months: int = 60
    bands: tuple[BandLimit, ...] = ()
    with_children: bool = True
    """Not where parents learn: they may come by themselves."""


@dataclass(frozen=True)
class Party:
    """Who comes: the children's ages in months on that day, and how many adults."""

    ages: tuple[int, ...] = ()
    adults: int = 0
    expecting: bool = False
    interpreter: bool = False

    @property
    def heads(self) -> int:
        """Every one counts, however small."""
        return len(self.ages) + self.adults


@dataclass(frozen=True)
class Room:
    """Who holds a place already, booked or offered. `elsewhere` are other groups in the hall at the same hour."""

    heads: int = 0
    families: int = 0
    ages: tuple[int, ...] = ()
    elsewhere: int = 0

    def plus(self, party: Party) -> "Room":
        """The room once they are in it too."""
        return replace(self, heads=self.heads + party.heads, families=self.families + 1, ages=self.ages + party.ages)


@dataclass(frozen=True)
class Space:
    """One date: what it can take, and who holds a place there."""

    limits: Limits
    room: Room

    def plus(self, party: Party) -> "Space":
        """The same once they are in it too."""
        return replace(self, room=self.room.plus(party))


@dataclass(frozen=True)
class Stay:
    """Another group in the hall: from when to when, and how many people, helpers included."""

    starts_at: datetime
    ends_at: datetime
    heads: int


def fullest(starts_at: datetime, ends_at: datetime, others: Sequence[Stay]) -> int:
    """Most people of other groups who are in the hall at once between two times. Who goes as we come is gone."""
    begins = [starts_at, *(other.starts_at for other in others if starts_at < other.starts_at < ends_at)]
    return max(sum(other.heads for other in others if other.starts_at <= at < other.ends_at) for at in begins)


@dataclass(frozen=True)
class Bound:
    """A limit that said no: its code, and the sentence that says which and what to do."""

    code: str
    says: str | Promise
    field: str | None = None
    short: int = 0
    """How many more places would do."""


CAPACITY = frozenset({"fire", "heads", "families", "band", "time"})
"""Limits that time may loosen: another family gives up. One may wait for these."""
OVERRIDABLE = frozenset({"heads", "families", "band", "age", "no_child"})
"""Limits a leader may pass with a reason. Never the fire limit, never a child without an adult."""


@dataclass(frozen=True)
class Left:
    """What is free."""

    heads: int
    families: int | None = None
    times: int | None = None
    """At a clinic: how many times are free for one baby."""
    smallest: int = 2
    """Heads of the smallest party: an adult with one child, or where parents learn an adult alone."""

    @property
    def is_full(self) -> bool:
        """The smallest party would not fit."""
        if self.times is not None:
            return not self.times
        return self.heads < self.smallest or self.families == 0


def left(limits: Limits, room: Room) -> Left:
    """Heads and families that still fit; never less than none."""
    heads = min(limits.heads, limits.fire - room.elsewhere) - limits.helpers - room.heads
    families = None if limits.families is None else max(0, limits.families - room.families)
    return Left(max(0, heads), families, smallest=2 if limits.with_children else 1)


def space_bounds(limits: Limits, room: Room, party: Party) -> list[Bound]:
    """The limits of space that this party would break, the hardest first; none when it fits."""
    inside = limits.helpers + room.heads
    in_hall = inside + room.elsewhere
    tests: list[tuple[bool, Callable[[], Bound]]] = [
        (in_hall + party.heads <= limits.fire, lambda: _fire(limits, in_hall, party)),
        (inside + party.heads <= limits.heads, lambda: _heads(limits.heads - inside, party)),
        (limits.families is None or room.families < limits.families, lambda: _families(limits)),
    ]
    bounds = [says() for fits, says in tests if not fits]
    for band in limits.bands:
        taken, asked = band.count(room.ages), band.count(party.ages)
        if asked and taken + asked > band.limit:
            bounds.append(_band(band, max(0, band.limit - taken), short=taken + asked - band.limit))
    return bounds


def first_bound(dates: Iterable[Space], parties: Iterable[Party]) -> Bound | None:
    """The limit that keeps a household from these dates, taken as one: the hardest of the first that has no room."""
    for date_, party in zip(dates, parties, strict=True):
        if bounds := space_bounds(date_.limits, date_.room, party):
            return bounds[0]
    return None


def binding(bounds: Iterable[Bound], *, override_why: str) -> list[Bound]:
    """The limits that still bind when a leader has given a reason; the fire limit always does."""
    return [bound for bound in bounds if not (override_why and bound.code in OVERRIDABLE)]


def party_bounds(limits: Limits, party: Party, names: Sequence[str] = ()) -> list[Bound]:
    """What is wrong with the party itself, whoever else comes."""
    bounds = [] if party.adults else [Bound("no_adult", NO_ADULT, "adults")]
    if limits.with_children and not party.ages and not party.expecting:
        bounds.append(Bound("no_child", NO_CHILD, "children"))
    called = names or [""] * len(party.ages)
    return bounds + [bound for age, name in zip(party.ages, called, strict=True) if (bound := _age(limits, age, name))]


NO_ADULT = _("Every child comes with an adult who stays. Tick at least one adult.")
NO_CHILD = _("These sessions are for children and the adults with them. Tick at least one child.")


def _fire(limits: Limits, inside: int, party: Party) -> Bound:
    free = max(0, limits.fire - inside)
    says = ngettext_lazy(
        "The fire limit of the hall is %(limit)d people, and %(free)d place is left. Nobody may go over it.",
        "The fire limit of the hall is %(limit)d people, and %(free)d places are left. Nobody may go over it.",
        "free",
    )
    short = inside + party.heads - limits.fire
    return Bound("fire", says % {"limit": limits.fire, "free": free}, short=short)


def _heads(free: int, party: Party) -> Bound:
    short = party.heads - free
    if free <= 0:
        full = _("This session is full. You can join the waiting list, or choose another day.")
        return Bound("heads", full, short=short)
    says = ngettext_lazy(
        "There is room for %(free)d more person, and you are %(asked)d. Babies count too. "
        "You can join the waiting list, bring fewer people, or choose another day.",
        "There is room for %(free)d more people, and you are %(asked)d. Babies count too. "
        "You can join the waiting list, bring fewer people, or choose another day.",
        "free",
    )
    return Bound("heads", says % {"free": free, "asked": party.heads}, short=short)


def _families(limits: Limits) -> Bound:
    says = _(
        "This session takes %(limit)d families, and all those places are taken. "
        "You can join the waiting list, or choose another day."
    )
    return Bound("families", says % {"limit": limits.families}, short=1)


def _band(band: BandLimit, free: int, *, short: int) -> Bound:
    if not free:
        says = _("The places for %(band)s are all taken. You can join the waiting list, or choose another day.")
        return Bound("band", says % {"band": band.name}, short=short)
    says = _(
        "For %(band)s, %(free)d of %(limit)d places are left, and you ask for more. "
        "You can join the waiting list, bring fewer children of that age, or choose another day."
    )
    return Bound("band", says % {"band": band.name, "free": free, "limit": band.limit}, short=short)


def _age(limits: Limits, age: int, name: str) -> Bound | None:
    if limits.from_months <= age < limits.to_months:
        return None
    who = name or _("Your child")
    if age < 0:
        says = _("%(name)s is not born yet on that day. Come as you are: tick the adults only. We love meeting bumps.")
    elif age < limits.from_months:
        says = _("%(name)s is too young for this session: it starts at %(from)s. Look for one for younger children.")
    else:
        says = _("%(name)s is too old for this session: it is for children under %(to)s. Look for one for older ones.")
    return Bound(
        "age", says % {"name": who, "from": spoken_age(limits.from_months), "to": spoken_age(limits.to_months)}
    )


def spoken_age(months: int) -> str:
    """18 months; 3 years. Under two, and where years do not fit, months are what people say."""
    if months < 24 or months % 12:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return ngettext("%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}


# -- When booking is open --------------------------------------------------------------------------
@dataclass(frozen=True)
class Moment:
    """The times that decide whether a session can be booked."""

    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    settles_at: datetime | None = None
    """Until then newcomers come first, or families ask for the draw; none when whoever books first is in."""
    cancelled: bool = False

    def is_asking(self, at: datetime) -> bool:
        """Are places still to be given out?"""
        return self.settles_at is not None and at < self.settles_at


def opens_at(on: date, starts: time, days_before: int, weekday: int | None, wall: time | None) -> datetime:
    """So many days before, at the time it starts or another; on a weekday, if one is set: the last one before that."""
    opens = on - timedelta(days=days_before)
    if weekday is not None:
        opens -= timedelta(days=(opens.weekday() - weekday) % 7)
    return clock.at(opens, wall or starts)


MIDDAY = time(12)
A_TURN = timedelta(microseconds=1)
"""Places are given out at one moment; by so little each is before the next."""


def settles_at(on: date, days_before: int, closes_at: datetime) -> datetime:
    """At midday, when people are awake; never after booking closes."""
    return min(clock.at(on - timedelta(days=days_before), MIDDAY), closes_at)


HOURS = frozenset({"not_open", "shut"})
"""What binds families who ask, and not a leader who books for one."""


def closed(moment: Moment, at: datetime) -> Bound | None:
    """Why a parent cannot book now; none when booking is open."""
    if moment.cancelled:
        return Bound("cancelled", _("This session is cancelled. Please choose another day."))
    if at >= moment.ends_at:
        return Bound("past", _("This session is over. Please choose another day."))
    if at >= moment.starts_at:
        return Bound("closed", _("This session has started, so booking is closed. Come to the door and ask us."))
    if at < moment.opens_at:
        says = _("Booking opens on %(day)s at %(time)s. Please come back then.")
        return Bound("not_open", says % {"day": day(moment.opens_at), "time": wall_time(moment.opens_at)})
    if at >= moment.closes_at:
        says = _("Booking closed on %(day)s at %(time)s. Please ring us or choose another day.")
        return Bound("shut", says % {"day": day(moment.closes_at), "time": wall_time(moment.closes_at)})
    return None


# -- How long an offer waits (M2) ------------------------------------------------------------------
NIGHT_FROM, NIGHT_TO = time(21, 0), time(8, 0)
OFFER_TIMES = (
    (timedelta(hours=48), timedelta(hours=24)),
    (timedelta(hours=12), timedelta(hours=4)),
    (timedelta(0), timedelta(minutes=30)),
)
"""This far from the start, an answer has this long. Nearer, it is shorter: an empty place helps nobody."""


def awake(instant: datetime) -> datetime:
    """The instant itself by day; by night, eight in the morning."""
    wall = clock.local(instant)
    if NIGHT_TO <= wall.time() < NIGHT_FROM:
        return instant
    morning = wall.date() + timedelta(days=wall.time() >= NIGHT_FROM)
    return clock.at(morning, NIGHT_TO)


def offer_window(at: datetime, starts_at: datetime) -> tuple[datetime, datetime] | None:
    """When the letter may go and when the offer ends; none when the session starts before anybody is awake.

    What is left of the time at nine in the evening goes on at eight.
    """
    begins = awake(at)
    if begins >= starts_at:
        return None
    length = next(answer for far, answer in OFFER_TIMES if starts_at - begins >= far)
    ends = begins + length
    if awake(ends) != ends:
        night = clock.at(clock.local(awake(ends)).date() - timedelta(days=1), NIGHT_FROM)
        ends = awake(ends) + (ends - night)
    return begins, min(ends, starts_at)
