-- Writes what one batch of the sweep found, in one statement: deadlines looked at, decisions asked for,
-- offices that are told, and one event after the other in ascending case id. The cases are locked.
-- sweep: now, deadlines (looked at), escalations_new, escalations_changed, deadlines_new, proposals (with the period that passed), parts,
--        outbox (notices owed), acted (ids of cases that get an event), chains, bodies (hex), events (ids), in the order of writing.
CREATE OR REPLACE FUNCTION kawal_write_sweep(sweep jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    moment timestamptz := (sweep ->> 'now')::timestamptz;
BEGIN
    PERFORM set_config('kawal.acting', '', true);  -- whoever calls it: agreeing.sql asks of its rows
    -- it looks at deadlines and asks for decisions; whatever else it would change is no sweep
    IF EXISTS (SELECT FROM jsonb_to_recordset(sweep -> 'deadlines_new') AS n (kind text) WHERE n.kind <> 'proposal')
       OR EXISTS (SELECT FROM jsonb_to_recordset(sweep -> 'acted') AS a (id bigint, at timestamptz)
                  JOIN casework_case c ON c.id = a.id
                  WHERE a.at < c.last_act_at OR a.at > greatest(kawal_now(), c.last_act_at)
                     OR c.uid NOT IN (SELECT r.chain FROM jsonb_to_recordset(sweep -> 'events') AS r (chain uuid)))
       OR EXISTS (SELECT case_id FROM jsonb_to_recordset(sweep -> 'deadlines_new') AS n (case_id bigint)
                  UNION SELECT case_id FROM jsonb_to_recordset(sweep -> 'parts') AS p (case_id bigint)
                  UNION SELECT case_id FROM jsonb_to_recordset(sweep -> 'proposals') AS p (case_id bigint)
                  UNION SELECT case_id FROM jsonb_to_recordset(sweep -> 'escalations_new') AS n (case_id bigint)
                  UNION SELECT e.case_id FROM jsonb_to_recordset(sweep -> 'escalations_changed')
                            AS l (id bigint, repeats smallint)
                        JOIN casework_escalation e ON e.id = l.id AND e.repeats <> l.repeats
                  UNION SELECT d.case_id
                        FROM jsonb_to_recordset(sweep -> 'deadlines')
                            AS l (id bigint, breached_at timestamptz, alert_level smallint)
                        JOIN casework_deadline d ON d.id = l.id
                        WHERE (l.breached_at, l.alert_level) IS DISTINCT FROM (d.breached_at, d.alert_level)
                          -- the second step was asked when the first did not answer: its rung has nothing to add
                          AND NOT (l.breached_at = d.breached_at
                                   AND EXISTS (SELECT FROM casework_escalation e
                                               WHERE e.deadline_id = d.id AND e.step >= 2 AND e.ended_at IS NULL))
                  EXCEPT SELECT id FROM jsonb_to_recordset(sweep -> 'acted') AS a (id bigint)) THEN
        RAISE EXCEPTION 'the sweep: changes what it has no event or no right for' USING ERRCODE = 'KW022';
    END IF;
    -- what was missed stays missed, what was said stays said, and what may still be missed is looked at when it is due
    IF EXISTS (SELECT FROM jsonb_to_recordset(sweep -> 'deadlines')
                   AS l (id bigint, breached_at timestamptz, alert_level smallint, next_alert_at timestamptz)
               LEFT JOIN casework_deadline d ON d.id = l.id AND d.met_at IS NULL AND d.ended_at IS NULL
               LEFT JOIN casework_deadlinerule r ON r.id = d.rule_id
               WHERE d.id IS NULL
                  OR l.breached_at IS DISTINCT FROM d.breached_at
                     AND NOT coalesce(d.breached_at IS NULL AND l.breached_at = d.due_at AND d.due_at < kawal_now(), false)
                  OR l.alert_level IS NULL OR l.alert_level < d.alert_level
                  OR l.breached_at IS NULL
                     AND CASE WHEN d.due_at IS NULL THEN l.next_alert_at IS NOT NULL
                              ELSE NOT coalesce(l.next_alert_at <= d.due_at, false) END
                  OR l.next_alert_at > greatest(kawal_now(), d.due_at) + greatest(d.due_at - d.started_at, interval '0')
                                       + interval '14 days'  -- closed days
                  OR d.kind NOT IN ('acceptance', 'expected') AND r.code <> 'D40' AND d.due_at IS NOT NULL
                     AND l.next_alert_at IS NULL AND l.alert_level < jsonb_array_length(r.ladder)
                  OR d.kind = 'acceptance' AND l.alert_level < 2 AND d.due_at IS NOT NULL AND l.next_alert_at IS NULL)
    THEN
        RAISE EXCEPTION 'the sweep: silences a deadline that runs' USING ERRCODE = 'KW022';
    END IF;
    IF EXISTS (SELECT FROM (SELECT * FROM jsonb_to_recordset(sweep -> 'parts')
                                AS p (case_id bigint, organisation_id bigint)
                            UNION SELECT * FROM jsonb_to_recordset(sweep -> 'escalations_new')
                                AS n (case_id bigint, organisation_id bigint)) p
               JOIN casework_party y ON y.case_id = p.case_id AND y.organisation_id = p.organisation_id
               WHERE y.until IS NULL) THEN
        RAISE EXCEPTION 'the sweep: tells an office of a case about itself' USING ERRCODE = 'KW022';
    END IF;
    UPDATE casework_deadline d
    SET breached_at = l.breached_at, alert_level = l.alert_level, next_alert_at = l.next_alert_at
    FROM jsonb_to_recordset(sweep -> 'deadlines')
        AS l (id bigint, breached_at timestamptz, alert_level smallint, next_alert_at timestamptz)
    WHERE d.id = l.id AND d.met_at IS NULL AND d.ended_at IS NULL;

    INSERT INTO casework_escalation (case_id, deadline_id, step, organisation_id, raised_at, due_at, repeats, answer)
    SELECT n.case_id, n.deadline_id, n.step, n.organisation_id, moment, n.due_at, 0, ''
    FROM jsonb_to_recordset(sweep -> 'escalations_new') AS n
        (case_id bigint, deadline_id bigint, step smallint, organisation_id bigint, due_at timestamptz)
    ON CONFLICT (deadline_id, organisation_id, step) WHERE ended_at IS NULL DO NOTHING;

    UPDATE casework_escalation e
    SET due_at = l.due_at, repeats = l.repeats
    FROM jsonb_to_recordset(sweep -> 'escalations_changed') AS l (id bigint, due_at timestamptz, repeats smallint)
    WHERE e.id = l.id AND e.acknowledged_at IS NULL AND e.ended_at IS NULL;
    IF EXISTS (SELECT FROM jsonb_to_recordset(sweep -> 'escalations_changed') AS l (id bigint)
               JOIN casework_escalation e ON e.id = l.id
               WHERE e.due_at IS NULL AND NOT EXISTS (SELECT FROM casework_escalation h
                                                      WHERE h.deadline_id = e.deadline_id AND h.step > e.step)) THEN
        RAISE EXCEPTION 'the sweep: silences an escalation that nobody answered' USING ERRCODE = 'KW022';
    END IF;

    INSERT INTO casework_deadline (case_id, kind, rule_id, period, duty_of_id, amount, unit, extra, started_at,
        due_at, calendar, pauses, next_alert_at, alert_level)
    SELECT n.case_id, n.kind, n.rule_id, n.period, n.duty_of_id, n.amount, n.unit, n.extra, n.started_at,
        n.due_at, n.calendar, n.pauses, n.next_alert_at, 0
    FROM jsonb_populate_recordset(NULL::casework_deadline, sweep -> 'deadlines_new') n;

    INSERT INTO casework_proposal (case_id, act, data, case_version, request_id, office_id, proposed_at,
        deadline_id, letter, settled_as)
    SELECT p.case_id, p.act, p.data, p.case_version, gen_random_uuid(), p.office_id, p.proposed_at,
        p.deadline_id, p.letter, ''
    FROM jsonb_populate_recordset(NULL::casework_proposal, sweep -> 'proposals') p;

    INSERT INTO casework_participation (case_id, organisation_id, part, since)
    SELECT p.case_id, p.organisation_id, 'status', moment
    FROM jsonb_to_recordset(sweep -> 'parts') AS p (case_id bigint, organisation_id bigint)
    ON CONFLICT (case_id, organisation_id) WHERE until IS NULL DO NOTHING;

    UPDATE casework_case c
    SET last_act_at = a.at
    FROM jsonb_to_recordset(sweep -> 'acted') AS a (id bigint, at timestamptz)
    WHERE c.id = a.id;

    INSERT INTO casework_outbox (key, kind, case_id, organisation_id, audience, user_id, event_id, at)
    SELECT m.key, m.kind, m.case_id, m.organisation_id, m.audience, m.user_id, m.event_id, moment
    FROM jsonb_to_recordset(sweep -> 'outbox') AS m
        (key uuid, kind text, case_id bigint, organisation_id bigint, audience text, user_id bigint, event_id uuid)
    ON CONFLICT (key) DO NOTHING;

    PERFORM audit.append(e.chain, decode(e.body, 'hex'), e.id, '{}', '{}', '{}')
    FROM (SELECT * FROM jsonb_to_recordset(sweep -> 'events')
              AS r (place int, chain uuid, body text, id uuid) ORDER BY place) e;

    SET CONSTRAINTS ALL IMMEDIATE;
    -- a test's transaction may hold several batches; each is checked at its own end
    SET CONSTRAINTS ALL DEFERRED;
END
$$;

-- Locks the open cases among these that nobody works on, in ascending id.
CREATE OR REPLACE FUNCTION kawal_lock_idle_cases(cases bigint[]) RETURNS TABLE (id bigint, kind text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT c.id, c.kind::text FROM casework_case c WHERE c.id = ANY (cases) AND c.finished IS NULL
    ORDER BY c.id FOR NO KEY UPDATE SKIP LOCKED;
END
$$;

REVOKE ALL ON FUNCTION kawal_write_sweep(jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION kawal_lock_idle_cases(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kawal_write_sweep(jsonb) TO kawal_app;
GRANT EXECUTE ON FUNCTION kawal_lock_idle_cases(bigint[]) TO kawal_app;
