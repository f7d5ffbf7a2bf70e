-- +goose Up
-- The measurements of single clients, for a report on few of them: those of a unit who were also measured elsewhere.
CREATE VIEW fact_outcome_packed_of AS
SELECT client, instrument, organisation, unit, day, packed
FROM outcome_measurement
WHERE state = 'current';

-- Two ratings of one moment side by side: the one that came second with the one that it is tied to.
CREATE INDEX outcome_measurement_tied ON outcome_measurement (instrument, organisation) WHERE state = 'current' AND moment <> id;

CREATE VIEW fact_outcome_tied AS
SELECT s.instrument, s.organisation, s.packed, f.packed AS tied_to
FROM outcome_measurement s JOIN outcome_measurement f ON f.id = s.moment AND f.state = 'current'
WHERE s.state = 'current' AND s.moment <> s.id;
