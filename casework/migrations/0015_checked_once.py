"""Whether steps and deadlines agree with their case is asked once per case and act; plans are made once."""

from django.db import migrations

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_receivers_who_can_work")]

    operations = [
        migrations.RunPython(run_file("agreeing.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("read_act.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
    ]
