-- +goose Up
-- How workers are let in. Every secret stands here hashed or sealed.
-- One row: the rules of sign-in for the whole installation.
CREATE TABLE staff_setting (
  id bigint PRIMARY KEY CHECK (id = 1),
  second_factor text NOT NULL,
  idle_minutes bigint NOT NULL,
  session_hours bigint NOT NULL,
  version bigint NOT NULL
);

INSERT INTO staff_setting (id, second_factor, idle_minutes, session_hours, version) VALUES (1, 'required', 30, 12, 1);

CREATE TABLE staff_password (
  worker uuid PRIMARY KEY REFERENCES staff_worker (id),
  hash text NOT NULL,
  changed_at timestamptz NOT NULL
);

-- token_hash is the SHA-256 of the cookie's token. stage says how far the
-- signing in has come.
CREATE TABLE staff_session (
  id uuid PRIMARY KEY,
  worker uuid NOT NULL REFERENCES staff_worker (id),
  token_hash bytea NOT NULL UNIQUE,
  stage text NOT NULL,
  device text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ended_at timestamptz
);

CREATE INDEX staff_session_by_worker ON staff_session (worker);

-- secret is sealed with the installation's key. last_step is the newest time
-- step whose code was used: no code is good twice.
CREATE TABLE staff_totp (
  worker uuid PRIMARY KEY REFERENCES staff_worker (id),
  secret bytea NOT NULL,
  added_at timestamptz NOT NULL,
  last_step bigint NOT NULL
);

CREATE TABLE staff_recovery (
  worker uuid NOT NULL REFERENCES staff_worker (id),
  hash bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (worker, hash)
);

-- One passkey (WebAuthn credential): its public key and what it told of itself.
CREATE TABLE staff_passkey (
  id uuid PRIMARY KEY,
  worker uuid NOT NULL REFERENCES staff_worker (id),
  name text NOT NULL,
  credential bytea NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  aaguid bytea NOT NULL,
  transports text NOT NULL,
  sign_count bigint NOT NULL,
  backup_eligible boolean NOT NULL,
  backup_state boolean NOT NULL,
  added_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE INDEX staff_passkey_by_worker ON staff_passkey (worker);

-- A challenge that a browser is to answer once, within minutes.
CREATE TABLE staff_challenge (
  id uuid PRIMARY KEY,
  worker uuid REFERENCES staff_worker (id),
  state bytea NOT NULL,
  ends_at timestamptz NOT NULL
);

-- Tries that count against an account or an address; key is a keyed hash.
CREATE TABLE staff_throttle (
  key bytea PRIMARY KEY,
  tries bigint NOT NULL,
  last_at timestamptz NOT NULL,
  open_at timestamptz NOT NULL
);

CREATE TABLE staff_invitation (
  id uuid PRIMARY KEY,
  worker uuid NOT NULL REFERENCES staff_worker (id),
  token_hash bytea NOT NULL UNIQUE,
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE INDEX staff_invitation_by_worker ON staff_invitation (worker);

-- What a worker had typed when her session ended: hers alone, for a day.
CREATE TABLE staff_draft (
  worker uuid NOT NULL REFERENCES staff_worker (id),
  path text NOT NULL,
  fields text NOT NULL,
  kept_at timestamptz NOT NULL,
  PRIMARY KEY (worker, path)
);
