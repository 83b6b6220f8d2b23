"""What the pages show: sessions by day, one session, one booking. A fixed number of questions, whatever the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise, cached_property

from families.choices import said_yes
from families.models import Carer, Child, Family, Home, NewsBy, Right, Say
from families.rules.consents import SAY_HELLO
from families.rules.early_education import outlook
from families.rules.words import first_name
from groupsite.kit import clock
from sessions import rules, words
from sessions.models import Booking, BookingState, Enrolment, Invite, Occurrence, PartyMember, Programme
from sessions.pages import standing
from sessions.queries.agreeing import agreed_to, is_yes
from sessions.queries.bookings import asks, has_been
from sessions.queries.luck import newest_draw
from sessions.queries.room import bands_to_find, limits_of, moment_of, places_left, room_of
from sessions.queries.timetable import next_date
from sessions.services.ways_in import is_asked, words_of
from sessions.signals import beside_booking

MOST_HELLOS = 60


@dataclass(frozen=True)
class Listed:
    """One session in a list."""

    occurrence: Occurrence
    sign: words.Sign
    standing: words.Sign | None
    ages: str
    price: str
    kind: words.Sign | None = None

    @property
    def shown(self) -> words.Sign:
        """A household's own standing says more than places left."""
        return self.standing or self.sign


def listed(occurrences: Iterable[Occurrence], *, to_leaders: bool = False) -> list[Listed]:
    """Each session with its places in words, by one count; what leaders give only they read, and who was asked."""
    rows, now = list(occurrences), clock.now()
    left = places_left(rows)
    return [
        Listed(
            occurrence=row,
            sign=sign if to_leaders or getattr(row, "is_asked", False) else words.shown_to_all(row.programme, sign),
            standing=words.STANDING[state]() if (state := getattr(row, "standing", None)) else None,
            ages=words.for_whom(row.programme),
            price=words.price(row.programme.price_pence),
            kind=words.kind(row.programme),
        )
        for row in rows
        for sign in [words.places(left[row.pk], moment_of(row), now, draw=is_drawn(row))]
    ]


def is_drawn(occurrence: Occurrence) -> bool:
    """Is there a draw for its places?"""
    return occurrence.programme.doors == Programme.Doors.DRAW


def by_day(rows: Sequence[Listed]) -> list[tuple[date, list[Listed]]]:
    """The list, day by day."""
    return [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.occurrence.day)]


def with_standing(rows: QuerySet[Occurrence], user: Any) -> QuerySet[Occurrence]:
    """Each with where this person's household stands, as `standing`, and whether leaders asked it (`is_asked`)."""
    if not user.is_authenticated:
        return rows
    mine = Booking.objects.filter(occurrence=OuterRef("pk"), family__carers__user=user).live().open_to(user)
    asked = Invite.objects.filter(programme=OuterRef("programme"), family__carers__user=user)
    return rows.annotate(standing=Subquery(mine.values("state")[:1]), is_asked=Exists(asked))


def sessions_to_show() -> QuerySet[Occurrence]:
    """Any session has its page, over or not."""
    rows = Occurrence.objects.select_related("programme__venue", "programme__clinic", "venue")
    look_round = Subquery(_look_rounds().values("code")[:1])
    return rows.annotate(look_round=look_round, bands_found=bands_to_find("programme"))


def _look_rounds() -> QuerySet[Occurrence]:
    """The next visit to look round that goes with the group of a session, for who is not sure yet (S4-26)."""
    visits = Occurrence.objects.filter(
        programme__goes_with=OuterRef("programme"), programme__kind=Programme.Kind.TASTER, starts_at__gt=clock.now()
    )
    return visits.filter(cancelled_at=None).order_by("starts_at")


@dataclass(frozen=True)
class Household:
    """The people somebody may bring. `me` is whose bookings they are: the carer who asks, or whom a helper helps."""

    me: Carer
    adults: list[Carer]
    children: list[Child]
    others: list["Choice"] = field(default_factory=list)
    been: bool = False
    """Has it come to anything yet?"""


@dataclass(frozen=True)
class Choice:
    """A household somebody may book for: their own has no name."""

    code: UUID
    name: str
    chosen: bool


def household_of(user: Any, chosen: UUID | None = None) -> Household | None:
    """The household somebody books for: their own, or one they help if `chosen` says so. None before they have any.

    Raises Family.DoesNotExist when the one chosen is not theirs to book for, or not any more.
    """
    if not user.is_authenticated:
        return None
    rows = (
        Carer.objects.filter(family__in=Family.objects.acted_for_by(user))
        .select_related("family")
        .annotate(been=has_been("family"))
    )
    homes: dict[UUID, list[Carer]] = {}
    for adult in rows.order_by("-is_main", "pk"):
        homes.setdefault(adult.family.code, []).append(adult)
    mine = {code: _myself(adults, user) for code, adults in homes.items()}
    if not homes and chosen is None:
        return None
    code = chosen or next((code for code, myself in mine.items() if myself), next(iter(homes)))
    if code not in homes:
        raise Family.DoesNotExist
    adults = homes[code]
    shut = Right.objects.closing(user, Say.NONE).values("child")
    children = Child.objects.filter(homes__family=adults[0].family_id).exclude(pk__in=shut)
    choices = [Choice(each, "" if mine[each] else first_name(homes[each][0].name), each == code) for each in homes]
    return Household(
        me=mine[code] or adults[0],
        adults=adults,
        children=list(children.order_by("born_on", "due_on", "pk")),
        been=adults[0].been,  # type: ignore[attr-defined]  # asked for above
        others=sorted(choices, key=lambda choice: choice.name) if len(choices) > 1 or not mine[code] else [],
    )


def _myself(adults: Sequence[Carer], user: Any) -> Carer | None:
    return next((adult for adult in adults if adult.user_id == user.pk), None)


@dataclass(frozen=True)
class SessionPage:
    """What one session's page tells."""

    occurrence: Occurrence
    limits: rules.Limits
    ages: str
    price: str
    asked: bool = True
    """May this household book here? Not where the leaders give the places and have not asked it."""

    @property
    def moment(self) -> rules.Moment:
        """When it can be booked, and until when families ask."""
        return moment_of(self.occurrence)

    @cached_property
    def closed(self) -> rules.Bound | None:
        """Why nobody can book now; none when they can."""
        return rules.closed(self.moment, clock.now())

    @property
    def is_for_calendars(self) -> bool:
        """Might whoever is not coming yet want it in a calendar?"""
        return True

    @property
    def kind(self) -> words.Sign | None:
        """What it is, if it is not simply a group."""
        return words.kind(self.occurrence.programme)

    @property
    def reads_before(self) -> bool:
        """Is there something to know before one books: out of doors, or with a risk?"""
        programme = self.occurrence.programme
        return bool(programme.risks or programme.weather)

    @property
    def kind_says(self) -> str | Promise:
        """The same in a sentence."""
        return words.KIND_SAYS.get(self.occurrence.programme.kind, "")

    @cached_property
    def room(self) -> rules.Room:
        """Who holds places; counted only when the page is shown."""
        return room_of(self.occurrence)

    @cached_property
    def sign(self) -> words.Sign:
        """Places left, in words."""
        if not self.asked:
            return words.ask_us()
        left = rules.left(self.limits, self.room)
        return words.places(left, self.moment, clock.now(), draw=is_drawn(self.occurrence))

    @property
    def how_given(self) -> list[str]:
        """How places are given out, in plain words."""
        return words.how_given(self.occurrence.programme.doors, self.moment, clock.now())

    @property
    def bookable_until(self) -> str:
        """When booking closes, in words."""
        return words.bookable_until(self.moment, clock.now())

    def asks_first(self, household: Household) -> bool:
        """Does this household ask now and hear later whether it has a place?"""
        return self.moment.is_asking(clock.now()) and asks(
            self.occurrence.programme, household.me.family, been=household.been
        )


def may_book(occurrence: Occurrence, household: Household | None) -> bool:
    """Anybody, but where the leaders give the places; asked for by nobody else's session."""
    family = household.me.family if household else None
    return not occurrence.programme.by_invitation or is_asked(occurrence.programme, family)


def free_hours(household: Household | None) -> list[str]:
    """Children of the household who may have free hours at a nursery now (S3-13)."""
    today, children = clock.today(), household.children if household else []
    return [
        child.first_name
        for child in children
        if child.born_on and any(chance.is_now for chance in outlook(child.born_on, today).chances)
    ]


def session_page(occurrence: Occurrence, household: Household | None = None) -> SessionPage:
    """A session with its places, as this household may see it."""
    programme = occurrence.programme
    return SessionPage(
        occurrence=occurrence,
        limits=limits_of(occurrence),
        ages=words.for_whom(programme),
        price=words.price(programme.price_pence),
        asked=may_book(occurrence, household),
    )


def standing_of(user: Any, occurrence: Occurrence, family: Family | None) -> Booking | None:
    """The live booking of one of this person's households at a session."""
    if family is None:
        return None
    return Booking.objects.for_user(user).live().filter(occurrence=occurrence, family=family).first()


@dataclass(frozen=True)
class Hello:
    """Whom a parent may meet: whether she says hello herself, and the first names of those who do."""

    said: bool
    names: list[str]


def say_hello(occurrence: Occurrence, booking: Booking | None, user: Any) -> Hello | None:
    """For an adult of a household that is booked: the adults of others who come that day and said yes too (S1-03).

    Two homes of one child never see each other here (M10). None for everybody else, and once it is over or off.
    """
    over = occurrence.cancelled_at or occurrence.ends_at < clock.now()
    if booking is None or booking.state != BookingState.BOOKED or over:
        return None
    me = Carer.objects.filter(user=user, family=booking.family_id).annotate(said=said_yes(SAY_HELLO, "pk")).first()
    if me is None:
        return None
    return Hello(me.said, _others(occurrence, booking) if me.said else [])


def _others(occurrence: Occurrence, booking: Booking) -> list[str]:
    coming = PartyMember.objects.filter(occurrence=occurrence, live=True, booking__state=BookingState.BOOKED)
    same_child = Home.objects.filter(child__homes__family=booking.family_id).values("family")
    others = coming.exclude(booking__family=booking.family_id).exclude(booking__family__in=same_child)
    names = others.filter(said_yes(SAY_HELLO, "carer"), carer__isnull=False).values_list("carer__name", flat=True)
    return [first_name(name) for name in names.order_by("carer__name", "pk")[:MOST_HELLOS]]


def bookings_to_show(user: Any) -> QuerySet[Booking]:
    """Bookings this person may open."""
    rows = Booking.objects.for_user(user).select_related("occurrence__programme__venue", "occurrence__venue")
    rows = rows.select_related("occurrence__programme__clinic", "appointment", "contact")
    return rows.annotate(draw_code=newest_draw("booking"))


def booking_page(booking: Booking, user: Any) -> dict[str, Any]:
    """A booking as its page shows it: who comes, and for those who wait, which turn and why (M3)."""
    heads, now = standing.heads_shown(booking, user), clock.now()
    turn = standing.waits(booking, user) if booking.state == BookingState.WAITING else {}
    if booking.state == BookingState.ASKED:
        turn = standing.asks(booking.occurrence, booking.family_id)
    return turn | {
        "booking": booking,
        "occurrence": booking.visit,
        "helped": helped_name(booking, user),
        "people": [str(head.child.first_name if head.child else head.carer) for head in heads],
        "started": booking.visit.starts_at <= now,
        "offer_is_on": bool(booking.offer_ends_at and booking.offer_ends_at > now),
        "next": next_date(booking.occurrence) if booking.occurrence.cancelled_at else None,
        **_risks(booking),
        "may_change": booking.is_bookable and booking.is_live,
        "asides": asides(booking, user),
        "texts": booking.contact.code if booking.contact and _gets_texts(booking.contact, user) else None,
    }


def _risks(booking: Booking) -> dict[str, Any]:
    """What the household agreed to, and what it may agree to still."""
    said, risks = agreed_to(booking), booking.occurrence.programme.risks
    shown: dict[str, Any] = {"agreed": said} if said and said.given else {}
    over = booking.occurrence.cancelled_at or booking.occurrence.ends_at <= clock.now() or not booking.is_live
    if not risks or over or is_yes(said, risks):
        return shown
    return shown | {"to_agree": words_of(booking.occurrence)}


def asides(booking: Booking, user: Any) -> list[words.Aside]:
    """What the rooms above offer beside a booking."""
    found: list[words.Aside] = []
    for _receiver, answer in beside_booking.send(sender=Booking, booking=booking, user=user):
        found += answer or ()  # type: ignore[arg-type]  # as the signal says
    return found


def _gets_texts(carer: Carer, user: Any) -> bool:
    """Is it this person who gets texts about the booking?"""
    return carer.user_id == user.pk and {carer.urgent_by, carer.reminders_by} != {NewsBy.EMAIL}


def helped_name(booking: Booking | Enrolment, user: Any) -> str:
    """Whom a helper books for; nothing in one's own household."""
    adults = list(Carer.objects.filter(family=booking.family_id).order_by("-is_main", "pk"))
    return "" if _myself(adults, user) or not adults else first_name(adults[0].name)
