"""An act can also end that somebody is named in a sealed case."""

from django.db import migrations

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_alerts_and_definition")]

    operations = [migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop)]
