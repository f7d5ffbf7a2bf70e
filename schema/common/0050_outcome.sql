-- +goose Up
-- Measurements: an instrument answered by or with a client at a moment. A measurement is a row of versions, as a visit is: version 1 is
-- what was answered, a correction adds one with a reason, and only state ever changes in a row: current, replaced or withdrawn.
--
-- closed are the packed answers without free texts, words the free texts, sealed with the client's key, as is reason
-- (internal/instrument/pack.go explains the bytes by the locked version of the instrument; number is that version's number).
-- s01 to s32 are the scores in the order in which the version defines its scales; NULL: the score does not exist.
-- packed is what group reports need of all that, in one column, because reading many columns of millions of rows costs more than all that
-- is reckoned from them (internal/outcome/packed.go; docs/decisions/0023-packed-measurements.md).
-- moment ties the client's and the worker's rating of the same moment together; it is the id of the first of them.
CREATE TABLE outcome_measurement (
  id uuid NOT NULL,
  no bigint NOT NULL,
  state text NOT NULL,
  client uuid NOT NULL,
  organisation uuid NOT NULL,
  unit uuid NOT NULL,
  instrument uuid NOT NULL,
  version uuid NOT NULL,
  number bigint NOT NULL,
  moment uuid NOT NULL,
  occasion text NOT NULL,
  day date NOT NULL,
  answered_by text NOT NULL,
  interpreter boolean NOT NULL,
  way text NOT NULL,
  place text NOT NULL,
  language text NOT NULL,
  seconds bigint NOT NULL,
  closed bytea NOT NULL,
  words bytea,
  packed bytea NOT NULL,
  import uuid,
  recorded_by uuid,
  recorded_at timestamptz NOT NULL,
  correction uuid,
  reason bytea,
  s01 double precision, s02 double precision, s03 double precision, s04 double precision,
  s05 double precision, s06 double precision, s07 double precision, s08 double precision,
  s09 double precision, s10 double precision, s11 double precision, s12 double precision,
  s13 double precision, s14 double precision, s15 double precision, s16 double precision,
  s17 double precision, s18 double precision, s19 double precision, s20 double precision,
  s21 double precision, s22 double precision, s23 double precision, s24 double precision,
  s25 double precision, s26 double precision, s27 double precision, s28 double precision,
  s29 double precision, s30 double precision, s31 double precision, s32 double precision,
  PRIMARY KEY (id, no)
);

CREATE INDEX outcome_measurement_of ON outcome_measurement (client, day);
CREATE INDEX outcome_measurement_by_import ON outcome_measurement (import) WHERE import IS NOT NULL;

-- Group reports read this index alone, from one end of an instrument, organisation or unit to the other.
CREATE INDEX outcome_measurement_group ON outcome_measurement (instrument, organisation, unit, day, packed) WHERE state = 'current';

-- Single measurements as they stand now: without texts, and without anything that tells who the client is.
CREATE VIEW fact_outcome_measurement AS
SELECT id AS measurement, client, organisation, unit, instrument, version, number, moment, occasion, day, answered_by, interpreter, way,
  place, language, seconds, closed,
  s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14, s15, s16,
  s17, s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29, s30, s31, s32
FROM outcome_measurement
WHERE state = 'current';

-- The same for sums over very many.
CREATE VIEW fact_outcome_packed AS
SELECT instrument, organisation, unit, day, packed
FROM outcome_measurement
WHERE state = 'current';

-- Which records were joined to another: who counts people counts them as one.
CREATE VIEW fact_client_joined AS
SELECT id AS client, merged_into AS into_client
FROM client_client
WHERE merged_into IS NOT NULL;
