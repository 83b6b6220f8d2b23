"""The one place that asks what time it is. Kept in UTC, said in London (DESIGN, law 5)."""

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Within the block every clock of the house shows `instant`; it is how the demo gets its eight past weeks."""
    token = _stopped.set(instant)
    try:
        yield
    finally:
        _stopped.reset(token)


def today() -> date:
    """The date on London's calendars."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The same instant as London's clocks show it."""
    return instant.astimezone(LONDON)


def at(day: date, wall: time) -> datetime:
    """The instant at which London's clocks show `wall` on `day`."""
    return datetime.combine(day, wall, tzinfo=LONDON).astimezone(UTC)


def evening_before(instant: datetime, wall: time = time(18, 0)) -> datetime:
    """Six o'clock in London on the day before `instant`."""
    return at(local(instant).date() - timedelta(days=1), wall)


def months_before(instant: datetime, months: int) -> datetime:
    """The same time of day so many calendar months earlier; where the month has no such day, on its last one.

    Whatever happened up to then is at least so many months old: a month after 31 January is over on 1 March.
    """
    year, month = divmod(instant.year * 12 + instant.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return instant.replace(year=year, month=month + 1, day=min(instant.day, last))


def age_in_months(born: date, on: date) -> int:
    """Whole months lived on a day; a birthday on a day the month lacks falls on its last day. Negative before birth."""
    months = (on.year - born.year) * 12 + on.month - born.month
    last_of_month = (on + timedelta(days=1)).day == 1
    return months - (on.day < born.day and not last_of_month)
