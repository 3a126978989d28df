"""A case never goes to an office or an officer that ends at the same moment."""

from django.db import migrations

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_cases_of_nobody")]

    operations = [migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop)]
