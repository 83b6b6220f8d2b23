"""How the room speaks: ages, prices, places left, why somebody waits. Plain values in, words out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from groupsite.kit.templatetags.kit import day_and_time, short_day, wall_time
from sessions import rules
from sessions.models import Booking, BookingState, Programme
from sessions.rules import dates, draws

PLENTY = 10


@dataclass(frozen=True)
class Sign:
    """A word with its colour and its drawing; never one without the others."""

    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Aside:
    """A way on beside a booking, from a room above: what it is, what its link says, where it leads."""

    text: str
    label: str
    href: str


def ages(from_months: int, to_months: int) -> str:
    """Under 5 years; 18 months to 3 years."""
    youngest, oldest = rules.spoken_age(from_months), rules.spoken_age(to_months)
    if not from_months:
        return _("Under %(age)s") % {"age": oldest}
    return _("%(youngest)s to %(oldest)s") % {"youngest": youngest, "oldest": oldest}


def for_whom(programme: Programme) -> str:
    """Ages; or parents, where they learn."""
    if programme.for_parents:
        return _("Parents and carers")
    return ages(programme.from_months, programme.to_months)


def price(pence: int) -> str:
    """Free; £2 a family; £2.50 a family."""
    if not pence:
        return _("Free")
    pounds = f"£{pence // 100}" if pence % 100 == 0 else f"£{pence / 100:.2f}"
    return _("%(price)s a family") % {"price": pounds}


def places(left: rules.Left, moment: rules.Moment, at: datetime, *, draw: bool = False) -> Sign:
    """What a visitor may hope for, in words."""
    if closed := rules.closed(moment, at):
        return _not_now(closed, moment)
    if draw and moment.is_asking(at):
        until = {"day": short_day(moment.settles_at), "time": wall_time(moment.settles_at)}
        return Sign(_("Ask until %(day)s, %(time)s") % until, "news", "star")
    return _left(left)


def _not_now(closed: rules.Bound, moment: rules.Moment) -> Sign:
    if closed.code != "not_open":
        return CLOSED[closed.code]()
    opens = {"day": short_day(moment.opens_at), "time": wall_time(moment.opens_at)}
    return Sign(_("Booking opens %(day)s, %(time)s") % opens, "quiet", "clock")


def _left(left: rules.Left) -> Sign:
    if left.times is not None:
        return times(left.times)
    if left.is_full:
        return Sign(_("Full: join the waiting list"), "care", "wait")
    if left.families is not None and left.families * 2 < left.heads:
        families = ngettext("Room for %(count)d more family", "Room for %(count)d more families", left.families)
        return Sign(families % {"count": left.families}, "good", "tick")
    if left.heads > PLENTY:
        return Sign(_("Plenty of room"), "good", "tick")
    people = ngettext("Room for %(count)d more person", "Room for %(count)d more people", left.heads)
    return Sign(people % {"count": left.heads}, "good", "tick")


def times(free: int) -> Sign:
    """The same of a clinic, where everybody has a time of their own."""
    if not free:
        return Sign(_("All times are taken"), "care", "wait")
    says = ngettext("%(count)d time is free", "%(count)d times are free", free)
    return Sign(says % {"count": free}, "good", "clock")


def put_in(booking: Booking) -> str:
    """What a leader has just done for a family at a clinic."""
    if booking.state == BookingState.WAITING:
        return _("They are on the waiting list. When a time comes free, press “Let in” beside their name.")
    return _("Their time is %(time)s.") % {"time": day_and_time(booking.visit.starts_at)}


def ask_us() -> Sign:
    """The leaders give the places; nothing is said of how many there are."""
    return Sign(_("Ask us for a place"), "quiet", "hand")


def shown_to_all(programme: Programme, sign: Sign) -> Sign:
    """To who was not asked: where leaders give the places, the number left would tell who was."""
    return ask_us() if programme.by_invitation and sign.tone in {"good", "care"} else sign


CLOSED = {
    "cancelled": lambda: Sign(_("Cancelled"), "stop", "cross"),
    "past": lambda: Sign(_("Over"), "quiet", "clock"),
    "shut": lambda: Sign(_("Booking has closed"), "quiet", "clock"),
    "closed": lambda: Sign(_("On now: come to the door"), "news", "door"),
}


def how_given(doors: str, moment: rules.Moment, at: datetime) -> list[str]:
    """How places are given out, for a family that has not asked yet; nothing when whoever books first is in (M4)."""
    if not moment.is_asking(at):
        return []
    until = {"until": day_and_time(moment.settles_at)}
    return [str(sentence) % until for sentence in HOW_GIVEN[doors]]


HOW_GIVEN: dict[str, list[str | Promise]] = {
    "newcomers": [
        gettext_lazy("Families who have never been here come first, until %(until)s."),
        gettext_lazy("Have you been here before? Ask now. Then you get a place that is left, in the order of asking."),
    ],
    "draw": [
        gettext_lazy("You can ask for a place until %(until)s. Then we draw who gets one."),
        gettext_lazy("Asking early or late makes no difference."),
        gettext_lazy("If you have never been here, or asked before and did not get in, your chance is better."),
        gettext_lazy("Everybody who asks gets a letter: you are in, or which number you are on the waiting list."),
    ],
}


def chances(newcomer: bool, missed: int) -> str:  # noqa: FBT001  as a draw has it
    """What a household's chance in a draw is, and why."""
    if not newcomer and not missed:
        return _("You have one chance in the draw. Families who are new, or who missed out before, have more.")
    why = [_("you are new here")] if newcomer else []
    if missed:
        times = ngettext(
            "you asked before and did not get in", "you asked %(count)d times before and did not get in", missed
        )
        why.append(times % {"count": missed})
    weight = draws.weight(newcomer, missed)
    says = _("Every family has one chance in the draw. You have %(count)d, because %(why)s.")
    return says % {"count": weight, "why": _(" and ").join(why)}


def places_of_group(programme: Programme) -> str:
    """Whoever books first, from Thursday 7pm, at least 5 days before; until 2 hours before."""
    said = [str(programme.get_doors_display())]
    opens = ngettext("%(count)d day before", "%(count)d days before", programme.opens_days_before)
    opens %= {"count": programme.opens_days_before}
    if programme.opens_on is not None:
        opens = _("on the last %(weekday)s at least %(days)s") % {
            "weekday": programme.get_opens_on_display(),
            "days": opens,
        }
    at = _(", %(time)s") % {"time": wall_time(programme.opens_from)} if programme.opens_from else ""
    said.append(_("Booking opens %(opens)s%(at)s") % {"opens": opens, "at": at})
    if hours := programme.closes_hours_before:
        closes = ngettext("It closes %(count)d hour before", "It closes %(count)d hours before", hours)
        said.append(closes % {"count": hours})
    return ". ".join(said) + "."


def bookable_until(moment: rules.Moment, at: datetime) -> str:
    """When booking closes, where that is before the start."""
    if not moment.opens_at <= at < moment.closes_at < moment.starts_at:
        return ""
    return _("You can book until %(until)s.") % {"until": day_and_time(moment.closes_at)}


COURSE_CLOSED = {
    "past": lambda: Sign(_("Over"), "quiet", "clock"),
    "begun": lambda: Sign(_("Has begun"), "quiet", "clock"),
}

STANDING = {
    "booked": lambda: Sign(_("You are booked"), "good", "tick"),
    "offered": lambda: Sign(_("A place is held for you"), "care", "bell"),
    "waiting": lambda: Sign(_("You are on the waiting list"), "news", "wait"),
    "asked": lambda: Sign(_("You have asked for a place"), "news", "clock"),
}
"""Where a household stands, on lists."""

KINDS: dict[str, Callable[[], Sign]] = {
    "course": lambda: Sign(_("Course"), "news", "list"),
    "clinic": lambda: Sign(_("Clinic"), "news", "clock"),
    "open_day": lambda: Sign(_("Open day or get-together"), "news", "cup"),
    "trip": lambda: Sign(_("Trip"), "news", "map"),
    "taster": lambda: Sign(_("Visit to look round"), "news", "door"),
}
"""What it is, where it is not simply a group that one comes to."""
KIND_SAYS: dict[str, str | Promise] = {
    "course": gettext_lazy("This is a course. You take a place once and come to every date."),
    "clinic": gettext_lazy("This is a clinic."),
    "open_day": gettext_lazy("Come and look round. Nobody has to be a member."),
    "trip": gettext_lazy("We go out together. Please read what to bring before you book."),
    "taster": gettext_lazy("Come and look round, meet the leaders and see the room. You need not join."),
}
"""The same as a sentence, for its own page."""


def kind(programme: Programme) -> Sign | None:
    """Course, trip and so on; nothing for a group."""
    sign = KINDS.get(programme.kind)
    return sign() if sign else None


def where_it_stands(state: str) -> Sign:
    """The same of a booking that may be over."""
    return STANDING[state]() if state in STANDING else Sign(_("Given up"), "quiet", "cross")


def not_booked() -> Sign:
    """No place and no turn."""
    return Sign(_("Not booked"), "stop", "cross")


WHY_WAITING: dict[str, str | Promise] = {
    "": gettext_lazy("No place has come free yet."),
    "heads": gettext_lazy("Places came free, but not enough for all of you. You keep your turn."),
    "fire": gettext_lazy("Places came free, but with all of you the hall would be too full. You keep your turn."),
    "families": gettext_lazy("No family has given up its place yet. You keep your turn."),
    "band": gettext_lazy("Places came free, but none for a child of that age. You keep your turn."),
    "time": gettext_lazy("No time that is long enough for you has come free yet. You keep your turn."),
}
"""What the waiting list noted when it last passed a household over (M3)."""


PASSED_OVER: dict[str, str | Promise] = {
    "heads": gettext_lazy("On the list: not enough places for all of them"),
    "fire": gettext_lazy("On the list: the hall would be too full"),
    "families": gettext_lazy("On the list: no more families"),
    "band": gettext_lazy("On the list: no place for a child of that age"),
    "time": gettext_lazy("On the list: no time that is long enough"),
}
"""The same for those who lead."""


def passed_over(code: str) -> str:
    """Why the household was passed over, for those who lead."""
    return str(PASSED_OVER.get(code, code))


def would_let_in(bound: rules.Bound) -> str:
    """What has to happen before all of a household get in."""
    if bound.code == "families":
        return _("You get in when a family gives up its place.")
    if bound.code == "band":
        says = ngettext(
            "You get in when %(count)d more place for children of that age comes free.",
            "You get in when %(count)d more places for children of that age come free.",
            bound.short,
        )
    else:
        says = ngettext(
            "You all get in when %(count)d more place comes free.",
            "You all get in when %(count)d more places come free.",
            bound.short,
        )
    return says % {"count": bound.short}


def party(children: int, adults: int) -> str:
    """2 children and 1 adult; a letter never says who."""
    grown = ngettext("%(count)d adult", "%(count)d adults", adults) % {"count": adults}
    if not children:
        return grown
    small = ngettext("%(count)d child", "%(count)d children", children) % {"count": children}
    return _("%(children)s and %(adults)s") % {"children": small, "adults": grown}


PHOTO_USES: dict[str, str | Promise] = {
    "photo_wall": gettext_lazy("wall"),
    "photo_web": gettext_lazy("web"),
    "photo_press": gettext_lazy("press"),
}


def photos(allowed: frozenset[str]) -> str:
    """No photos; Photos: wall, web. For the leader with a camera in hand."""
    return _photos(allowed, get_language())


@lru_cache(maxsize=100)  # a register says the same few things two hundred times
def _photos(allowed: frozenset[str], language: str | None) -> str:
    uses = [str(said) for use, said in PHOTO_USES.items() if use in allowed]
    return _("Photos: %(uses)s") % {"uses": ", ".join(uses)} if uses else _("No photos")


def rhythm(pattern: dates.Pattern) -> str:
    """Every Tuesday; every other Tuesday; the first Tuesday of each month; once."""
    weekday = str(dict(Programme.Weekday.choices)[pattern.weekday])
    if pattern.rhythm == "once":
        return _("Once")
    if pattern.rhythm == "monthly":
        nth = str(dict(Programme.Nth.choices)[pattern.nth or 1]).lower()
        return _("The %(nth)s %(weekday)s of each month") % {"nth": nth, "weekday": weekday}
    if pattern.rhythm == "fortnightly":
        return _("Every other %(weekday)s") % {"weekday": weekday}
    return _("Every %(weekday)s") % {"weekday": weekday}
