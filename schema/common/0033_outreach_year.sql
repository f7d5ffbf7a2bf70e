-- +goose Up
-- How many visits there were in each year: all of them (dimension all), those
-- with a topic and those of a worker. Lists tell by it how many they are.
CREATE TABLE outreach_year (
  organisation uuid NOT NULL,
  dimension text NOT NULL,
  code text NOT NULL,
  year bigint NOT NULL,
  unit uuid NOT NULL,
  municipality text NOT NULL,
  kind text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (organisation, dimension, code, year, unit, municipality, kind)
) /* clustered */;

INSERT INTO outreach_year
SELECT organisation, 'all', '', CAST(substr(month, 1, 4) AS bigint), unit, municipality, kind, CAST(SUM(visits) AS bigint)
FROM outreach_area_month GROUP BY organisation, substr(month, 1, 4), unit, municipality, kind;

INSERT INTO outreach_year
SELECT organisation, dimension, code, CAST(substr(month, 1, 4) AS bigint), unit, municipality, kind, CAST(SUM(n) AS bigint)
FROM outreach_detail_month GROUP BY organisation, dimension, code, substr(month, 1, 4), unit, municipality, kind;
