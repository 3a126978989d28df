-- What is asked of a case at the end of every act that touched it, and at the latest at commit.

CREATE OR REPLACE FUNCTION kawal_check_case(the_case bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c casework_case;
    s casework_step;
    first_due timestamptz;
BEGIN
    SELECT * INTO c FROM casework_case WHERE id = the_case;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO s FROM casework_step WHERE process_id = the_case AND finished IS NULL;
    IF c.finished IS NOT NULL THEN
        IF s.id IS NOT NULL THEN
            RAISE EXCEPTION 'case %: ended while step % is open', c.number, s.seq USING ERRCODE = 'KW001';
        END IF;
        IF EXISTS (SELECT FROM casework_deadline WHERE case_id = the_case
                   AND met_at IS NULL AND ended_at IS NULL AND kind <> 'expected') THEN
            RAISE EXCEPTION 'case %: ended while a deadline runs', c.number USING ERRCODE = 'KW002';
        END IF;
        RETURN;
    END IF;
    IF s.id IS NULL THEN
        RAISE EXCEPTION 'case %: open without an open step', c.number USING ERRCODE = 'KW003';
    END IF;
    IF s.state <> c.state OR s.holder_id <> c.holder_id
       OR s.owner_id IS DISTINCT FROM c.officer_id OR s.due_at <> c.due_at THEN
        RAISE EXCEPTION 'case %: its open step names another state, holder, officer or due date', c.number
            USING ERRCODE = 'KW004';
    END IF;
    SELECT min(due_at) INTO first_due FROM casework_deadline
    WHERE case_id = the_case AND met_at IS NULL AND ended_at IS NULL AND kind <> 'expected';
    IF first_due IS NULL THEN
        RAISE EXCEPTION 'case %: open without a running deadline', c.number USING ERRCODE = 'KW005';
    END IF;
    IF first_due <> c.due_at THEN
        RAISE EXCEPTION 'case %: due % while its earliest deadline is %', c.number, c.due_at, first_due
            USING ERRCODE = 'KW006';
    END IF;
    IF (SELECT array_agg(p.organisation_id) FROM casework_participation p
        WHERE p.case_id = the_case AND p.until IS NULL AND p.part = 'holder') IS DISTINCT FROM ARRAY[c.holder_id] THEN
        RAISE EXCEPTION 'case %: its office, and no other, takes part as holder', c.number USING ERRCODE = 'KW024';
    END IF;
    IF c.sealed AND NOT EXISTS (
        SELECT FROM casework_caseuserobjectpermission p
        JOIN casework_user u ON u.id = p.user_id AND u.is_active
        JOIN casework_membership m ON m.user_id = p.user_id AND m.organisation_id = c.holder_id
        JOIN casework_organisation o ON o.id = m.organisation_id
        WHERE p.content_object_id = the_case
          AND m.since <= (kawal_now() AT TIME ZONE o.time_zone)::date
          AND (m.until IS NULL OR m.until > (kawal_now() AT TIME ZONE o.time_zone)::date)
    ) THEN
        RAISE EXCEPTION 'case %: sealed without a named person in its office', c.number USING ERRCODE = 'KW007';
    END IF;
END
$$;
