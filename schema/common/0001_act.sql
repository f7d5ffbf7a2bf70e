-- +goose Up
-- The use log (703/2023 section 10 and annex): one row per thing asked for in an
-- act. Rows are only ever added; they are sealed in batches by act_seal.
CREATE TABLE act_log (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  unit uuid,
  at timestamptz NOT NULL,
  actor_kind text NOT NULL,
  actor uuid,
  actor_name text NOT NULL,
  permission text NOT NULL,
  purpose text NOT NULL,
  subject_kind text NOT NULL,
  subject uuid,
  outcome text NOT NULL,
  act uuid NOT NULL
);

CREATE INDEX act_log_by_organisation ON act_log (organisation, id);

-- One link of an organisation's chain: the Merkle root over the entries named in
-- members (16 bytes each), hashed together with the link before it.
CREATE TABLE act_seal (
  organisation uuid NOT NULL,
  year bigint NOT NULL,
  no bigint NOT NULL,
  at timestamptz NOT NULL,
  entries bigint NOT NULL,
  members bytea NOT NULL,
  root bytea NOT NULL,
  previous bytea NOT NULL,
  chain bytea NOT NULL,
  PRIMARY KEY (organisation, year, no)
);

-- A year whose entries were destroyed after the retention time. Its seals keep
-- their hashes, so the chain stands.
CREATE TABLE act_destroyed (
  organisation uuid NOT NULL,
  year bigint NOT NULL,
  at timestamptz NOT NULL,
  entries bigint NOT NULL,
  PRIMARY KEY (organisation, year)
);
