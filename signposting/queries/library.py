"""The library as families and staff see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from groupsite.accounts.models import User
from groupsite.kit import clock
from signposting.models import Comment, Edition, Handed, Resource
from signposting.models.library import ResourceQuerySet


@dataclass(frozen=True)
class Wanted:
    """What a family looks for; empty means anything."""

    words: str = ""
    about: str = ""
    age: str = ""
    language: str = ""
    kind: str = ""


def shelf() -> ResourceQuerySet:
    """What families see today."""
    return Resource.objects.shown(clock.today())


def looked_for(wanted: Wanted) -> ResourceQuerySet:
    """What fits. Something for all ages fits each age."""
    rows = shelf()
    exact = {"about": wanted.about, "language": wanted.language, "kind": wanted.kind}
    rows = rows.filter(**{field: value for field, value in exact.items() if value})
    if wanted.age:
        rows = rows.filter(Q(ages=[]) | Q(ages__contains=[wanted.age]))
    for word in wanted.words.split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(words__icontains=word) | Q(source__icontains=word))
    return rows


def kept() -> QuerySet[Resource]:
    """All that we keep, hidden ones too, with what waits to be read."""
    waiting = Count("comments", filter=Q(comments__state=Comment.State.WAITING))
    return (
        Resource.objects.kept().select_related("keeper", "added_by").annotate(waiting=waiting).order_by("title", "pk")
    )


def editions(resource: Resource) -> QuerySet[Edition]:
    """The newest first, without their files."""
    return resource.editions.defer("file").select_related("by")


def edition_with_file(resource: Resource, number: int) -> Edition | None:
    """One of them, with its file."""
    return resource.editions.filter(number=number).exclude(file=None).first()


def newest_number(resource: Resource) -> int:
    """Which edition families read."""
    return resource.editions.order_by("-number").values_list("number", flat=True).first() or 0


def comments_on(resource: Resource, user: User | None) -> QuerySet[Comment]:
    """What others see, and what this person wrote."""
    mine = Q(by=user) if user is not None else Q(pk=None)
    return resource.comments.filter(Q(state=Comment.State.SHOWN) | mine).exclude(words="")


def comments_by(user: User) -> QuerySet[Comment]:
    """What this person wrote."""
    return Comment.objects.filter(by=user)


def readable_comments() -> QuerySet[Comment]:
    """All that say something still."""
    return Comment.objects.exclude(words="").select_related("resource")


def waiting_comments() -> QuerySet[Comment]:
    """Nobody of ours has read them; the oldest first."""
    return readable_comments().filter(state=Comment.State.WAITING).order_by("at", "pk")


def there_is() -> dict[str, int]:
    """How much families find on each topic."""
    return dict(shelf().order_by().values_list("about").annotate(n=Count("pk")))


def handed_out(since: datetime) -> dict[str, int]:
    """To how many families something on each topic was given."""
    rows = Handed.objects.filter(at__gte=since).order_by().values_list("resource__about")
    return dict(rows.annotate(n=Count("family", distinct=True)))


def handed_to(user: User) -> QuerySet[Handed]:
    """What this person's household was given, as far as families see it."""
    return Handed.objects.filter(family__carers__user=user, resource__in=shelf()).select_related("resource")
