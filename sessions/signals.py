"""News for the rooms above. Sent inside the transaction."""

from django.dispatch import Signal

occurrences_cancelled = Signal()
"""Sessions will not take place, called off in one act. Carries `occurrences`, `why` and `by`."""

occurrence_brought_back = Signal()
"""A session that was called off takes place after all. Carries `occurrence`, since when it was off as `off_since`,
and `by`."""

occurrences_moved = Signal()
"""Sessions begin or end at other times, or are in another hall. Carries `occurrences`, each as it is now with
`shifted`, by how much its start and its end have moved, and `by`."""

dates_taken_back = Signal()
"""Sessions nobody has booked are about to go for good. Carries `occurrences` and `by`; a receiver may raise Refused."""

who_else = Signal()
"""Asks the rooms above how many of their people a change would reach. Carries `occurrences` (unsaved, with `shifted`,
or None where they will not run; those that are called off would be on again); each answers with a dict of counts."""

who_helps = Signal()
"""Asks the rooms above how many people have promised to help at sessions. Carries `sessions`, their keys; each answers
with a dict of counts by key. In a fire they count, even when they are more than the group was opened with."""

booking_ended = Signal()
"""A household's part in a session is over: given up, lapsed, not drawn. Carries `booking` and `by`."""

household_booked = Signal()
"""A household has booked on a page by itself. Carries `family` and `request`, for what a browser holds while it is
open; not for rules, which hear of bookings through the services."""

beside_booking = Signal()
"""Asks the rooms above what else a household might like for its booking. Carries `booking` and `user`; each answers
with ways on (`sessions.words.Aside`), or nothing."""
