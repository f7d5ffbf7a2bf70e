-- +goose Up
-- Organisations (controllers of client data), their units, workers, and posts:
-- the register of users and their rights (703/2023 section 9). Nothing is
-- deleted; from_day belongs to a term, to_day is the first day after it.
CREATE TABLE staff_organisation (
  id uuid PRIMARY KEY,
  name_fi text NOT NULL,
  name_sv text NOT NULL,
  kind text NOT NULL,
  county text NOT NULL,
  municipality text NOT NULL,
  from_day date NOT NULL,
  to_day date,
  version bigint NOT NULL
);

CREATE TABLE staff_unit (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL REFERENCES staff_organisation (id),
  name text NOT NULL,
  from_day date NOT NULL,
  to_day date,
  version bigint NOT NULL
);

CREATE INDEX staff_unit_by_organisation ON staff_unit (organisation);

-- organisation keeps the account; posts may be anywhere. The folded columns are
-- what is searched and compared.
CREATE TABLE staff_worker (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL REFERENCES staff_organisation (id),
  name text NOT NULL,
  name_folded text NOT NULL,
  email text NOT NULL,
  email_folded text NOT NULL UNIQUE,
  language text NOT NULL,
  active boolean NOT NULL,
  version bigint NOT NULL
);

CREATE INDEX staff_worker_by_organisation ON staff_worker (organisation);

-- A role in a unit, or in the whole organisation when unit is null.
CREATE TABLE staff_post (
  id uuid PRIMARY KEY,
  worker uuid NOT NULL REFERENCES staff_worker (id),
  role text NOT NULL,
  organisation uuid NOT NULL REFERENCES staff_organisation (id),
  unit uuid REFERENCES staff_unit (id),
  from_day date NOT NULL,
  to_day date,
  version bigint NOT NULL
);

CREATE INDEX staff_post_by_worker ON staff_post (worker);
CREATE INDEX staff_post_by_organisation ON staff_post (organisation);

-- A project: the coordinators of one organisation see the statistics of the
-- members together.
CREATE TABLE staff_share (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  coordinators uuid NOT NULL REFERENCES staff_organisation (id),
  from_day date NOT NULL,
  to_day date,
  version bigint NOT NULL
);

CREATE INDEX staff_share_by_coordinators ON staff_share (coordinators);

CREATE TABLE staff_share_member (
  share uuid NOT NULL REFERENCES staff_share (id),
  organisation uuid NOT NULL REFERENCES staff_organisation (id),
  PRIMARY KEY (share, organisation)
);
