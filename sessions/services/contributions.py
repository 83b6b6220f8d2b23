"""A parent would lead a song or a story: asked on the session's page, answered on the plan, told by letter."""

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Carer
from families.rules.words import tidy
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from sessions.models import Contribution, Occurrence
from sessions.rules.planfile import Step
from sessions.services import plans

KIND, STATE = Contribution.Kind, Contribution.State
LED = {
    KIND.SONG: lambda: _("A song from a parent"),
    KIND.STORY: lambda: _("A story from a parent"),
    KIND.OTHER: lambda: _("A parent shows us something"),
}
"""What a plan calls it. The parent's own words are theirs and stay with them."""


@transaction.atomic
def offer(occurrence: Occurrence, carer: Carer, *, kind: str, words: str, by: User) -> Contribution:
    """They would. One open offer of a household for a day."""
    if occurrence.cancelled_at or occurrence.starts_at <= clock.now():
        raise Refused(_("This session has begun, is over or is called off. Choose another day."), code="past")
    words = tidy(words, longest=200, field="words")
    if not words:
        raise Refused(_("Tell us which song or story it is."), code="nothing", field="words")
    Occurrence.objects.select_for_update(of=("self",)).get(pk=occurrence.pk)
    asked = Contribution.objects.filter(occurrence=occurrence, family=carer.family_id, state=STATE.ASKED)
    if asked.exists():
        raise Refused(_("You have offered something for this day already. We will answer soon."), code="asked")
    made = Contribution.objects.create(
        occurrence=occurrence, family_id=carer.family_id, carer=carer, kind=KIND(kind), words=words
    )
    record("contribution.offered", made, by=by)
    return made


@transaction.atomic
def accept(asked: Contribution, words: str, *, by: User) -> Contribution:
    """Yes, please: it goes into the plan, and the family is told."""
    asked = _held(asked)
    plans.append(plans.hold(asked.occurrence), [Step(str(LED[KIND(asked.kind)]()))], contribution=asked)
    return _answer(asked, STATE.ACCEPTED, words, by=by)


@transaction.atomic
def decline(asked: Contribution, words: str, *, by: User) -> Contribution:
    """Thank you, and why not this time."""
    asked = _held(asked)
    if not words.strip():
        raise Refused(_("Say why, so that they may offer it again."), code="no_reason", field="words")
    return _answer(asked, STATE.DECLINED, words, by=by)


@transaction.atomic
def take_back(asked: Contribution, *, by: User) -> None:
    """They would rather not, after all. It goes out of the plan, too."""
    record("contribution.taken_back", asked, by=by)
    plans.hold(asked.occurrence).activities.filter(contribution=asked).delete()
    asked.delete()


def _held(asked: Contribution) -> Contribution:
    held = Contribution.objects.select_for_update(of=("self",)).select_related("occurrence").get(pk=asked.pk)
    if held.state != STATE.ASKED:
        raise Refused(_("This has been answered already."), code="answered")
    return held


def _answer(asked: Contribution, state: str, words: str, *, by: User) -> Contribution:
    asked.state, asked.answer, asked.answered_at = state, tidy(words, longest=200, field="words"), clock.now()
    asked.save(update_fields=["state", "answer", "answered_at"])
    record(f"contribution.{state}", asked, by=by)
    if asked.carer:
        post("contribution_answered", to=asked.carer, about=asked)
    return asked
