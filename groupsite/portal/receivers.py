"""News from the rooms below."""

from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from families.models import Carer, Child
from families.signals import carer_leaves, child_leaves
from groupsite.kit.errors import Refused
from groupsite.portal.models import Hold


@receiver([carer_leaves, child_leaves])
def nothing_held_goes(sender: Any, carer: Carer | None = None, child: Child | None = None, **kwargs: Any) -> None:
    """A legal hold keeps every row of a family, whichever button is pressed."""
    whose = Q(family__carers=carer) if carer else Q(family__homes__child=child)
    if Hold.objects.live().filter(whose).exists():
        says = _("Something has to be sorted out first. Please ask us; we’ll tell you within a month.")
        raise Refused(says, code="held")
