-- +goose Up
-- Distributions are kept when they leave the reports: who brought one in, who took it out of use and when, and which one came in its place.
-- imported_by and retired_by are workers; nobody: at the server. A distribution whose retired_at is empty is in use, and of the same people,
-- day and scale there is one in use at most.
DROP VIEW fact_reference;

ALTER TABLE reference_score RENAME TO reference_score_before;

ALTER TABLE reference_set RENAME TO reference_set_before;

CREATE TABLE reference_set (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  instrument text NOT NULL,
  scale text NOT NULL,
  people text NOT NULL,
  asked date NOT NULL,
  source text NOT NULL,
  imported_by uuid,
  imported_at timestamptz NOT NULL,
  retired_by uuid,
  retired_at timestamptz,
  replaced_by uuid
);

CREATE UNIQUE INDEX reference_set_in_use ON reference_set (organisation, instrument, scale, people, asked) WHERE retired_at IS NULL;

CREATE TABLE reference_score (
  reference uuid NOT NULL REFERENCES reference_set (id),
  score double precision NOT NULL,
  n bigint NOT NULL CHECK (n > 0),
  PRIMARY KEY (reference, score)
);

INSERT INTO reference_set (id, organisation, instrument, scale, people, asked, source, imported_at)
SELECT id, organisation, instrument, scale, people, asked, source, imported_at FROM reference_set_before;

INSERT INTO reference_score (reference, score, n) SELECT reference, score, n FROM reference_score_before;

DROP TABLE reference_score_before;

DROP TABLE reference_set_before;

CREATE VIEW fact_reference AS
SELECT r.id AS reference, r.organisation, r.instrument, r.scale, r.people, r.asked, r.source, s.score, s.n
FROM reference_set r JOIN reference_score s ON s.reference = r.id WHERE r.retired_at IS NULL;
