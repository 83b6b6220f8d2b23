"""After a backup was restored: forget again whom we had forgotten since."""

from typing import Any

from django.core.management.base import BaseCommand

from groupsite.portal.data import erasure


class Command(BaseCommand):
    help = "Erase again everybody in the ledger of erasures (ERASURE_LEDGER). Run it after every restore."

    def handle(self, *args: Any, **options: Any) -> None:
        """Once is enough, twice does no harm."""
        again, held = erasure.replay()
        self.stdout.write(f"{again} erased again")
        if held:
            self.stdout.write(f"{held} kept by a legal hold that came back with the backup: see /data/forgetting/")
