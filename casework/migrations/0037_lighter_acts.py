"""An act costs the database less: functions of few and small statements, written for the kinds that are declared.

Those are made when all migrations are through (`kinds_in_database.py`); no migration may perform an act.
"""

from django.db import migrations

from casework.sql import run_file

GONE = "DROP FUNCTION IF EXISTS kawal_case_rows(bigint); DROP FUNCTION IF EXISTS kawal_own_table(text)"
FILES = ("append.sql", "read_act.sql", "check_case.sql", "agreeing.sql", "write_act.sql", "sweep.sql")


class Migration(migrations.Migration):
    dependencies = [("casework", "0036_fewer_indexes")]

    operations = [
        *(migrations.RunPython(run_file(name), migrations.RunPython.noop) for name in FILES),
        migrations.RunSQL(GONE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="KindRow"),
    ]
