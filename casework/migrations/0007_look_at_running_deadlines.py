"""Deadlines that run already are looked at by the sweep when they are due, like those that begin now."""

from django.db import migrations

LOOK = """
    UPDATE casework_deadline SET next_alert_at = due_at
    WHERE met_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL AND next_alert_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_absences")]

    operations = [migrations.RunSQL(LOOK, migrations.RunSQL.noop)]
