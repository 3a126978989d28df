-- One holder, one clock: what the database itself refuses, whoever asks.
-- Trigger functions are SECURITY DEFINER with a fixed search path: an invoker's would not see rows
-- hidden from it once row-level security is on, and refuse correct hand-overs.

-- The state is a declared one, open exactly when the case is.
ALTER TABLE casework_case ADD CONSTRAINT case_state_is_declared
    FOREIGN KEY (kind, state, is_open) REFERENCES casework_stage (kind, state, is_open);

-- A step's predecessor exists.
ALTER TABLE casework_step ADD CONSTRAINT step_has_predecessor
    FOREIGN KEY (process_id, previous_seq) REFERENCES casework_step (process_id, seq)
    DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION kawal_check_case(the_case bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public
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

CREATE FUNCTION kawal_case_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public
AS $$
BEGIN
    PERFORM kawal_check_case(NEW.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION kawal_named_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public
AS $$
BEGIN
    PERFORM kawal_check_case(OLD.content_object_id);
    RETURN NULL;
END
$$;

-- Who leaves an office or loses his account must not leave a sealed case there without a named person.
CREATE FUNCTION kawal_person_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public
AS $$
DECLARE
    the_person bigint := (to_jsonb(OLD) ->> CASE TG_TABLE_NAME WHEN 'casework_user' THEN 'id' ELSE 'user_id' END)::bigint;
BEGIN
    PERFORM kawal_check_case(p.content_object_id)
    FROM casework_caseuserobjectpermission p
    JOIN casework_case c ON c.id = p.content_object_id AND c.sealed AND c.finished IS NULL
    WHERE p.user_id = the_person;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER member_left AFTER UPDATE OF until, since, organisation_id, user_id ON casework_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kawal_person_left();
CREATE CONSTRAINT TRIGGER account_ended AFTER UPDATE OF is_active ON casework_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION kawal_person_left();

CREATE CONSTRAINT TRIGGER case_agrees AFTER INSERT OR UPDATE ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kawal_case_changed();
CREATE CONSTRAINT TRIGGER step_agrees AFTER INSERT OR UPDATE ON casework_step
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kawal_step_changed();
CREATE CONSTRAINT TRIGGER deadline_agrees AFTER INSERT OR UPDATE OR DELETE ON casework_deadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kawal_deadline_changed();
CREATE CONSTRAINT TRIGGER named_agrees AFTER UPDATE OR DELETE ON casework_caseuserobjectpermission
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kawal_named_changed();

-- What was recorded of people, offices and cases is never deleted, by no role.
CREATE FUNCTION kawal_never_deleted() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION '%: rows are never deleted; close or end them', TG_TABLE_NAME USING ERRCODE = 'KW013';
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['casework_user', 'casework_organisation', 'casework_region', 'casework_case',
        'casework_step', 'casework_participation', 'casework_pause', 'casework_extension', 'casework_window',
        'casework_handledrequest', 'casework_deadlinerule', 'casework_deadline', 'casework_party',
        'casework_caselink', 'casework_proposal', 'casework_person', 'casework_membership', 'casework_note',
        'casework_contact', 'casework_document', 'casework_payment', 'casework_consent']
    LOOP
        EXECUTE format('CREATE TRIGGER never_deleted BEFORE DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION kawal_never_deleted()', name);
        EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kawal_never_deleted()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_deleted', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_truncated', name);
    END LOOP;
END
$$;

-- A rule in force is never edited: old deadlines keep theirs.
CREATE FUNCTION kawal_never_edited() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION '%: rows are never edited; add one that holds from a later day', TG_TABLE_NAME
        USING ERRCODE = 'KW014';
END
$$;
CREATE TRIGGER never_edited BEFORE UPDATE ON casework_deadlinerule
    FOR EACH ROW EXECUTE FUNCTION kawal_never_edited();
ALTER TABLE casework_deadlinerule ENABLE ALWAYS TRIGGER never_edited;

-- Which states exist is written by migrations only.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON casework_stage FROM kawal_app;
