-- +goose Up
-- Instruments as data. A definition is a document of the format in docs/instrument-format.md: a draft may be written anew, a locked one
-- never changes, for it explains the packed answers that were given under it.
CREATE TABLE instrument_instrument (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  code text NOT NULL,
  retired boolean NOT NULL,
  UNIQUE (organisation, code)
);

CREATE TABLE instrument_version (
  id uuid PRIMARY KEY,
  instrument uuid NOT NULL REFERENCES instrument_instrument (id),
  number bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'locked')),
  definition text NOT NULL,
  changed text NOT NULL,
  compares boolean NOT NULL,
  edition bigint NOT NULL,
  made_at timestamptz NOT NULL,
  made_by uuid,
  locked_at timestamptz,
  UNIQUE (instrument, number),
  CHECK ((status = 'locked') = (locked_at IS NOT NULL))
);

CREATE VIEW fact_instrument_version AS
SELECT v.id AS version, i.id AS instrument, i.organisation, i.code, v.number, v.status, v.compares
FROM instrument_version v JOIN instrument_instrument i ON i.id = v.instrument;
