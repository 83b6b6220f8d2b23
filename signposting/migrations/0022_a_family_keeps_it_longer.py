from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signposting", "0021_what_helped_is_at_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="loan",
            name="longer_at",
            field=models.DateTimeField(help_text="When the family said that they keep it longer.", null=True),
        ),
    ]
