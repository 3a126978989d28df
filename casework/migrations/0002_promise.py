"""What the database itself keeps: clock, audit chain, one holder and one clock per open case."""

import os
import uuid

from django.db import migrations

from casework.sql import run_file


def name_this_log(_apps, schema_editor):
    """Draw the identity of this installation's log, unless the operator names it."""
    name = os.environ.get("KAWAL_ORIGIN") or f"kawal/{uuid.uuid4()}"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("INSERT INTO audit.origin (name) VALUES (%s)", [name])


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_tables"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(run_file("clock.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("numbers.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("audit.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("append.sql"), migrations.RunPython.noop),
        migrations.RunPython(name_this_log, migrations.RunPython.noop),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("check_case.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("agreeing.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("integrity.sql"), migrations.RunPython.noop),
    ]
