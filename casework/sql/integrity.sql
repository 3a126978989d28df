-- One holder, one clock: what the database itself refuses, whoever asks.
-- Trigger functions are SECURITY DEFINER with a fixed search path: an invoker's would not see rows
-- hidden from it once row-level security is on, and refuse correct hand-overs.
-- What they ask of a case stands in check_case.sql; when cases, steps and deadlines are asked, in agreeing.sql.

-- The state is a declared one, open exactly when the case is.
ALTER TABLE casework_case ADD CONSTRAINT case_state_is_declared
    FOREIGN KEY (kind, state, is_open) REFERENCES casework_stage (kind, state, is_open);

-- A step's predecessor exists.
ALTER TABLE casework_step ADD CONSTRAINT step_has_predecessor
    FOREIGN KEY (process_id, previous_seq) REFERENCES casework_step (process_id, seq)
    DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION kawal_named_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM kawal_check_case(OLD.content_object_id);
    RETURN NULL;
END
$$;

-- Who leaves an office or loses his account must not leave a sealed case there without a named person.
CREATE FUNCTION kawal_person_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
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

CREATE CONSTRAINT TRIGGER named_agrees AFTER UPDATE OR DELETE ON casework_caseuserobjectpermission
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kawal_named_changed();

-- What was recorded of people, offices and cases is never deleted, by no role.
CREATE FUNCTION kawal_never_deleted() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
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
SET search_path = pg_catalog, pg_temp
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
