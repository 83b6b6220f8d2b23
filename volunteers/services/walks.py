"""“I’ll come with you”: asked or offered, agreed with a place to meet, and stopped at once by either."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from families.models import Family
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_many, take_back
from sessions.models import Booking, BookingState, Occurrence
from volunteers.models import Walk, WalkEndedWhy, WalkQuerySet
from volunteers.queries.walks import dbs_held, has_come_before, who_come_along
from volunteers.rules.walks import why_not_bring
from volunteers.services import how_i_help

TEN = time(10, 0)


@transaction.atomic
def come_along(user: User, *, will: bool) -> None:
    """A champion would walk in with families, or would rather not."""
    row = how_i_help.about(user)
    row.comes_along = will
    row.save()
    record("walk.comes_along", user, by=user, will=will)


def ask(booking: Booking, *, by: User) -> Walk:
    """A parent would like company to their first session. Pressed twice, it is asked once."""
    _check_booking(booking)
    try:
        with transaction.atomic():
            walk = Walk.objects.create(occurrence=booking.occurrence, booking=booking, parent=by)
            record("walk.asked", walk, by=by)
            post_many("walk_asked", ((champion, walk) for champion in who_come_along(booking.occurrence.day)))
            return walk
    except IntegrityError:
        return Walk.objects.get(booking=booking, ended_at=None)


@transaction.atomic
def offer(occurrence: Occurrence, meeting: str, code: UUID, *, by: User) -> Walk:
    """A champion would bring somebody they have met: a link to give to them. The same code is the same offer."""
    _check_champion(by, occurrence)
    try:
        with transaction.atomic():
            walk, is_new = Walk.objects.get_or_create(
                code=code, defaults={"occurrence": occurrence, "champion": by, "meeting": meeting}
            )
    except IntegrityError:
        raise _brings_somebody() from None
    if is_new:
        record("walk.offered", walk, by=by)
    return walk


def come(walk: Walk, meeting: str, *, by: User) -> Walk:
    """A champion says: I’ll come with you, and here is where we meet. Said anew, the family is asked anew."""
    try:
        with transaction.atomic():
            walk = locked(walk)
            _check_champion(by, walk.occurrence)
            if walk.champion_id not in {None, by.pk}:
                raise Refused(_("Somebody else comes with this family already. Thank you!"), code="taken")
            walk.champion, walk.meeting, walk.wish, walk.agreed_at = by, meeting, "", None
            walk.save()
            record("walk.meeting_said", walk, by=by)
            if walk.parent:
                # Some millionths of a second make it another letter than the one about the place before.
                post("walk_offered", to=walk.parent, about=walk, due=clock.now())
            return walk
    except IntegrityError:
        raise _brings_somebody() from None


@transaction.atomic
def agree(walk: Walk, meeting: str, *, by: User) -> Walk:
    """The family says yes to the place it has read; another one that was said meanwhile is not agreed to."""
    walk = locked(walk)
    if walk.champion is None or walk.meeting != meeting:
        raise Refused(_("The place has just changed. Please read it again."), code="changed")
    return _agreed(walk, by)


@transaction.atomic
def take(walk: Walk, booking: Booking, *, by: User) -> Walk:
    """A family takes a champion’s offer: the first one that does."""
    walk = locked(walk)
    _check_booking(booking)
    if walk.booking_id not in {None, booking.pk} or walk.champion_id == by.pk:
        raise Refused(_("This offer has been taken. You can ask for somebody else."), code="taken")
    if Walk.objects.filter(booking=booking, ended_at=None).exclude(pk=walk.pk).exists():
        raise Refused(_("Somebody comes with you already. Stop that first."), code="has_one")
    walk.booking, walk.parent = booking, by
    return _agreed(walk, by)


def _agreed(walk: Walk, by: User) -> Walk:
    if walk.agreed_at:
        return walk
    walk.agreed_at, walk.wish = clock.now(), ""
    walk.save()
    record("walk.agreed", walk, by=by)
    post("walk_agreed", to=walk.champion, about=walk, due=clock.now())  # type: ignore[arg-type]  # the database says so
    evening = clock.evening_before(walk.occurrence.starts_at)
    if evening > clock.now():
        post_many("walk_reminder", ((who, walk) for who in (walk.parent, walk.champion) if who), due=evening)
    after = clock.at(walk.occurrence.day + timedelta(days=1), TEN)
    post("walk_went_asked", to=walk.champion, about=walk, due=after)  # type: ignore[arg-type]
    return walk


@transaction.atomic
def wish_for(walk: Walk, wish: str, *, by: User) -> Walk:
    """The family would rather meet somewhere else."""
    walk = locked(walk)
    if walk.champion is None:
        raise Refused(_("Nobody has said yet where you would meet."), code="nobody")
    walk.wish, walk.agreed_at = wish, None
    walk.save()
    record("walk.wished", walk, by=by)
    post("walk_wished", to=walk.champion, about=walk, due=clock.now())
    return walk


@transaction.atomic
def stop(walk: Walk, *, by: User) -> None:
    """Either side stops it at once, and no reason is asked or told."""
    walk = Walk.objects.select_for_update(of=("self",)).select_related("parent", "champion").get(pk=walk.pk)
    if walk.ended_at is None:
        _end([walk], WalkEndedWhy.STOPPED, but_for=by)
        record("walk.stopped", walk, by=by)


@transaction.atomic
def say_if_went(walk: Walk, *, went: bool, by: User) -> None:
    """The champion says whether the family came. It counts in numbers only."""
    done = {"went": went, "ended_at": clock.now(), "ended_why": WalkEndedWhy.DONE}
    Walk.objects.filter(pk=walk.pk, agreed_at__isnull=False, ended_at=None).update(**done)
    record("walk.went", walk, by=by)


@transaction.atomic
def off(walks: WalkQuerySet, why: str = WalkEndedWhy.OFF) -> None:
    """The session does not run, the booking is given up, or the champion may not any more."""
    held = walks.filter(ended_at=None).select_for_update(of=("self",)).order_by("pk")
    _end(list(held.select_related("parent", "champion")), why)


@transaction.atomic
def are_off_still(occurrence: Occurrence, *, off_since: datetime) -> None:
    """The session is on after all, and nobody walks to it: families who come are told, as so far they need not know."""
    ended = Walk.objects.filter(occurrence=occurrence, ended_why=WalkEndedWhy.OFF, ended_at__gte=off_since)
    coming = ended.filter(booking__state=BookingState.BOOKED).select_related("parent").order_by("pk")
    post_many("walk_off", ((walk.parent, walk) for walk in coming if walk.parent))


@transaction.atomic
def forget_who(user: User) -> None:
    """An account goes: whoever was to meet this person is told, by a walk that says nothing of them any more.

    A walk of the past, and an offer that nobody took, go with the account.
    """
    ahead = Walk.objects.filter(occurrence__starts_at__gt=clock.now(), booking__isnull=False)
    keys = list(ahead.filter(Q(parent=user) | Q(champion=user)).values_list("pk", flat=True))
    off(Walk.objects.filter(pk__in=keys), WalkEndedWhy.STOPPED)
    for side in ("parent", "champion"):
        Walk.objects.filter(pk__in=keys, **{side: user}).update(**{side: None})


def forget_family(family: Family) -> None:
    """A household goes, and its bookings with it. What has just ended stays, so that the champion hears of it."""
    over = Walk.objects.filter(booking__family=family, champion__isnull=False, ended_at__isnull=False)
    over.filter(occurrence__starts_at__gt=clock.now()).update(parent=None, booking=None)


@transaction.atomic
def moved(occurrences: Iterable[Occurrence]) -> None:
    """The session begins at another time, so where and when to meet is said anew."""
    walks = Walk.objects.filter(occurrence__in=list(occurrences), ended_at=None, champion__isnull=False)
    for walk in walks.select_for_update(of=("self",)).select_related("champion").order_by("pk"):
        Walk.objects.filter(pk=walk.pk).update(meeting="", agreed_at=None)
        post("walk_moved", to=walk.champion, about=walk, due=clock.now())  # type: ignore[arg-type]


@transaction.atomic
def end_uncleared() -> None:
    """Night by night: whose check does not hold on the day brings nobody, and the family is told that plans change."""
    for walk in Walk.objects.live().exclude(champion=None).with_session().order_by("pk"):
        champion = walk.champion
        if champion and why_not_bring(champion, dbs_held(champion), walk.occurrence.day):
            off(Walk.objects.filter(pk=walk.pk), WalkEndedWhy.NOT_CLEARED)


def _end(walks: list[Walk], why: str, *, but_for: User | None = None) -> None:
    for walk in walks:
        walk.ended_at, walk.ended_why = clock.now(), why
        walk.meeting = walk.wish = ""
        walk.agreed_at = None
        walk.save()
        for kind in ("walk_asked", "walk_reminder", "walk_went_asked"):
            take_back(kind, about=walk)
        family = None if why == WalkEndedWhy.OFF else walk.parent  # they have a letter about the session itself
        told = [who for who in (family, walk.champion) if who and who != but_for and walk.champion_id]
        post_many("walk_off", ((who, walk) for who in told))


def locked(walk: Walk) -> Walk:
    """The walk as it is, held until the end; Refused when it is over.

    Held first and then read: a statement that had waited for the lock would join it to the booking it had before.
    """
    Walk.objects.select_for_update().filter(pk=walk.pk).first()
    found = Walk.objects.live().with_session().filter(pk=walk.pk).first()
    if found is None:
        raise Refused(_("Plans have changed since, so this is over."), code="over")
    return found


def _check_booking(booking: Booking) -> None:
    occurrence = booking.occurrence
    if booking.state != BookingState.BOOKED or occurrence.starts_at <= clock.now() or occurrence.cancelled_at:
        raise Refused(_("Book a place first. Then somebody can come with you."), code="not_booked")
    if has_come_before(booking):
        raise Refused(_("You know the place already. Your buddy page helps you to meet others."), code="not_new")


def _check_champion(champion: User, occurrence: Occurrence) -> None:
    if refusal := why_not_bring(champion, dbs_held(champion), occurrence.day):
        raise refusal


def _brings_somebody() -> Refused:
    return Refused(_("You bring a family to this session already. One at a time."), code="brings_somebody")
