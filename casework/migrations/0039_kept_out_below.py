"""What is open below a case follows it: whom the case is about is kept out there, too; an act reads what lies below."""

import django.db.models.deletion
from django.db import migrations, models

from casework.sql import run_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0038_opened_for_others")]

    operations = [
        migrations.AddField(
            model_name="party",
            name="repeats",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="The party of the case above that is kept out of this one, too; named there only.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.party",
            ),
        ),
        migrations.RunPython(run_file("read_act.sql"), migrations.RunPython.noop),
        migrations.RunPython(run_file("write_act.sql"), migrations.RunPython.noop),
    ]
