"""News for the rooms above."""

from django.dispatch import Signal

beside_entry = Signal()
"""Asks the rooms above what parents say of an entry. Carries `service`; each answers with a list."""
