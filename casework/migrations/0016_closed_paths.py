"""Functions look for tables and types in nobody's temporary schema; acts and the sweep are compared more closely.

A function without `pg_temp` in its path looks there first: whoever may make temporary tables could put one of his
own in the place of the product's and have it read with the owner's rights.
"""

from django.db import migrations

from casework.sql import run_file

CLOSE = """
DO $$
DECLARE
    path text;
    it   regprocedure;
BEGIN
    FOR it, path IN
        SELECT p.oid, substr(setting, length('search_path=') + 1)
        FROM pg_proc p, unnest(p.proconfig) AS setting
        WHERE p.pronamespace IN ('public'::regnamespace, 'audit'::regnamespace)
          AND p.proowner = current_user::regrole AND setting LIKE 'search_path=%' AND setting NOT LIKE '%pg_temp'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', it, path);
    END LOOP;
END
$$
"""
FILES = ("check_case.sql", "agreeing.sql", "read_act.sql", "write_act.sql", "sweep.sql", "waiting.sql")


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_checked_once")]

    operations = [
        *(migrations.RunPython(run_file(name), migrations.RunPython.noop) for name in FILES),
        migrations.RunSQL([(CLOSE, None)], migrations.RunSQL.noop),
    ]
