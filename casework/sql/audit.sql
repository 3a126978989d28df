-- The audit chain: schema, tables and guards. The one function that appends stands in append.sql.
-- Nothing here refers to a business table, so that no cascade can reach it.

CREATE SCHEMA audit;

CREATE TABLE audit.event (
    case_uid    uuid        NOT NULL,
    seq         bigint      NOT NULL,
    prev        bytea       NOT NULL CHECK (octet_length(prev) = 32),
    hash        bytea       NOT NULL CHECK (octet_length(hash) = 32),
    body        bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- copied out of the body by append(); the verifier compares them
    act         text        NOT NULL,
    at          timestamptz NOT NULL,
    actor       uuid,
    office      uuid,
    PRIMARY KEY (case_uid, seq)
);
CREATE INDEX event_by_time ON audit.event (at);
CREATE INDEX event_by_office ON audit.event (office, at);

CREATE TABLE audit.head (
    case_uid uuid        PRIMARY KEY,
    seq      bigint      NOT NULL,
    hash     bytea       NOT NULL,
    at       timestamptz NOT NULL
);

CREATE TABLE audit.opening (
    event_id   uuid  NOT NULL,
    path       text  NOT NULL,
    salt       bytea NOT NULL CHECK (octet_length(salt) = 32),
    ciphertext bytea NOT NULL,
    PRIMARY KEY (event_id, path)
);

-- The identity of this log; part of every genesis, so that no chain can be replayed elsewhere.
CREATE TABLE audit.origin (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    name     text    NOT NULL
);

CREATE FUNCTION audit.genesis(chain uuid) RETURNS bytea
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT sha256(convert_to('pmi-audit/v1/genesis' || E'\n' || o.name || E'\n' || chain::text, 'UTF8'))
    FROM audit.origin o
$$;

CREATE FUNCTION audit.refuse() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'audit.%: % is refused; what happened is not changed', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'KW012';
END
$$;

-- A head moves by one, onto the event that was just appended.
CREATE FUNCTION audit.head_follows_events() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.case_uid <> OLD.case_uid OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
        SELECT FROM audit.event e
        WHERE e.case_uid = NEW.case_uid AND e.seq = NEW.seq AND e.hash = NEW.hash AND e.prev = OLD.hash
    ) THEN
        RAISE EXCEPTION 'audit.head: % is refused; it follows the events', TG_OP USING ERRCODE = 'KW012';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON audit.event
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER head_stays BEFORE DELETE ON audit.head
    FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER head_follows_events BEFORE UPDATE ON audit.head
    FOR EACH ROW EXECUTE FUNCTION audit.head_follows_events();
CREATE TRIGGER head_no_truncate BEFORE TRUNCATE ON audit.head
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER opening_not_changed BEFORE UPDATE ON audit.opening
    FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER opening_no_truncate BEFORE TRUNCATE ON audit.opening
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER origin_stays BEFORE UPDATE OR DELETE ON audit.origin
    FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER origin_no_truncate BEFORE TRUNCATE ON audit.origin
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
-- ordinary triggers are skipped under session_replication_role = replica
ALTER TABLE audit.event   ENABLE ALWAYS TRIGGER event_append_only;
ALTER TABLE audit.event   ENABLE ALWAYS TRIGGER event_no_truncate;
ALTER TABLE audit.head    ENABLE ALWAYS TRIGGER head_stays;
ALTER TABLE audit.head    ENABLE ALWAYS TRIGGER head_follows_events;
ALTER TABLE audit.head    ENABLE ALWAYS TRIGGER head_no_truncate;
ALTER TABLE audit.opening ENABLE ALWAYS TRIGGER opening_not_changed;
ALTER TABLE audit.opening ENABLE ALWAYS TRIGGER opening_no_truncate;
ALTER TABLE audit.origin  ENABLE ALWAYS TRIGGER origin_stays;
ALTER TABLE audit.origin  ENABLE ALWAYS TRIGGER origin_no_truncate;

-- The runtime role reads, appends through the function, and may delete openings (erasure).
GRANT USAGE ON SCHEMA audit TO kawal_app;
GRANT SELECT ON audit.event, audit.head, audit.opening, audit.origin TO kawal_app;
GRANT DELETE ON audit.opening TO kawal_app;
