"""Somebody would like to start a group; a coordinator opens it with them, or says why not now."""

from django.db import transaction
from django.utils.translation import gettext as _

from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.kit.errors import Refused
from groupsite.outbox.services import post
from sessions.models import Idea, IdeaState, Programme

MOST_WAITING = 3
"""So many ideas of one person wait at a time; a queue that one person fills is read by nobody."""


@transaction.atomic
def suggest(values: dict[str, str], *, by: User) -> Idea:
    """Write it down for the coordinators."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = Idea.objects.of(by).filter(state=IdeaState.WAITING)
    if mine.filter(what=values["what"], when_where=values["when_where"]).exists():
        raise Refused(_("We have this idea from you already. We will answer it."), code="twice")
    if mine.count() >= MOST_WAITING:
        says = _("Three of your ideas wait for an answer. Please let us answer those first.")
        raise Refused(says, code="too_many")
    idea = Idea.objects.create(by=by, **values)
    record("idea.suggested", idea, by=by)
    return idea


@transaction.atomic
def open_as(programme: Programme, idea: Idea, *, by: User) -> None:
    """The idea is a group now, and whoever had it is told."""
    _answer(idea, IdeaState.OPENED, by=by, programme=programme)


@transaction.atomic
def not_now(idea: Idea, why: str, *, by: User) -> None:
    """Not now, and why; whoever had the idea is told."""
    _answer(idea, IdeaState.NOT_NOW, by=by, why=why)


def _answer(idea: Idea, state: str, *, by: User, why: str = "", programme: Programme | None = None) -> None:
    idea = Idea.objects.select_for_update(of=("self",)).select_related("by").get(pk=idea.pk)
    if idea.state != IdeaState.WAITING:
        raise Refused(_("Somebody has answered this idea already."), code="answered")
    idea.state, idea.answered_at, idea.answered_by = state, clock.now(), by
    idea.why, idea.programme = why, programme
    idea.save(update_fields=["state", "answered_at", "answered_by", "why", "programme"])
    record(f"idea.{state}", idea, by=by)
    post("idea_answered", to=idea.by, about=idea)
