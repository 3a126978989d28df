"""Nobody proposes to close a case, but a period that has passed; the sweep writes what it finds in one statement."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.sql import run_file


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0007_look_at_running_deadlines'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='proposal',
            name='one_open_proposal_per_act',
        ),
        migrations.AddField(
            model_name='proposal',
            name='deadline',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.deadline'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='letter',
            field=models.TextField(blank=True, help_text='The draft; once it is done, the letter as it was sent.'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='settled_as',
            field=models.CharField(blank=True, choices=[('done', 'Dilaksanakan'), ('declined', 'Ditolak'), ('withdrawn', 'Tidak berlaku lagi')], max_length=9),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('proposed_by__isnull', False), ('settled_at__isnull', True)), fields=('case', 'act'), name='one_open_proposal_per_act'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('proposed_by__isnull', True), ('settled_at__isnull', True)), fields=('case',), name='one_open_closing_per_case'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deadline__isnull', True), ('proposed_by__isnull', False)), models.Q(('deadline__isnull', False), ('proposed_by__isnull', True)), _connector='OR'), name='proposed_by_a_user_or_a_period'),
        ),
        migrations.RunPython(run_file("sweep.sql"), migrations.RunPython.noop),
    ]
