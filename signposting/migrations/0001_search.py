"""What searching stands on: letters without accents, and names compared by threes of letters."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

MAKE = """
CREATE TEXT SEARCH CONFIGURATION directory (COPY = english);
ALTER TEXT SEARCH CONFIGURATION directory
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    initial = True

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(MAKE, "DROP TEXT SEARCH CONFIGURATION directory"),
    ]
