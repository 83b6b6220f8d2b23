"""What stands in the demo's library: fresh, due, and too old to show; one in Polish, one to watch, two comments."""

from datetime import timedelta
from typing import Any

from families.models import Family
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.pdf import pages
from groupsite.portal.library.queries import families_at
from groupsite.portal.seed import people
from sessions.models import Occurrence
from signposting.models import Comment, Resource, Thing
from signposting.services import library, loans

SLEEP = (
    "Put your baby on their back to sleep, each time.\n\n"
    "Keep the cot clear: no pillow, no toys, no bumper.\n\n"
    "Keep your baby in your room for the first six months.\n\n"
    "Never fall asleep with your baby on a sofa or in an armchair.\n\n"
    "Worried? Ring your health visitor, or 111 at any hour."
)
TRUST = "The Lullaby Trust, in our words"
SLEEP_IN_POLISH = (
    "Kładź dziecko spać na plecach, za każdym razem.\n\n"
    "W łóżeczku nie kładź poduszki ani zabawek.\n\n"
    "Przez pierwsze sześć miesięcy dziecko śpi w twoim pokoju.\n\n"
    "Masz pytania? Zadzwoń do swojej health visitor albo pod numer 111."
)
AT_HOME = (
    "Sick in the night: stay at home for 48 hours after the last time.\n\n"
    "Chickenpox: until all spots are dry.\n\n"
    "A cold or a cough: come, if your child is well enough to play."
)
SONG = (
    "Sit on the floor, your child between your knees. Sing Row, row, row your boat, and rock.\n\n"
    "Stop before the last word and wait. Your child fills it in, with a sound or a look.\n\n"
    "Two minutes, each day. Any language will do."
)
SAID = (
    "Hello. I am Jo, a health visitor. Today: what to do when your toddler only eats beige.\n\n"
    "Put one new thing beside what they like. A pea is enough. Say nothing about it.\n\n"
    "It can take ten tries or more. Eat it yourself, and let them see you enjoy it."
)
SHELF: tuple[tuple[str, str, str, list[str], str, str, str, int], ...] = (
    ("leaflet", "Safe sleep, in five lines", "sleep", ["new", "baby"], "en", SLEEP, TRUST, 200),
    ("leaflet", "Bezpieczny sen", "sleep", ["new", "baby"], "pl", SLEEP_IN_POLISH, TRUST, 200),
    ("idea", "Row your boat, and wait", "talking", ["baby", "one"], "en", SONG, "Our own, from Tuesdays", 300),
    ("leaflet", "When to keep a child at home", "health", [], "en",
     AT_HOME, "UKHSA", -20),
    ("leaflet", "Healthy Start cards 2024", "money", [], "en", "How to get one, and what it buys.", "NHS", -150),
)  # fmt: skip


def tell() -> None:
    """Once only."""
    carol = User.objects.get(email=people.CAROL.email)
    if not Resource.objects.exists():
        _fill(carol)
    if not Thing.objects.exists():
        _lend(carol)


def _fill(carol: User) -> None:
    made = {row[1]: _put_in(row, by=carol) for row in SHELF}
    _video(carol)
    _talked_of(made["Safe sleep, in five lines"], by=carol)


def _put_in(row: tuple[Any, ...], *, by: User) -> Resource:
    kind, title, about, ages, language, words, source, days = row
    facts = _facts(by, kind=kind, title=title, about=about, ages=ages, language=language, words=words, source=source)
    file = pages(f"{title}\n\n{words}\n\n{source}", title=title) if title.startswith("Safe") else None
    review = {"review_on": clock.today() + timedelta(days=days)}
    with clock.stopped_at(clock.now() - timedelta(days=365 - days)):  # as long ago as a year before that day
        return library.put_in(facts | review, file=file, by=by)


def _facts(by: User, **facts: Any) -> dict[str, Any]:
    return {"url": "", "captions": "", "transcript": "", "keeper": by} | facts


def _video(by: User) -> None:
    facts = _facts(
        by, kind="video", title="Only beige: three minutes with Jo", about="feeding", ages=["one", "two", "three"],
        language="en", words="What to do when your child eats nothing but bread and pasta.",
        source="Jo Green, health visitor", url="https://video.example/only-beige", captions="English, Polish",
        transcript=SAID, review_on=clock.today() + timedelta(days=250),
    )  # fmt: skip
    library.put_in(facts, file=None, by=by)


def _talked_of(resource: Resource, *, by: User) -> None:
    """Handed out at the last session; a parent's words that others see, and one to be read first."""
    last = Occurrence.objects.filter(ends_at__lt=clock.now(), cancelled_at=None).order_by("-starts_at").first()
    if last is not None:
        library.hand_out(resource, families_at(last), by=by)
    first, second = User.objects.filter(roles__contains=["parent"]).order_by("pk")[:2]
    seen = library.comment(resource, "I have it on the fridge. The sofa line was new to me.", by=first)
    library.decide(seen, Comment.State.SHOWN, by=by)
    library.comment(resource, "Is there one in Arabic?", by=second)


THINGS: tuple[tuple[str, str, str, str, int], ...] = (
    ("Wooden train, red box", "toy", "24 pieces. Not for under threes.", "Cupboard by the kitchen", 14),
    ("Baby sling, size M", "equipment", "Try it on here first; we show you how.", "Hook by the door", 28),
    ("Books in Polish, bag of five", "book", "Five board books.", "Book trolley", 28),
    ("Shape sorter", "toy", "Nine shapes.", "Cupboard by the kitchen", 14),
    ("Steam engine puzzle", "toy", "One piece is missing.", "Cupboard by the kitchen", 14),
)


def _lend(carol: User) -> None:
    """One is with Amina, one is late with another family and asked for by hers, one is to be mended."""
    for name, kind, words, place, days in THINGS:
        facts = {"name": name, "kind": kind, "words": words, "place": place, "days": days, "condition": "good"}
        loans.keep_thing(Thing(), facts, by=carol)
    train, sling, puzzle = (Thing.objects.get(name__startswith=name) for name in ("Wooden", "Baby", "Steam"))
    loans.keep_thing(puzzle, {"condition": "mend"}, by=carol)
    last = Occurrence.objects.filter(ends_at__lt=clock.now(), cancelled_at=None).order_by("-starts_at").first()
    amina = Family.objects.get(carers__user__email=people.AMINA.email)
    other = families_at(last).exclude(pk=amina.pk).order_by("pk").first() if last else None
    with clock.stopped_at(clock.now() - timedelta(days=18)):
        if other is not None:
            loans.lend(train, other, by=carol)
    with clock.stopped_at(clock.now() - timedelta(days=10)):
        loans.lend(sling, amina, by=carol)
    loans.wish(train, amina, by=User.objects.get(email=people.AMINA.email))
