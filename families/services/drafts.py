"""Answers of somebody who is half-way through joining, kept one by one under their sign-in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from families.models import Registration
from families.rules.joining import MOST_CHILDREN
from groupsite.accounts.models import User
from groupsite.kit import clock
from groupsite.kit.errors import Refused

Answers = dict[str, Any]


def keep(user: User, **answers: Any) -> Answers:
    """Keep answers; the others stay as they are. Everything answered so far comes back."""
    return _change(user, lambda kept: kept.update(answers))


def add_child(user: User, **facts: Any) -> Answers:
    """Begin a child; everything answered so far, the child last."""
    return _change(user, lambda kept: _add(kept, {"code": str(uuid4()), **facts}))


def keep_child(user: User, code: UUID, **facts: Any) -> Answers:
    """Keep facts of a child begun before."""
    return _change(user, lambda kept: _update(kept, str(code), facts))


def remove_child(user: User, code: UUID) -> Answers:
    """Take a child off again."""
    return _change(user, lambda kept: _remove(kept, str(code)))


@transaction.atomic
def _change(user: User, change: Callable[[Answers], None]) -> Answers:
    Registration.objects.get_or_create(user=user)
    draft = Registration.objects.select_for_update().get(user=user)
    change(draft.answers)
    draft.changed_at = clock.now()
    draft.save()
    return draft.answers


def _add(kept: Answers, child: Answers) -> None:
    children = kept.setdefault("children", [])
    if len(children) >= MOST_CHILDREN:
        raise Refused(
            _("You can add up to %(most)d children here. Ask a group leader to add more.") % {"most": MOST_CHILDREN},
            code="too_many",
        )
    children.append(child)


def _update(kept: Answers, code: str, facts: Answers) -> None:
    for child in kept.get("children", []):
        if child["code"] == code:
            child.update(facts)


def _remove(kept: Answers, code: str) -> None:
    kept["children"] = [child for child in kept.get("children", []) if child["code"] != code]
