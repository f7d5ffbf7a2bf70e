-- +goose Up
-- Where outreach work is done, with whom, and what is talked about. No table of
-- outreach has a foreign key on the path of recording: the statement that writes
-- a visit looks itself, and a busy place must not be a row that writers wait for.
CREATE TABLE outreach_place (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  name_folded text NOT NULL,
  municipality text NOT NULL,
  address text NOT NULL,
  latitude double precision,
  longitude double precision,
  partner uuid,
  opening text NOT NULL,
  low_threshold boolean NOT NULL,
  first_day date,
  last_day date,
  version bigint NOT NULL
);

CREATE INDEX outreach_place_by_name ON outreach_place (organisation, name_folded, id);

CREATE TABLE outreach_partner (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  name_folded text NOT NULL,
  contact_role text NOT NULL,
  phone text NOT NULL,
  email text NOT NULL,
  note text NOT NULL,
  version bigint NOT NULL
);

CREATE INDEX outreach_partner_by_name ON outreach_partner (organisation, name_folded, id);

CREATE TABLE outreach_partner_area (
  partner uuid NOT NULL REFERENCES outreach_partner (id),
  municipality text NOT NULL,
  PRIMARY KEY (partner, municipality)
);

CREATE TABLE outreach_topic (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  code text NOT NULL,
  name_fi text NOT NULL,
  name_sv text NOT NULL,
  name_en text NOT NULL,
  name_selko text NOT NULL,
  position bigint NOT NULL,
  active boolean NOT NULL,
  version bigint NOT NULL,
  UNIQUE (organisation, code)
);

CREATE VIEW fact_outreach_place AS
SELECT id AS place, organisation, kind, name, municipality, latitude, longitude, partner, low_threshold, first_day, last_day
FROM outreach_place;

CREATE VIEW fact_outreach_topic AS
SELECT id AS topic, organisation, code, name_fi, name_sv, name_en, name_selko, position, active
FROM outreach_topic;
