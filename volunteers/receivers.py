"""News from the sessions room."""

from typing import Any

from django.dispatch import receiver

from groupsite.accounts.models import User
from sessions.models import Occurrence
from sessions.signals import occurrence_cancelled
from volunteers import services


@receiver(occurrence_cancelled)
def stand_down_the_rota(sender: Any, occurrence: Occurrence, by: User | None, **kwargs: Any) -> None:
    """A session that does not run needs nobody."""
    services.stand_down(occurrence, by=by)
