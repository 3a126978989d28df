-- Where a person stands towards one case: every office in which he holds a permission today, with the
-- part that office has in the case. One statement decides every question of access to a case.
SELECT o.id, o.level, p.codename, part.part,
       EXISTS (SELECT FROM casework_caseuserobjectpermission n
               WHERE n.content_object_id = c.id AND n.user_id = m.user_id) AS named,
       EXISTS (SELECT FROM casework_party y
               WHERE y.case_id = c.id AND y.until IS NULL AND y.user_id = m.user_id) AS is_party,
       EXISTS (SELECT FROM casework_party y
               WHERE y.case_id = c.id AND y.until IS NULL AND y.organisation_id = o.id) AS office_is_party,
       EXISTS (SELECT FROM casework_oversight v
               JOIN casework_participation t ON t.organisation_id = v.organisation_id
                    AND t.case_id = c.id AND t.until IS NULL
               WHERE v.overseer_id = o.id) AS oversees_participant
FROM casework_case c
CROSS JOIN casework_membership m
JOIN casework_organisation o ON o.id = m.organisation_id
JOIN casework_organisationuserobjectpermission g ON g.user_id = m.user_id AND g.content_object_id = o.id
JOIN auth_permission p ON p.id = g.permission_id
LEFT JOIN casework_participation part
    ON part.organisation_id = o.id AND part.case_id = c.id AND part.until IS NULL
WHERE c.id = %(case)s
  AND m.user_id = %(user)s
  AND m.since <= (kawal_now() AT TIME ZONE o.time_zone)::date
  AND (m.until IS NULL OR m.until > (kawal_now() AT TIME ZONE o.time_zone)::date)
  AND (o.closed_on IS NULL OR o.closed_on > (kawal_now() AT TIME ZONE o.time_zone)::date)
  AND (%(roles)s::jsonb -> m.role) @> to_jsonb(p.codename::text)
ORDER BY o.id
