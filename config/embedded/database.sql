-- Roles and rights of one Kawal database. Run as superuser, connected to that database; running it again changes nothing.
-- The embedded server runs it by itself; for an outside server see docs/operating.md.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kawal_owner') THEN
        CREATE ROLE kawal_owner LOGIN NOINHERIT;   -- owns the schema; migrations only
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kawal_app') THEN
        CREATE ROLE kawal_app LOGIN NOINHERIT;     -- the product at work; owns nothing
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kawal_queue') THEN
        CREATE ROLE kawal_queue LOGIN NOINHERIT;   -- the message queue; reads no case
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO kawal_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO kawal_app, kawal_queue', current_database());
END
$$;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER SCHEMA public OWNER TO kawal_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO kawal_app;
-- What migrations create is open to the product row by row (never TRUNCATE, never DDL); they revoke what must not be.
ALTER DEFAULT PRIVILEGES FOR ROLE kawal_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kawal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE kawal_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO kawal_app;

CREATE SCHEMA IF NOT EXISTS pgmq AUTHORIZATION kawal_queue;
