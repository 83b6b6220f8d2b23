"""Who has written to us."""

from django.db.models import F, QuerySet

from volunteers.models import Enquiry

MOST_ENQUIRIES = 100


def enquiries() -> QuerySet[Enquiry]:
    """Those still waiting first, by the day on which they should have an answer; then the answered."""
    waiting_first = F("answered_at").desc(nulls_first=True)
    joined = Enquiry.objects.select_related("answered_by", "owner")
    return joined.order_by(waiting_first, "reply_by", "made_at", "pk")


def with_replies() -> QuerySet[Enquiry]:
    """The same, each with the letters sent from its page."""
    return enquiries().prefetch_related("replies__sent_by")
