-- The tests' clock: real time plus an offset that every connection to this database sees. Production refuses to start
-- on a database that has this table.

CREATE TABLE kawal_test_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    ahead interval NOT NULL
);
INSERT INTO kawal_test_clock (ahead) VALUES (interval '0');
REVOKE ALL ON kawal_test_clock FROM kawal_app;
GRANT SELECT ON kawal_test_clock TO kawal_app;

CREATE OR REPLACE FUNCTION kawal_now() RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT clock_timestamp() + ahead FROM public.kawal_test_clock $$;
