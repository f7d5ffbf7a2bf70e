-- +goose Up
-- A visit (stop) is a row of versions. Version 1 is what was recorded; a
-- correction adds a version with a reason. Only state ever changes in a row:
-- current, replaced by the next version, or withdrawn (the last version of a
-- visit that counts as nothing). municipality and month are kept with the visit
-- so that statistics need no other table and no date arithmetic. topics and
-- workers are lists of ids with a space before and after each: rows of their own
-- would cost a recording more than all the rest.
CREATE TABLE outreach_version (
  stop uuid NOT NULL,
  no bigint NOT NULL,
  state text NOT NULL,
  organisation uuid NOT NULL,
  unit uuid NOT NULL,
  round uuid,
  place uuid NOT NULL,
  municipality text NOT NULL,
  day date NOT NULL,
  month text NOT NULL,
  starts text,
  ends text,
  kind text NOT NULL,
  rule uuid NOT NULL,
  present bigint NOT NULL,
  conversations bigint NOT NULL,
  clienthoods bigint NOT NULL,
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
  onward bigint NOT NULL,
  f1 bigint NOT NULL,
  f2 bigint NOT NULL,
  f3 bigint NOT NULL,
  f4 bigint NOT NULL,
  f5 bigint NOT NULL,
  feedback bigint NOT NULL,
  minutes bigint NOT NULL,
  topics text NOT NULL,
  workers text NOT NULL,
  recorded_by uuid,
  recorded_at timestamptz NOT NULL,
  made_at timestamptz,
  source text NOT NULL,
  import uuid,
  correction uuid,
  reason text NOT NULL,
  heard text NOT NULL,
  heard_folded text NOT NULL,
  PRIMARY KEY (stop, no)
);

-- Lists are read from these; the columns after stop are what they are filtered
-- and sorted by, so that only the page itself is looked up in the table.
CREATE INDEX outreach_version_by_day ON outreach_version
  (organisation, day, stop, no, kind, municipality, place, present, conversations, feedback) WHERE state = 'current';
CREATE INDEX outreach_version_by_unit ON outreach_version
  (organisation, unit, day, stop, no, kind, municipality, place, present, conversations, feedback) WHERE state = 'current';
CREATE INDEX outreach_version_by_place ON outreach_version (place, day, stop) WHERE state = 'current';
CREATE INDEX outreach_version_withdrawn ON outreach_version (organisation, day, stop) WHERE state = 'withdrawn';
CREATE INDEX outreach_version_by_round ON outreach_version (round) WHERE round IS NOT NULL;
CREATE INDEX outreach_version_by_import ON outreach_version (import) WHERE import IS NOT NULL;

-- Sums by month. A trigger (0016) writes the queue, so that nobody waits
-- for a row of sums; Tally moves the queue into the months.
CREATE TABLE outreach_untallied (
  stop uuid NOT NULL,
  no bigint NOT NULL,
  sign bigint NOT NULL,
  PRIMARY KEY (stop, no, sign)
);

CREATE TABLE outreach_month (
  organisation uuid NOT NULL,
  month text NOT NULL,
  unit uuid NOT NULL,
  municipality text NOT NULL,
  place uuid NOT NULL,
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
  PRIMARY KEY (organisation, month, unit, municipality, place, kind)
);

CREATE INDEX outreach_month_by_municipality ON outreach_month (organisation, municipality, month);

-- dimension is topic, onward, age or gender, and worker for the lists of visits;
-- workers are not published.
CREATE TABLE outreach_detail_month (
  organisation uuid NOT NULL,
  month text NOT NULL,
  dimension text NOT NULL,
  code text NOT NULL,
  unit uuid NOT NULL,
  municipality text NOT NULL,
  kind text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (organisation, dimension, month, code, unit, municipality, kind)
);

CREATE INDEX outreach_detail_month_of_worker ON outreach_detail_month (organisation, code, month) WHERE dimension = 'worker';

-- The closed lists that a visit splits its people by: one row for each column.
CREATE TABLE outreach_code (
  dimension text NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (dimension, code)
);

INSERT INTO outreach_code (dimension, code) VALUES
('age', 'u18'), ('age', '18_29'), ('age', '30_49'), ('age', '50_64'), ('age', '65_'), ('age', 'unknown'),
('gender', 'unknown'), ('gender', 'woman'), ('gender', 'man'), ('gender', 'other'),
('onward', 'social_work'), ('onward', 'social_counselling'), ('onward', 'health'), ('onward', 'substance'),
('onward', 'employment'), ('onward', 'kela'), ('onward', 'debt'), ('onward', 'food_aid'), ('onward', 'housing'),
('onward', 'peer'), ('onward', 'other');
