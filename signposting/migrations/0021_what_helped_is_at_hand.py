from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    """While people search: no lock is held that they would wait for."""

    atomic = False

    dependencies = [
        ("signposting", "0020_letters_need_no_index"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="service",
            index=models.Index("state", F("rating").desc(), "bare_name", "id", name="service_by_rating"),
        ),
    ]
