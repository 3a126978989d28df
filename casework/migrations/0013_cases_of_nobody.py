"""Cases without an officer by due date: `IS NULL` within a longer index keeps no order."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0012_only_way'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('finished__isnull', True), ('officer__isnull', True)), fields=['holder', 'due_at', 'id'], name='case_of_nobody'),
        ),
    ]
