"""News from the sessions room."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from groupsite.accounts.models import User
from sessions.models import Occurrence
from sessions.signals import dates_taken_back, occurrence_cancelled
from volunteers import services


@receiver(occurrence_cancelled)
def stand_down_the_rota(sender: Any, occurrence: Occurrence, by: User | None, **kwargs: Any) -> None:
    """A session that does not run needs nobody."""
    services.stand_down(occurrence, by=by)


@receiver(dates_taken_back)
def keep_what_is_promised(sender: Any, occurrences: Sequence[Occurrence], **kwargs: Any) -> None:
    """Dates on which somebody has promised to help stay; Refused says so."""
    services.check_nobody_promised(occurrences)
