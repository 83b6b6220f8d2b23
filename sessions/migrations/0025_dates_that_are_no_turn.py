from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groupsessions', '0024_tickets_are_numbers_by_chance'),
    ]

    operations = [
        migrations.AlterField(
            model_name='occurrence',
            name='extra',
            field=models.BooleanField(db_default=False, default=False, help_text='Added by hand, or called off as the rhythm changed.'),
        ),
    ]
