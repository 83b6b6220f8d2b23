"""What has been talked about, and where."""

from datetime import timedelta

from django.db.models import Count, F, Func, OuterRef, QuerySet

from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.columns import HowMany
from signposting.models import Service
from volunteers.models import Chat, Outing, OutreachPlace

MOST_CHATS, MOST_NAMED = 10, 8
LATELY = timedelta(days=180)


def chats_of(user: User) -> QuerySet[Chat]:
    """This person's own, the newest first."""
    return Chat.objects.for_user(user).select_related("place").prefetch_related("services").order_by("-happened_at")


def to_follow_up(user: User, *, every: bool) -> QuerySet[Chat]:
    """Whom this person, or anybody, is to see again."""
    chats = Chat.objects.all() if every else Chat.objects.for_user(user)
    return chats.to_follow_up().select_related("place", "by")


def notes(*, due: bool) -> QuerySet[Chat]:
    """What champions have written down for themselves, whoever they are: to be seen again, or the last ones."""
    chats = Chat.objects.to_follow_up() if due else Chat.objects.standing().order_by("-happened_at", "-pk")
    return chats.exclude(by=None).select_related("place", "by").prefetch_related("services")


def open_places() -> QuerySet[OutreachPlace]:
    """Where champions go."""
    return OutreachPlace.objects.filter(closed_at=None)


def all_places() -> QuerySet[OutreachPlace]:
    """Those where nobody goes any more, too; with how many dates are planned at each."""
    dates = HowMany(Outing.objects.upcoming().filter(place=OuterRef("pk")).order_by().values("pk"))
    return OutreachPlace.objects.annotate(dates=dates).order_by(F("closed_at").asc(nulls_first=True), "name")


def last_place(user: User) -> int | None:
    """Where they were last, if it was today: most chats follow one another."""
    last = Chat.objects.for_user(user).filter(happened_at__date=clock.today()).order_by("-happened_at").first()
    return last.place_id if last else None


def to_name() -> QuerySet[Service]:
    """Entries a champion may name."""
    return Service.objects.listed()


def often_named() -> list[Service]:
    """Those that champions name most, then those that helped most."""
    named = Chat.services.through.objects.values("service").annotate(n=Count("pk")).order_by("-n", "service")
    often = [row["service"] for row in named[:MOST_NAMED]]
    found = {service.pk: service for service in to_name().filter(pk__in=often)}
    first = [found[pk] for pk in often if pk in found]
    return first + list(
        to_name().exclude(pk__in=often).order_by("-rating", "bare_name", "pk")[: MOST_NAMED - len(first)]
    )


def counted(rows: QuerySet[Chat], column: str) -> dict[tuple[int | None, str], int]:
    """How often each word of a list column was ticked at each place."""
    words = rows.annotate(word=Func(F(column), function="unnest")).values("place", "word").annotate(n=Count("pk"))
    return {(row["place"], row["word"]): row["n"] for row in words.order_by()}


def counted_kinds(rows: QuerySet[Chat]) -> dict[tuple[int | None, str], int]:
    """How many chats of each kind at each place."""
    kinds = rows.values("place", "kind").annotate(n=Count("pk")).order_by()
    return {(row["place"], row["kind"]): row["n"] for row in kinds}
