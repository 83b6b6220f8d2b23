"""The rota's letters."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _

from groupsite.kit import clock
from groupsite.kit.ical import Entry, calendar
from groupsite.kit.refs import pk_of
from groupsite.outbox.letters import Attachment, Decision, Drop, Later, Message, letter
from groupsite.outbox.models import Letter
from volunteers.letters.addressing import link, person
from volunteers.models import Shift, Signup, SignupQuerySet, SignupState


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
    """The session is off: please stay at home."""
    signup = _still(row, SignupState.STOOD_DOWN)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


@letter("shift_moved")
def shift_moved(row: Letter) -> Decision:
    """The session has moved, and their shift with it."""
    signup = _still(row, SignupState.PROMISED)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


@letter("shift_clashes")
def shift_clashes(row: Letter) -> Decision:
    """The session has moved to a time when they help elsewhere, so they are free of it."""
    signup = _still(row, SignupState.STOOD_DOWN)
    return signup if isinstance(signup, Drop) else _to_volunteer(signup, with_calendar=True)


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


def _called_off(shift: Shift) -> bool:
    return shift.cancelled_at is not None or shift.occurrence.cancelled_at is not None


def _to_volunteer(signup: Signup, *, with_calendar: bool = False) -> Message:
    volunteer = signup.volunteer
    files: tuple[Attachment, ...] = ()
    if with_calendar:
        with translation.override(volunteer.language):
            files = (_calendar_file(signup),)
    reminded = clock.evening_before(signup.shift.starts_at) > signup.made_at
    context = {"shift": signup.shift, "reminded": reminded, "link": link("volunteers:rota")}
    return Message(to=volunteer.email, language=volunteer.language, context=context, attachments=files)


def _calendar_file(signup: Signup) -> Attachment:
    shift, venue = signup.shift, signup.shift.occurrence.place
    ended = signup.state != SignupState.PROMISED
    entry = Entry(
        uid=f"{signup.code}@{urlsplit(settings.SITE_URL).hostname}",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        title=_("%(role)s at %(group)s") % {"role": shift.role, "group": shift.occurrence.programme.name},
        place=f"{venue.name}, {venue.address}, {venue.postcode}",
        text=shift.note,
        url=link("volunteers:rota"),
        sequence=shift.occurrence.sequence + ended,
        cancelled=ended,
    )
    method = "CANCEL" if ended else "PUBLISH"
    content = calendar([entry], name=settings.GROUP_NAME)
    return Attachment("shift.ics", content, f"text/calendar; method={method}")
