"""After a backup was restored: forget again whom we had forgotten since."""

from typing import Any

from django.core.management.base import BaseCommand

from groupsite.portal.data import erasure


class Command(BaseCommand):
    help = "Erase again everybody in the ledger of erasures (ERASURE_LEDGER). Run it after every restore."

    def handle(self, *args: Any, **options: Any) -> None:
        """Once is enough, twice does no harm."""
        self.stdout.write(f"{erasure.replay()} erased again")
