"""Absences: when somebody is away, and who stands in; never deleted."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE TRIGGER never_deleted BEFORE DELETE ON casework_absence
    FOR EACH ROW EXECUTE FUNCTION kawal_never_deleted();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON casework_absence
    FOR EACH STATEMENT EXECUTE FUNCTION kawal_never_deleted();
ALTER TABLE casework_absence ENABLE ALWAYS TRIGGER never_deleted;
ALTER TABLE casework_absence ENABLE ALWAYS TRIGGER never_truncated;
"""

class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_former_states'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='Sejak')),
                ('until', models.DateField(help_text='The first day back.', verbose_name='Kembali pada')),
                ('recorded_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.organisation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('stand_in__isnull', False)), fields=['stand_in', 'until'], name='absence_stand_in')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='absence_ends_after_start'), models.CheckConstraint(condition=models.Q(('stand_in__isnull', True), models.Q(('stand_in', models.F('user')), _negated=True), _connector='OR'), name='nobody_stands_in_for_himself'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('organisation', '='), (models.Func(models.F('since'), models.F('until'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_absence_per_office_and_day')],
            },
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
