"""What a list looks up for each of its rows costs the same with however many cases, where a hash index can be asked.

The keys' own indexes go: Django would check the keys anew with them (see 0036).
"""

import django.db.models.deletion
from django.contrib.postgres.indexes import HashIndex
from django.db import migrations, models

SQL = [
    "DROP INDEX casework_deadline_case_id_956d335b",
    "DROP INDEX casework_participation_case_id_562dfd67",
]


def _unindexed(model, related_name):
    key = models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="casework.case",
    )
    return migrations.AlterField(model, "case", key)


class Migration(migrations.Migration):
    dependencies = [("casework", "0042_entering")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SQL)],
            state_operations=[_unindexed("deadline", "deadlines"), _unindexed("participation", "participations")],
        ),
        migrations.RemoveIndex("deadline", "deadline_running"),
        migrations.AddIndex("deadline", HashIndex(fields=["case"], name="deadline_of_case")),
        migrations.AddIndex(
            "deadline",
            HashIndex(
                condition=models.Q(("ended_at__isnull", True), ("met_at__isnull", True)),
                fields=["case"],
                name="deadline_running",
            ),
        ),
        migrations.AddIndex("participation", HashIndex(fields=["case"], name="took_part")),
        migrations.AddIndex(
            "step",
            HashIndex(condition=models.Q(("finished__isnull", True)), fields=["process"], name="step_open"),
        ),
        migrations.AddIndex("person", HashIndex(fields=["id"], name="person_by_id")),
    ]
