"""What a move asks of earlier steps is read as one answer, so that it costs the same however long the history."""

from django.db import migrations

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0041_letters_owed")]

    operations = [migrations.RunPython(run_file("read_act.sql"), migrations.RunPython.noop)]
