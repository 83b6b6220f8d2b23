"""News for the rooms above. Sent inside the transaction."""

from django.dispatch import Signal

occurrence_cancelled = Signal()
"""A session will not take place. Carries `occurrence`, `why` and `by`."""
