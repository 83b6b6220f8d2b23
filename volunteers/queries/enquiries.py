"""Who has written to us."""

from django.db.models import F, QuerySet

from volunteers.models import Enquiry

MOST_ENQUIRIES = 100


def enquiries() -> QuerySet[Enquiry]:
    """Offers of help: those still waiting first, then the newest of the answered."""
    waiting_first = F("answered_at").desc(nulls_first=True)
    return Enquiry.objects.select_related("answered_by").order_by(waiting_first, "made_at", "pk")
