"""Everything an act looks at is locked and read in one round trip."""

from django.db import migrations, models

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_inboxes")]

    operations = [
        migrations.CreateModel(
            name="KindRow",
            fields=[
                ("kind", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("own_table", models.CharField(max_length=63)),
            ],
            options={"db_table": "casework_kind"},
        ),
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON casework_kind FROM kawal_app", migrations.RunSQL.noop
        ),
        migrations.RunPython(run_file("read_act.sql"), migrations.RunPython.noop),
    ]
