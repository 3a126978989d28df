-- The one way an event comes into being.

-- Appends one event: locks the chain's head (the last lock of every transaction), binds sequence and
-- predecessor by the hash, stores the exact bytes and the openings. Time never runs backwards.
CREATE OR REPLACE FUNCTION audit.append(
    chain uuid, body bytea, event_id uuid, paths text[], salts bytea[], ciphertexts bytea[],
    OUT seq bigint, OUT hash bytea
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said jsonb := convert_from(body, 'UTF8')::jsonb;
    said_at timestamptz := (said ->> 'at')::timestamptz;
    head audit.head;
    previous bytea;
BEGIN
    IF said ->> 'case' IS DISTINCT FROM chain::text OR said ->> 'id' IS DISTINCT FROM event_id::text THEN
        RAISE EXCEPTION 'audit.append: the body names another chain or event' USING ERRCODE = 'KW010';
    END IF;
    IF said ->> 'origin' IS DISTINCT FROM (SELECT name FROM audit.origin) THEN
        RAISE EXCEPTION 'audit.append: the body names origin %, this log is %',
            said ->> 'origin', (SELECT name FROM audit.origin) USING ERRCODE = 'KW010';
    END IF;
    SELECT h.* INTO head FROM audit.head h WHERE h.case_uid = chain FOR UPDATE;
    IF NOT FOUND THEN
        previous := audit.genesis(chain);
        seq := 1;
    ELSE
        previous := head.hash;
        seq := head.seq + 1;
        IF said_at < head.at THEN
            RAISE EXCEPTION 'audit.append: % lies before the previous event of %', said_at, head.at
                USING ERRCODE = 'KW011';
        END IF;
    END IF;
    hash := sha256(convert_to('pmi-audit/v1/event' || E'\n', 'UTF8') || previous || int8send(seq) || body);
    INSERT INTO audit.event (case_uid, seq, prev, hash, body, recorded_at, act, at, actor, office)
    VALUES (chain, seq, previous, hash, body, clock_timestamp(), said ->> 'act', said_at,
            (said #>> '{actor,user}')::uuid, (said #>> '{actor,office}')::uuid);
    IF cardinality(salts) <> cardinality(paths) OR cardinality(ciphertexts) <> cardinality(paths) THEN
        RAISE EXCEPTION 'audit.append: each opening has one path, salt and ciphertext' USING ERRCODE = 'KW010';
    END IF;
    FOR i IN 1 .. coalesce(cardinality(paths), 0) LOOP
        INSERT INTO audit.opening (event_id, path, salt, ciphertext)
        VALUES (append.event_id, paths[i], salts[i], ciphertexts[i]);
    END LOOP;
    IF seq = 1 THEN
        INSERT INTO audit.head (case_uid, seq, hash, at) VALUES (chain, append.seq, append.hash, said_at);
    ELSE
        UPDATE audit.head h SET seq = append.seq, hash = append.hash, at = said_at WHERE h.case_uid = chain;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION audit.append(uuid, bytea, uuid, text[], bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.append(uuid, bytea, uuid, text[], bytea[], bytea[]) TO kawal_app;
