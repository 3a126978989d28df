"""Work lists read from indexes: by due date within an office, an officer, an opener, and who handed a case over."""

import django.db.models.deletion
from django.db import migrations, models

from casework.sql import run_file

FILL = """
UPDATE casework_case c SET handed_over_by_id = s.holder_id
FROM (
    SELECT DISTINCT ON (s.process_id) s.process_id, s.holder_id
    FROM casework_step s JOIN casework_case n ON n.id = s.process_id AND s.holder_id <> n.holder_id
    ORDER BY s.process_id, s.seq DESC
) s
WHERE s.process_id = c.id AND c.finished IS NULL
"""

class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0009_handled_forms'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_worklist',
        ),
        migrations.AddField(
            model_name='case',
            name='handed_over_by',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, help_text='Who held it before the present holder; kept by a trigger (casework/sql/waiting.sql).', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.organisation'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('finished__isnull', True)), fields=['holder', 'due_at', 'id'], name='case_of_office'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('finished__isnull', True)), fields=['holder', 'officer', 'due_at', 'id'], name='case_of_officer'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('finished__isnull', True)), fields=['handed_over_by', 'due_at', 'id'], name='case_handed_over'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('alert_level__gt', 0), ('ended_at__isnull', True), ('kind', 'acceptance'), ('met_at__isnull', True)), fields=['case'], name='deadline_unanswered'),
        ),
        migrations.RunPython(run_file("waiting.sql"), migrations.RunPython.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
