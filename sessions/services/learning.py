"""Learning for you: parents say what interests them, and some weeks after it a letter asks what became of it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from families.models import Carer
from groupsite.accounts.models import User
from groupsite.audit.services import record
from groupsite.kit import clock
from groupsite.outbox.services import post_many
from sessions.models import Attendance, Booking, Interest, Programme

ASKED_AFTER, NOT_AFTER = timedelta(weeks=4), timedelta(weeks=26)


@transaction.atomic
def say(programme: Programme, carer: Carer, *, interested: bool, by: User) -> None:
    """Interested, or not any more. Said twice, it is kept once."""
    if interested:
        row, is_new = Interest.objects.get_or_create(programme=programme, carer=carer)
        if is_new:
            record("learning.interested", row, by=by)
    else:
        Interest.objects.filter(programme=programme, carer=carer, outcome="").delete()


@transaction.atomic
def say_outcome(interest: Interest, outcome: str, *, by: User) -> None:
    """What became of it."""
    interest.outcome, interest.outcome_at = outcome, clock.now()
    interest.save(update_fields=["outcome", "outcome_at"])
    record("learning.outcome", interest, by=by)


@transaction.atomic
def ask_what_became() -> int:
    """Four weeks after the last date, those who came are asked once; how many."""
    now = clock.now()
    came = Booking.objects.filter(
        occurrence__programme=OuterRef("programme"), family=OuterRef("carer__family"), attendance=Attendance.CAME
    )
    over = Programme.objects.filter(for_parents=True).annotate(last=Max("occurrences__ends_at"))
    over = over.filter(last__lte=now - ASKED_AFTER, last__gte=now - NOT_AFTER)
    rows = Interest.objects.filter(Exists(came), programme__in=over.values("pk"), asked_at=None, outcome="")
    asked = list(rows.select_related("carer").select_for_update(of=("self",)).order_by("pk"))
    post_many("learning_outcome", ((row.carer, row) for row in asked))
    Interest.objects.filter(pk__in=[row.pk for row in asked]).update(asked_at=now)
    return len(asked)
