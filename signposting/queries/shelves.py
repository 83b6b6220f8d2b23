"""Partners and guides."""

from django.db.models import QuerySet

from signposting.models import Guide, Partner

BIRTHS = "registering-a-birth"


def partners() -> QuerySet[Partner]:
    """Everybody we work with."""
    return Partner.objects.select_related("keeper")


def guide_of(slug: str) -> Guide | None:
    """Our words of one guide, where there are any."""
    return Guide.objects.filter(slug=slug).first()


def guides() -> QuerySet[Guide]:
    """Every guide."""
    return Guide.objects.select_related("keeper")
