-- +goose Up
-- Clients. What says who a person is stands sealed under a key of her own (client_keyset), as bytea; what stands open is what statistics
-- and rights need. A person is a row of versions: a correction adds one, and nothing in an old one ever changes but by erasure.
-- docs/decisions/0020-sealed-clients.md
--
-- home is the home municipality, sealed; municipality is the same for statistics, empty under a non-disclosure order.
-- no is the current version. birth_year is 0, municipality and language are empty when they are not known.
-- merged_into is the record that this one was joined to; it never points to one that is itself joined.
CREATE TABLE client_client (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  number text NOT NULL,
  number_folded text NOT NULL,
  no bigint NOT NULL,
  made_at timestamptz NOT NULL,
  made_by uuid,
  merged_into uuid,
  erased_at timestamptz,
  UNIQUE (organisation, number_folded)
);

CREATE INDEX client_client_merged ON client_client (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE client_version (
  client uuid NOT NULL REFERENCES client_client (id),
  no bigint NOT NULL,
  family bytea,
  given bytea,
  code bytea,
  born bytea,
  phone bytea,
  email bytea,
  address bytea,
  home bytea,
  note bytea,
  reason bytea,
  birth_year bigint NOT NULL,
  municipality text NOT NULL,
  language text NOT NULL,
  interpreter boolean NOT NULL,
  non_disclosure boolean NOT NULL,
  recorded_by uuid,
  recorded_at timestamptz NOT NULL,
  correction uuid,
  PRIMARY KEY (client, no)
);

-- A client's key, wrapped under the installation's secret named wrapped_by. No backup holds these rows: they have a copy of their own,
-- of which only the newest is kept, so that a key that was destroyed is destroyed everywhere.
CREATE TABLE client_keyset (
  client uuid PRIMARY KEY REFERENCES client_client (id),
  wrapped_by text NOT NULL,
  keyset bytea NOT NULL
);

-- The secrets under which keys have been wrapped: a node that has none of them must not start.
CREATE TABLE client_secret (
  name text PRIMARY KEY,
  first_used timestamptz NOT NULL
);

-- Blind index: keyed hashes of beginnings of names and of birth days, and of identity codes. No backup holds these rows: they are made
-- anew from what the keys open.
CREATE TABLE client_mark (
  mark bytea NOT NULL,
  client uuid NOT NULL,
  PRIMARY KEY (mark, client)
) /* clustered */;

CREATE TABLE client_code_mark (
  mark bytea PRIMARY KEY,
  client uuid NOT NULL
);

CREATE INDEX client_code_mark_of ON client_code_mark (client);

-- What ties a client to a unit and its workers: kind is unit (a task of the whole unit), own or pair (a worker's). holder is the client,
-- or the record that hers was joined to. to_day is the first day after the term.
CREATE TABLE client_relation (
  id uuid PRIMARY KEY,
  client uuid NOT NULL REFERENCES client_client (id),
  holder uuid NOT NULL,
  organisation uuid NOT NULL,
  unit uuid NOT NULL,
  kind text NOT NULL,
  worker uuid,
  from_day date NOT NULL,
  to_day date,
  version bigint NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL,
  ended_by uuid,
  ended_at timestamptz
);

CREATE INDEX client_relation_of ON client_relation (holder);
CREATE INDEX client_relation_by_client ON client_relation (client);
CREATE INDEX client_relation_by_worker ON client_relation (worker, holder) WHERE worker IS NOT NULL;
CREATE INDEX client_relation_by_unit ON client_relation (organisation, unit, holder) WHERE kind = 'unit';

-- What a client has said yes or no to. Rows are only added; the newest of a kind is in force.
CREATE TABLE client_consent (
  id uuid PRIMARY KEY,
  client uuid NOT NULL REFERENCES client_client (id),
  kind text NOT NULL,
  state text NOT NULL,
  day date NOT NULL,
  given_by text NOT NULL,
  way text NOT NULL,
  note bytea,
  recorded_by uuid,
  recorded_at timestamptz NOT NULL
);

CREATE INDEX client_consent_of ON client_consent (client);

-- A joining of two records of one person, which can be undone for a while.
CREATE TABLE client_merge (
  id uuid PRIMARY KEY,
  client uuid NOT NULL REFERENCES client_client (id),
  into_client uuid NOT NULL REFERENCES client_client (id),
  reason bytea,
  merged_by uuid,
  merged_at timestamptz NOT NULL,
  undone_by uuid,
  undone_at timestamptz
);

CREATE INDEX client_merge_of ON client_merge (client);
CREATE INDEX client_merge_into ON client_merge (into_client);

-- A glass that was broken: a worker without a tie to the client reads until until_at. unit is the worker's.
CREATE TABLE client_glass (
  id uuid PRIMARY KEY,
  client uuid NOT NULL REFERENCES client_client (id),
  organisation uuid NOT NULL,
  unit uuid,
  worker uuid NOT NULL,
  reason bytea,
  opened_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  acknowledged_by uuid,
  acknowledged_at timestamptz
);

CREATE INDEX client_glass_of ON client_glass (client, worker);
CREATE INDEX client_glass_by_worker ON client_glass (worker, until_at);
CREATE INDEX client_glass_waiting ON client_glass (organisation, opened_at) WHERE acknowledged_at IS NULL;
