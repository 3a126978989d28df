-- Writes one act in one statement: the rows the engine computed, then its event, then the answer kept
-- under the request's id.
-- plan: case, end_step, new_step, step, undone_step, deadlines_new, deadlines_changed, pause_new,
--       pause_ended, parts, windows, unnamed, named, request. Keys that are absent change nothing.
-- Returns the id of the open step, and sequence and hash of the event.
CREATE OR REPLACE FUNCTION kawal_write_act(
    plan jsonb, body bytea, event_id uuid, paths text[], salts bytea[], ciphertexts bytea[],
    OUT open_step bigint, OUT event_seq bigint, OUT event_hash bytea
)
LANGUAGE plpgsql
SET search_path = pg_catalog, public
AS $$
#variable_conflict use_column
DECLARE
    the_case  bigint      := (plan #>> '{case,id}')::bigint;
    the_chain uuid        := (plan #>> '{case,uid}')::uuid;
    moment    timestamptz := (plan ->> 'now')::timestamptz;
BEGIN
    IF plan ? 'end_step' THEN
        UPDATE casework_step s
        SET finished = e.finished, outcome = e.outcome, ended_by_id = e.ended_by_id, facts = e.facts,
            accepted_at = e.accepted_at, replaced = e.replaced
        FROM jsonb_populate_record(NULL::casework_step, plan -> 'end_step') e
        WHERE s.id = e.id;
    END IF;
    IF plan ? 'undone_step' THEN
        UPDATE casework_step SET undone = true WHERE id = (plan ->> 'undone_step')::bigint;
    END IF;
    IF plan ? 'new_step' THEN
        INSERT INTO casework_step (process_id, seq, state, flow_task, flow_task_type, token, created, assigned,
            started, owner_id, holder_id, entered_by, sent_by_id, accepted_at, due_at, outcome, facts, replaced, reopens,
            undone)
        SELECT n.process_id, n.seq, n.state, n.flow_task, n.flow_task_type, n.token, n.created, n.assigned,
            n.started, n.owner_id, n.holder_id, n.entered_by, n.sent_by_id, n.accepted_at, n.due_at, '', '{}',
            '{}', n.reopens, false
        FROM jsonb_populate_record(NULL::casework_step, plan -> 'new_step') n
        RETURNING id INTO open_step;
    ELSE
        open_step := (plan ->> 'step_id')::bigint;
        IF plan ? 'step' THEN
            UPDATE casework_step s
            SET owner_id = u.owner_id, accepted_at = u.accepted_at, due_at = u.due_at,
                assigned = u.assigned, started = u.started
            FROM jsonb_populate_record(NULL::casework_step, plan -> 'step') u
            WHERE s.id = open_step;
        END IF;
    END IF;
    IF plan ? 'deadlines_changed' THEN
        UPDATE casework_deadline d
        SET started_at = c.started_at, due_at = c.due_at, calendar = c.calendar, pauses = c.pauses,
            extra = c.extra, met_at = c.met_at, ended_at = c.ended_at, amount = c.amount, unit = c.unit,
            period = c.period, duty_of_id = c.duty_of_id, breached_at = c.breached_at,
            next_alert_at = c.next_alert_at, alert_level = c.alert_level
        FROM jsonb_populate_recordset(NULL::casework_deadline, plan -> 'deadlines_changed') c
        WHERE d.id = c.id;
    END IF;
    IF plan ? 'deadlines_new' THEN
        INSERT INTO casework_deadline (case_id, step_id, kind, rule_id, period, duty_of_id, amount, unit, extra,
            started_at, due_at, calendar, pauses, met_at, ended_at, breached_at, next_alert_at, alert_level)
        SELECT the_case, CASE WHEN n.kind IN ('stage', 'acceptance', 'extra') THEN open_step END, n.kind, n.rule_id,
            n.period, n.duty_of_id, n.amount, n.unit, n.extra, n.started_at, n.due_at, n.calendar, n.pauses,
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
    UPDATE casework_case c
    SET state = n.state, version = n.version, holder_id = n.holder_id, officer_id = n.officer_id,
        held_for = n.held_for, severity = n.severity, sealed = n.sealed, due_at = n.due_at,
        finished = n.finished, last_act_at = n.last_act_at, ended_by_id = n.ended_by_id,
        person_id = n.person_id, region_id = n.region_id, parent_id = n.parent_id, definition = n.definition
    FROM jsonb_populate_record(NULL::casework_case, plan -> 'case') n
    WHERE c.id = the_case;
    SELECT a.seq, a.hash INTO event_seq, event_hash
    FROM audit.append(the_chain, body, event_id, paths, salts, ciphertexts) a;
    IF plan ? 'request' THEN
        INSERT INTO casework_handledrequest (request_id, case_id, actor_id, act, answer, at)
        SELECT r.request_id, the_case, r.actor_id, r.act,
            r.answer || jsonb_build_object('seq', event_seq, 'hash', encode(event_hash, 'hex')), moment
        FROM jsonb_populate_record(NULL::casework_handledrequest, plan -> 'request') r;
    END IF;
    IF plan ? 'check' THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        -- a transaction may hold several acts; each is checked at its own end
        SET CONSTRAINTS ALL DEFERRED;
    END IF;
END
$$;
