-- Locks what an act looks at and reads all it needs, in one round trip. Every statement of a volatile
-- function sees what was committed when it begins: what stands below the locks is read after the wait.

-- A case with its person, as rows: what its kind adds stands under "own" (own_columns.sql).
CREATE OR REPLACE FUNCTION kawal_case_rows(c casework_case) RETURNS json
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    person json;
    region json;
BEGIN
    SELECT row_to_json(p) INTO person FROM casework_person p WHERE p.id = c.person_id;
    SELECT row_to_json(r) INTO region FROM casework_region r WHERE r.code = c.region_id;
    RETURN json_build_object('case', row_to_json(c), 'own', kawal_own_row(c.kind, c.id),
                             'person', person, 'region', region);
END
$$;

-- A case's parent, what is linked with it directly or through one other case, and the children of them all.
CREATE OR REPLACE FUNCTION kawal_near_cases(the_case bigint) RETURNS TABLE (id bigint, is_linked boolean)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    -- each part reads by an index: a condition joined by OR, or links read from both ends at once, would read whole tables
    RETURN QUERY
    WITH direct AS MATERIALIZED (
        SELECT other_id AS id FROM casework_caselink WHERE one_id = the_case AND until IS NULL
        UNION SELECT one_id FROM casework_caselink WHERE other_id = the_case AND until IS NULL
    ), linked AS MATERIALIZED (
        SELECT id FROM direct
        UNION SELECT other_id FROM casework_caselink
              WHERE one_id = ANY (ARRAY(SELECT id FROM direct)) AND until IS NULL
        UNION SELECT one_id FROM casework_caselink
              WHERE other_id = ANY (ARRAY(SELECT id FROM direct)) AND until IS NULL
    ), near AS (
        SELECT id FROM linked
        UNION SELECT c.id FROM casework_case c
              WHERE c.parent_id = ANY (the_case || ARRAY(SELECT id FROM linked))
        UNION SELECT c.parent_id FROM casework_case c WHERE c.id = the_case AND c.parent_id IS NOT NULL
    )
    SELECT n.id, n.id IN (SELECT l.id FROM linked l) FROM near n WHERE n.id <> the_case;
END
$$;

-- Where a person stands towards one case: every office in which he has a role today, with the permissions he holds by
-- it, the part that office has in the case, whether the case is about it, and whether it oversees one that takes part.
-- One statement decides every question of access to a case.
DROP FUNCTION IF EXISTS kawal_standing(bigint, bigint, jsonb);
CREATE FUNCTION kawal_standing(the_case bigint, the_user bigint, roles jsonb) RETURNS json
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    moment timestamptz := kawal_now();
BEGIN
    RETURN (
        SELECT json_build_object(
            'named', EXISTS (SELECT FROM casework_caseuserobjectpermission n
                             WHERE n.content_object_id = the_case AND n.user_id = the_user),
            'is_party', EXISTS (SELECT FROM casework_party y
                                WHERE y.case_id = the_case AND y.until IS NULL AND y.user_id = the_user),
            'offices', json_agg(json_build_array(
                o.id, o.level,
                ARRAY(SELECT p.codename FROM casework_organisationuserobjectpermission g
                      JOIN auth_permission p ON p.id = g.permission_id
                      WHERE g.user_id = the_user AND g.content_object_id = o.id AND (roles -> m.role) ? p.codename),
                part.part,
                EXISTS (SELECT FROM casework_party y
                        WHERE y.case_id = the_case AND y.until IS NULL AND y.organisation_id = o.id),
                EXISTS (SELECT FROM casework_oversight v
                        JOIN casework_participation t ON t.organisation_id = v.organisation_id
                             AND t.case_id = the_case AND t.until IS NULL
                        WHERE v.overseer_id = o.id)) ORDER BY o.id))
        FROM casework_membership m
        JOIN casework_organisation o ON o.id = m.organisation_id
        LEFT JOIN casework_participation part
            ON part.organisation_id = o.id AND part.case_id = the_case AND part.until IS NULL
        WHERE m.user_id = the_user
          AND m.since <= (moment AT TIME ZONE o.time_zone)::date
          AND (m.until IS NULL OR m.until > (moment AT TIME ZONE o.time_zone)::date)
          AND (o.closed_on IS NULL OR o.closed_on > (moment AT TIME ZONE o.time_zone)::date)
          AND (SELECT u.is_active FROM casework_user u WHERE u.id = the_user)
    );
END
$$;

-- Reads one case for an act. Arguments: `the_user`, whose standing is wanted (null: nobody's); `request`,
-- whose answer is wanted if it was given; `near`, whether cases near it are wanted; `history`, whether its
-- earlier steps are; `entering`, the stage of which it is wanted whether it was in it before; `locks`, whether it is locked first with what is near, in ascending id, except for what
-- is `held` already. Returns null when there is no such case, and {"missing": [ids]} when cases that came near
-- meanwhile are not locked, or when some lie below `highest` and can no longer be locked in order.
DROP FUNCTION IF EXISTS kawal_read_act(bigint, bigint, jsonb, uuid, boolean, boolean, boolean, bigint[], bigint);
CREATE OR REPLACE FUNCTION kawal_read_act(
    the_case bigint, the_user bigint, roles jsonb, request uuid,
    near boolean, history boolean, entering text, locks boolean, held bigint[], highest bigint
) RETURNS json
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan  -- every statement looks rows up by id: planning them anew costs more
AS $$
DECLARE
    near_ids   bigint[] := '{}';
    still_near bigint[];
    linked_ids bigint[];
    offices    bigint[];
    locked     bigint[];
    c casework_case;
    s casework_step;
    version    bigint;
    handled    json;
    holding    json;
    people     json;
    deadlines  json;
    parties    json;
    children   json;
    steps      json;
    was_in     boolean;
    near_rows  json;
    links      json;
BEGIN
    IF near THEN
        SELECT coalesce(array_agg(n.id), '{}') INTO near_ids FROM kawal_near_cases(the_case) n;
    END IF;
    IF locks THEN
        locked := the_case || near_ids;
        IF held <> '{}' THEN
            locked := ARRAY(SELECT w.id FROM unnest(locked) AS w (id) WHERE w.id <> ALL (held));
        END IF;
        IF highest > ANY (locked) THEN
            RETURN json_build_object('missing', locked);
        END IF;
        PERFORM FROM casework_case k WHERE k.id = ANY (locked) ORDER BY k.id FOR NO KEY UPDATE;
    END IF;
    IF near THEN
        SELECT coalesce(array_agg(n.id), '{}'), coalesce(array_agg(n.id) FILTER (WHERE n.is_linked), '{}')
        INTO still_near, linked_ids FROM kawal_near_cases(the_case) n;
        IF NOT still_near <@ near_ids THEN
            RETURN json_build_object('missing', still_near);
        END IF;
    END IF;
    SELECT * INTO c FROM casework_case WHERE id = the_case;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO s FROM casework_step WHERE process_id = the_case ORDER BY seq DESC LIMIT 1;
    offices := ARRAY[c.holder_id, c.opener_id, s.holder_id, s.sent_by_id];
    IF near THEN
        offices := offices || (SELECT array_agg(k.holder_id) || array_agg(k.opener_id)
                               FROM casework_case k WHERE k.id = ANY (still_near));
        SELECT json_agg(kawal_case_rows(k) ORDER BY k.id) INTO near_rows
        FROM casework_case k WHERE k.id = ANY (still_near);
        IF linked_ids <> '{}' THEN
            SELECT json_agg(json_build_array(l.one_id, l.other_id)) INTO links FROM casework_caselink l
            WHERE l.until IS NULL AND l.one_id = ANY (the_case || still_near)
              AND l.other_id = ANY (the_case || still_near);
        END IF;
    END IF;
    IF history THEN
        offices := offices || (SELECT array_agg(t.holder_id) FROM casework_step t WHERE t.process_id = the_case);
        SELECT json_agg(json_build_array(t.seq, t.state, t.holder_id, t.sent_by_id, t.owner_id, t.outcome, t.reopens,
                                         t.accepted_at IS NOT NULL, t.undone)
                        ORDER BY t.seq DESC)
        INTO steps FROM casework_step t WHERE t.process_id = the_case;
    END IF;
    IF entering IS NOT NULL THEN
        was_in := EXISTS (SELECT FROM casework_step t
                          WHERE t.process_id = the_case AND t.state = entering AND NOT t.undone);
    END IF;
    -- one statement after the other: a single one with a subquery for each costs twice as much to set up
    SELECT r.version INTO version FROM casework_referenceversion r;
    IF request IS NOT NULL THEN
        SELECT json_build_object('answer', h.answer, 'case_id', h.case_id, 'actor_id', h.actor_id)
        INTO handled FROM casework_handledrequest h WHERE h.request_id = request;
    END IF;
    SELECT json_agg(o) INTO holding FROM casework_organisation o WHERE o.id = ANY (offices);
    IF coalesce(nullif(c.officer_id, the_user), nullif(s.owner_id, the_user)) IS NOT NULL THEN
        SELECT json_agg(u) INTO people FROM casework_user u
        WHERE u.id IN (c.officer_id, s.owner_id) AND u.id IS DISTINCT FROM the_user;
    END IF;
    SELECT json_agg(d ORDER BY d.id) INTO deadlines FROM casework_deadline d
    WHERE d.case_id = the_case AND d.met_at IS NULL AND d.ended_at IS NULL;
    SELECT json_agg(y ORDER BY y.id) INTO parties FROM casework_party y WHERE y.case_id = the_case AND y.until IS NULL;
    SELECT json_agg(k.id ORDER BY k.id) INTO children FROM casework_case k
    WHERE k.parent_id = the_case AND k.finished IS NULL;
    RETURN json_build_object(
        'now', kawal_now(), 'locked', locked, 'version', version, 'handled', handled,
        'it', kawal_case_rows(c), 'step', row_to_json(s), 'offices', holding, 'people', people,
        'deadlines', deadlines, 'parties', parties, 'children', children, 'steps', steps, 'was_in', was_in, 'near', near_rows, 'links', links,
        'standing', CASE WHEN the_user IS NOT NULL THEN kawal_standing(the_case, the_user, roles) END
    );
END
$$;

REVOKE ALL ON FUNCTION kawal_read_act(bigint, bigint, jsonb, uuid, boolean, boolean, text, boolean, bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kawal_read_act(bigint, bigint, jsonb, uuid, boolean, boolean, text, boolean, bigint[], bigint) TO kawal_app;
