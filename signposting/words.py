"""Facts of the directory in words for people, in the reader's language."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupsite.kit import clock
from groupsite.kit.templatetags.kit import day as day_and_date
from groupsite.kit.templatetags.kit import full_date, until
from signposting.familyhub import schedules, typed
from signposting.familyhub.schedules import DAYS
from signposting.models import Service

HOLIDAYS_SHOWN = 3
DAYS_AHEAD = 182
LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("What it is"),
    "organisation": gettext_lazy("Who runs it"),
    "url": gettext_lazy("Web site"),
    "email": gettext_lazy("E-mail"),
    "phones": gettext_lazy("Phone"),
    "status": gettext_lazy("Open or closed"),
    "alert": gettext_lazy("News"),
    "minimum_age": gettext_lazy("Youngest age"),
    "maximum_age": gettext_lazy("Oldest age"),
    "eligibility": gettext_lazy("Who it is for"),
    "costs": gettext_lazy("Price"),
    "free": gettext_lazy("Free"),
    "schedules": gettext_lazy("When"),
    "locations": gettext_lazy("Where"),
    "accessibility": gettext_lazy("Access"),
    "languages": gettext_lazy("Languages"),
    "categories": gettext_lazy("Kind of service"),
    "service_areas": gettext_lazy("Area it serves"),
}
STATUSES: dict[str, str | Promise] = {
    "active": gettext_lazy("Open"),
    "inactive": gettext_lazy("Not running now"),
    "defunct": gettext_lazy("Closed for good"),
    "temporarily closed": gettext_lazy("Closed for now"),
}
NTH: dict[str, str | Promise] = {
    "1": gettext_lazy("first %(day)s of the month"),
    "2": gettext_lazy("second %(day)s of the month"),
    "3": gettext_lazy("third %(day)s of the month"),
    "4": gettext_lazy("fourth %(day)s of the month"),
    "5": gettext_lazy("fifth %(day)s of the month"),
    "-1": gettext_lazy("last %(day)s of the month"),
    "-2": gettext_lazy("last %(day)s but one of the month"),
    "-3": gettext_lazy("last %(day)s but two of the month"),
    "-4": gettext_lazy("last %(day)s but three of the month"),
    "-5": gettext_lazy("last %(day)s but four of the month"),
}
ASK: dict[str, str | Promise] = {
    "WEEKLY": gettext_lazy("Ask them in which weeks."),
    "MONTHLY": gettext_lazy("Ask them in which months."),
}
CHECKED: dict[str, str | Promise] = {
    "phone": gettext_lazy("Confirmed by phone on %(day)s by %(who)s"),
    "visit": gettext_lazy("Seen on a visit on %(day)s by %(who)s"),
    "email": gettext_lazy("Confirmed by e-mail on %(day)s by %(who)s"),
    "hub": gettext_lazy("Compared with their own page on %(day)s by %(who)s"),
    "provider": gettext_lazy("Confirmed by the service itself on %(day)s"),
    "hub_said": gettext_lazy("Confirmed by the Family Hub on %(day)s"),
}
AGAINST: dict[str, str | Promise] = {
    "provider": gettext_lazy("they say so themselves"),
    "closed_twice": gettext_lazy("two people say it has closed"),
    "ended": gettext_lazy("its timetable has run out"),
    "bounce": gettext_lazy("our letter came back"),
    "vanished": gettext_lazy("it has gone from the hub"),
    "hub": gettext_lazy("the hub says something else"),
    "report": gettext_lazy("a parent told us"),
    "family": gettext_lazy("a family found it so"),
    "dead_link": gettext_lazy("their page has gone"),
    "moved_link": gettext_lazy("their page leads elsewhere"),
}
ALIKE: dict[str, str | Promise] = {
    "name": gettext_lazy("the name"),
    "place": gettext_lazy("the place"),
    "times": gettext_lazy("the times"),
    "contact": gettext_lazy("how to reach them"),
    "other body": gettext_lazy("but another body runs it"),
}


def lines(field: str, value: Any) -> list[str]:
    """A fact as one or more lines; none when there is nothing to say."""
    if value in (None, "", []):
        return []
    if field == "status":
        return [str(STATUSES.get(value, value))]
    if field == "free":
        return [_("Yes") if value else _("No")]
    if field in ("minimum_age", "maximum_age"):
        return [years(value)]
    if field not in typed.LINES:
        return [line for line in str(value).split("\n") if line]
    say = {"costs": typed.spoken_cost, "schedules": timetable, "locations": typed.spoken_place}.get(field, str)
    return [say(row) for row in value]


def day_name(code: str) -> str:
    """`TU` is Tuesday, `1SA` the first Saturday of the month, `-2SA` the last but one."""
    day = str(WEEKDAYS[DAYS.index(code[-2:])])
    nth = NTH.get(code[:-2].lstrip("+"))
    return str(nth) % {"day": day} if nth else day


def timetable(row: dict[str, Any]) -> str:
    """Tuesday, 9:30am to 11am, until 31 July 2026, term time only."""
    if not row["freq"]:
        return ", ".join(filter(None, [str(row["words"]), *_between(row)]))
    return ", ".join(filter(None, [rhythm(row), *_between(row), row["words"]]))


def rhythm(row: dict[str, Any]) -> str:
    """Tuesday, 9:30am to 11am, every 2 weeks."""
    days = _(" and ").join(day_name(code) for code in row["byday"].split(",") if code)
    if row["bymonthday"]:
        days = _("day %(days)s of each month") % {"days": ", ".join(map(str, row["bymonthday"]))}
    hours = until(time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])) if row["opens"] else ""
    return ", ".join(filter(None, [days, hours, _often(row)]))


def _between(row: dict[str, Any]) -> list[str]:
    """From when, where that is still to come; and until when."""
    first = max(_days_of(row, "valid_from", "dtstart"), default=None)
    last = min(_days_of(row, "valid_to", "until"), default=None)
    said = [_("from %(day)s") % {"day": full_date(first)}] if first and first > clock.today() else []
    return [*said, *([_("until %(day)s") % {"day": full_date(last)}] if last else [])]


def _days_of(row: dict[str, Any], *names: str) -> list[date]:
    return [date.fromisoformat(row[name]) for name in names if row[name]]


def _often(row: dict[str, Any]) -> str:
    if row["interval"] == 1:
        return ""
    if row["freq"] == "MONTHLY":
        return ngettext("every month", "every %(n)d months", row["interval"]) % {"n": row["interval"]}
    return ngettext("every week", "every %(n)d weeks", row["interval"]) % {"n": row["interval"]}


def run_out(service: Service, today: date) -> str:
    """What a parent should know of times that have run out; nothing while they hold."""
    if not service.has_run_out(today) or service.is_closed:
        return ""
    said = {"day": full_date(service.times_end)}
    if service.stops:
        return _("It may have ended on %(day)s. Ring before you go.") % said
    return _("These times ran out on %(day)s. Ring before you go.") % said


def which_ones(service: Service, at: datetime) -> list[str]:
    """Of what is not on every time: when it is on next, where a first date tells; else that one has to ask."""
    if service.is_closed:
        return []
    now = clock.local(at)
    known = [row for row in service.schedules if not _is_over(row, now.date())]
    rows = [row for row in known if row["freq"] and row["interval"] > 1]
    counted = [row for row in rows if row["freq"] == "WEEKLY" and row["dtstart"]]
    asked = {row["freq"] for row in rows if row not in counted}
    said = _all_next(counted, service.closures, now) if counted == known else _each_next(counted, service.closures, now)
    return [*said, *(str(words) for freq, words in ASK.items() if freq in asked)]


def _all_next(rows: list[dict[str, Any]], closures: list[dict[str, Any]], now: datetime) -> list[str]:
    """When it is on next, which is so only where no row beside these may come before."""
    first = _first_on(rows, closures, now)
    return [_("Next on %(day)s.") % {"day": day_and_date(first)}] if first else []


def _each_next(rows: list[dict[str, Any]], closures: list[dict[str, Any]], now: datetime) -> list[str]:
    """The same of each of these rows alone, by its name: another one may be on before."""
    turns = [(rhythm(row), _first_on([row], closures, now)) for row in rows]
    says = _("%(rhythm)s: next on %(day)s.")
    return [says % {"rhythm": name, "day": day_and_date(first)} for name, first in turns if first]


def _first_on(rows: list[dict[str, Any]], closures: list[dict[str, Any]], now: datetime) -> date | None:
    days = (now.date() + timedelta(days=ahead) for ahead in range(DAYS_AHEAD if rows else 0))
    open_on = (day for day in days if not schedules.shut(closures, day))
    return next((day for day in open_on if any(_still_on(row, day, now) for row in rows)), None)


def _still_on(row: dict[str, Any], day: date, now: datetime) -> bool:
    """Whether one can go there on that day; not any more once it has closed."""
    shut = bool(row["closes"]) and day == now.date() and time.fromisoformat(row["closes"]) <= now.time()
    return not shut and schedules.runs_on(row, day)


def _is_over(row: dict[str, Any], today: date) -> bool:
    last = schedules.end([row])
    return last is not None and last < today


def shut_now(service: Service, today: date) -> str:
    """That it is closed for a holiday today, and until when."""
    last = max((gap["end"] for gap in service.closures if schedules.shut([gap], today)), default="")
    return _("Closed for a holiday until %(day)s.") % {"day": full_date(date.fromisoformat(last))} if last else ""


def holidays(service: Service, today: date) -> list[str]:
    """The next holidays on which it is closed, the first of them first."""
    coming = sorted({(gap["start"], gap["end"]) for gap in service.closures if gap["start"] > today.isoformat()})
    return [closed_from(*map(date.fromisoformat, gap)) for gap in coming[:HOLIDAYS_SHOWN]]


def closed_from(first: date, last: date) -> str:
    """Closed from 22 December 2026 to 4 January 2027."""
    if first == last:
        return _("Closed on %(day)s.") % {"day": full_date(first)}
    return _("Closed from %(first)s to %(last)s.") % {"first": full_date(first), "last": full_date(last)}


def years(age: float) -> str:
    """4 years; 18 months."""
    if age < 3 and age != int(age):
        months = round(age * 12)
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    shown = int(age) if age == int(age) else age
    return ngettext("%(n)s year", "%(n)s years", int(age)) % {"n": shown}


def ages(low: float | None, high: float | None) -> str:
    """0 to 5 years; from birth; up to 11 years."""
    if low is None and high is None:
        return ""
    if high is None:
        return _("From birth") if not low else _("From %(age)s") % {"age": years(low or 0)}
    if not low:
        return _("Up to %(age)s") % {"age": years(high)}
    if low == high:
        return years(high)
    return _("%(low)s to %(high)s") % {"low": years(low).split()[0] if low >= 2 else years(low), "high": years(high)}
