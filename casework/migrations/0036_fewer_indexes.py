"""Every move writes a case, a step and a deadline into all their indexes: those that no query reads are dropped.

Only indexes change. Altering the fields in the database would check every foreign key anew, so the database is told
what to drop, and Django's state what the models say now.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNREAD = (
    "casework_case_ended_by_id_cb14f14d",
    "casework_case_holder_id_95e1c411",
    "casework_case_number_bdae377d_like",
    "casework_case_officer_id_ffc60f31",
    "casework_case_opened_by_id_2b376d18",
    "casework_case_opener_id_4f156ffd",
    "casework_case_person_id_e782c4ab",
    "casework_case_region_id_cb9e39df",
    "casework_case_region_id_cb9e39df_like",
    "casework_deadline_rule_id_f60ec72b",
    "casework_deadline_step_id_f505acfa",
    "casework_handledrequest_actor_id_777d6a83",
    "casework_handledrequest_case_id_0e41f62c",
    "casework_party_by_id_d5612292",
    "casework_party_organisation_id_e98b9def",
    "casework_party_user_id_07d987bb",
    "casework_step_created_1e8cd2da",
    "casework_step_ended_by_id_91a40430",
    "casework_step_holder_id_d4a8d099",
    "casework_step_owner_id_f5648ac1",
    "casework_step_owner_permission_content_type_id_9b81a3fd",
    "casework_step_process_id_543be88e",
    "casework_step_scheduled_c9dd3d6c",
    "casework_step_sent_by_id_202eba25",
)
SQL = [f"DROP INDEX {name}" for name in UNREAD] + [
    "ALTER TABLE casework_case RENAME CONSTRAINT casework_case_number_key TO case_number_once",
    # room on each page for the next version of a row: one that changes no indexed column needs no new place in them
    "ALTER TABLE casework_case SET (fillfactor = 85)",
    "ALTER TABLE audit.head SET (fillfactor = 85)",
]

USER, OFFICE = settings.AUTH_USER_MODEL, "casework.organisation"
OPTIONAL = {"blank": True, "null": True}


def _unindexed(model, name, to, related_name="+", **more):
    """Tell Django's state that a foreign key has no index of its own any more."""
    key = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, **more
    )
    return migrations.AlterField(model, name, key)


class Migration(migrations.Migration):
    dependencies = [("casework", "0035_board_of_many_offices"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_of_officer",
        ),
        migrations.RemoveIndex(
            model_name="party",
            name="party_of_case",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("finished__isnull", True)),
                fields=["officer", "holder", "due_at", "id"],
                name="case_of_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["region"], name="case_region", opclasses=["varchar_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("organisation__isnull", False), ("until__isnull", True)),
                fields=["organisation", "case"],
                name="party_organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("until__isnull", True), ("user__isnull", False)),
                fields=["user", "case"],
                name="party_user",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("finished__isnull", False)), fields=["holder", "finished"], name="step_ended"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SQL)],
            state_operations=[
                _unindexed("case", "ended_by", USER, **OPTIONAL),
                _unindexed("case", "holder", OFFICE, "held_cases", **OPTIONAL),
                _unindexed("case", "officer", USER, **OPTIONAL),
                _unindexed("case", "opened_by", USER),
                _unindexed("case", "opener", OFFICE, "opened_cases"),
                _unindexed("case", "person", "casework.person", "cases", **OPTIONAL, verbose_name="Pekerja"),
                _unindexed("case", "region", "casework.region", **OPTIONAL),
                _unindexed("deadline", "rule", "casework.deadlinerule"),
                _unindexed("deadline", "step", "casework.step", "deadlines", **OPTIONAL),
                _unindexed("handledrequest", "actor", USER, null=True),
                _unindexed("handledrequest", "case", "casework.case"),
                _unindexed("party", "by", USER, null=True),
                _unindexed("party", "organisation", OFFICE, **OPTIONAL),
                _unindexed("party", "user", USER, **OPTIONAL),
                _unindexed("step", "ended_by", USER, **OPTIONAL),
                _unindexed("step", "holder", OFFICE),
                _unindexed("step", "owner", USER, **OPTIONAL),
                _unindexed("step", "owner_permission_content_type", "contenttypes.contenttype", **OPTIONAL),
                _unindexed("step", "process", "casework.case", "steps"),
                _unindexed("step", "sent_by", OFFICE, **OPTIONAL),
                migrations.AlterField("step", "created", models.DateTimeField()),
                migrations.AlterField("step", "scheduled", models.DateTimeField(blank=True, null=True)),
                migrations.AlterField(
                    "case", "number", models.CharField(editable=False, max_length=16, verbose_name="Nomor kasus")
                ),
                migrations.AddConstraint(
                    "case", models.UniqueConstraint(fields=("number",), name="case_number_once")
                ),
            ],
        ),
    ]
