"""News for the rooms above. Sent inside the transaction, before the rows go."""

from django.dispatch import Signal

carer_leaves = Signal()
"""An adult leaves a household. Carries `carer`, `heir` (who gets the letters from now on) and `by`."""

child_leaves = Signal()
"""A child leaves a household. Carries `child`, `family`, `for_good` (no home is left) and `by`."""

words_about_child_go = Signal()
"""“All about me” of a child is taken back. Carries `child` and `by`."""

households_merge = Signal()
"""A leader would make two households one. Carries `plan`; receivers give back sentences about what is in the way."""
