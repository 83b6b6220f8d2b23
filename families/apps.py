from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self) -> None:
        from families import letters  # noqa: F401, PLC0415  registered once the apps are loaded

        post_migrate.connect(make_findable, sender=self)


def make_findable(sender: Any, **kwargs: Any) -> None:
    """Households that were there before names were folded are found from the day of the upgrade on."""
    from families.models import Family  # noqa: PLC0415
    from families.services.finding import refresh_all  # noqa: PLC0415

    if Family.objects.filter(found_by="", carers__isnull=False).exists():
        refresh_all()
