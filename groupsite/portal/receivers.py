"""News from the rooms below."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from families.models import Carer, Family
from families.signals import carer_leaves, child_leaves
from groupsite.kit.errors import Refused
from groupsite.portal.models import Hold


@receiver([carer_leaves, child_leaves])
def nothing_held_goes(sender: Any, carer: Carer | None = None, family: Family | None = None, **kwargs: Any) -> None:
    """A legal hold keeps every row of its own household, whichever button is pressed; another home's is no concern."""
    household = carer.family_id if carer else family.pk if family else None
    if Hold.objects.live().filter(family=household).exists():
        says = _("Something has to be sorted out first. Please ask us; we’ll tell you within a month.")
        raise Refused(says, code="held")
