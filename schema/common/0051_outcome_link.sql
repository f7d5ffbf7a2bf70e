-- +goose Up
-- A personal link: one measurement that a client may answer without an account, and what she has answered so far. hash is the SHA-256 of
-- its secret, return_hash of the one that her return code stands for. draft is packed as closed is, draft_words sealed with her key; both
-- go when she hands in, and when the link ends otherwise. way is link, kiosk or paper.
-- Of a tablet that was handed over, pin is the keyed hash of what it is left by. A form on paper bears code, and is keyed by workers:
-- when twice is set, the draft is what keyed_by has keyed first, with the day that stands on it.
CREATE TABLE outcome_link (
  id uuid PRIMARY KEY,
  hash bytea NOT NULL UNIQUE,
  return_hash bytea UNIQUE,
  measurement uuid NOT NULL,
  client uuid NOT NULL,
  organisation uuid NOT NULL,
  unit uuid NOT NULL,
  version uuid NOT NULL,
  moment uuid,
  occasion text NOT NULL,
  answered_by text NOT NULL,
  interpreter boolean NOT NULL,
  way text NOT NULL,
  place text NOT NULL,
  pin bytea,
  code text UNIQUE,
  twice boolean NOT NULL,
  keyed_by uuid,
  day date,
  state text NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by uuid,
  language text NOT NULL,
  started_at timestamptz,
  touched_at timestamptz,
  seconds bigint NOT NULL,
  saves bigint NOT NULL,
  burst_at timestamptz,
  burst bigint NOT NULL,
  draft bytea,
  draft_words bytea
);

CREATE INDEX outcome_link_of ON outcome_link (client, made_at);
CREATE INDEX outcome_link_open ON outcome_link (expires_at) WHERE state = 'open';

-- Tries of codes and links that there are not, against the address that they came from; key is a keyed hash.
CREATE TABLE outcome_throttle (
  key bytea PRIMARY KEY,
  tries bigint NOT NULL,
  last_at timestamptz NOT NULL,
  open_at timestamptz NOT NULL
);
