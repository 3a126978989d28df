"""The board reads what stands still office by office, in the order in which it began to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0034_asked_anew")]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("due_at__isnull", True), ("ended_at__isnull", True), ("met_at__isnull", True)),
                fields=["duty_of", "started_at"],
                name="deadline_paused",
            ),
        ),
    ]
