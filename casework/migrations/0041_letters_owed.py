"""A letter that one office owes another is found by the office that waits for it."""

import django.db.models.deletion
from django.db import migrations, models

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0040_successor")]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="owed_to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(
                    ("ended_at__isnull", True), ("met_at__isnull", True), ("owed_to__isnull", False)
                ),
                fields=["owed_to", "due_at"],
                name="deadline_owed",
            ),
        ),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
    ]
