from django.db import migrations, models

ON_THEIR_WAY = """
UPDATE groupsessions_occurrence SET moved_at = letter.made_at
FROM outbox_letter letter JOIN groupsessions_booking booking ON letter.about = 'groupsessions.booking:' || booking.id
WHERE booking.occurrence_id = groupsessions_occurrence.id
    AND letter.kind = 'session_moved' AND letter.state IN ('ready', 'sending');
"""
"""News that is on its way as this is put in place still goes."""


class Migration(migrations.Migration):

    dependencies = [
        ('groupsessions', '0019_courses_are_drawn'),
        ('outbox', '0002_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='occurrence',
            name='moved_at',
            field=models.DateTimeField(blank=True, help_text='When it was last moved, in time or to a hall.', null=True),
        ),
        migrations.RunSQL(ON_THEIR_WAY, migrations.RunSQL.noop),
    ]
