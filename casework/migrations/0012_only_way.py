"""The function that writes an act becomes the only way the runtime role can change a case."""

from django.db import migrations

from casework.sql import run_file

TABLES = (
    "casework_case, casework_step, casework_deadline, casework_participation, casework_pause, casework_window,"
    " casework_handledrequest, casework_caseuserobjectpermission"
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_one_read")]

    operations = [
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS kawal_write_act(jsonb, bytea, uuid, text[], bytea[], bytea[])",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("sweep.sql"), migrations.RunPython.noop),
        migrations.RunSQL(f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM kawal_app", migrations.RunSQL.noop),
    ]
