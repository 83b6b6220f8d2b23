"""The rota's letters."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count, Q
from django.utils import translation

from groupsite.kit import clock
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Attachment, Decision, Drop, Later, Message, letter
from groupsite.outbox.models import Letter
from volunteers.calendars import file_of
from volunteers.letters.addressing import link, person
from volunteers.models import Check, Shift, Signup, SignupQuerySet, SignupState


@letter("shift_promised")
def shift_promised(row: Letter) -> Decision:
    """You are down for it; here it is for your calendar."""
    signup = _still(row, SignupState.PROMISED)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


@letter("shift_reminder")
def shift_reminder(row: Letter) -> Decision:
    """Tomorrow is the day."""
    signup = _still(row, SignupState.PROMISED)
    if isinstance(signup, Drop):
        return signup
    evening = clock.evening_before(signup.shift.starts_at)
    return Later(evening) if evening > clock.now() else _to_volunteer(signup)


@letter("shift_withdrawn")
def shift_withdrawn(row: Letter) -> Decision:
    """You are free again; the calendar lets go of it too."""
    signup = _still(row, SignupState.WITHDRAWN)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


@letter("shift_stood_down")
def shift_stood_down(row: Letter) -> Decision:
    """The session is off, and what was called off with it: please stay at home."""
    signup = _still(row, SignupState.STOOD_DOWN)
    if isinstance(signup, Drop):
        return signup
    off = [each for each in (signup, *_of_the_same_act(signup)) if _called_off(each.shift)]
    return _to_volunteer(*off, with_calendar=True) if off else Drop("the session is on after all")


@letter("shift_back_on")
def shift_back_on(row: Letter) -> Decision:
    """The session is on after all: what they had promised there can be taken again."""
    signup = _still(row, SignupState.STOOD_DOWN)
    if isinstance(signup, Drop):
        return signup
    if _called_off(signup.shift):
        return Drop("the session is called off")
    theirs = Signup.objects.promised().filter(volunteer=signup.volunteer)
    if theirs.filter(shift=signup.shift).exists():
        return Drop("they have taken it again")
    here = [it for it in _of_the_same_act(signup) if it.shift.occurrence_id == signup.shift.occurrence_id]
    return _to_volunteer(signup, *here)


@letter("shift_not_cleared")
def shift_not_cleared(row: Letter) -> Decision:
    """Something that these shifts ask for is missing now, so they are free of them."""
    return _sent_home(row)


@letter("shift_asks_more")
def shift_asks_more(row: Letter) -> Decision:
    """The job asks for more than before, and they do not have it."""
    return _sent_home(row)


@letter("shift_moved")
def shift_moved(row: Letter) -> Decision:
    """The session has moved, and their shift with it."""
    signup = _still(row, SignupState.PROMISED)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


@letter("shifts_moved")
def shifts_moved(row: Letter) -> Decision:
    """Several have moved: all their dates at this group, as they are now."""
    signup = _still(row, SignupState.PROMISED)
    if isinstance(signup, Drop):
        return signup
    programme = signup.shift.occurrence.programme
    theirs = _signups().promised().filter(volunteer=signup.volunteer, shift__occurrence__programme=programme)
    coming = theirs.filter(shift__starts_at__gt=clock.now(), shift__occurrence__cancelled_at=None)
    others = coming.exclude(pk=signup.pk).order_by("shift__starts_at")
    return _to_volunteer(signup, *others, with_calendar=True)


@letter("shift_clashes")
def shift_clashes(row: Letter) -> Decision:
    """Sessions have moved to a time when they help elsewhere, so they are free of them."""
    signup = _still(row, SignupState.STOOD_DOWN)
    if isinstance(signup, Drop):
        return signup
    return _to_volunteer(signup, *_of_the_same_act(signup), with_calendar=True)


@letter("shift_from_waiting")
def shift_from_waiting(row: Letter) -> Decision:
    """Somebody gave it up, and they were next on the list."""
    signup = _still(row, SignupState.PROMISED)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


@letter("shift_handed_on")
def shift_handed_on(row: Letter) -> Decision:
    """Somebody else does it now: a stand-in, or whoever they swapped with."""
    signup = _still(row, SignupState.HANDED_ON)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


@letter("shift_repeated")
def shift_repeated(row: Letter) -> Decision:
    """The same job for some weeks: one letter with all the dates, however many there are."""
    last = _still(row, SignupState.PROMISED)
    if isinstance(last, Drop):
        return last
    coming = _signups().promised().filter(volunteer=last.volunteer, shift__need=last.shift.need_id)
    dates = list(coming.filter(shift__starts_at__gt=clock.now()).order_by("shift__starts_at"))
    context = {"shift": last.shift, "dates": [date.shift for date in dates], "link": link("volunteers:rota")}
    with translation.override(last.volunteer.language):
        files = (calendar_file(dates),)
    return Message(to=last.volunteer.email, language=last.volunteer.language, context=context, attachments=files)


@letter("job_renamed")
def job_renamed(row: Letter) -> Decision:
    """The job has another name from now on: one letter with all of their dates, which are as they were."""
    signup = _still(row, SignupState.PROMISED)
    if isinstance(signup, Drop):
        return signup
    theirs = _signups().promised().filter(volunteer=signup.volunteer, shift__need=signup.shift.need_id)
    coming = theirs.filter(shift__starts_at__gt=clock.now(), shift__occurrence__cancelled_at=None)
    others = coming.exclude(pk=signup.pk).order_by("shift__starts_at")
    return _to_volunteer(signup, *others, with_calendar=True)


@letter("shift_gap")
def shift_gap(row: Letter) -> Decision:
    """To the leader: somebody had to give a shift up at short notice. Not sent once it is covered or called off."""
    leader = person(row)
    signup = _still(row, SignupState.WITHDRAWN)
    if isinstance(signup, Drop) or leader is None:
        return Drop("no longer needed")
    shift = signup.shift
    missing = shift.how_many - signup.coming  # type: ignore[attr-defined]  # counted by _signups
    if missing <= 0 or _called_off(shift):
        return Drop("the shift is covered or called off")
    context = {"shift": shift, "missing": missing, "link": link("volunteers:gaps")}
    return Message(to=leader.email, language=leader.language, context=context)


def _still(row: Letter, state: SignupState) -> Signup | Drop:
    """The promise, if it stands as the letter says and the shift is yet to come."""
    signup = _signups().filter(pk=pk_of(row.about)).first()
    if signup is None or not signup.volunteer.is_active:
        return Drop("the person has left")
    if signup.state != state:
        return Drop(f"the promise is {signup.state}")
    if signup.shift.starts_at <= clock.now():
        return Drop("the shift has begun")
    if state == SignupState.PROMISED and _called_off(signup.shift):
        return Drop("the session is called off")
    return signup


def _signups() -> SignupQuerySet:
    """Promises with all that a letter tells, and how many still promise the same shift, as `coming`."""
    coming = Count("shift__signups", filter=Q(shift__signups__state=SignupState.PROMISED))
    return Signup.objects.select_related(
        "volunteer", "shift__occurrence__programme__venue", "shift__occurrence__venue"
    ).annotate(coming=coming)


def _sent_home(row: Letter) -> Decision:
    signup = _still(row, SignupState.WITHDRAWN)
    if isinstance(signup, Drop):
        return signup
    message = _to_volunteer(signup, *_of_the_same_act(signup), with_calendar=True)
    with translation.override(signup.volunteer.language):
        asks = ", ".join(str(Check(kind).label) for kind in signup.shift.asks_for)
    return replace(message, context={**message.context, "asks": asks, "link": link("volunteers:agreements")})


def _of_the_same_act(signup: Signup) -> SignupQuerySet:
    """What ended for this person in the same moment, besides this one."""
    same = _signups().filter(volunteer=signup.volunteer, state=signup.state, ended_at=signup.ended_at)
    return same.exclude(pk=signup.pk).order_by("shift__starts_at")


def _called_off(shift: Shift) -> bool:
    return shift.cancelled_at is not None or shift.occurrence.cancelled_at is not None


def _to_volunteer(signup: Signup, *others: Signup, with_calendar: bool = False) -> Message:
    volunteer = signup.volunteer
    files: tuple[Attachment, ...] = ()
    if with_calendar:
        with translation.override(volunteer.language):
            files = (calendar_file([signup, *others]),)
    reminded = clock.evening_before(signup.shift.starts_at) > signup.made_at
    more = [other.shift for other in others]
    context = {"shift": signup.shift, "others": more, "reminded": reminded, "link": link("volunteers:rota")}
    return Message(to=volunteer.email, language=volunteer.language, context=context, attachments=files)


def calendar_file(signups: Iterable[Signup]) -> Attachment:
    """For the phone's calendar; a promise that has ended is taken out of it."""
    rows = list(signups)
    method = "CANCEL" if all(signup.state != SignupState.PROMISED for signup in rows) else "PUBLISH"
    return Attachment("shift.ics", file_of(rows), f"text/calendar; method={method}")
