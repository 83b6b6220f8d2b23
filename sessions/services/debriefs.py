"""After a session: each of the team says how it went; what is to be done stands on the next plans until it is."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from families.rules.words import tidy, tidy_lines
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from sessions.models import Action, Debrief, Occurrence

LONGEST = 1000


@transaction.atomic
def write(occurrence: Occurrence, *, went_well: str, change: str, by: User) -> Debrief | None:
    """What this person says of it; written again, the new words count. Nothing at all is nothing to keep."""
    if clock.now() < occurrence.starts_at:
        raise Refused(_("This session has not begun yet. Come back after it."), code="not_yet")
    words = {
        "went_well": tidy_lines(went_well, longest=LONGEST, field="went_well"),
        "change": tidy_lines(change, longest=LONGEST, field="change"),
    }
    if not any(words.values()):
        Debrief.objects.filter(occurrence=occurrence, by=by).delete()
        return None
    said, _made = Debrief.objects.update_or_create(occurrence=occurrence, by=by, defaults=words | {"at": clock.now()})
    record("debrief.written", said, by=by)
    return said


@transaction.atomic
def add_action(
    occurrence: Occurrence, code: UUID, words: str, *, by: User, owner: User | None = None, due_on: date | None = None
) -> Action:
    """Somebody will do something about it. The same code again is the same job."""
    words = tidy(words, longest=200, field="words")
    if not words:
        raise Refused(_("Say what is to be done."), code="nothing", field="words")
    facts = {"programme_id": occurrence.programme_id, "occurrence": occurrence, "owner": owner, "due_on": due_on}
    made, is_new = Action.objects.get_or_create(code=code, defaults=facts | {"words": words})
    if is_new:
        record("action.made", made, by=by)
    return made


@transaction.atomic
def done(action: Action, *, by: User) -> None:
    """It is done; pressed twice, it was done the first time."""
    if Action.objects.filter(pk=action.pk, done_at=None).update(done_at=clock.now()):
        record("action.done", action, by=by)
