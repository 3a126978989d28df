-- The one clock. Test databases, and only they, replace it by one with an offset.
CREATE FUNCTION kawal_now() RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT clock_timestamp() $$;
