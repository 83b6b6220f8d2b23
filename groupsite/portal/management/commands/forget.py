"""What the night does, by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from groupsite.portal.data import retention


class Command(BaseCommand):
    help = "Delete what has had its time (groupsite.kit.personal); with --dry-run, only count it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Look before you leap."""
        parser.add_argument("--dry-run", action="store_true", help="count and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts, table by table."""
        run = retention.night(dry=options["dry_run"])
        for name, count in run.due.items():
            fate = "waits for a yes" if name in run.stopped else "would go" if run.dry else "gone"
            self.stdout.write(f"{name}: {count} {fate}")
