"""The letters of the police that are waited for now are owed to the sender, as those that begin from now on."""

from django.db import migrations

OWED = """
    UPDATE casework_deadline d SET owed_to_id = coalesce(r.sender_id, c.opener_id)
    FROM referral_referral r JOIN casework_case c ON c.id = r.case_ptr_id
    WHERE d.case_id = c.id AND d.kind = 'expected' AND d.met_at IS NULL AND d.ended_at IS NULL
      AND d.duty_of_id <> coalesce(r.sender_id, c.opener_id)
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0041_letters_owed"), ("referral", "0002_senders_successor")]

    operations = [migrations.RunSQL(OWED, migrations.RunSQL.noop)]
