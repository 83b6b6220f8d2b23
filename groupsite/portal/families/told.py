"""What families told us, as totals: days that suit, languages, formats, how they heard; and how lonely it can be."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Func, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from families.forms.questions import HeardQuestion
from families.models import Carer, Family
from families.rules.languages import language_name
from families.rules.needs import BEST_DAYS, LONELY, format_names
from groupsite.accounts.roles import Role
from groupsite.accounts.who import me
from volunteers.models import Application, Enquiry

MOST_LINES = 25
SMALL = 5
"""Fewer than so many answers could be somebody; they are not shown (TRUST §3)."""


@dataclass(frozen=True)
class Bar:
    """One line: what, how many, and how long its bar is out of 100."""

    label: str
    counts: tuple[int | None, ...]
    length: int


@dataclass(frozen=True)
class Table:
    """One question with the totals of its answers."""

    key: str
    title: str
    why: str
    columns: Sequence[str]
    bars: list[Bar] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[Bar, list[tuple[str, int | None]]]]:
        """Each line with its numbers, and what each of them counts."""
        return [(bar, list(zip(self.columns, bar.counts, strict=True))) for bar in self.bars]


@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """Totals for whoever plans; loneliness for coordinators alone."""
    here = Family.objects.filter(left_at=None, merged_into=None)
    tables = [best_days(here), languages(here), needs(here), heard(here)]
    if me(request).has_role(Role.COORDINATOR):
        tables.append(loneliness(here))
    return render(request, "portal/families/told.html", {"tables": tables, "families": here.count()})


def best_days(here: QuerySet[Family]) -> Table:
    """In the order of the week, so that a time for a session stands out (S2-17)."""
    counts = each(here, "best_days")
    rows = [(str(words), (counts[day],)) for day, words in BEST_DAYS.items() if counts[day]]
    why = _("When a session would suit them. Look here before you choose a time.")
    return Table("days", _("Days that suit"), why, [_("Families")], bars(rows))


def languages(here: QuerySet[Family]) -> Table:
    """What is spoken at home, a name and its code counted as one."""
    counts: Counter[str] = Counter()
    for said, number in each(here, "languages").items():
        counts[language_name(said)] += number
    why = _("For songs, signs and friendly faces.")
    return Table("languages", _("Languages at home"), why, [_("Families")], bars(_most_first(counts)))


def needs(here: QuerySet[Family]) -> Table:
    """Interpreters and formats, by adult."""
    adults = Carer.objects.filter(family__in=here)
    counts = Counter({format_names([one]): number for one, number in each(adults, "formats").items()})
    asked = adults.exclude(interpreter="").values("interpreter").annotate(number=Count("pk")).order_by()
    for row in asked:
        name = language_name(row["interpreter"])
        counts[_("Interpreter: %(language)s") % {"language": name}] += row["number"]
    why = _("What makes it easier to take part.")
    return Table("needs", _("Formats and interpreters"), why, [_("Adults")], bars(_most_first(counts)))


def heard(here: QuerySet[Family]) -> Table:
    """How word gets round: families who joined, people who wrote to us, people who would volunteer (S5-18)."""
    asked = here, Enquiry.objects.all(), Application.objects.all()
    counts = [each(rows, "heard_from") for rows in asked]
    ways = sorted(set().union(*counts), key=lambda way: (-sum(said[way] for said in counts), way))
    rows = [(_way(way), tuple(said[way] for said in counts)) for way in ways]
    why = _("Everybody may tick several, so the sums are larger than the number of people.")
    return Table(
        "heard", _("How they heard of us"), why, [_("Families"), _("Enquiries"), _("Applications")], bars(rows)
    )


def _way(way: str) -> str:
    words: Mapping[str, str | Promise] = HeardQuestion.CHOICES
    return str(words.get(way, way))


def loneliness(here: QuerySet[Family]) -> Table:
    """Totals and nothing else. The answers are sealed, so they are opened one by one and only counted."""
    answers = Counter(
        carer.lonely for carer in Carer.objects.filter(family__in=here).exclude(lonely="").only("code", "lonely")
    )
    rows = [(str(words), (count,)) for (_key, words), count in zip(LONELY.items(), shown(answers), strict=True)]
    why = _("One question that families may skip. Answers of fewer than five people are not shown.")
    return Table(
        "lonely", _("How often they feel lonely"), why, [_("Parents and carers")], bars(rows) if answers else []
    )


def shown(answers: Counter[str]) -> list[int | None]:
    """The count of each answer; none where it is small, nor the one that would give a single hidden one away."""
    counts: list[int | None] = [answers[key] for key in LONELY]
    hidden = [place for place, count in enumerate(counts) if count and count < SMALL]
    if len(hidden) == 1:
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        hidden += sorted(others, key=lambda place: answers[list(LONELY)[place]])[:1]
    return [None if place in hidden else count for place, count in enumerate(counts)]


def each(rows: QuerySet[Any], column: str) -> Counter[str]:
    """How many rows hold each word of a list column."""
    said = rows.exclude(**{column: []})
    words = said.annotate(word=Func(F(column), function="unnest")).values("word").annotate(number=Count("pk"))
    return Counter({row["word"]: row["number"] for row in words.order_by()})


def _most_first(counts: Counter[str]) -> list[tuple[str, tuple[int | None, ...]]]:
    return [(label, (count,)) for label, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))]


def bars(rows: Iterable[tuple[str, tuple[int | None, ...]]]) -> list[Bar]:
    """Lines with bars, the longest 100; what comes after the first 25 is one line."""
    kept = list(rows)
    if len(kept) > MOST_LINES:
        rest = [sum(count or 0 for count in column) for column in zip(*(c for _l, c in kept[MOST_LINES:]), strict=True)]
        kept = [*kept[:MOST_LINES], (_("Everything else"), tuple(rest))]
    longest = max((sum(count or 0 for count in counts) for _label, counts in kept), default=0) or 1
    return [Bar(label, counts, round(100 * sum(count or 0 for count in counts) / longest)) for label, counts in kept]
