-- The columns that only one kind of case has. kinds_in_database.py writes what stands for each declared kind in the
-- place of the two marks, so that every statement is planned once.

-- As a row.
CREATE OR REPLACE FUNCTION kawal_own_row(the_kind text, the_case bigint) RETURNS json
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    own json;
BEGIN
    CASE the_kind
    -- reading
    ELSE
        RAISE EXCEPTION 'case %: its kind % is declared no more', the_case, the_kind USING ERRCODE = 'KW015';
    END CASE;
    RETURN own;
END
$$;

-- Writes them: all of them for a new case, else those that changed.
CREATE OR REPLACE FUNCTION kawal_write_own(the_kind text, the_case bigint, own jsonb, is_new boolean) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    others  jsonb;
    written bigint;
BEGIN
    CASE the_kind
    -- writing
    ELSE
        RAISE EXCEPTION 'case %: its kind % is declared no more', the_case, the_kind USING ERRCODE = 'KW015';
    END CASE;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> 1 OR others <> '{}' THEN
        RAISE EXCEPTION 'case %: is no %, or the kind has no columns %', the_case, the_kind, others
            USING ERRCODE = 'KW015';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION kawal_own_row(text, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION kawal_write_own(text, bigint, jsonb, boolean) FROM PUBLIC;
