-- +goose Up
-- The sums by month are two tables in the place of one: by area, unit and kind
-- without the places, which is what most reports and lists ask for, and by place
-- alone. Together they have a tenth of the rows. The closed lists that a visit
-- splits its people by are columns here as they are in the visit; only topics
-- and workers stay in outreach_detail_month. The rows
-- of all three are kept in the order of their keys where the engine can.
CREATE TABLE outreach_area_month (
  organisation uuid NOT NULL,
  month text NOT NULL,
  unit uuid NOT NULL,
  municipality text NOT NULL,
  kind text NOT NULL,
  visits bigint NOT NULL,
  present bigint NOT NULL,
  conversations bigint NOT NULL,
  clienthoods bigint NOT NULL,
  onward bigint NOT NULL,
  f1 bigint NOT NULL,
  f2 bigint NOT NULL,
  f3 bigint NOT NULL,
  f4 bigint NOT NULL,
  f5 bigint NOT NULL,
  minutes bigint NOT NULL,
  age_u18 bigint NOT NULL,
  age_18_29 bigint NOT NULL,
  age_30_49 bigint NOT NULL,
  age_50_64 bigint NOT NULL,
  age_65_ bigint NOT NULL,
  age_unknown bigint NOT NULL,
  gender_unknown bigint NOT NULL,
  gender_woman bigint NOT NULL,
  gender_man bigint NOT NULL,
  gender_other bigint NOT NULL,
  onward_social_work bigint NOT NULL,
  onward_social_counselling bigint NOT NULL,
  onward_health bigint NOT NULL,
  onward_substance bigint NOT NULL,
  onward_employment bigint NOT NULL,
  onward_kela bigint NOT NULL,
  onward_debt bigint NOT NULL,
  onward_food_aid bigint NOT NULL,
  onward_housing bigint NOT NULL,
  onward_peer bigint NOT NULL,
  onward_other bigint NOT NULL,
  PRIMARY KEY (organisation, month, municipality, unit, kind)
) /* clustered */;

CREATE TABLE outreach_place_month (
  organisation uuid NOT NULL,
  month text NOT NULL,
  municipality text NOT NULL,
  place uuid NOT NULL,
  visits bigint NOT NULL,
  present bigint NOT NULL,
  conversations bigint NOT NULL,
  clienthoods bigint NOT NULL,
  onward bigint NOT NULL,
  f1 bigint NOT NULL,
  f2 bigint NOT NULL,
  f3 bigint NOT NULL,
  f4 bigint NOT NULL,
  f5 bigint NOT NULL,
  minutes bigint NOT NULL,
  PRIMARY KEY (organisation, place, municipality, month)
) /* clustered */;

-- What is in the months already is added up; what still waits in the queue is
-- moved later, like everything new.
INSERT INTO outreach_area_month
SELECT m.organisation, m.month, m.unit, m.municipality, m.kind,
  m.visits, m.present, m.conversations, m.clienthoods, m.onward, m.f1, m.f2, m.f3, m.f4, m.f5, m.minutes, COALESCE(d.age_u18, 0),
  COALESCE(d.age_18_29, 0), COALESCE(d.age_30_49, 0), COALESCE(d.age_50_64, 0), COALESCE(d.age_65_, 0), COALESCE(d.age_unknown, 0),
  COALESCE(d.gender_unknown, 0), COALESCE(d.gender_woman, 0), COALESCE(d.gender_man, 0), COALESCE(d.gender_other, 0),
  COALESCE(d.onward_social_work, 0), COALESCE(d.onward_social_counselling, 0), COALESCE(d.onward_health, 0), COALESCE(d.onward_substance, 0),
  COALESCE(d.onward_employment, 0), COALESCE(d.onward_kela, 0), COALESCE(d.onward_debt, 0), COALESCE(d.onward_food_aid, 0),
  COALESCE(d.onward_housing, 0), COALESCE(d.onward_peer, 0), COALESCE(d.onward_other, 0)
FROM (
  SELECT organisation, month, unit, municipality, kind,
    CAST(SUM(visits) AS bigint) AS visits, CAST(SUM(present) AS bigint) AS present, CAST(SUM(conversations) AS bigint) AS conversations,
    CAST(SUM(clienthoods) AS bigint) AS clienthoods, CAST(SUM(onward) AS bigint) AS onward, CAST(SUM(f1) AS bigint) AS f1,
    CAST(SUM(f2) AS bigint) AS f2, CAST(SUM(f3) AS bigint) AS f3, CAST(SUM(f4) AS bigint) AS f4, CAST(SUM(f5) AS bigint) AS f5,
    CAST(SUM(minutes) AS bigint) AS minutes
  FROM outreach_month GROUP BY organisation, month, unit, municipality, kind
) m
LEFT JOIN (
  SELECT organisation, month, unit, municipality, kind,
    CAST(SUM(CASE WHEN dimension = 'age' AND code = 'u18' THEN n ELSE 0 END) AS bigint) AS age_u18,
    CAST(SUM(CASE WHEN dimension = 'age' AND code = '18_29' THEN n ELSE 0 END) AS bigint) AS age_18_29,
    CAST(SUM(CASE WHEN dimension = 'age' AND code = '30_49' THEN n ELSE 0 END) AS bigint) AS age_30_49,
    CAST(SUM(CASE WHEN dimension = 'age' AND code = '50_64' THEN n ELSE 0 END) AS bigint) AS age_50_64,
    CAST(SUM(CASE WHEN dimension = 'age' AND code = '65_' THEN n ELSE 0 END) AS bigint) AS age_65_,
    CAST(SUM(CASE WHEN dimension = 'age' AND code = 'unknown' THEN n ELSE 0 END) AS bigint) AS age_unknown,
    CAST(SUM(CASE WHEN dimension = 'gender' AND code = 'unknown' THEN n ELSE 0 END) AS bigint) AS gender_unknown,
    CAST(SUM(CASE WHEN dimension = 'gender' AND code = 'woman' THEN n ELSE 0 END) AS bigint) AS gender_woman,
    CAST(SUM(CASE WHEN dimension = 'gender' AND code = 'man' THEN n ELSE 0 END) AS bigint) AS gender_man,
    CAST(SUM(CASE WHEN dimension = 'gender' AND code = 'other' THEN n ELSE 0 END) AS bigint) AS gender_other,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'social_work' THEN n ELSE 0 END) AS bigint) AS onward_social_work,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'social_counselling' THEN n ELSE 0 END) AS bigint) AS onward_social_counselling,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'health' THEN n ELSE 0 END) AS bigint) AS onward_health,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'substance' THEN n ELSE 0 END) AS bigint) AS onward_substance,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'employment' THEN n ELSE 0 END) AS bigint) AS onward_employment,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'kela' THEN n ELSE 0 END) AS bigint) AS onward_kela,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'debt' THEN n ELSE 0 END) AS bigint) AS onward_debt,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'food_aid' THEN n ELSE 0 END) AS bigint) AS onward_food_aid,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'housing' THEN n ELSE 0 END) AS bigint) AS onward_housing,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'peer' THEN n ELSE 0 END) AS bigint) AS onward_peer,
    CAST(SUM(CASE WHEN dimension = 'onward' AND code = 'other' THEN n ELSE 0 END) AS bigint) AS onward_other
  FROM outreach_detail_month WHERE dimension IN ('age', 'gender', 'onward') GROUP BY organisation, month, unit, municipality, kind
) d ON d.organisation = m.organisation AND d.month = m.month AND d.unit = m.unit AND d.municipality = m.municipality AND d.kind = m.kind;

INSERT INTO outreach_place_month
SELECT organisation, month, municipality, place,
  CAST(SUM(visits) AS bigint), CAST(SUM(present) AS bigint), CAST(SUM(conversations) AS bigint), CAST(SUM(clienthoods) AS bigint),
  CAST(SUM(onward) AS bigint), CAST(SUM(f1) AS bigint), CAST(SUM(f2) AS bigint), CAST(SUM(f3) AS bigint), CAST(SUM(f4) AS bigint),
  CAST(SUM(f5) AS bigint), CAST(SUM(minutes) AS bigint)
FROM outreach_month GROUP BY organisation, month, municipality, place;

DROP VIEW fact_outreach_detail;
DROP VIEW fact_outreach_stop;
DROP VIEW fact_outreach_detail_month;
DROP VIEW fact_outreach_month;
DROP VIEW outreach_pending_detail;
DROP VIEW outreach_pending;
DROP VIEW outreach_coded;
DROP TABLE outreach_code;
DROP TABLE outreach_month;

-- Topics and workers in the order in which they are asked for.
ALTER TABLE outreach_detail_month RENAME TO outreach_detail_before;
DROP INDEX outreach_detail_month_of_worker;
CREATE TABLE outreach_detail_month (
  organisation uuid NOT NULL,
  dimension text NOT NULL,
  code text NOT NULL,
  month text NOT NULL,
  unit uuid NOT NULL,
  municipality text NOT NULL,
  kind text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (organisation, dimension, code, month, unit, municipality, kind)
) /* clustered */;
INSERT INTO outreach_detail_month
SELECT organisation, dimension, code, month, unit, municipality, kind, n FROM outreach_detail_before WHERE dimension IN ('topic', 'worker');
DROP TABLE outreach_detail_before;

-- What is committed and not yet in the months, with its sign. CROSS JOIN tells
-- SQLite to begin with the queue, which is short or empty; with JOIN it would
-- read every version and ask whether it is in the queue.
CREATE VIEW outreach_pending AS
SELECT v.organisation, v.month, v.unit, v.municipality, v.place, v.kind, v.topics, q.sign AS visits,
  q.sign * v.present AS present, q.sign * v.conversations AS conversations, q.sign * v.clienthoods AS clienthoods, q.sign * v.onward AS onward,
  q.sign * v.f1 AS f1, q.sign * v.f2 AS f2, q.sign * v.f3 AS f3, q.sign * v.f4 AS f4, q.sign * v.f5 AS f5, q.sign * v.minutes AS minutes,
  q.sign * v.age_u18 AS age_u18, q.sign * v.age_18_29 AS age_18_29, q.sign * v.age_30_49 AS age_30_49, q.sign * v.age_50_64 AS age_50_64,
  q.sign * v.age_65_ AS age_65_, q.sign * v.age_unknown AS age_unknown, q.sign * v.gender_unknown AS gender_unknown,
  q.sign * v.gender_woman AS gender_woman, q.sign * v.gender_man AS gender_man, q.sign * v.gender_other AS gender_other,
  q.sign * v.onward_social_work AS onward_social_work, q.sign * v.onward_social_counselling AS onward_social_counselling,
  q.sign * v.onward_health AS onward_health, q.sign * v.onward_substance AS onward_substance, q.sign * v.onward_employment AS onward_employment,
  q.sign * v.onward_kela AS onward_kela, q.sign * v.onward_debt AS onward_debt, q.sign * v.onward_food_aid AS onward_food_aid,
  q.sign * v.onward_housing AS onward_housing, q.sign * v.onward_peer AS onward_peer, q.sign * v.onward_other AS onward_other
FROM outreach_untallied q CROSS JOIN outreach_version v
WHERE v.stop = q.stop AND v.no = q.no;

-- Whether anything waits: when nothing does, the sums alone are the months, and
-- engines can read them in the order of their keys.
CREATE VIEW fact_outreach_waiting AS
SELECT count(*) AS n FROM (SELECT 1 FROM outreach_untallied LIMIT 1) w;

CREATE VIEW fact_outreach_place_sum AS
SELECT
  organisation, month, municipality, place, visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes
FROM outreach_place_month;

CREATE VIEW fact_outreach_area_sum AS
SELECT
  organisation, month, unit, municipality, kind, visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes, age_u18,
  age_18_29, age_30_49, age_50_64, age_65_, age_unknown, gender_unknown, gender_woman, gender_man, gender_other, onward_social_work,
  onward_social_counselling, onward_health, onward_substance, onward_employment, onward_kela, onward_debt, onward_food_aid, onward_housing,
  onward_peer, onward_other
FROM outreach_area_month;

CREATE VIEW fact_outreach_topic_sum AS
SELECT organisation, month, code, unit, municipality, kind, n FROM outreach_detail_month WHERE dimension = 'topic';

-- The sums with what waits: add them up by whatever is asked. A place, a month
-- or a code whose sum is zero was corrected away and is to be left out.
CREATE VIEW fact_outreach_place_month AS
SELECT
  organisation, month, municipality, place, visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes
FROM fact_outreach_place_sum
UNION ALL
SELECT
  organisation, month, municipality, place, visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes
FROM outreach_pending;

-- The same without the places, with the closed lists.
CREATE VIEW fact_outreach_area_month AS
SELECT
  organisation, month, unit, municipality, kind, visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes, age_u18,
  age_18_29, age_30_49, age_50_64, age_65_, age_unknown, gender_unknown, gender_woman, gender_man, gender_other, onward_social_work,
  onward_social_counselling, onward_health, onward_substance, onward_employment, onward_kela, onward_debt, onward_food_aid, onward_housing,
  onward_peer, onward_other
FROM fact_outreach_area_sum
UNION ALL
SELECT
  organisation, month, unit, municipality, kind, visits, present, conversations, clienthoods, onward, f1, f2, f3, f4, f5, minutes, age_u18,
  age_18_29, age_30_49, age_50_64, age_65_, age_unknown, gender_unknown, gender_woman, gender_man, gender_other, onward_social_work,
  onward_social_counselling, onward_health, onward_substance, onward_employment, onward_kela, onward_debt, onward_food_aid, onward_housing,
  onward_peer, onward_other
FROM outreach_pending;

CREATE VIEW fact_outreach_topic_month AS
SELECT organisation, month, code, unit, municipality, kind, n FROM fact_outreach_topic_sum
UNION ALL
SELECT v.organisation, v.month, t.code, v.unit, v.municipality, v.kind, v.visits
FROM outreach_pending v CROSS JOIN outreach_topic t
WHERE t.organisation = v.organisation AND v.topics LIKE '% ' || t.id || ' %';

-- Single visits as they stand now; without free text and without names.
CREATE VIEW fact_outreach_stop AS
SELECT
  stop, no AS version, organisation, unit, municipality, place, round, kind, day, month, starts, ends, rule, 1 AS visits, present, conversations,
  clienthoods, onward, f1, f2, f3, f4, f5, minutes, age_u18, age_18_29, age_30_49, age_50_64, age_65_, age_unknown, gender_unknown, gender_woman,
  gender_man, gender_other, onward_social_work, onward_social_counselling, onward_health, onward_substance, onward_employment, onward_kela,
  onward_debt, onward_food_aid, onward_housing, onward_peer, onward_other, source
FROM outreach_version
WHERE state = 'current';

CREATE VIEW fact_outreach_stop_topic AS
SELECT v.stop, v.organisation, v.unit, v.municipality, v.place, v.kind, v.day, v.month, t.code, 1 AS n
FROM outreach_version v
JOIN outreach_topic t ON t.organisation = v.organisation AND v.topics LIKE '% ' || t.id || ' %'
WHERE v.state = 'current';
