"""Notices that acts owe people, written with the act; the runtime role may only say that one was passed on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casework.sql import run_file

RIGHTS = """
REVOKE INSERT, UPDATE, DELETE ON casework_outbox FROM kawal_app;
GRANT UPDATE (relayed_at) ON casework_outbox TO kawal_app
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_closed_paths")]

    operations = [
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("audience", models.CharField(blank=True, max_length=16)),
                ("event_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("relayed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("relayed_at__isnull", True)), fields=["id"], name="outbox_unrelayed"
                    ),
                    models.Index(fields=["case"], name="outbox_of_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", ""), ("organisation__isnull", True), ("user__isnull", False)),
                            models.Q(
                                ("organisation__isnull", False),
                                ("user__isnull", True),
                                models.Q(("audience", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outbox_row_has_one_addressee",
                    )
                ],
            },
        ),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("sweep.sql"), migrations.RunPython.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
