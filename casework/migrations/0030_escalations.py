"""Offices above are asked about missed deadlines, and have to answer. Only acts and the sweep write what they were asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.sql import run_file

GUARDS = """
REVOKE INSERT, UPDATE, DELETE ON casework_escalation FROM kawal_app;
CREATE TRIGGER never_deleted BEFORE DELETE ON casework_escalation
    FOR EACH ROW EXECUTE FUNCTION kawal_never_deleted();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON casework_escalation
    FOR EACH STATEMENT EXECUTE FUNCTION kawal_never_deleted();
ALTER TABLE casework_escalation ENABLE ALWAYS TRIGGER never_deleted;
ALTER TABLE casework_escalation ENABLE ALWAYS TRIGGER never_truncated;
"""

LOOK_AT_ALL = """
UPDATE casework_deadline SET next_alert_at = kawal_now()
WHERE met_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL AND kind NOT IN ('acceptance', 'expected')
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0026_outbox")]

    operations = [
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.PositiveSmallIntegerField()),
                ('raised_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('repeats', models.PositiveSmallIntegerField(default=0)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='casework.case')),
                ('deadline', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='casework.deadline')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.organisation')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('acknowledged_at__isnull', True), ('ended_at__isnull', True)), fields=['organisation', 'raised_at'], name='escalation_open'), models.Index(condition=models.Q(('acknowledged_at__isnull', True), ('ended_at__isnull', True)), fields=['due_at'], name='escalation_due'), models.Index(fields=['case'], name='escalation_of_case')],
                'constraints': [models.UniqueConstraint(fields=('deadline', 'organisation', 'step'), name='asked_once_per_step')],
            },
        ),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("sweep.sql"), migrations.RunPython.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(LOOK_AT_ALL, migrations.RunSQL.noop),
    ]
