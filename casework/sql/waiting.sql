-- What an office waits for from others: whom a case came from is kept with it, so that a list is read from an index.
CREATE OR REPLACE FUNCTION kawal_handed_over() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.handed_over_by_id := CASE WHEN NEW.holder_id IS NOT NULL THEN OLD.holder_id END;
    RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER case_handed_over BEFORE UPDATE OF holder_id ON casework_case
    FOR EACH ROW WHEN (OLD.holder_id IS DISTINCT FROM NEW.holder_id) EXECUTE FUNCTION kawal_handed_over();

-- What an office opened and did not hand over last; what it did is read by the index on handed_over_by_id.
-- Django's conditions write these inequalities in a way the planner does not recognise in a query.
CREATE INDEX IF NOT EXISTS case_opened_for_others ON casework_case (opener_id, due_at, id)
    WHERE finished IS NULL AND opener_id <> holder_id AND opener_id IS DISTINCT FROM handed_over_by_id;
