"""A parent's home: what is next for this household, what we ask of it, and a few ways on that the header has not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from families.models import BuddyPair, Child, Family, Helper
from families.queries import children_of, family_of, first_visits_for, helping, pairs_for, registration_of
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.portal.ways import ToDo, Way
from sessions.models import Booking, BookingState
from sessions.pages import inviting, learning
from sessions.pages.standing import heads_shown
from sessions.pages.topic_pages import to_vote_for
from sessions.queries.agreeing import with_yes
from sessions.queries.bookings import bookings_of
from signposting.models import NamedPerson, Slip, SlipEntry
from signposting.queries.library import handed_to, shelf
from signposting.queries.loans import things
from signposting.queries.people import shown_people
from signposting.rules.presence import says
from signposting.rules.slips import ASK_AFTER
from volunteers.queries.stories import stories_of

FIRST_SHOWN = 3
A_DAY = timedelta(days=1)
EARLY_EDUCATION = "families:early_education"
PEOPLE = "signposting:people"
MY_SLIPS = "signposting:my_slips"
MY_BUDDY = "families:buddy"


@dataclass
class ParentsHome:
    """The page, part by part; parts that are empty are not shown."""

    to_do: ToDo | None = None
    asks: list[ToDo] = field(default_factory=list)
    next: dict[str, Any] | None = None
    bookings: list[Booking] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    helping: list[Helper] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    in_a_family: bool = False

    @property
    def soon(self) -> list[Booking]:
        """Those ahead that are shown at once."""
        return self.bookings[:FIRST_SHOWN]

    @property
    def later(self) -> list[Booking]:
        """The others, a press away."""
        return self.bookings[FIRST_SHOWN:]


def parents_home(user: User) -> ParentsHome:
    """What this person's household has ahead, and what it may answer."""
    family, bookings = family_of(user), list(with_yes(bookings_of(user)))
    home = ParentsHome(helping=list(helping(user)), in_a_family=family is not None)
    joining = None if home.helping else _unfinished(user, family)
    home.to_do = _offer(bookings) or joining or _first_booking(bookings)
    home.next = _next(bookings, user)
    home.bookings = [row for row in bookings if home.next is None or row != home.next["booking"]]
    home.children = list(children_of(family)) if family else []
    pairs = list(pairs_for(user).live())
    home.asks = [*_to_agree(bookings), *_asks(user, family, pairs)]
    home.ways = _ways(user, family, pairs)
    return home


def _next(bookings: list[Booking], user: User) -> dict[str, Any] | None:
    """The first place that is booked and on: when it is in a word, and who comes."""
    first = next((one for one in bookings if one.state == BookingState.BOOKED and _is_on(one)), None)
    if first is None:
        return None
    heads = heads_shown(first, user)
    people = [head.child.first_name if head.child else str(head.carer) for head in heads]
    return {"booking": first, "when": _when(first), "people": people}


def _is_on(booking: Booking) -> bool:
    return booking.occurrence.cancelled_at is None


def _when(booking: Booking) -> str:
    day = clock.local(booking.visit.starts_at).date()
    if booking.visit.starts_at <= clock.now():
        return _("On now")
    near = {clock.today(): _("Today"), clock.today() + A_DAY: _("Tomorrow")}
    return near.get(day, _("Your next session"))


# -- One thing to do -------------------------------------------------------------------------------
def _offer(bookings: list[Booking]) -> ToDo | None:
    offered = next((booking for booking in bookings if booking.state == BookingState.OFFERED), None)
    if offered is None:
        return None
    text = _("A place is free for you at %(session)s.") % {"session": offered.occurrence.programme.name}
    return ToDo(text, _("Look at the offer"), reverse("sessions:booking", args=[offered.code]))


def _unfinished(user: User, family: Family | None) -> ToDo | None:
    if family is not None:
        return None
    if registration_of(user):
        return ToDo(_("You have begun to join."), _("Carry on joining"), reverse("families:join"))
    return ToDo(_("Tell us who is coming. It takes three minutes."), _("Join"), reverse("families:join"))


def _first_booking(bookings: list[Booking]) -> ToDo | None:
    if bookings:
        return None
    return ToDo(_("You have nothing booked yet."), _("See what’s on"), reverse("sessions:timetable"))


# -- What we ask -----------------------------------------------------------------------------------
def _asks(user: User, family: Family | None, pairs: list[BuddyPair]) -> list[ToDo]:
    """Questions that letters ask, too: to be found again when the letter is gone."""
    found = []
    if family and any(_waits_for(family, pair) for pair in pairs):
        found.append(ToDo(_("There is a question about walking in together."), _("Look"), reverse(MY_BUDDY)))
    if first_visits_for(user).filter(answer="").exists():
        found.append(ToDo(_("How was your first visit?"), _("Tell us"), reverse("families:first_visit")))
    if _unanswered_slips(user):
        found.append(ToDo(_("Did the places we picked for you help?"), _("Tell us"), reverse(MY_SLIPS)))
    return [*found, *_asked_to(user), *_what_became(user)]


def _asked_to(user: User) -> Iterator[ToDo]:
    """A leader has asked the household to something (S1-17)."""
    for invite in inviting.not_answered(user):
        says = _("You are asked to %(name)s. Would you like to come?") % {"name": invite.programme.name}
        text = _("We have a place for you. Would you like to come?") if invite.programme.discreet else says
        yield ToDo(text, _("Answer"), reverse("sessions:invite", args=[invite.code]))


def _what_became(user: User) -> Iterator[ToDo]:
    """Some weeks after a course for parents (S1-14)."""
    for interest in learning.not_said_yet(user):
        text = _("What became of %(name)s?") % {"name": interest.programme.name}
        yield ToDo(text, _("Tell us"), reverse("sessions:learning_outcome", args=[interest.code]))


def _to_agree(bookings: Iterable[Any]) -> Iterable[ToDo]:
    """Trips that a leader booked for them, whose risks they have not agreed to. An offer asks by itself."""
    for row in bookings:
        if _is_on(row) and not row.agreed and row.state != BookingState.OFFERED:
            text = _("%(trip)s: read what could go wrong, and say if you agree.") % {
                "trip": row.occurrence.programme.name
            }
            yield ToDo(text, _("Read it"), reverse("sessions:booking", args=[row.code]))


def _waits_for(family: Family, pair: BuddyPair) -> bool:
    """Is it this household's turn to say something?"""
    mine = "newcomer" if pair.newcomer_id == family.pk else "buddy"
    if pair.state == BuddyPair.State.PROPOSED:
        return getattr(pair, f"{mine}_agreed_at") is None
    return pair.asked_met_at is not None and getattr(pair, f"{mine}_met") is None


def _unanswered_slips(user: User) -> bool:
    now = clock.now()
    asked = (now - 2 * ASK_AFTER[8], now - ASK_AFTER[2])
    slips = Slip.objects.for_user(user).filter(made_at__range=asked, quiet_at=None)
    return SlipEntry.objects.shown().filter(slip__in=slips, answers=None).exists()


# -- Ways on ---------------------------------------------------------------------------------------
def _ways(user: User, family: Family | None, pairs: list[BuddyPair]) -> list[Way]:
    """What the header has is not said again."""
    known = list(shown_people())
    ways = [
        (Slip.objects.for_user(user).exists() or handed_to(user).exists())
        and Way(_("Picked for you"), _("Places that may help, and how it went."), "heart", MY_SLIPS),
        family is not None
        and (pairs or family.wants_friendly_face)
        and Way(_("My buddy"), _("Somebody to walk in with."), "buddies", MY_BUDDY),
        known and _who_to_ask(known),
        family is not None and _learning(user),
        stories_of(user).exists()
        and Way(_("My stories"), _("What you told others, and where it is shown."), "heart", "volunteers:my_stories"),
        family is not None
        and to_vote_for().exists()
        and Way(_("Topics"), _("What would you like to hear about? Vote for it."), "heart", "sessions:topic_ideas"),
        shelf().exists()
        and Way(_("Library"), _("Leaflets, ideas and videos, checked by us."), "news", "signposting:library"),
        family is not None
        and things().exists()
        and Way(_("Borrow something"), _("Toys, books and more to take home."), "hand", "signposting:borrow"),
        Way(_("Free early education"), _("Free hours before school: which, and from when."), "baby", EARLY_EDUCATION),
    ]
    return [way for way in ways if isinstance(way, Way)]


def _learning(user: User) -> Way | None:
    """What there is to learn, and first what they may read at home since they came (S2-22)."""
    new = learning.new_to_read(user)
    if new is None and not learning.open_to(user).exists():
        return None
    text = _("To read at home: %(name)s.") % {"name": new.programme.name} if new else _("Courses for parents.")
    return Way(_("Learning for you"), text, "star", "sessions:learning")


def _who_to_ask(known: list[NamedPerson]) -> Way:
    """One is named on the card, with when; several are on their page."""
    if len(known) > 1:
        names = get_text_list([person.name for person in known[:3]], _("and"))
        return Way(_("People to ask"), _("%(names)s: who is here when.") % {"names": names}, "person", PEOPLE)
    label = _("Your health visitor") if known[0].kind == NamedPerson.Kind.HEALTH_VISITOR else _("Somebody to ask")
    return Way(label, says(known[0], clock.today()), "person", PEOPLE)
