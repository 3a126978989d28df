-- Locks what an act looks at and reads all it needs, in one round trip. Every statement of a volatile
-- function sees what was committed when it begins: what stands below the locks is read after the wait.

-- Which table holds the columns of a kind of case that only this kind has.
CREATE OR REPLACE FUNCTION kawal_own_table(the_kind text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RETURN (SELECT own_table FROM casework_kind WHERE kind = the_kind);
END
$$;

-- A case with its person, as rows: what its kind adds stands under "own".
CREATE OR REPLACE FUNCTION kawal_case_rows(the_case bigint) RETURNS json
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    c casework_case;
    own json;
BEGIN
    SELECT * INTO c FROM casework_case WHERE id = the_case;
    EXECUTE format('SELECT row_to_json(o) FROM %I o WHERE o.case_ptr_id = $1', kawal_own_table(c.kind))
        INTO own USING the_case;
    RETURN json_build_object('case', row_to_json(c), 'own', own,
        'person', (SELECT row_to_json(p) FROM casework_person p WHERE p.id = c.person_id),
        'region', (SELECT row_to_json(r) FROM casework_region r WHERE r.code = c.region_id));
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

-- Where a person stands towards one case: every office in which he holds a permission today, with the
-- part that office has in the case. One statement decides every question of access to a case.
CREATE OR REPLACE FUNCTION kawal_standing(the_case bigint, the_user bigint, roles jsonb)
RETURNS TABLE (office bigint, level text, permission text, part text, named boolean, is_party boolean,
               office_is_party boolean, oversees boolean)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz := kawal_now();
BEGIN
    RETURN QUERY
    SELECT o.id, o.level::text, p.codename::text, part.part::text,
           EXISTS (SELECT FROM casework_caseuserobjectpermission n
                   WHERE n.content_object_id = the_case AND n.user_id = the_user),
           EXISTS (SELECT FROM casework_party y
                   WHERE y.case_id = the_case AND y.until IS NULL AND y.user_id = the_user),
           EXISTS (SELECT FROM casework_party y
                   WHERE y.case_id = the_case AND y.until IS NULL AND y.organisation_id = o.id),
           EXISTS (SELECT FROM casework_oversight v
                   JOIN casework_participation t ON t.organisation_id = v.organisation_id
                        AND t.case_id = the_case AND t.until IS NULL
                   WHERE v.overseer_id = o.id)
    FROM casework_membership m
    JOIN casework_user u ON u.id = m.user_id AND u.is_active
    JOIN casework_organisation o ON o.id = m.organisation_id
    JOIN casework_organisationuserobjectpermission g ON g.user_id = m.user_id AND g.content_object_id = o.id
    JOIN auth_permission p ON p.id = g.permission_id
    LEFT JOIN casework_participation part
        ON part.organisation_id = o.id AND part.case_id = the_case AND part.until IS NULL
    WHERE m.user_id = the_user
      AND m.since <= (moment AT TIME ZONE o.time_zone)::date
      AND (m.until IS NULL OR m.until > (moment AT TIME ZONE o.time_zone)::date)
      AND (o.closed_on IS NULL OR o.closed_on > (moment AT TIME ZONE o.time_zone)::date)
      AND (roles -> m.role) @> to_jsonb(p.codename::text)
    ORDER BY o.id;
END
$$;

-- Reads one case for an act. Arguments: `the_user`, whose standing is wanted (null: nobody's); `request`,
-- whose answer is wanted if it was given; `near`, whether cases near it are wanted; `history`, whether its
-- earlier steps are; `locks`, whether it is locked first with what is near, in ascending id, except for what
-- is `held` already. Returns null when there is no such case, and {"missing": [ids]} when cases that came near
-- meanwhile are not locked, or when some lie below `highest` and can no longer be locked in order.
CREATE OR REPLACE FUNCTION kawal_read_act(
    the_case bigint, the_user bigint, roles jsonb, request uuid,
    near boolean, history boolean, locks boolean, held bigint[], highest bigint
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
BEGIN
    IF near THEN
        SELECT coalesce(array_agg(n.id), '{}') INTO near_ids FROM kawal_near_cases(the_case) n;
    END IF;
    IF locks THEN
        SELECT array_agg(w.id) INTO locked FROM unnest(the_case || near_ids) AS w (id) WHERE w.id <> ALL (held);
        IF EXISTS (SELECT FROM unnest(locked) AS w (id) WHERE w.id < highest) THEN
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
    END IF;
    IF history THEN
        offices := offices || (SELECT array_agg(t.holder_id) FROM casework_step t WHERE t.process_id = the_case);
    END IF;
    RETURN (
        SELECT json_build_object(
            'now', kawal_now(),
            'locked', locked,
            'version', (SELECT version FROM casework_referenceversion),
            'handled', (SELECT json_build_object('answer', h.answer, 'case_id', h.case_id, 'actor_id', h.actor_id)
                        FROM casework_handledrequest h WHERE h.request_id = request),
            'it', kawal_case_rows(the_case),
            'step', row_to_json(s),
            'offices', (SELECT json_agg(o) FROM casework_organisation o WHERE o.id = ANY (offices)),
            'people', (SELECT json_agg(u) FROM casework_user u
                       WHERE u.id IN (c.officer_id, s.owner_id) AND u.id IS DISTINCT FROM the_user),
            'deadlines', (SELECT json_agg(d ORDER BY d.id) FROM casework_deadline d
                          WHERE d.case_id = the_case AND d.met_at IS NULL AND d.ended_at IS NULL),
            'parties', (SELECT json_agg(y ORDER BY y.id) FROM casework_party y
                        WHERE y.case_id = the_case AND y.until IS NULL),
            'steps', CASE WHEN history THEN
                         (SELECT json_agg(json_build_array(t.seq, t.state, t.holder_id, t.sent_by_id, t.owner_id, t.outcome,
                                                           t.reopens)
                                          ORDER BY t.seq DESC)
                          FROM casework_step t WHERE t.process_id = the_case) END,
            'standing', CASE WHEN the_user IS NOT NULL THEN
                            (SELECT json_agg(json_build_array(w.office, w.level, w.permission, w.part, w.named,
                                                              w.is_party, w.office_is_party, w.oversees))
                             FROM kawal_standing(the_case, the_user, roles) w) END,
            'near', (SELECT json_agg(kawal_case_rows(n.id) ORDER BY n.id) FROM unnest(still_near) AS n (id)),
            'links', CASE WHEN linked_ids <> '{}' THEN
                         (SELECT json_agg(json_build_array(l.one_id, l.other_id)) FROM casework_caselink l
                          WHERE l.until IS NULL AND l.one_id = ANY (the_case || still_near)
                            AND l.other_id = ANY (the_case || still_near)) END
        )
    );
END
$$;

REVOKE ALL ON FUNCTION kawal_read_act(bigint, bigint, jsonb, uuid, boolean, boolean, boolean, bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kawal_read_act(bigint, bigint, jsonb, uuid, boolean, boolean, boolean, bigint[], bigint) TO kawal_app;
