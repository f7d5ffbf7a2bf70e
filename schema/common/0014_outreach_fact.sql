-- +goose Up
-- Every version once for each code of the closed lists, with how many people it
-- has there. Kept apart from the topics so that both engines look up one visit
-- by its key instead of splitting them all.
CREATE VIEW outreach_coded AS
SELECT v.stop, v.no, v.state, v.organisation, v.unit, v.municipality, v.place, v.kind, v.day, v.month, c.dimension, c.code,
  CASE c.dimension
  WHEN 'age' THEN CASE c.code
    WHEN 'u18' THEN v.age_u18 WHEN '18_29' THEN v.age_18_29 WHEN '30_49' THEN v.age_30_49
    WHEN '50_64' THEN v.age_50_64 WHEN '65_' THEN v.age_65_ ELSE v.age_unknown END
  WHEN 'gender' THEN CASE c.code
    WHEN 'woman' THEN v.gender_woman WHEN 'man' THEN v.gender_man
    WHEN 'other' THEN v.gender_other ELSE v.gender_unknown END
  ELSE CASE c.code
    WHEN 'social_work' THEN v.onward_social_work WHEN 'social_counselling' THEN v.onward_social_counselling
    WHEN 'health' THEN v.onward_health WHEN 'substance' THEN v.onward_substance
    WHEN 'employment' THEN v.onward_employment WHEN 'kela' THEN v.onward_kela WHEN 'debt' THEN v.onward_debt
    WHEN 'food_aid' THEN v.onward_food_aid WHEN 'housing' THEN v.onward_housing
    WHEN 'peer' THEN v.onward_peer ELSE v.onward_other END
  END AS n
FROM outreach_version v CROSS JOIN outreach_code c;

-- What is committed and not yet in the months, with its sign. CROSS JOIN tells
-- SQLite to begin with the queue, which is short or empty; with JOIN it would
-- read every version and ask whether it is in the queue.
CREATE VIEW outreach_pending AS
SELECT q.stop, v.organisation, v.month, v.unit, v.municipality, v.place, v.kind,
  q.sign AS visits, q.sign * v.present AS present, q.sign * v.conversations AS conversations,
  q.sign * v.clienthoods AS clienthoods, q.sign * v.onward AS onward,
  q.sign * v.f1 AS f1, q.sign * v.f2 AS f2, q.sign * v.f3 AS f3, q.sign * v.f4 AS f4, q.sign * v.f5 AS f5,
  q.sign * v.minutes AS minutes
FROM outreach_untallied q CROSS JOIN outreach_version v
WHERE v.stop = q.stop AND v.no = q.no;

CREATE VIEW outreach_pending_detail AS
SELECT q.stop, v.organisation, v.month, v.dimension, v.code, v.unit, v.municipality, v.kind, q.sign * v.n AS n
FROM outreach_untallied q CROSS JOIN outreach_coded v
WHERE v.stop = q.stop AND v.no = q.no AND v.n > 0
UNION ALL
SELECT q.stop, v.organisation, v.month, 'topic', t.code, v.unit, v.municipality, v.kind, q.sign
FROM outreach_untallied q CROSS JOIN outreach_version v CROSS JOIN outreach_topic t
WHERE v.stop = q.stop AND v.no = q.no AND t.organisation = v.organisation AND v.topics LIKE '% ' || t.id || ' %';

-- Sums: add them up by whatever is asked. A place, a month or a code whose sum
-- is zero was corrected away and is to be left out.
CREATE VIEW fact_outreach_month AS
SELECT organisation, month, unit, municipality, place, kind, visits, present, conversations, clienthoods, onward,
  f1, f2, f3, f4, f5, minutes
FROM outreach_month
UNION ALL
SELECT organisation, month, unit, municipality, place, kind, visits, present, conversations, clienthoods, onward,
  f1, f2, f3, f4, f5, minutes
FROM outreach_pending;

CREATE VIEW fact_outreach_detail_month AS
SELECT organisation, month, dimension, code, unit, municipality, kind, n FROM outreach_detail_month
WHERE dimension <> 'worker'
UNION ALL
SELECT organisation, month, dimension, code, unit, municipality, kind, n FROM outreach_pending_detail;

-- Single visits as they stand now; without free text and without names.
CREATE VIEW fact_outreach_stop AS
SELECT stop, no AS version, organisation, unit, municipality, place, round, kind, day, month, starts, ends, rule,
  present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes, source
FROM outreach_version
WHERE state = 'current';

CREATE VIEW fact_outreach_detail AS
SELECT stop, organisation, unit, municipality, place, kind, day, month, dimension, code, n
FROM outreach_coded
WHERE state = 'current' AND n > 0
UNION ALL
SELECT v.stop, v.organisation, v.unit, v.municipality, v.place, v.kind, v.day, v.month, 'topic', t.code, 1
FROM outreach_version v
JOIN outreach_topic t ON t.organisation = v.organisation AND v.topics LIKE '% ' || t.id || ' %'
WHERE v.state = 'current';
