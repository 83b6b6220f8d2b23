from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """While families join and book: no lock is held that they would wait for."""

    atomic = False

    dependencies = [
        ("families", "0009_adults_are_found_by_address_and_number"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="carer",
            index=models.Index(
                fields=["family"],
                condition=~Q(formats=[]) | ~Q(interpreter="") | ~Q(lonely=""),
                name="carers_with_answers",
            ),
        ),
        AddIndexConcurrently(
            model_name="family",
            index=models.Index(
                fields=["id"], condition=Q(left_at=None, merged_into=None), name="families_who_are_here"
            ),
        ),
        AddIndexConcurrently(
            model_name="family",
            index=models.Index(
                fields=["id"],
                condition=~Q(best_days=[]) | ~Q(languages=[]) | ~Q(heard_from=[]),
                name="families_who_told_us",
            ),
        ),
    ]
