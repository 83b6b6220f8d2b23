"""News from the rooms below."""

from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from families.models import Carer, Child, Family
from families.signals import carer_leaves, child_leaves, words_about_child_go
from groupsite.kit.errors import Refused
from groupsite.portal.models import Hold


@receiver([carer_leaves, child_leaves])
def nothing_held_goes(sender: Any, carer: Carer | None = None, family: Family | None = None, **kwargs: Any) -> None:
    """A legal hold keeps every row of its own household, whichever button is pressed; another home's is no concern."""
    household = carer.family_id if carer else family.pk if family else None
    _refuse_if_held(Q(family=household))


@receiver(words_about_child_go)
def nothing_told_goes(sender: Any, child: Child, **kwargs: Any) -> None:
    """What is told of a child is one row for all its homes, so that a hold on any of them keeps it."""
    _refuse_if_held(Q(family__homes__child=child))


def _refuse_if_held(whose: Q) -> None:
    if Hold.objects.live().filter(whose).exists():
        says = _("Something has to be sorted out first. Please ask us; we’ll tell you within a month.")
        raise Refused(says, code="held")
