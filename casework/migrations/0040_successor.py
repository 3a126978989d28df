"""Who takes over from somebody whose role in an office ends on a day to come."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0039_kept_out_below")]

    operations = [
        migrations.AddField(
            "membership",
            "successor",
            models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Who takes over on that day what the person still holds; else a head.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        )
    ]
