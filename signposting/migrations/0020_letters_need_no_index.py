from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """While people search: no lock is held that they would wait for."""

    atomic = False

    dependencies = [
        ("signposting", "0019_the_hub_is_asked"),
    ]

    operations = [
        RemoveIndexConcurrently(model_name="service", name="service_letters"),
    ]
