"""What has happened with one family, in plain words: from the trail, the outbox and words with them. Newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import BuddyPair, Carer, Contact, Family
from groupsite.audit.models import Entry
from groupsite.kit.refs import ref
from groupsite.kit.templatetags.kit import day
from groupsite.outbox.models import Letter, State
from sessions.models import Booking

A_PAGE = 20

DONE: dict[str, str | Promise] = {
    "family.joined": gettext_lazy("Joined"),
    "family.changed": gettext_lazy("Changed what we know of the family"),
    "carer.changed": gettext_lazy("Changed an adult’s details"),
    "carer.added": gettext_lazy("Added an adult"),
    "child.added": gettext_lazy("Added a child"),
    "child.changed": gettext_lazy("Changed a child’s details"),
    "child.health_changed": gettext_lazy("Changed what we know of a child’s health"),
    "carer.removed": gettext_lazy("Removed an adult"),
    "carer.needs_confirmed": gettext_lazy("Said that needs are still right"),
    "carer.erased": gettext_lazy("An adult was forgotten"),
    "child.health_confirmed": gettext_lazy("Said that health notes are still right"),
    "child.about_me_changed": gettext_lazy("Changed “All about me”"),
    "child.about_me_withdrawn": gettext_lazy("Took “All about me” back"),
    "child.removed": gettext_lazy("Removed a child"),
    "family.left": gettext_lazy("Left"),
    "family.came_back": gettext_lazy("Came back"),
    "family.passed_on": gettext_lazy("Chose another adult for letters"),
    "consent.given": gettext_lazy("Said yes to something"),
    "consent.refused": gettext_lazy("Said no to something"),
    "slip.given": gettext_lazy("Was given a slip with places that may help"),
    "buddy.proposed": gettext_lazy("Was asked about a friendly face"),
    "buddy.agreed": gettext_lazy("Agreed to a friendly face"),
    "buddy.met_answered": gettext_lazy("Said whether they met"),
    "buddy.declined": gettext_lazy("Said no to a friendly face"),
    "buddy.ended": gettext_lazy("Walking in together ended"),
    "buddy.stuck": gettext_lazy("Nothing happened with a friendly face"),
    "booking.accepted": gettext_lazy("Took up an offer"),
    "booking.party_changed": gettext_lazy("Changed who comes"),
    "booking.booked": gettext_lazy("Booked"),
    "booking.waiting": gettext_lazy("Joined the waiting list"),
    "booking.offered": gettext_lazy("Was offered a place"),
    "booking.given_up": gettext_lazy("Gave up a place"),
    "booking.lapsed": gettext_lazy("Did not take up an offer in time"),
    "booking.admitted": gettext_lazy("Was let in at the door"),
    "visit.came": gettext_lazy("Came"),
    "visit.missed": gettext_lazy("Did not come"),
    "visit.unknown": gettext_lazy("A tick was taken back"),
}
LETTERS: dict[str, str | Promise] = {
    "family_welcome": gettext_lazy("Welcome"),
    "booking_made": gettext_lazy("You have a place"),
    "booking_waiting": gettext_lazy("You are on the waiting list"),
    "place_offered": gettext_lazy("A place is free for you"),
    "place_given_up": gettext_lazy("You gave up your place"),
    "offer_lapsed": gettext_lazy("The offer ran out"),
    "session_reminder": gettext_lazy("See you tomorrow"),
    "session_cancelled": gettext_lazy("The session is cancelled"),
    "session_back_on": gettext_lazy("The session is on after all"),
    "buddy_found": gettext_lazy("We found a friendly face"),
    "buddy_together": gettext_lazy("You walk in together"),
    "slip_given": gettext_lazy("A few places that may help"),
    "slip_asked": gettext_lazy("Did it help?"),
    "slip_closed": gettext_lazy("A place on the slip has closed"),
}
"""Bookings, visits and letters have a session behind the words; anything else that is not here says its own name."""
PRIVATE = "carer.told_privately"
"""Even that the private question was answered is nobody's news."""
NOT_FOR_HERE = Q(what__startswith="address.") | Q(what__startswith="hold.") | Q(what=PRIVATE)
"""That there is a protected address, or that something is being sorted out, is for others to know (TRUST §3)."""


@dataclass(frozen=True)
class Happened:
    """One line: when, what, and by whom where that says something."""

    at: datetime
    what: str
    by: str = ""
    more: str = ""


def timeline(family: Family, page: int) -> tuple[list[Happened], bool]:
    """So many pages of it, and whether there is more. The same few questions however long the story is."""
    most = page * A_PAGE + 1
    adults = {carer.user_id: carer for carer in family.carers.all()}
    lines = [*_done(family, adults, most), *_letters(adults.values(), most), *_words(family, most)]
    newest = sorted(lines, key=lambda line: line.at, reverse=True)[:most]
    return newest[: most - 1], len(newest) == most


def _done(family: Family, adults: dict[int | None, Carer], most: int) -> list[Happened]:
    bookings = {ref(row): row for row in Booking.objects.filter(family=family).select_related("occurrence__programme")}
    pairs = [*BuddyPair.objects.filter(newcomer=family), *BuddyPair.objects.filter(buddy=family)]
    about = [ref(row) for row in (family, *family.carers.all(), *family.children.all(), *pairs)]
    entries = Entry.objects.filter(about__in=[*about, *bookings]).exclude(NOT_FOR_HERE).select_related("by")
    return [_line(entry, bookings, adults) for entry in entries.order_by("-at", "-pk")[:most]]


def _line(entry: Entry, bookings: dict[str, Booking], adults: dict[int | None, Carer]) -> Happened:
    booking = bookings.get(entry.about)
    more = ""
    if booking is not None:
        occurrence = booking.occurrence
        more = f"{occurrence.programme.name}, {day(occurrence.starts_at)}"
    return Happened(entry.at, said(entry.what), _who(entry, adults), more)


def said(what: str) -> str:
    """A word of the trail as people say it; one nobody has put in words yet says its own name."""
    return str(DONE[what]) if what in DONE else what.replace(".", ": ").replace("_", " ").capitalize()


def _who(entry: Entry, adults: dict[int | None, Carer]) -> str:
    if entry.by_id is None:
        return ""
    if entry.by_id in adults:
        return adults[entry.by_id].name
    return str(entry.by or _("Somebody who has left"))  # the row may be gone; the line stays


def _letters(adults: Iterable[Carer], most: int) -> list[Happened]:
    to = [ref(carer) for carer in adults]
    sent = Letter.objects.filter(to__in=to, state__in=[State.SENT, State.DEAD]).defer("text").order_by("-ended_at")
    return [_letter(row) for row in sent[:most]]


def _letter(row: Letter) -> Happened:
    title = str(LETTERS[row.kind]) if row.kind in LETTERS else row.kind.replace("_", " ").capitalize()
    words = _("Letter sent: %(title)s") if row.state == State.SENT else _("Letter could not be sent: %(title)s")
    return Happened(row.ended_at or row.due_at, words % {"title": title})


def _words(family: Family, most: int) -> list[Happened]:
    words = Contact.objects.filter(family=family).select_related("by").order_by("-at", "-pk")[:most]
    return [_word(row) for row in words]


def _word(row: Contact) -> Happened:
    what = f"{row.get_kind_display()}: {row.get_way_display()}"
    return Happened(row.at, what, str(row.by or ""), row.note)
