"""The index of cases opened for others leaves out what the opener handed over himself, which has an index already."""

from django.db import migrations

from casework.sql import run_file


BEFORE = (
    "DROP INDEX case_opened_for_others; CREATE INDEX case_opened_for_others ON casework_case (opener_id, due_at, id)"
    " WHERE finished IS NULL AND opener_id <> holder_id"
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0037_lighter_acts")]

    operations = [
        migrations.RunSQL("DROP INDEX case_opened_for_others", BEFORE),
        migrations.RunPython(run_file("waiting.sql"), migrations.RunPython.noop),
    ]
