-- Cases, steps and deadlines agree: asked once per case and act, not once per row.
-- kawal_write_act() asks kawal_check_case() itself of each case it wrote, and of each step it begins when the one before
-- ended; it says so by `kawal.acting`, so that no trigger is queued for its rows. Whoever else writes rows, as their
-- owner, is asked by the triggers below.
-- A row that was written before its case, in the same transaction (or savepoint), leaves the question to the case's own
-- trigger: that one was queued later, so it fires later or at the same time, and sees the row.

-- Whether a (sub)transaction wrote the case by a later command than `command` (null: not known, so no).
CREATE OR REPLACE FUNCTION kawal_case_written_after(the_case bigint, writer xid, command int) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM casework_case c WHERE c.id = the_case AND c.xmin = writer AND c.cmin::text::int > command
    );
END
$$;

CREATE OR REPLACE FUNCTION kawal_step_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    ended   timestamptz;
    writer  xid;
    command int;
BEGIN
    IF NEW.seq > 1 THEN
        SELECT finished INTO ended FROM casework_step WHERE process_id = NEW.process_id AND seq = NEW.seq - 1;
        IF ended IS DISTINCT FROM NEW.created AND NOT EXISTS (
            SELECT FROM casework_step WHERE process_id = NEW.process_id AND seq = NEW.seq AND reopens
        ) THEN
            RAISE EXCEPTION 'step % of case %: begins at % while its predecessor ended at %',
                NEW.seq, NEW.process_id, NEW.created, ended USING ERRCODE = 'KW008';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM casework_step WHERE process_id = NEW.process_id AND seq = NEW.seq + 1
               AND NOT reopens AND created IS DISTINCT FROM NEW.finished) THEN
        RAISE EXCEPTION 'step % of case %: ends at % while its successor begins at another time',
            NEW.seq, NEW.process_id, NEW.finished USING ERRCODE = 'KW008';
    END IF;
    IF NEW.finished IS NOT NULL AND NOT EXISTS (
        SELECT FROM casework_step WHERE process_id = NEW.process_id AND seq = NEW.seq + 1
    ) AND EXISTS (SELECT FROM casework_case WHERE id = NEW.process_id AND finished IS NULL) THEN
        RAISE EXCEPTION 'step % of case %: ended without a successor', NEW.seq, NEW.process_id
            USING ERRCODE = 'KW009';
    END IF;
    SELECT s.xmin, s.cmin::text::int INTO writer, command FROM casework_step s WHERE s.id = NEW.id;
    IF NOT kawal_case_written_after(NEW.process_id, writer, command) THEN
        PERFORM kawal_check_case(NEW.process_id);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION kawal_deadline_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    writer  xid;
    command int;
BEGIN
    SELECT d.xmin, d.cmin::text::int INTO writer, command FROM casework_deadline d WHERE d.id = NEW.id;
    IF TG_OP = 'DELETE' OR NOT kawal_case_written_after(NEW.case_id, writer, command) THEN
        PERFORM kawal_check_case(COALESCE(NEW.case_id, OLD.case_id));
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION kawal_case_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM kawal_check_case(NEW.id);
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS case_agrees ON casework_case;
DROP TRIGGER IF EXISTS step_agrees ON casework_step;
DROP TRIGGER IF EXISTS deadline_agrees ON casework_deadline;
CREATE CONSTRAINT TRIGGER case_agrees AFTER INSERT OR UPDATE ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (current_setting('kawal.acting', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION kawal_case_changed();
CREATE CONSTRAINT TRIGGER step_agrees AFTER INSERT OR UPDATE ON casework_step
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (current_setting('kawal.acting', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION kawal_step_changed();
CREATE CONSTRAINT TRIGGER deadline_agrees AFTER INSERT OR UPDATE OR DELETE ON casework_deadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (current_setting('kawal.acting', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION kawal_deadline_changed();
