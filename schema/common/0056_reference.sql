-- +goose Up
-- How a scale came out in a group of people whom somebody else asked and published: how many had each score. Groups are compared with it. No
-- page about a single client reads it, and nothing here leads to anybody.
-- instrument and scale are codes; of the organisation, or of the installation for everybody.
CREATE TABLE reference_set (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  instrument text NOT NULL,
  scale text NOT NULL,
  people text NOT NULL,
  asked date NOT NULL,
  source text NOT NULL,
  imported_at timestamptz NOT NULL,
  UNIQUE (organisation, instrument, scale, people, asked)
);

CREATE TABLE reference_score (
  reference uuid NOT NULL REFERENCES reference_set (id),
  score double precision NOT NULL,
  n bigint NOT NULL CHECK (n > 0),
  PRIMARY KEY (reference, score)
);

CREATE VIEW fact_reference AS
SELECT r.id AS reference, r.organisation, r.instrument, r.scale, r.people, r.asked, r.source, s.score, s.n
FROM reference_set r JOIN reference_score s ON s.reference = r.id;
