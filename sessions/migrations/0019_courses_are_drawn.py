from django.db import migrations, models

DATES = """
UPDATE groupsessions_draw SET dates = jsonb_build_array(jsonb_build_object('limits', limits, 'room', room));
"""
PARTIES = """
UPDATE groupsessions_lot SET parties = jsonb_build_array(jsonb_build_object('ages', to_jsonb(ages), 'adults', adults));
"""
DATE = "UPDATE groupsessions_draw SET limits = dates->0->'limits', room = dates->0->'room' WHERE dates <> '[]';"
PARTY = """
UPDATE groupsessions_lot SET adults = (parties->0->>'adults')::int,
    ages = ARRAY(SELECT jsonb_array_elements_text(parties->0->'ages')::int) WHERE parties <> '[]';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('groupsessions', '0018_misses_are_found'),
    ]

    operations = [
        migrations.AddField(
            model_name='draw',
            name='dates',
            field=models.JSONField(default=list, help_text='Each date: what it could take, and how many had places: numbers.'),
        ),
        migrations.AddField(
            model_name='lot',
            name='parties',
            field=models.JSONField(default=list, help_text='On each date: the children’s ages in months, and the adults.'),
        ),
        migrations.RunSQL(DATES, DATE),
        migrations.RunSQL(PARTIES, PARTY),
        migrations.RemoveField(model_name='draw', name='limits'),
        migrations.RemoveField(model_name='draw', name='room'),
        migrations.RemoveField(model_name='lot', name='ages'),
        migrations.RemoveField(model_name='lot', name='adults'),
        migrations.AlterField(
            model_name='draw',
            name='occurrence',
            field=models.ForeignKey(help_text='Of a course: its first date.', on_delete=models.deletion.CASCADE, related_name='draws', to='groupsessions.occurrence'),
        ),
        migrations.AlterField(
            model_name='lot',
            name='booking',
            field=models.ForeignKey(help_text='Of a course: its first date.', null=True, on_delete=models.deletion.SET_NULL, related_name='lots', to='groupsessions.booking'),
        ),
        migrations.AlterField(
            model_name='lot',
            name='ticket',
            field=models.UUIDField(help_text='What was drawn: the code of the booking, or of the place on a course.'),
        ),
    ]
