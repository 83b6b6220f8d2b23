"""From an application to a welcome."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.accounts.roles import Role
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post, post_many
from volunteers.models import Application, Reference
from volunteers.queries.gaps import coordinators
from volunteers.rules.joining import is_spoken_for
from volunteers.services.standing import follow

A_WEEK = timedelta(days=7)


@transaction.atomic
def apply(facts: Mapping[str, Any], referees: Iterable[tuple[str, str]]) -> Application:
    """Keep an application, and tell those who coordinate. Referees are asked when somebody has read it.

    One with a code that is there already is the same one, sent twice.
    """
    code = facts.get("code") or uuid4()
    made, is_new = Application.objects.get_or_create(code=code, defaults=facts)
    if not is_new:
        return made
    for name, email in referees:
        Reference.objects.create(application=made, name=name, email=email)
    record("application.made", made, by=None)
    for coordinator in coordinators():
        post("application_made", to=coordinator, about=made)
    return made


@transaction.atomic
def ask_referees(application: Application, *, by: User) -> int:
    """Write to those who have not been asked yet; how many letters."""
    _open(application)
    asked = list(application.references.select_for_update().filter(asked_at=None))
    for reference in asked:
        reference.asked_at = clock.now()
        reference.save(update_fields=["asked_at"])
        post("reference_asked", to=reference, about=reference)
        post("reference_reminder", to=reference, about=reference, due=clock.now() + A_WEEK)
    record("application.referees_asked", application, by=by, letters=len(asked))
    return len(asked)


@transaction.atomic
def answer_reference(reference: Reference, *, trusts: str, known_for: str, words: str) -> None:
    """What they say, once; the link does nothing afterwards."""
    reference = Reference.objects.select_for_update().get(pk=reference.pk)
    if reference.answered_at is not None:
        raise Refused(_("You have answered already. Thank you."), code="answered")
    reference.trusts, reference.known_for, reference.words = trusts, known_for, words
    reference.answered_at = clock.now()
    reference.save()
    record("reference.given", reference, by=None)
    post_many("reference_given", ((coordinator, reference) for coordinator in coordinators()))


@transaction.atomic
def welcome(application: Application, *, by: User, why: str = "") -> User:
    """They are one of us: a sign-in of their own. The role comes by itself when all that it takes is there.

    Without two people who speak for them it takes a reason, which is kept.
    """
    application = _open(application)
    if not is_spoken_for(application.references.all()):
        if not why.strip():
            raise Refused(
                _("Two people have not spoken for them yet. Say why you welcome them all the same."), code="why"
            )
        application.why_welcomed = why.strip()
    email = application.email.lower()
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=application.name)
    _decide(application, Application.State.WELCOMED, by)
    post("application_welcomed", to=user, about=application)
    follow(user, Role.VOLUNTEER, by=by)
    return user


@transaction.atomic
def decline(application: Application, *, by: User) -> None:
    """Not this time. A kind letter thanks them, and says whom they can talk to."""
    application = _open(application)
    _decide(application, Application.State.DECLINED, by)
    post("application_declined", to=application, about=application)


def _open(application: Application) -> Application:
    found = Application.objects.select_for_update().get(pk=application.pk)
    if found.state != Application.State.NEW:
        raise Refused(_("Somebody has decided on this application already."), code="decided")
    return found


def _decide(application: Application, state: Application.State, by: User) -> None:
    application.state, application.decided_at, application.decided_by = state, clock.now(), by
    application.save(update_fields=["state", "decided_at", "decided_by", "why_welcomed"])
    record(f"application.{state}", application, by=by)
