"""What a person may be here. One person may be several (TRUST §3)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A hat somebody wears."""

    PARENT = "parent", _("Parent or carer")
    VOLUNTEER = "volunteer", _("Volunteer")
    CHAMPION = "champion", _("Parent champion")
    LEADER = "leader", _("Group leader")
    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Directory reviewer")
    SAFEGUARDING = "safeguarding", _("Safeguarding lead")
    ADMINISTRATOR = "administrator", _("Administrator")


STAFF: frozenset[str] = frozenset({Role.LEADER, Role.COORDINATOR, Role.REVIEWER, Role.SAFEGUARDING, Role.ADMINISTRATOR})
"""Roles that see other people's data, and so prove themselves twice."""
