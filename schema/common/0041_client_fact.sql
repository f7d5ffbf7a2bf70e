-- +goose Up
-- What reports may know of clients: nobody's name, number or code. A joined record is not counted beside the one that it was joined to.
-- Whoever is under a non-disclosure order has no municipality here, whoever is erased neither that nor a birth year.
CREATE VIEW fact_client AS
SELECT c.id AS client, c.organisation, NULLIF(v.birth_year, 0) AS birth_year,
  NULLIF(v.municipality, '') AS municipality, NULLIF(v.language, '') AS language, v.interpreter, c.made_at, c.erased_at
FROM client_client c JOIN client_version v ON v.client = c.id AND v.no = c.no
WHERE c.merged_into IS NULL;

-- One row for each time that a client was a unit's, or one of its workers', from from_day to the day before to_day.
CREATE VIEW fact_client_relation AS
SELECT r.id AS relation, r.holder AS client, r.organisation, r.unit, r.kind, r.from_day, r.to_day
FROM client_relation r
WHERE r.to_day IS NULL OR r.to_day > r.from_day;

-- What each client has said, the newest of a kind being in force.
CREATE VIEW fact_client_consent AS
SELECT COALESCE(c.merged_into, c.id) AS client, c.organisation, k.kind, k.state, k.day, k.recorded_at
FROM client_consent k JOIN client_client c ON c.id = k.client;
