"""After a new key was put first in FIELD_KEYS: seal everything with it. Then the old key can go."""

from typing import Any

from django.core.management.base import BaseCommand

from groupsite.kit.personal import our_models
from groupsite.kit.sealed import reseal


class Command(BaseCommand):
    help = "Seal every sealed field with the first key of FIELD_KEYS. Safe to run while people work, and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Table by table, in batches."""
        for model in our_models():
            if changed := reseal(model):
                self.stdout.write(f"{model._meta.verbose_name_plural}: {changed} sealed again")
