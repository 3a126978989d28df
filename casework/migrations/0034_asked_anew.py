"""A deadline missed anew is put to the offices above anew; a rung whose step was asked before passes without an event."""

from django.db import migrations, models

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0033_sealed_cases")]

    operations = [
        migrations.RemoveConstraint(model_name="escalation", name="asked_once_per_step"),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("deadline", "organisation", "step"),
                name="asked_once_per_step",
            ),
        ),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("sweep.sql"), migrations.RunPython.noop),
    ]
