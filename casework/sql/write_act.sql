-- The only way the product changes a case. Each plan is what one act changes on one case: its rows as the
-- engine computed them, then its event, then the answer kept under the request's id. All plans of an act
-- go in one call, in ascending case id, and the deferred promises are asked at its end.
-- The functions run as the schema's owner; the runtime role has no right of its own on these tables, and
-- what it could ask them for that no act does is refused here (KW015 to KW023).

CREATE OR REPLACE FUNCTION kawal_lock_cases(cases bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM FROM casework_case c WHERE c.id = ANY (cases) ORDER BY c.id FOR NO KEY UPDATE;
END
$$;

-- A case that begins: its row, its own columns (own_columns.sql).
CREATE OR REPLACE FUNCTION kawal_write_birth(n casework_case, own jsonb) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO casework_case (id, uid, number, kind, definition, flow_class, state, created, entry_mode, person_id,
        region_id, opener_id, opened_by_id, parent_id, holder_id, officer_id, held_for, severity, sealed, version,
        due_at, last_act_at)
    VALUES (n.id, n.uid, n.number, n.kind, n.definition, n.flow_class, n.state, n.created, n.entry_mode, n.person_id,
        n.region_id, n.opener_id, n.opened_by_id, n.parent_id, n.holder_id, n.officer_id, n.held_for, n.severity,
        n.sealed, n.version, n.due_at, n.last_act_at);
    PERFORM kawal_write_own(n.kind, n.id, own, true);
END
$$;

-- Whether the event says what the rows do. `was` is the case as it stands (all null: it begins), `said` the event.
CREATE OR REPLACE FUNCTION kawal_check_event(was casework_case, n casework_case, said jsonb, moment timestamptz,
                                             latest timestamptz) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    stood_at  bigint;
    handed_on boolean := n.holder_id IS NOT NULL;
BEGIN
    IF (said ->> 'at')::timestamptz IS DISTINCT FROM moment OR n.last_act_at <> moment OR moment > latest
       OR moment < was.last_act_at THEN
        RAISE EXCEPTION 'case %: an act at % that its event, the clock or the act before it denies', n.number, moment
            USING ERRCODE = 'KW016';
    END IF;
    IF was.id IS NULL THEN
        handed_on := n.holder_id <> n.opener_id;
        IF n.version <> 1 OR n.created <> moment OR said ->> 'from' IS NOT NULL THEN
            RAISE EXCEPTION 'case %: begins with version 1 and from nowhere', n.number USING ERRCODE = 'KW017';
        END IF;
    ELSE
        IF n.version NOT IN (was.version, was.version + 1) OR n.version = was.version
           AND (n.state, n.holder_id, n.officer_id) IS DISTINCT FROM (was.state, was.holder_id, was.officer_id) THEN
            RAISE EXCEPTION 'case %: version % follows %', n.number, n.version, was.version USING ERRCODE = 'KW017';
        END IF;
        stood_at := was.holder_id;
        IF was.finished IS NOT NULL AND n.finished IS NULL THEN
            SELECT s.holder_id INTO stood_at FROM casework_step s
            WHERE s.process_id = was.id ORDER BY s.seq DESC LIMIT 1;
        END IF;
        handed_on := n.holder_id <> stood_at;
        IF said ->> 'from' IS DISTINCT FROM was.state THEN
            RAISE EXCEPTION 'case %: stands in % while its event says %', n.number, was.state, said ->> 'from'
                USING ERRCODE = 'KW018';
        END IF;
        IF was.sealed AND NOT n.sealed AND NOT coalesce(
            said ->> 'act' = was.kind || '.lower_seal' AND said #>> '{actor,second}' <> said #>> '{actor,user}'
            AND EXISTS (SELECT FROM casework_user u WHERE u.uid::text = said #>> '{actor,second}' AND u.is_active), false)
        THEN
            RAISE EXCEPTION 'case %: a seal is lifted by an act of its own and by two persons', n.number
                USING ERRCODE = 'KW019';
        END IF;
    END IF;
    IF said ->> 'to' IS DISTINCT FROM n.state THEN
        RAISE EXCEPTION 'case %: goes to % while its event says %', n.number, n.state, said ->> 'to'
            USING ERRCODE = 'KW018';
    END IF;
    IF handed_on AND NOT EXISTS (SELECT FROM casework_organisation o
                                 WHERE o.id = n.holder_id AND o.uid::text = said #>> '{x,sent_to}') THEN
        RAISE EXCEPTION 'case %: goes to an office that its event does not name', n.number USING ERRCODE = 'KW018';
    END IF;
END
$$;

-- Whoever takes a case over can still work on it. The locks let who ends the office, the account or the role at this
-- moment wait for the act, or the act for him; without them neither would see the other.
CREATE OR REPLACE FUNCTION kawal_check_receiver(was casework_case, n casework_case, moment timestamptz) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF n.holder_id <> was.holder_id OR was.holder_id IS NULL THEN
        PERFORM FROM casework_organisation o
        WHERE o.id = n.holder_id AND (o.closed_on IS NULL OR o.closed_on > (moment AT TIME ZONE o.time_zone)::date)
        FOR SHARE;
        IF NOT FOUND AND n.holder_id IS NOT NULL THEN
            RAISE EXCEPTION 'case %: goes to an office that has closed', n.number USING ERRCODE = 'KW023';
        END IF;
    END IF;
    IF n.officer_id IS NOT NULL AND (n.officer_id, n.holder_id) IS DISTINCT FROM (was.officer_id, was.holder_id) THEN
        PERFORM FROM casework_user u WHERE u.id = n.officer_id AND u.is_active FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'case %: goes to somebody whose account has ended', n.number USING ERRCODE = 'KW023';
        END IF;
        -- in a statement of its own, so that it sees what ended while the lock was waited for
        PERFORM FROM casework_membership m JOIN casework_organisation o ON o.id = m.organisation_id
        WHERE m.user_id = n.officer_id AND m.organisation_id = n.holder_id
          AND m.role NOT IN ('administrator', 'auditor')
          AND m.since <= (moment AT TIME ZONE o.time_zone)::date
          AND (m.until IS NULL OR m.until > (moment AT TIME ZONE o.time_zone)::date);
        IF NOT FOUND THEN
            RAISE EXCEPTION 'case %: goes to somebody who does not work in its office', n.number
                USING ERRCODE = 'KW023';
        END IF;
    END IF;
END
$$;

-- One plan: case, own, is_new, end_step, new_step, step, undone_step, deadlines_new, deadlines_changed,
-- answered (an escalation), pause_new, pause_ended, parts, windows, unnamed, named, outbox, request. Keys that are absent change nothing.
-- What of these rows the event says too is not compared, beyond kawal_check_event(): who is named, parts, the dates of
-- deadlines, person, parent, severity and own columns are written as the engine computed them; only what results is
-- asked, by kawal_check_case().
-- `latest` is the time no act may lie after. Returns the id of the open step, and sequence and hash of the event.
CREATE OR REPLACE FUNCTION kawal_write_plan(
    plan jsonb, body bytea, event_id uuid, paths text[], salts bytea[], ciphertexts bytea[], latest timestamptz,
    OUT open_step bigint, OUT event_seq bigint, OUT event_hash bytea
)
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    the_case bigint      := (plan #>> '{case,id}')::bigint;
    moment   timestamptz := (plan ->> 'now')::timestamptz;
    is_new   boolean     := plan ? 'is_new';
    was      casework_case;
    now_is   casework_case := jsonb_populate_record(NULL::casework_case, plan -> 'case');
    new_seq  int;
    reopened boolean;
    touched  bigint;
BEGIN
    IF is_new THEN
        PERFORM kawal_check_event(NULL, now_is, convert_from(body, 'UTF8')::jsonb, moment, latest);
        PERFORM kawal_write_birth(now_is, plan -> 'own');
    ELSE
        SELECT * INTO was FROM casework_case WHERE id = the_case FOR NO KEY UPDATE;
        IF NOT FOUND OR was.uid <> now_is.uid THEN
            RAISE EXCEPTION 'case %: there is no such case', the_case USING ERRCODE = 'KW015';
        END IF;
        PERFORM kawal_check_event(was, now_is, convert_from(body, 'UTF8')::jsonb, moment, latest);
        IF plan ? 'own' THEN
            PERFORM kawal_write_own(was.kind, the_case, plan -> 'own', false);
        END IF;
    END IF;
    IF plan ? 'end_step' THEN
        UPDATE casework_step s
        SET finished = moment, outcome = e.outcome, ended_by_id = e.ended_by_id, facts = e.facts,
            accepted_at = e.accepted_at, replaced = e.replaced
        FROM jsonb_to_record(plan -> 'end_step')
            AS e (id bigint, outcome text, ended_by_id bigint, facts jsonb, accepted_at timestamptz, replaced jsonb)
        WHERE s.id = e.id AND s.process_id = the_case AND s.finished IS NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'case %: ends a step that is not its open one', now_is.number USING ERRCODE = 'KW020';
        END IF;
    END IF;
    IF plan ? 'undone_step' THEN
        UPDATE casework_step SET undone = true
        WHERE id = (plan ->> 'undone_step')::bigint AND id = (plan #>> '{end_step,id}')::bigint;
    END IF;
    IF plan ? 'new_step' THEN
        INSERT INTO casework_step (process_id, seq, state, flow_task, flow_task_type, token, created, assigned,
            started, owner_id, holder_id, entered_by, sent_by_id, accepted_at, due_at, outcome, facts, replaced, reopens,
            undone)
        SELECT the_case, n.seq, n.state, n.flow_task, n.flow_task_type, n.token, moment, n.assigned,
            n.started, n.owner_id, n.holder_id, n.entered_by, n.sent_by_id, n.accepted_at, n.due_at, '', '{}',
            '{}', n.reopens, false
        FROM jsonb_populate_record(NULL::casework_step, plan -> 'new_step') n
        RETURNING id, seq, reopens INTO open_step, new_seq, reopened;
        IF new_seq > 1 AND NOT reopened AND NOT EXISTS (
            SELECT FROM casework_step p WHERE p.process_id = the_case AND p.seq = new_seq - 1 AND p.finished = moment
        ) THEN
            RAISE EXCEPTION 'case %: step % does not begin when its predecessor ended', now_is.number, new_seq
                USING ERRCODE = 'KW008';
        END IF;
    ELSE
        open_step := (plan ->> 'step_id')::bigint;
        IF plan ? 'step' THEN
            UPDATE casework_step s
            SET owner_id = u.owner_id, accepted_at = u.accepted_at, due_at = u.due_at,
                assigned = u.assigned, started = u.started, sent_by_id = u.sent_by_id
            FROM jsonb_to_record(plan -> 'step')
                AS u (owner_id bigint, accepted_at timestamptz, due_at timestamptz, assigned timestamptz,
                      started timestamptz, sent_by_id bigint)
            WHERE s.id = open_step AND s.process_id = the_case AND s.finished IS NULL;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'case %: changes a step that is not its open one', now_is.number
                    USING ERRCODE = 'KW020';
            END IF;
        END IF;
    END IF;
    IF plan ? 'deadlines_changed' THEN
        UPDATE casework_deadline d
        SET started_at = c.started_at, due_at = c.due_at, calendar = c.calendar, pauses = c.pauses,
            extra = c.extra, met_at = c.met_at, ended_at = c.ended_at, amount = c.amount, unit = c.unit,
            period = c.period, duty_of_id = c.duty_of_id, owed_to_id = c.owed_to_id, breached_at = c.breached_at,
            next_alert_at = c.next_alert_at, alert_level = c.alert_level
        FROM jsonb_populate_recordset(NULL::casework_deadline, plan -> 'deadlines_changed') c
        WHERE d.id = c.id AND d.case_id = the_case AND d.met_at IS NULL AND d.ended_at IS NULL;
        GET DIAGNOSTICS touched = ROW_COUNT;
        IF touched <> jsonb_array_length(plan -> 'deadlines_changed') THEN
            RAISE EXCEPTION 'case %: changes a deadline that does not run on it', now_is.number
                USING ERRCODE = 'KW021';
        END IF;
        -- nobody has to answer for a deadline that is met, has ended or lies ahead again: missed anew it is asked anew
        UPDATE casework_escalation e SET ended_at = moment, due_at = NULL
        FROM casework_deadline d
        WHERE e.case_id = the_case AND e.ended_at IS NULL AND d.id = e.deadline_id
          AND (d.met_at IS NOT NULL OR d.ended_at IS NOT NULL OR d.breached_at IS NULL);
    END IF;
    IF plan ? 'answered' THEN
        UPDATE casework_escalation e
        SET acknowledged_at = moment, acknowledged_by_id = a.by_id, answer = a.answer, due_at = NULL
        FROM jsonb_to_record(plan -> 'answered') AS a (deadline_id bigint, step int, by_id bigint, answer text)
        WHERE e.case_id = the_case AND e.deadline_id = a.deadline_id AND e.step <= a.step
          AND e.acknowledged_at IS NULL AND e.ended_at IS NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'case %: answers an escalation that is not open', now_is.number USING ERRCODE = 'KW025';
        END IF;
    END IF;
    IF plan ? 'deadlines_new' THEN
        INSERT INTO casework_deadline (case_id, step_id, kind, rule_id, period, duty_of_id, owed_to_id, amount, unit,
            extra, started_at, due_at, calendar, pauses, met_at, ended_at, breached_at, next_alert_at, alert_level)
        SELECT the_case, CASE WHEN n.kind IN ('stage', 'acceptance', 'extra') THEN open_step END, n.kind, n.rule_id,
            n.period, n.duty_of_id, n.owed_to_id, n.amount, n.unit, n.extra, n.started_at, n.due_at, n.calendar, n.pauses,
            n.met_at, n.ended_at, n.breached_at, n.next_alert_at, n.alert_level
        FROM jsonb_populate_recordset(NULL::casework_deadline, plan -> 'deadlines_new') n;
    END IF;
    IF plan ? 'pause_ended' THEN
        UPDATE casework_pause SET ended_at = moment WHERE case_id = the_case AND ended_at IS NULL;
    END IF;
    IF plan ? 'pause_new' THEN
        INSERT INTO casework_pause (case_id, step_id, started_at, reason, by_id)
        VALUES (the_case, open_step, moment, plan #>> '{pause_new,reason}', (plan #>> '{pause_new,by_id}')::bigint);
    END IF;
    IF plan ? 'parts' THEN
        UPDATE casework_participation p
        SET until = moment
        FROM jsonb_to_recordset(plan -> 'parts') AS w (organisation_id bigint, part text)
        WHERE p.case_id = the_case AND p.until IS NULL
          AND p.organisation_id = w.organisation_id AND p.part IS DISTINCT FROM w.part;
        INSERT INTO casework_participation (case_id, organisation_id, part, since)
        SELECT the_case, w.organisation_id, w.part, moment
        FROM jsonb_to_recordset(plan -> 'parts') AS w (organisation_id bigint, part text)
        WHERE w.part IS NOT NULL
        ON CONFLICT (case_id, organisation_id) WHERE until IS NULL DO NOTHING;
    END IF;
    IF plan ? 'windows' THEN
        INSERT INTO casework_window (case_id, rule_id, started_at, ends_at)
        SELECT the_case, w.rule_id, w.started_at, w.ends_at
        FROM jsonb_populate_recordset(NULL::casework_window, plan -> 'windows') w;
    END IF;
    IF plan ? 'unnamed' THEN
        DELETE FROM casework_caseuserobjectpermission p
        USING jsonb_array_elements_text(plan -> 'unnamed') n
        WHERE p.content_object_id = the_case AND p.user_id = n.value::bigint;
    END IF;
    IF plan ? 'named' THEN
        INSERT INTO casework_caseuserobjectpermission (permission_id, user_id, content_object_id)
        SELECT p.id, n.value::bigint, the_case
        FROM auth_permission p
        JOIN django_content_type t ON t.id = p.content_type_id
             AND t.app_label = 'casework' AND t.model = 'case'
        CROSS JOIN jsonb_array_elements_text(plan -> 'named') n
        WHERE p.codename = 'open_sealed'
        ON CONFLICT DO NOTHING;
    END IF;
    IF NOT is_new THEN
        UPDATE casework_case c
        SET state = now_is.state, version = now_is.version, holder_id = now_is.holder_id,
            officer_id = now_is.officer_id, held_for = now_is.held_for, severity = now_is.severity,
            sealed = now_is.sealed, due_at = now_is.due_at, finished = now_is.finished, last_act_at = moment,
            ended_by_id = now_is.ended_by_id, person_id = now_is.person_id, region_id = now_is.region_id,
            parent_id = now_is.parent_id, definition = now_is.definition
        WHERE c.id = the_case;
    END IF;
    PERFORM kawal_check_receiver(was, now_is, moment);
    SELECT a.seq, a.hash INTO event_seq, event_hash
    FROM audit.append(now_is.uid, body, event_id, paths, salts, ciphertexts) a;
    IF is_new AND event_seq <> 1 THEN
        RAISE EXCEPTION 'case %: begins with a chain that is already there', now_is.number USING ERRCODE = 'KW017';
    END IF;
    IF plan ? 'outbox' THEN
        INSERT INTO casework_outbox (key, kind, case_id, organisation_id, audience, user_id, event_id, at)
        SELECT m.key, m.kind, the_case, m.organisation_id, m.audience, m.user_id, event_id, moment
        FROM jsonb_to_recordset(plan -> 'outbox')
            AS m (key uuid, kind text, organisation_id bigint, audience text, user_id bigint)
        ON CONFLICT (key) DO NOTHING;
    END IF;
    IF plan ? 'request' THEN
        INSERT INTO casework_handledrequest (request_id, case_id, actor_id, act, answer, at)
        SELECT r.request_id, the_case, r.actor_id, r.act,
            r.answer || jsonb_build_object('seq', event_seq, 'hash', encode(event_hash, 'hex')), moment
        FROM jsonb_populate_record(NULL::casework_handledrequest, plan -> 'request') r;
    END IF;
END
$$;

-- All plans of one act. `counts` says how many of the openings (paths, salts, ciphertexts) belong to each event.
-- Returns one row for each plan, in order.
CREATE OR REPLACE FUNCTION kawal_write_act(
    plans jsonb, bodies bytea[], event_ids uuid[], counts int[], paths text[], salts bytea[], ciphertexts bytea[]
) RETURNS TABLE (open_step bigint, event_seq bigint, event_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan  -- every statement looks rows up by id: planning them anew costs more
AS $$
DECLARE
    latest timestamptz := kawal_now();
    first  int := 1;
    last   int;
BEGIN
    PERFORM set_config('kawal.acting', 'on', true);
    -- an act never lies before the one before it, so a clock that went back is waited for
    FOR i IN 1 .. cardinality(bodies) LOOP
        IF (plans -> (i - 1) ->> 'now')::timestamptz > latest THEN
            latest := greatest(latest, (SELECT c.last_act_at FROM casework_case c
                                        WHERE c.id = (plans -> (i - 1) #>> '{case,id}')::bigint));
        END IF;
    END LOOP;
    FOR i IN 1 .. cardinality(bodies) LOOP
        last := first + counts[i] - 1;
        SELECT w.open_step, w.event_seq, w.event_hash INTO open_step, event_seq, event_hash
        FROM kawal_write_plan(plans -> (i - 1), bodies[i], event_ids[i], paths[first:last], salts[first:last],
                              ciphertexts[first:last], latest) w;
        first := last + 1;
        RETURN NEXT;
    END LOOP;
    PERFORM set_config('kawal.acting', '', true);
    FOR i IN 1 .. cardinality(bodies) LOOP
        PERFORM kawal_check_case((plans -> (i - 1) #>> '{case,id}')::bigint);
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    -- a transaction may hold several acts; each is checked at its own end
    SET CONSTRAINTS ALL DEFERRED;
END
$$;

REVOKE ALL ON FUNCTION kawal_lock_cases(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION kawal_write_birth(casework_case, jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION kawal_check_receiver(casework_case, casework_case, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION kawal_write_plan(jsonb, bytea, uuid, text[], bytea[], bytea[], timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION kawal_write_act(jsonb, bytea[], uuid[], int[], text[], bytea[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kawal_lock_cases(bigint[]) TO kawal_app;
GRANT EXECUTE ON FUNCTION kawal_write_act(jsonb, bytea[], uuid[], int[], text[], bytea[], bytea[]) TO kawal_app;
