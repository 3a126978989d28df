"""An act can also change a deadline's alerts and the version of the workflow a case lives by."""

from django.db import migrations

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_promise")]

    operations = [migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop)]
